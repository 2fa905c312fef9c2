import type { EntryOrder, EntryView } from './entry.js';

/** What a step to the next entry found: it is there, it must be waited for, or there is none. */
export type CursorState = 'entry' | 'wait' | 'end';

/** Goes through sorted entries. */
export interface SortedCursor {
  /** The entry in hand, valid until the next step. */
  readonly entry: EntryView;
  next(): CursorState;
  /** Settles when a step that had to wait will have something else to say. */
  ready(): Promise<void>;
}

/** Sorted entries of several cursors as one: where the order leaves it open, those of an earlier cursor come first. */
export class Merge implements SortedCursor {
  /** A heap of the cursors that have an entry: no child comes before its parent. */
  private readonly heap: number[] = [];
  /** Cursors whose next entry is not there: nothing goes on without it. */
  private waiting: number[];
  private isTopTaken = false;

  constructor(
    private readonly cursors: readonly SortedCursor[],
    private readonly order: EntryOrder,
  ) {
    this.waiting = cursors.map((_, index) => index);
  }

  get entry(): EntryView {
    return this.cursors[this.heap[0]!]!.entry;
  }

  next(): CursorState {
    if (this.isTopTaken) this.stepTop();
    if (this.waiting.length > 0 && !this.fill()) return 'wait';
    if (this.heap.length === 0) return 'end';
    this.isTopTaken = true;
    return 'entry';
  }

  async ready(): Promise<void> {
    await Promise.all(this.waiting.map((index) => this.cursors[index]!.ready()));
  }

  private stepTop(): void {
    const { heap, cursors } = this;
    const top = heap[0]!;
    this.isTopTaken = false;
    const state = cursors[top]!.next();
    if (state !== 'entry') {
      const last = heap.pop()!;
      if (heap.length > 0) heap[0] = last;
      if (state === 'wait') this.waiting.push(top);
    }
    this.sink();
  }

  /** True when no cursor has to be waited for. */
  private fill(): boolean {
    const { waiting } = this;
    this.waiting = [];
    for (const index of waiting) {
      const state = this.cursors[index]!.next();
      if (state === 'wait') this.waiting.push(index);
      else if (state === 'entry') this.rise(index);
    }
    return this.waiting.length === 0;
  }

  private rise(index: number): void {
    const { heap } = this;
    let position = heap.length;
    heap.push(index);
    while (position > 0) {
      const parent = (position - 1) >> 1;
      if (!this.isBefore(index, heap[parent]!)) break;
      heap[position] = heap[parent]!;
      position = parent;
    }
    heap[position] = index;
  }

  /** Brings the first one to where it belongs. */
  private sink(): void {
    const { heap } = this;
    if (heap.length < 2) return;
    const index = heap[0]!;
    let position = 0;
    for (let child = 1; child < heap.length; child = 2 * position + 1) {
      if (child + 1 < heap.length && this.isBefore(heap[child + 1]!, heap[child]!)) child++;
      if (!this.isBefore(heap[child]!, index)) break;
      heap[position] = heap[child]!;
      position = child;
    }
    heap[position] = index;
  }

  private isBefore(left: number, right: number): boolean {
    const order = this.order(this.cursors[left]!.entry, this.cursors[right]!.entry);
    return order === 0 ? left < right : order < 0;
  }
}
