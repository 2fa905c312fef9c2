import { DataWriter } from '../../model/data-writer.js';
import { asTheyCame, type EntryOrder, EntryView, type EntryWriter, type SortRecord, writeEntry } from './entry.js';
import type { SortedCursor } from './merge.js';
import { sortByKeyAndTime } from './sort-entries.js';

const MOST_ENTRIES = 1 << 17;
const FIRST_ENTRIES = 1024;

/** Bytes of the index an entry: where it begins, as they came and in order. */
const INDEX_BYTES = 4 + 4;

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
    if (this.sorted !== undefined || order === asTheyCame) return;
    this.sorted = this.starts.slice(0, this.count);
    sortByKeyAndTime(this.writer.view(), this.sorted);
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
