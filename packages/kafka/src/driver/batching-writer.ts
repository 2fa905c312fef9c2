import { MillraceError } from 'millrace';
import { assertCompression } from '../records/compression/compression.js';
import type { RecordBytes, RecordHeader, ValueSerializer } from '../records/record-batch-writer.js';
import { BatchDispatcher, type WriterRequests } from './batch-dispatcher.js';
import type { Cluster } from './cluster.js';
import {
  asMillraceError,
  BUFFER_OVERSHOOT_LIMIT,
  bufferExhausted,
  recordTooLarge,
  unknownPartition,
} from './delivery-errors.js';
import type { KafkaWriter, OutgoingRecord, SerializableRecord, WriterOptions } from './kafka-driver.js';
import { BufferPool, bufferBytesFor, OutgoingBatch, type PartitionQueue } from './partition-queue.js';
import { Signal } from './signal.js';
import { TopicQueues } from './topic-queues.js';

let writers = 0;

const NO_HEADERS: readonly RecordHeader[] = [];

/** The {@link KafkaWriter} over the protocol: fills batches, and has a {@link BatchDispatcher} send them. */
export class BatchingWriter implements KafkaWriter {
  readonly #cluster: Cluster;
  readonly #options: WriterOptions;
  readonly #dispatcher: BatchDispatcher;
  readonly #pool = new BufferPool();
  readonly #topics = new Map<string, TopicQueues>();
  #lastTopic: TopicQueues | undefined;
  /** Records of topics whose partitions are being looked up. */
  readonly #unresolved = new Map<string, OutgoingRecord[]>();
  #unresolvedBytes = 0;
  /** Every batch that is not done, oldest first. */
  readonly #outstanding = new Set<OutgoingBatch>();
  readonly #signal = new Signal();
  readonly #onFailure: (failure: MillraceError) => void;
  /** About what the next record will take. */
  #lastSize = 0;
  #batchId = 0;
  #failure: MillraceError | undefined;
  #closed = false;

  /** @throws MillraceError KAFKA_COMPRESSION_UNSUPPORTED */
  constructor(
    cluster: Cluster,
    options: WriterOptions,
    requests: WriterRequests,
    onFailure: (failure: MillraceError) => void,
  ) {
    assertCompression(options.compression);
    this.#cluster = cluster;
    this.#options = options;
    this.#onFailure = onFailure;
    const events = {
      onDone: (batch: OutgoingBatch) => this.#done(batch),
      onFailure: (error: MillraceError) => this.#fail(error),
      onMetadata: () => this.#growTopics(),
      queues: () => [...this.#topics.values()].flatMap(({ queues }) => queues),
      topics: () => [...this.#topics.keys()],
    };
    this.#dispatcher = new BatchDispatcher(cluster, options, requests, events, `writer-${++writers}`);
  }

  get failure(): MillraceError | undefined {
    return this.#failure;
  }

  get bufferedBytes(): number {
    return this.#pool.used + this.#unresolvedBytes;
  }

  get canAccept(): boolean {
    if (this.#unresolved.size > 0) return false;
    return this.#outstanding.size === 0 || this.bufferedBytes + this.#options.batchBytes <= this.#options.bufferBytes;
  }

  async ready(): Promise<void> {
    while (!this.canAccept && this.#failure === undefined && !this.#closed) await this.#signal.wait();
  }

  knownPartitionCount(topic: string): number | undefined {
    return this.#topics.get(topic)?.partitionCount;
  }

  async partitionCount(topic: string): Promise<number> {
    return this.knownPartitionCount(topic) ?? (await this.#describe(topic)).partitionCount;
  }

  write(record: OutgoingRecord): void {
    if (this.#failure !== undefined) throw this.#failure;
    const { topic, value, key = null, headers = NO_HEADERS } = record;
    let queues = this.#lastTopic;
    if (queues?.topic !== topic) {
      queues = this.#topics.get(topic);
      this.#lastTopic = queues;
    }
    if (queues === undefined || this.#unresolved.has(topic)) {
      this.#postpone(record);
      return;
    }
    const size = value === null ? 0 : value.length;
    const partition =
      typeof record.partition === 'function'
        ? record.partition(queues.partitionCount)
        : (record.partition ?? queues.choose(this.#options.ignoreKeys ? null : key, size));
    const queue = queues.queues[partition];
    if (queue === undefined) {
      this.#postpone(record);
      return;
    }
    const timestamp = record.timestamp ?? Date.now();
    if (queue.open?.append(key, value, timestamp, headers, this.#options.batchBytes) === true) return;
    this.#appendToNew(queue, key, value, timestamp, headers);
  }

  writeSerialized<T>(record: SerializableRecord<T>, serializer: ValueSerializer<T>): boolean {
    if (this.#failure !== undefined) throw this.#failure;
    const { topic, key, value } = record;
    const queues = this.#lastTopic;
    if (queues?.topic !== topic || this.#unresolved.size > 0) return false;
    const partition = queues.choose(this.#options.ignoreKeys ? null : key, this.#lastSize);
    const batch = queues.queues[partition]?.open;
    if (batch === undefined) return false;
    const before = batch.writer.length;
    const timestamp = record.timestamp ?? Date.now();
    if (!batch.appendSerialized(key, value, serializer, timestamp, this.#options.batchBytes)) return false;
    this.#lastSize = batch.writer.length - before;
    return true;
  }

  #appendToNew(
    queue: PartitionQueue,
    key: RecordBytes,
    value: RecordBytes,
    timestamp: number,
    headers: readonly RecordHeader[],
  ): void {
    const { maxRequestBytes, batchBytes } = this.#options;
    const size = bufferBytesFor(key, value, headers);
    if (size > maxRequestBytes) throw recordTooLarge(queue, size, maxRequestBytes);
    this.#checkOvershoot();
    if (queue.open !== undefined) {
      queue.shelve();
      this.#dispatcher.schedule();
    }
    const batch = new OutgoingBatch(++this.#batchId, queue, Date.now(), this.#pool, size);
    queue.open = batch;
    this.#outstanding.add(batch);
    batch.append(key, value, timestamp, headers, Math.max(size, batchBytes));
    this.#dispatcher.opened(queue, batch);
  }

  #checkOvershoot(): void {
    const { bufferBytes } = this.#options;
    if (this.bufferedBytes > bufferBytes * BUFFER_OVERSHOOT_LIMIT) {
      throw bufferExhausted(this.bufferedBytes, bufferBytes);
    }
  }

  /** Keeps a record, with copies of its bytes, until the partitions of its topic are known. */
  #postpone(record: OutgoingRecord): void {
    this.#checkOvershoot();
    const kept: OutgoingRecord = {
      ...record,
      key: copied(record.key ?? null),
      value: copied(record.value),
      timestamp: record.timestamp ?? Date.now(),
      headers: record.headers?.map((header) => ({ key: header.key, value: copied(header.value) })),
    };
    this.#unresolvedBytes += bufferBytesFor(kept.key ?? null, kept.value, kept.headers);
    const list = this.#unresolved.get(record.topic);
    if (list !== undefined) {
      list.push(kept);
      return;
    }
    this.#unresolved.set(record.topic, [kept]);
    void this.#resolve(record.topic);
  }

  async #describe(topic: string): Promise<TopicQueues> {
    const lookup = { allowAutoTopicCreation: true, timeoutMs: this.#options.maxBlockMs };
    const [description] = await this.#cluster.describeTopics([topic], lookup);
    let queues = this.#topics.get(topic);
    if (queues === undefined) {
      queues = new TopicQueues(topic, this.#options.batchBytes);
      this.#topics.set(topic, queues);
    }
    queues.grow(description?.partitions.length ?? 0);
    return queues;
  }

  async #resolve(topic: string): Promise<void> {
    try {
      const queues = await this.#describe(topic);
      if (this.#closed) return;
      const records = this.#unresolved.get(topic) ?? [];
      this.#unresolved.delete(topic);
      for (const record of records) {
        this.#unresolvedBytes -= bufferBytesFor(record.key ?? null, record.value, record.headers);
        const { partitionCount } = queues;
        const partition = typeof record.partition === 'function' ? record.partition(partitionCount) : record.partition;
        if (partition !== undefined && queues.queues[partition] === undefined) {
          throw unknownPartition(topic, partition, partitionCount);
        }
        this.write({ ...record, partition });
      }
      this.#signal.notify();
    } catch (error) {
      this.#fail(asMillraceError(error));
    }
  }

  #growTopics(): void {
    for (const queues of this.#topics.values()) {
      queues.grow(this.#cluster.knownTopic(queues.topic)?.partitions.length ?? 0);
    }
  }

  beginTransaction(): void {
    for (const { queues } of this.#topics.values()) for (const queue of queues) queue.inTransaction = false;
  }

  async flush(): Promise<void> {
    while (this.#unresolved.size > 0 && this.#failure === undefined && !this.#closed) await this.#signal.wait();
    const last = this.#batchId;
    this.#dispatcher.hurry();
    for (;;) {
      if (this.#failure !== undefined) throw this.#failure;
      if (this.#closed) {
        throw new MillraceError('KAFKA_CLOSED', 'The Kafka writer was closed before everything was sent.');
      }
      const [oldest] = this.#outstanding;
      if (oldest === undefined || oldest.id > last) return;
      await this.#signal.wait();
    }
  }

  close(): void {
    this.#closed = true;
    this.#dispatcher.stop();
    this.#outstanding.clear();
    this.#signal.notify();
  }

  #done(batch: OutgoingBatch): void {
    batch.done();
    this.#outstanding.delete(batch);
    this.#signal.notify();
  }

  #fail(error: MillraceError): void {
    if (this.#failure !== undefined || this.#closed) return;
    this.#failure = error;
    this.#dispatcher.stop();
    this.#signal.notify();
    this.#onFailure(error);
  }
}

function copied(bytes: RecordBytes): RecordBytes {
  return bytes instanceof Uint8Array ? Uint8Array.prototype.slice.call(bytes) : bytes;
}
