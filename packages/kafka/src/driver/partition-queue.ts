import type { MillraceError } from 'millrace';
import type { RecordBytes, RecordHeader, ValueSerializer } from '../records/record-batch-writer.js';
import { type BatchClosing, RecordBatchWriter, recordSizeBound } from '../records/record-batch-writer.js';
import { RECORDS_AT } from '../records/record-layout.js';
import type { ProducerIdentity } from './kafka-driver.js';

const MAX_POOLED_BUFFERS = 32;
// A batch begins small and grows to its full size only when it is filled, so that a thousand partitions that get a few
// records each do not need a thousand full buffers.
const SMALLEST_BUFFER_BYTES = 16 * 1024;
const NO_SEQUENCE = -1;
const NO_HEADERS: readonly RecordHeader[] = [];

/** Buffers that batches are written into, used again and again; their sizes are powers of two. */
export class BufferPool {
  readonly #free = new Map<number, Buffer[]>();
  /** Bytes of all buffers that were handed out. */
  used = 0;

  take(atLeast: number): Buffer {
    let size = SMALLEST_BUFFER_BYTES;
    while (size < atLeast) size *= 2;
    const buffer = this.#free.get(size)?.pop() ?? Buffer.allocUnsafeSlow(size);
    this.used += size;
    return buffer;
  }

  give(buffer: Buffer): void {
    this.used -= buffer.length;
    const free = this.#free.get(buffer.length);
    if (free === undefined) this.#free.set(buffer.length, [buffer]);
    else if (free.length < MAX_POOLED_BUFFERS) free.push(buffer);
  }
}

/** One batch on its way: being filled, waiting, sent, or to be sent again. */
export class OutgoingBatch {
  readonly id: number;
  readonly queue: PartitionQueue;
  readonly createdAt: number;
  readonly writer: RecordBatchWriter;
  readonly #pool: BufferPool;
  #raw: Buffer | undefined;
  #closed = false;
  #identity: ProducerIdentity | undefined;
  attempts = 0;
  sequence = NO_SEQUENCE;

  constructor(id: number, queue: PartitionQueue, createdAt: number, pool: BufferPool, atLeast: number) {
    this.id = id;
    this.queue = queue;
    this.createdAt = createdAt;
    this.#pool = pool;
    this.#raw = pool.take(atLeast);
    this.writer = new RecordBatchWriter(this.#raw);
  }

  /** Appends a record, taking a larger buffer while the batch may still grow; false when it is full. */
  append(
    key: RecordBytes,
    value: RecordBytes,
    timestamp: number,
    headers: readonly RecordHeader[],
    maxBytes: number,
  ): boolean {
    if (this.#closed) return false;
    while (!this.writer.append(key, value, timestamp, headers, maxBytes)) {
      const raw = this.#raw;
      if (raw === undefined || raw.length >= maxBytes) return false;
      const larger = this.#pool.take(raw.length * 2);
      this.writer.moveTo(larger);
      this.#pool.give(raw);
      this.#raw = larger;
    }
    return true;
  }

  /** Appends a record whose serializer writes its value; false when there is no room in the present buffer. */
  appendSerialized<T>(
    key: RecordBytes,
    value: T,
    serializer: ValueSerializer<T>,
    timestamp: number,
    maxBytes: number,
  ): boolean {
    return !this.#closed && this.writer.appendSerialized(key, value, serializer, timestamp, maxBytes);
  }

  /** Finishes the batch for sending; under a new identity it is numbered anew. */
  seal(closing: BatchClosing, identity: ProducerIdentity | undefined): void {
    if (!this.#closed) {
      this.#closed = true;
      this.writer.close(closing);
      // The compressed records are elsewhere now.
      if (closing.compression !== 'none') this.#release();
    } else if (this.#identity === identity && this.sequence !== NO_SEQUENCE) {
      return;
    }
    this.#identity = identity;
    if (identity !== undefined && this.sequence === NO_SEQUENCE)
      this.sequence = this.queue.takeSequence(this.writer.count);
    this.writer.identify({
      producerId: identity?.producerId ?? -1,
      producerEpoch: identity?.producerEpoch ?? -1,
      baseSequence: this.sequence,
    });
  }

  #release(): void {
    if (this.#raw !== undefined) this.#pool.give(this.#raw);
    this.#raw = undefined;
  }

  /** Gives the buffer back: acknowledged or given up. */
  done(): void {
    this.#release();
  }
}

/** The batches of one partition, in order. */
export class PartitionQueue {
  readonly topic: string;
  readonly partition: number;
  /** The batch being filled. */
  open: OutgoingBatch | undefined;
  /** Whether the open batch may be sent although it is not full. */
  due = false;
  /** Full batches and batches to be sent again, oldest first. */
  readonly waiting: OutgoingBatch[] = [];
  readonly inFlight: OutgoingBatch[] = [];
  /** Batches that failed and wait until the later ones in flight have been answered too. */
  readonly failed: OutgoingBatch[] = [];
  /** Part of the open transaction. */
  inTransaction = false;
  notBefore = 0;
  failures = 0;
  lastError: MillraceError | undefined;
  #nextSequence = 0;
  /** Whether the broker has accepted a batch under the present numbering. */
  #known = false;

  constructor(topic: string, partition: number) {
    this.topic = topic;
    this.partition = partition;
  }

  takeSequence(count: number): number {
    const sequence = this.#nextSequence;
    this.#nextSequence = (sequence + count) & 0x7fffffff;
    return sequence;
  }

  /** Moves the open batch to those that wait. */
  shelve(): void {
    if (this.open === undefined) return;
    this.waiting.push(this.open);
    this.open = undefined;
    this.due = false;
  }

  /**
   * The batch to send next, or undefined while there is none or an earlier one is in doubt.
   *
   * A broker that has not heard of a producer takes whatever number comes first. So the first batch goes alone: if it
   * failed and the second were taken, the first would be out of order for ever.
   */
  next(now: number): OutgoingBatch | undefined {
    if (this.failed.length > 0 || this.notBefore > now) return undefined;
    if (!this.#known && this.inFlight.length > 0) return undefined;
    return this.waiting[0] ?? (this.due ? this.open : undefined);
  }

  /** The oldest batch that is not in flight. */
  get oldest(): OutgoingBatch | undefined {
    return this.failed[0] ?? this.waiting[0] ?? this.open;
  }

  /** Takes the batch that {@link next} returned. */
  send(batch: OutgoingBatch): void {
    if (this.waiting[0] !== batch) this.shelve();
    this.waiting.shift();
    this.inFlight.push(batch);
  }

  /** Takes a batch out of flight; when none is left, failed ones wait again, before all others and in their order. */
  answered(batch: OutgoingBatch, retry: boolean): void {
    this.inFlight.splice(this.inFlight.indexOf(batch), 1);
    if (retry) this.failed.push(batch);
    else this.#known = true;
    if (this.inFlight.length > 0 || this.failed.length === 0) return;
    this.failed.sort((one, other) => one.id - other.id);
    this.waiting.unshift(...this.failed.splice(0));
  }

  /** Takes a batch out that is given up. */
  drop(batch: OutgoingBatch): void {
    for (const list of [this.waiting, this.failed]) {
      const at = list.indexOf(batch);
      if (at >= 0) list.splice(at, 1);
    }
    if (this.open === batch) this.open = undefined;
  }

  /** Numbers begin again, under a new identity. */
  restartSequence(): void {
    this.#nextSequence = 0;
    this.#known = false;
    for (const batch of this.waiting) batch.sequence = NO_SEQUENCE;
  }
}

/** The size of a buffer in which one record surely fits. */
export function bufferBytesFor(
  key: RecordBytes,
  value: RecordBytes,
  headers: readonly RecordHeader[] = NO_HEADERS,
): number {
  return RECORDS_AT + recordSizeBound(key, value, headers);
}
