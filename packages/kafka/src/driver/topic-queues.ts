import { partitionOfKey } from '../records/murmur2.js';
import type { RecordBytes } from '../records/record-batch-writer.js';
import { PartitionQueue } from './partition-queue.js';

// About what a record takes beside its value.
const RECORD_OVERHEAD_BYTES = 10;

/** The queues of one topic, and which partition a record goes to. */
export class TopicQueues {
  readonly topic: string;
  readonly #stickyBytes: number;
  readonly queues: PartitionQueue[] = [];
  #sticky = -1;
  #stickyWritten = 0;

  /** @param stickyBytes how much goes to one partition before records without key change to another */
  constructor(topic: string, stickyBytes: number) {
    this.topic = topic;
    this.#stickyBytes = stickyBytes;
  }

  get partitionCount(): number {
    return this.queues.length;
  }

  /** Learns of more partitions. */
  grow(partitionCount: number): void {
    for (let partition = this.queues.length; partition < partitionCount; partition++) {
      this.queues.push(new PartitionQueue(this.topic, partition));
    }
  }

  /** The partition of a record without one: by its key, or the same for a while and then another. */
  choose(key: RecordBytes, valueBytes: number): number {
    const count = this.queues.length;
    if (key !== null) return partitionOfKey(typeof key === 'string' ? Buffer.from(key, 'utf8') : key, count);
    if (this.#sticky < 0 || this.#stickyWritten >= this.#stickyBytes || this.#sticky >= count) {
      const other = Math.floor(Math.random() * Math.max(1, count - 1));
      this.#sticky = count > 1 && other >= this.#sticky && this.#sticky >= 0 ? other + 1 : other;
      this.#stickyWritten = 0;
    }
    this.#stickyWritten += valueBytes + RECORD_OVERHEAD_BYTES;
    return this.#sticky;
  }
}
