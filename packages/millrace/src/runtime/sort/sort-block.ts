import { DataWriter } from '../../model/data-writer.js';
import { asTheyCame, type EntryOrder, EntryView, type EntryWriter, type SortRecord, writeEntry } from './entry.js';
import type { SortedCursor } from './merge.js';

/** Bits of a position in a block: with the 32 bits of a hash they fit into a number, which engines sort natively. */
const POSITION_BITS = 17;
const MOST_ENTRIES = 1 << POSITION_BITS;
const FIRST_ENTRIES = 1024;

/** Bytes of the index an entry: where it begins, and its place in the order. */
const INDEX_BYTES = 4 + 8;

/** Records in memory that are sorted together: few enough that sorting them takes no longer than a slice of work. */
export class SortBlock {
  private readonly writer: DataWriter;
  private starts = new Uint32Array(FIRST_ENTRIES);
  /** Where the entries begin, in order; undefined before the block is sealed. */
  private sorted: Uint32Array | undefined;
  private count = 0;
  private largest = 0;

  constructor(private readonly capacity: number) {
    this.writer = new DataWriter(capacity);
  }

  get isEmpty(): boolean {
    return this.count === 0;
  }

  /** True when another record might not fit. */
  get isFull(): boolean {
    return this.count === MOST_ENTRIES || this.writer.length + this.largest > this.capacity;
  }

  /** Bytes of memory, those that are not used yet included. */
  get memory(): number {
    return Math.max(this.capacity, this.writer.length) + this.count * INDEX_BYTES;
  }

  add(record: SortRecord, writer: EntryWriter): void {
    if (this.count === this.starts.length) this.grow();
    const start = this.writer.length;
    writeEntry(record, writer, this.writer);
    this.starts[this.count++] = start;
    this.largest = Math.max(this.largest, this.writer.length - start);
  }

  /** Sorts what was added. Nothing may be added any more, before a reset. */
  seal(order: EntryOrder): void {
    this.sorted ??= order === asTheyCame ? this.starts : this.sort(this.writer.view(), order);
  }

  /** The entries of a sealed block in order. */
  cursor(): SortedCursor {
    return new BlockCursor(this.writer.view(), this.sorted ?? this.starts, this.count);
  }

  /** Forgets all entries and keeps the memory. */
  reset(): void {
    this.writer.reset();
    this.sorted = undefined;
    this.count = 0;
  }

  private grow(): void {
    const starts = new Uint32Array(2 * this.starts.length);
    starts.set(this.starts);
    this.starts = starts;
  }

  /** Where the entries begin, in order. */
  private sort(bytes: Uint8Array, order: EntryOrder): Uint32Array {
    const { starts, count } = this;
    const entry = new EntryView(bytes);
    const places = new Float64Array(count);
    for (let i = 0; i < count; i++) {
      entry.moveTo(starts[i]!);
      places[i] = entry.hash * MOST_ENTRIES + i;
    }
    places.sort();
    const sorted = new Uint32Array(count);
    for (let i = 0; i < count; i++) sorted[i] = starts[places[i]! % MOST_ENTRIES]!;
    orderWithinHashes(sorted, bytes, order);
    return sorted;
  }
}

/** Entries of one hash stand as they came; mostly that is their order. */
function orderWithinHashes(starts: Uint32Array, bytes: Uint8Array, order: EntryOrder): void {
  const left = new EntryView(bytes);
  const right = new EntryView(bytes);
  const compare = (one: number, other: number) => {
    left.moveTo(one);
    right.moveTo(other);
    return order(left, right);
  };
  for (let from = 0, to = 0; from < starts.length; from = to) {
    left.moveTo(starts[from]!);
    const { hash } = left;
    let isOrdered = true;
    for (to = from + 1; to < starts.length; to++) {
      right.moveTo(starts[to]!);
      if (right.hash !== hash) break;
      if (isOrdered && compare(starts[to - 1]!, starts[to]!) > 0) isOrdered = false;
    }
    if (!isOrdered) starts.subarray(from, to).sort(compare);
  }
}

class BlockCursor implements SortedCursor {
  readonly entry: EntryView;
  private position = 0;

  constructor(
    bytes: Uint8Array,
    private readonly starts: Uint32Array,
    private readonly count: number,
  ) {
    this.entry = new EntryView(bytes);
  }

  next(): 'entry' | 'end' {
    if (this.position === this.count) return 'end';
    this.entry.moveTo(this.starts[this.position++]!);
    return 'entry';
  }

  async ready(): Promise<void> {
    // Memory is always ready.
  }
}
