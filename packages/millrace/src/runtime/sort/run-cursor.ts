import { EntryView, LENGTH_BYTES } from './entry.js';
import type { CursorState, SortedCursor } from './merge.js';
import type { RunFile } from './run-files.js';

/** Buffers of so many chunks belong to a cursor: two to take entries from, one that is being read. */
export const CHUNKS_A_CURSOR = 3;

/** Goes through the entries of a run, and reads ahead. */
export class RunCursor implements SortedCursor {
  readonly entry: EntryView;
  private buffer: Uint8Array;
  /** What is left of the buffer: from here to there. */
  private position = 0;
  private filled = 0;
  private readonly ahead: Uint8Array;
  /** Bytes that have been read ahead; undefined while they are being read. */
  private aheadLength: number | undefined = undefined;
  private filePosition = 0;
  private reading: Promise<void>;

  constructor(
    private readonly run: RunFile,
    chunkBytes: number,
  ) {
    this.buffer = new Uint8Array((CHUNKS_A_CURSOR - 1) * chunkBytes);
    this.ahead = new Uint8Array(chunkBytes);
    this.entry = new EntryView(this.buffer);
    this.reading = this.readAhead();
  }

  next(): CursorState {
    while (!this.hasWhole()) {
      if (this.aheadLength === undefined) return 'wait';
      if (this.aheadLength === 0) return 'end';
      this.takeAhead(this.aheadLength);
    }
    this.entry.moveTo(this.position);
    this.position = this.entry.end;
    return 'entry';
  }

  ready(): Promise<void> {
    return this.reading;
  }

  private hasWhole(): boolean {
    const left = this.filled - this.position;
    return left >= LENGTH_BYTES && left >= this.entry.lengthAt(this.position);
  }

  private takeAhead(length: number): void {
    const left = this.filled - this.position;
    if (left + length > this.buffer.length) this.grow(left + length);
    else this.buffer.copyWithin(0, this.position, this.filled);
    this.buffer.set(this.ahead.subarray(0, length), left);
    this.position = 0;
    this.filled = left + length;
    this.reading = this.readAhead();
  }

  /** One entry is larger than the buffer. */
  private grow(least: number): void {
    const buffer = new Uint8Array(Math.max(least, 2 * this.buffer.length));
    buffer.set(this.buffer.subarray(this.position, this.filled));
    this.buffer = buffer;
    this.entry.setBytes(buffer);
  }

  private readAhead(): Promise<void> {
    this.aheadLength = undefined;
    const reading = this.run.read(this.ahead, this.filePosition).then((length) => {
      this.filePosition += length;
      this.aheadLength = length;
    });
    // Whoever waits for it hears of a failure; nobody may.
    reading.catch(() => {});
    return reading;
  }
}
