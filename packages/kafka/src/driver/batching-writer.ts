import { MillraceError } from 'millrace';
import { brokerError } from '../protocol/error-codes.js';
import { brokerFailure, reactionTo } from '../protocol/kafka-errors.js';
import { type ProducedPartition, produce } from '../protocol/messages/produce.js';
import type { BatchClosing, RecordBytes } from '../records/record-batch-writer.js';
import type { Connection } from '../network/connection.js';
import { assertCompression } from '../records/compression/compression.js';
import type { Cluster } from './cluster.js';
import type { KafkaWriter, OutgoingRecord, ProducerIdentity, TransactionalIdentity, WriterOptions } from './kafka-driver.js';
import { BufferPool, bufferBytesFor, OutgoingBatch, type PartitionQueue } from './partition-queue.js';
import { backoffMs } from './retry.js';
import { Signal } from './signal.js';
import { TopicQueues } from './topic-queues.js';

/** The requests of a producer that do not carry records. */
export interface WriterRequests {
  newIdentity(): Promise<ProducerIdentity>;
  addPartitions(identity: TransactionalIdentity, queues: readonly PartitionQueue[]): Promise<void>;
}

/** Past this many times `buffer.memory` a writer refuses: whoever writes does not ask whether it may. */
export const BUFFER_OVERSHOOT_LIMIT = 4;

let writers = 0;

const DUPLICATE_SEQUENCE_NUMBER = 'DUPLICATE_SEQUENCE_NUMBER';
const OUT_OF_ORDER_SEQUENCE_NUMBER = 'OUT_OF_ORDER_SEQUENCE_NUMBER';
const UNKNOWN_PRODUCER_ID = 'UNKNOWN_PRODUCER_ID';

/**
 * The {@link KafkaWriter} over the protocol.
 *
 * Each partition has its batches in a queue. When one of them fails in a way that may pass, no other batch of the
 * partition is sent until those in flight are answered; then the failed ones go again first, in their order and under
 * their numbers. So retries neither reorder nor lose, and an idempotent producer does not repeat either.
 */
export class BatchingWriter implements KafkaWriter {
  readonly #cluster: Cluster;
  readonly #options: WriterOptions;
  readonly #requests: WriterRequests;
  readonly #closing: BatchClosing;
  readonly #pool: BufferPool;
  readonly #lane = `writer-${++writers}`;
  readonly #topics = new Map<string, TopicQueues>();
  /** Records of topics whose partitions are being looked up. */
  readonly #unresolved = new Map<string, OutgoingRecord[]>();
  #unresolvedBytes = 0;
  /** Queues with anything to send. */
  readonly #active = new Set<PartitionQueue>();
  /** Every batch that is not done, oldest first. */
  readonly #outstanding = new Set<OutgoingBatch>();
  readonly #requestsInFlight = new Map<number, number>();
  readonly #signal = new Signal();
  #identity: ProducerIdentity | undefined;
  #identityWanted: boolean;
  #identityUnderWay = false;
  #adding = false;
  #batchId = 0;
  #failure: MillraceError | undefined;
  #closed = false;
  #pumpScheduled = false;
  #timer: NodeJS.Timeout | undefined;
  #timerAt = Number.POSITIVE_INFINITY;
  #refreshing = false;
  readonly #connecting = new Set<number>();
  #lastTopic: TopicQueues | undefined;

  constructor(cluster: Cluster, options: WriterOptions, requests: WriterRequests) {
    assertCompression(options.compression);
    this.#cluster = cluster;
    this.#options = options;
    this.#requests = requests;
    this.#pool = new BufferPool(Math.max(1, options.batchBytes));
    this.#identity = options.transaction;
    this.#identityWanted = options.idempotent && options.transaction === undefined;
    this.#closing = {
      compression: options.compression,
      compressionLevel: options.compressionLevel,
      transactional: options.transaction !== undefined,
    };
  }

  get failure(): MillraceError | undefined {
    return this.#failure;
  }

  get bufferedBytes(): number {
    return this.#pool.used + this.#unresolvedBytes;
  }

  get canAccept(): boolean {
    return this.#unresolved.size === 0 && this.bufferedBytes + this.#options.batchBytes <= this.#options.bufferBytes;
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
    const key = record.key ?? null;
    const { topic, value } = record;
    let queues = this.#lastTopic;
    if (queues?.topic !== topic) {
      queues = this.#topics.get(topic);
      this.#lastTopic = queues;
    }
    if (queues === undefined || this.#unresolved.has(topic)) {
      this.#postpone(record);
      return;
    }
    const partition = record.partition ?? queues.choose(key, value === null ? 0 : value.length);
    const queue = queues.queues[partition];
    if (queue === undefined) {
      this.#postpone(record);
      return;
    }
    const timestamp = record.timestamp ?? Date.now();
    if (!queue.append(key, value, timestamp, record.headers)) this.#appendToNew(queue, key, value, timestamp, record);
  }

  #appendToNew(queue: PartitionQueue, key: RecordBytes, value: RecordBytes, timestamp: number, record: OutgoingRecord): void {
    const size = bufferBytesFor(key, value, record.headers);
    if (size > this.#options.maxRequestBytes) {
      const { topic, partition } = queue;
      throw new MillraceError('KAFKA_RECORD_TOO_LARGE', `A record of about ${size} bytes for ${topic}-${partition} is larger than max.request.size.`, {
        facts: { topic, partition, recordBytes: size, maxRequestBytes: this.#options.maxRequestBytes },
        hint: 'Raise max.request.size, and max.message.bytes of the topic, or write smaller records.',
      });
    }
    if (this.bufferedBytes > this.#options.bufferBytes * BUFFER_OVERSHOOT_LIMIT) throw this.#overfull();
    if (queue.open !== undefined) {
      queue.shelve();
      this.#schedulePump();
    }
    if (this.#cluster.isStale(queue.topic)) void this.#refreshLeaders();
    const now = Date.now();
    const batch = new OutgoingBatch(++this.#batchId, queue, now, this.#pool, size);
    queue.open = batch;
    this.#outstanding.add(batch);
    this.#active.add(queue);
    queue.append(key, value, timestamp, record.headers);
    if (this.#options.lingerMs === 0) {
      queue.due = true;
      this.#schedulePump();
    } else {
      this.#wakeAt(now + this.#options.lingerMs);
    }
  }

  #overfull(): MillraceError {
    const { bufferBytes } = this.#options;
    return new MillraceError('KAFKA_BUFFER_EXHAUSTED', `More than ${BUFFER_OVERSHOOT_LIMIT} times buffer.memory waits to be sent.`, {
      facts: { bufferedBytes: this.bufferedBytes, bufferBytes },
      hint: 'One input emits very many records: emit them from a generator, which is pulled, or raise buffer.memory.',
    });
  }

  /** Keeps a record, with copies of its bytes, until the partitions of its topic are known. */
  #postpone(record: OutgoingRecord): void {
    if (this.bufferedBytes > this.#options.bufferBytes * BUFFER_OVERSHOOT_LIMIT) throw this.#overfull();
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
      const records = this.#unresolved.get(topic) ?? [];
      this.#unresolved.delete(topic);
      for (const record of records) {
        this.#unresolvedBytes -= bufferBytesFor(record.key ?? null, record.value, record.headers);
        if (record.partition !== undefined && queues.queues[record.partition] === undefined) {
          throw unknownPartition(topic, record.partition, queues.partitionCount);
        }
        this.write(record);
      }
      this.#signal.notify();
    } catch (error) {
      this.#fail(asMillraceError(error));
    }
  }

  beginTransaction(): void {
    for (const { queues } of this.#topics.values()) for (const queue of queues) queue.inTransaction = false;
  }

  async flush(): Promise<void> {
    while (this.#unresolved.size > 0 && this.#failure === undefined && !this.#closed) await this.#signal.wait();
    const last = this.#batchId;
    for (const queue of this.#active) queue.due = queue.open !== undefined;
    this.#schedulePump();
    for (;;) {
      if (this.#failure !== undefined) throw this.#failure;
      const [oldest] = this.#outstanding;
      if (oldest === undefined || oldest.id > last) return;
      if (this.#closed) throw new MillraceError('KAFKA_CLOSED', 'The Kafka writer was closed before everything was sent.');
      await this.#signal.wait();
    }
  }

  close(): void {
    this.#closed = true;
    clearTimeout(this.#timer);
    for (const batch of this.#outstanding) batch.done();
    this.#outstanding.clear();
    this.#active.clear();
    this.#signal.notify();
  }

  #fail(error: MillraceError): void {
    this.#failure ??= error;
    clearTimeout(this.#timer);
    this.#signal.notify();
  }

  #schedulePump(): void {
    if (this.#pumpScheduled) return;
    this.#pumpScheduled = true;
    queueMicrotask(() => {
      this.#pumpScheduled = false;
      this.#pump();
    });
  }

  #wakeAt(time: number): void {
    if (time >= this.#timerAt || this.#closed || this.#failure !== undefined) return;
    clearTimeout(this.#timer);
    this.#timerAt = time;
    this.#timer = setTimeout(
      () => {
        this.#timerAt = Number.POSITIVE_INFINITY;
        this.#pump();
      },
      Math.max(1, time - Date.now()),
    );
  }

  /** Sends what can be sent now, and sees to it that it is called again when more can. */
  #pump(): void {
    if (this.#closed || this.#failure !== undefined) return;
    const now = Date.now();
    const { lingerMs } = this.#options;
    const byNode = new Map<number, PartitionQueue[]>();
    const notAdded: PartitionQueue[] = [];
    let leaderMissing = false;
    for (const queue of this.#active) {
      if (queue.open !== undefined && !queue.due) {
        if (now - queue.open.createdAt >= lingerMs) queue.due = true;
        else this.#wakeAt(queue.open.createdAt + lingerMs);
      }
      if (queue.oldest !== undefined && !this.#checkAge(queue, queue.oldest, now)) return;
      if (queue.notBefore > now) this.#wakeAt(queue.notBefore);
      if (queue.next(now) === undefined) continue;
      const leader = this.#cluster.leader(queue);
      if (leader === undefined) leaderMissing = true;
      else if (this.#options.transaction !== undefined && !queue.inTransaction) notAdded.push(queue);
      else {
        const list = byNode.get(leader.nodeId);
        if (list === undefined) byNode.set(leader.nodeId, [queue]);
        else list.push(queue);
      }
    }
    if (leaderMissing) void this.#refreshLeaders();
    if (notAdded.length > 0) void this.#addToTransaction(notAdded);
    if (byNode.size === 0 || !this.#haveIdentity()) return;
    for (const [nodeId, queues] of byNode) this.#sendTo(nodeId, queues, now);
  }

  /** Fails a batch that waits too long; false when that ended the writer. */
  #checkAge(queue: PartitionQueue, batch: OutgoingBatch, now: number): boolean {
    const elapsedMs = now - batch.createdAt;
    const { deliveryTimeoutMs } = this.#options;
    if (elapsedMs < deliveryTimeoutMs) {
      this.#wakeAt(batch.createdAt + deliveryTimeoutMs);
      return true;
    }
    if (queue.inFlight.length > 0) return true;
    const { topic, partition } = queue;
    const error = new MillraceError('KAFKA_DELIVERY_TIMED_OUT', `${batch.writer.count} records for ${topic}-${partition} could not be written in ${elapsedMs} ms.`, {
      facts: { topic, partition, attempts: batch.attempts, elapsedMs, lastError: queue.lastError?.message },
      cause: queue.lastError,
      hint: 'Check that the partition has a leader and enough replicas in sync, or raise delivery.timeout.ms.',
    });
    this.#giveUp(batch, error);
    return this.#failure === undefined;
  }

  /** A batch cannot be written: ends the writer, or leaves the batch out. */
  #giveUp(batch: OutgoingBatch, error: MillraceError): void {
    if (this.#options.onBatchFailure === 'fail' || this.#options.transaction !== undefined) {
      this.#fail(error);
      return;
    }
    const { queue } = batch;
    this.#cluster.options.onWarning({
      code: error.code,
      message: `${error.message} They are left out.`,
      facts: { topic: queue.topic, partition: queue.partition, records: batch.writer.count },
    });
    for (const list of [queue.waiting, queue.failed]) {
      const at = list.indexOf(batch);
      if (at >= 0) list.splice(at, 1);
    }
    if (queue.open === batch) queue.open = undefined;
    this.#finish(batch);
    // The numbers of the batches behind it would leave a gap.
    if (batch.sequence >= 0) this.#wantNewIdentity();
  }

  #finish(batch: OutgoingBatch): void {
    batch.done();
    this.#outstanding.delete(batch);
    const { queue } = batch;
    if (queue.oldest === undefined && queue.inFlight.length === 0) this.#active.delete(queue);
    this.#signal.notify();
  }

  #wantNewIdentity(): void {
    this.#identityWanted = this.#options.idempotent;
    this.#schedulePump();
  }

  /** Whether batches can be numbered; asks for an identity once nothing is in flight under the old one. */
  #haveIdentity(): boolean {
    if (!this.#identityWanted) return true;
    for (const count of this.#requestsInFlight.values()) if (count > 0) return false;
    if (!this.#identityUnderWay) void this.#renewIdentity();
    return false;
  }

  async #renewIdentity(): Promise<void> {
    this.#identityUnderWay = true;
    try {
      this.#identity = await this.#requests.newIdentity();
      for (const { queues } of this.#topics.values()) for (const queue of queues) queue.restartSequence();
      this.#identityWanted = false;
      this.#schedulePump();
    } catch (error) {
      this.#fail(asMillraceError(error));
    } finally {
      this.#identityUnderWay = false;
    }
  }

  async #addToTransaction(queues: readonly PartitionQueue[]): Promise<void> {
    const { transaction } = this.#options;
    if (this.#adding || transaction === undefined) return;
    this.#adding = true;
    try {
      await this.#requests.addPartitions(transaction, queues);
      for (const queue of queues) queue.inTransaction = true;
    } catch (error) {
      this.#fail(asMillraceError(error));
    } finally {
      this.#adding = false;
      this.#schedulePump();
    }
  }

  async #refreshLeaders(): Promise<void> {
    if (this.#refreshing || this.#closed) return;
    this.#refreshing = true;
    try {
      await this.#cluster.refresh([...this.#topics.keys()], false);
      for (const queues of this.#topics.values()) {
        queues.grow(this.#cluster.knownTopic(queues.topic)?.partitions.length ?? 0);
      }
    } catch (error) {
      if (reactionTo(error) === 'fail') this.#fail(asMillraceError(error));
    } finally {
      this.#refreshing = false;
      // Whoever still has no leader is looked at again after a pause.
      this.#wakeAt(Date.now() + backoffMs(this.#cluster.options.backoff, 1));
    }
  }

  /** Sends requests to one broker, each with one batch of each partition, as many as may be in flight. */
  #sendTo(nodeId: number, queues: readonly PartitionQueue[], now: number): void {
    const { maxInFlight, maxRequestBytes } = this.#options;
    const connection = this.#cluster.openConnection(nodeId, this.#lane);
    if (connection === undefined) {
      void this.#connect(nodeId, queues);
      return;
    }
    for (;;) {
      const underWay = this.#requestsInFlight.get(nodeId) ?? 0;
      if (underWay >= maxInFlight) return;
      const batches: OutgoingBatch[] = [];
      let bytes = 0;
      for (const queue of queues) {
        const batch = queue.next(now);
        if (batch === undefined) continue;
        if (batches.length > 0 && bytes + batch.writer.length > maxRequestBytes) continue;
        queue.send(batch);
        batch.attempts += 1;
        batch.seal(this.#closing, this.#identity);
        bytes += batch.writer.length;
        batches.push(batch);
      }
      if (batches.length === 0) return;
      this.#requestsInFlight.set(nodeId, underWay + 1);
      void this.#send(connection, nodeId, batches);
    }
  }

  /**
   * Opens the connection to a broker and only then lets batches be taken for it: requests written in the order in which
   * they were made arrive in that order.
   */
  async #connect(nodeId: number, queues: readonly PartitionQueue[]): Promise<void> {
    if (this.#connecting.has(nodeId)) return;
    this.#connecting.add(nodeId);
    try {
      await this.#cluster.connection(nodeId, this.#lane);
    } catch (error) {
      const failure = asMillraceError(error);
      if (reactionTo(failure) === 'fail') this.#fail(failure);
      for (const queue of queues) this.#backOff(queue, failure);
      void this.#refreshLeaders();
    } finally {
      this.#connecting.delete(nodeId);
      this.#schedulePump();
    }
  }

  #backOff(queue: PartitionQueue, error: MillraceError): void {
    queue.lastError = error;
    queue.failures += 1;
    queue.notBefore = Date.now() + backoffMs(this.#cluster.options.backoff, queue.failures);
  }

  async #send(connection: Connection, nodeId: number, batches: readonly OutgoingBatch[]): Promise<void> {
    const topics = new Map<string, { partition: number; batch: Buffer }[]>();
    for (const { queue, writer } of batches) {
      const entry = { partition: queue.partition, batch: writer.bytes() };
      const list = topics.get(queue.topic);
      if (list === undefined) topics.set(queue.topic, [entry]);
      else list.push(entry);
    }
    const { acks, requestTimeoutMs, transaction } = this.#options;
    const request = {
      transactionalId: transaction?.transactionalId ?? null,
      acks: acks === 'all' ? (-1 as const) : acks,
      timeoutMs: requestTimeoutMs,
      topics: [...topics].map(([topic, partitions]) => ({ topic, partitions })),
    };
    try {
      if (acks === 0) {
        await connection.requestWithoutResponse(produce, request);
        for (const batch of batches) this.#acknowledged(batch);
      } else {
        const answer = await connection.request(produce, request, requestTimeoutMs);
        this.#answered(batches, answer.topics);
      }
    } catch (error) {
      for (const batch of batches) this.#batchFailed(batch, asMillraceError(error));
    } finally {
      this.#requestsInFlight.set(nodeId, (this.#requestsInFlight.get(nodeId) ?? 1) - 1);
      this.#schedulePump();
    }
  }

  #answered(batches: readonly OutgoingBatch[], topics: readonly { readonly topic: string; readonly partitions: readonly ProducedPartition[] }[]): void {
    for (const batch of batches) {
      const { topic, partition } = batch.queue;
      const answer = topics.find((entry) => entry.topic === topic)?.partitions.find((entry) => entry.partition === partition);
      if (answer === undefined) {
        const message = `The broker did not answer for ${topic}-${partition}.`;
        this.#batchFailed(batch, new MillraceError('KAFKA_PROTOCOL_ERROR', message, { facts: { topic, partition } }));
        continue;
      }
      const { name } = brokerError(answer.errorCode);
      if (answer.errorCode === 0 || name === DUPLICATE_SEQUENCE_NUMBER) {
        this.#acknowledged(batch);
        continue;
      }
      this.#batchFailed(batch, brokerFailure(answer.errorCode, `Writing to ${topic}-${partition}`, { topic, partition }, answer.errorMessage));
    }
  }

  #acknowledged(batch: OutgoingBatch): void {
    if (this.#closed) return;
    batch.queue.failures = 0;
    batch.queue.answered(batch, false);
    this.#finish(batch);
  }

  #batchFailed(batch: OutgoingBatch, error: MillraceError): void {
    if (this.#closed) return;
    const { queue } = batch;
    const { name } = brokerError(Number(error.facts['brokerErrorCode'] ?? 0));
    const transactional = this.#options.transaction !== undefined;
    const now = Date.now();
    // Out of order only because an earlier batch has to be sent again.
    const behindFailed = name === OUT_OF_ORDER_SEQUENCE_NUMBER && (queue.failed.length > 0 || queue.inFlight[0] !== batch || this.#identityWanted);
    const forgotten = name === UNKNOWN_PRODUCER_ID && !transactional;
    const reaction = behindFailed || forgotten ? 'retry' : reactionTo(error);
    const elapsedMs = now - batch.createdAt;
    if (reaction === 'fail' || batch.attempts > this.#options.retries || elapsedMs > this.#options.deliveryTimeoutMs) {
      queue.answered(batch, false);
      this.#giveUp(batch, error.withFacts({ topic: queue.topic, partition: queue.partition, attempts: batch.attempts, elapsedMs }));
      return;
    }
    this.#backOff(queue, error);
    queue.answered(batch, true);
    if (forgotten) this.#wantNewIdentity();
    if (reaction === 'metadata') void this.#refreshLeaders();
  }
}

function copied(bytes: RecordBytes): RecordBytes {
  return bytes instanceof Uint8Array ? Uint8Array.prototype.slice.call(bytes) : bytes;
}

function asMillraceError(error: unknown): MillraceError {
  if (error instanceof MillraceError) return error;
  return new MillraceError('KAFKA_CLIENT_FAILED', error instanceof Error ? error.message : String(error), { cause: error });
}

function unknownPartition(topic: string, partition: number, partitionCount: number): MillraceError {
  return new MillraceError('KAFKA_PARTITION_UNKNOWN', `The topic '${topic}' has no partition ${partition}.`, {
    facts: { topic, partition, partitionCount },
    hint: `Choose a partition from 0 to ${partitionCount - 1}.`,
  });
}
