import type { FetchedPartition } from '../protocol/messages/fetch.js';
import { FetchedChunk } from '../records/fetched-chunk.js';
import type { FetchedRecord } from '../records/fetched-record.js';
import type { AssignedPartition, ReaderOptions, TopicPartition } from './kafka-driver.js';

/** What one assigned partition has fetched, and where it stands. */
export class PartitionReader implements AssignedPartition {
  readonly topic: string;
  readonly partition: number;
  readonly endOffset: number;
  highWatermark = -1;
  paused = false;
  /** Part of a fetch that is not answered yet. */
  inFlight = false;
  /** No fetch before this time, after a failure. */
  notBefore = 0;
  /** When the failures began that have not been followed by a success; 0 = none. */
  failingSince = 0;
  failures = 0;
  /** The offset to fetch next. */
  fetchOffset: number;
  #position: number;
  #bufferedBytes = 0;
  readonly #chunks: FetchedChunk[] = [];

  constructor({ topic, partition }: TopicPartition, offset: number, endOffset: number) {
    this.topic = topic;
    this.partition = partition;
    this.endOffset = endOffset;
    this.fetchOffset = offset;
    this.#position = offset;
  }

  get position(): number {
    return this.#position;
  }

  get finished(): boolean {
    return this.#position >= this.endOffset;
  }

  get bufferedBytes(): number {
    return this.#bufferedBytes;
  }

  get hasChunks(): boolean {
    return this.#chunks.length > 0;
  }

  /** Whether more should be fetched: one answer is kept ahead while another is being read. */
  wantsFetch(options: ReaderOptions, now: number): boolean {
    return (
      !this.paused &&
      !this.inFlight &&
      this.fetchOffset < this.endOffset &&
      this.#bufferedBytes < options.maxPartitionBytes &&
      this.notBefore <= now
    );
  }

  #drop(): void {
    this.#chunks.length = 0;
    this.#bufferedBytes = 0;
  }

  /** Goes on elsewhere, forgetting what was fetched. */
  reset(offset: number): void {
    this.#drop();
    this.fetchOffset = offset;
    this.#position = offset;
  }

  /** Takes an answer without error; returns whether it brought anything. */
  accept(answer: FetchedPartition, options: ReaderOptions): boolean {
    this.failingSince = 0;
    this.failures = 0;
    this.highWatermark = answer.highWatermark;
    if (answer.records === null || answer.records.length === 0) return false;
    const chunk = new FetchedChunk({
      topic: this.topic,
      partition: this.partition,
      records: answer.records,
      fetchOffset: this.fetchOffset,
      endOffset: this.endOffset,
      readCommitted: options.isolationLevel === 'read_committed',
      abortedTransactions: answer.abortedTransactions,
      checkCrcs: options.checkCrcs,
    });
    if (chunk.byteLength === 0) return false;
    this.fetchOffset = chunk.offsetAfter;
    this.#bufferedBytes += chunk.byteLength;
    this.#chunks.push(chunk);
    return true;
  }

  /** Moves the cursor to the next record; false when a chunk is used up, or there is none. */
  next(record: FetchedRecord): boolean {
    const chunk = this.#chunks[0];
    if (chunk === undefined) return false;
    if (chunk.next(record)) {
      this.#position = record.offset + 1;
      if (this.finished) this.#drop();
      return true;
    }
    this.#position = Math.min(Math.max(this.#position, chunk.position), this.endOffset);
    this.#bufferedBytes -= chunk.byteLength;
    this.#chunks.shift();
    return false;
  }
}
