import type { MillraceError } from 'millrace';
import type { Connection } from '../network/connection.js';
import { brokerError } from '../protocol/error-codes.js';
import { reactionTo } from '../protocol/kafka-errors.js';
import type { BatchClosing } from '../records/record-batch-writer.js';
import type { Cluster } from './cluster.js';
import { asMillraceError, deliveryTimedOut } from './delivery-errors.js';
import type { ProducerIdentity, TransactionalIdentity, WriterOptions } from './kafka-driver.js';
import type { OutgoingBatch, PartitionQueue } from './partition-queue.js';
import { type BatchOutcome, exchangeBatches } from './produce-exchange.js';
import { backoffMs } from './retry.js';
import { WakeUp } from './wake-up.js';

/** The requests of a producer that do not carry records. */
export interface WriterRequests {
  newIdentity(): Promise<ProducerIdentity>;
  addPartitions(identity: TransactionalIdentity, queues: readonly PartitionQueue[]): Promise<void>;
}

/** What a {@link BatchDispatcher} tells its writer. */
export interface DispatcherEvents {
  /** A batch is done: acknowledged, or left out. */
  onDone(batch: OutgoingBatch): void;
  onFailure(error: MillraceError): void;
  /** Leaders were looked up, so topics may have grown. */
  onMetadata(): void;
  /** Every queue there is, for a new identity. */
  queues(): Iterable<PartitionQueue>;
  /** Topics written to. */
  topics(): readonly string[];
}

/**
 * Sends the batches of partition queues.
 *
 * When a batch fails in a way that may pass, no other batch of its partition is sent until those in flight are answered;
 * then the failed ones go again first, in their order and under their numbers. So retries neither reorder nor lose, and
 * an idempotent producer does not repeat either.
 */
export class BatchDispatcher {
  readonly #cluster: Cluster;
  readonly #options: WriterOptions;
  readonly #requests: WriterRequests;
  readonly #events: DispatcherEvents;
  readonly #lane: string;
  readonly #closing: BatchClosing;
  /** Queues with anything to send or in flight. */
  readonly #active = new Set<PartitionQueue>();
  readonly #inFlight = new Map<number, number>();
  readonly #connecting = new Set<number>();
  readonly #wakeUp = new WakeUp(() => this.#pump());
  #identity: ProducerIdentity | undefined;
  #identityWanted: boolean;
  #identityUnderWay = false;
  #adding = false;
  #refreshing = false;
  #pumpScheduled = false;
  #stopped = false;

  constructor(
    cluster: Cluster,
    options: WriterOptions,
    requests: WriterRequests,
    events: DispatcherEvents,
    lane: string,
  ) {
    this.#cluster = cluster;
    this.#options = options;
    this.#requests = requests;
    this.#events = events;
    this.#lane = lane;
    this.#identity = options.transaction;
    this.#identityWanted = options.idempotent && options.transaction === undefined;
    this.#closing = {
      compression: options.compression,
      compressionLevel: options.compressionLevel,
      transactional: options.transaction !== undefined,
    };
  }

  stop(): void {
    this.#stopped = true;
    this.#wakeUp.stop();
    this.#active.clear();
  }

  /** A queue has a new batch, which is sent when it is full, or has waited long enough. */
  opened(queue: PartitionQueue, batch: OutgoingBatch): void {
    this.#active.add(queue);
    if (this.#cluster.isStale(queue.topic)) void this.refreshLeaders();
    if (this.#options.lingerMs > 0) {
      this.#wakeUp.at(batch.createdAt + this.#options.lingerMs);
      return;
    }
    queue.due = true;
    this.schedule();
  }

  /** Sends open batches without waiting for more records. */
  hurry(): void {
    for (const queue of this.#active) queue.due = queue.open !== undefined;
    this.schedule();
  }

  /** Sends what can be sent, once the present call is over: batches that fill one after another share requests. */
  schedule(): void {
    if (this.#pumpScheduled || this.#stopped) return;
    this.#pumpScheduled = true;
    queueMicrotask(() => {
      this.#pumpScheduled = false;
      this.#pump();
    });
  }

  #fail(error: MillraceError): void {
    this.stop();
    this.#events.onFailure(error);
  }

  #pump(): void {
    if (this.#stopped) return;
    const now = Date.now();
    const byNode = new Map<number, PartitionQueue[]>();
    const notAdded: PartitionQueue[] = [];
    let leaderMissing = false;
    for (const queue of this.#active) {
      this.#checkLinger(queue, now);
      if (!this.#checkAge(queue, now)) return;
      if (queue.notBefore > now) this.#wakeUp.at(queue.notBefore);
      if (queue.next(now) === undefined) continue;
      const leader = this.#cluster.leader(queue);
      if (leader === undefined) leaderMissing = true;
      else if (this.#options.transaction !== undefined && !queue.inTransaction) notAdded.push(queue);
      else byNode.set(leader.nodeId, [...(byNode.get(leader.nodeId) ?? []), queue]);
    }
    if (leaderMissing) void this.refreshLeaders();
    if (notAdded.length > 0) void this.#addToTransaction(notAdded);
    if (byNode.size === 0 || !this.#haveIdentity()) return;
    for (const [nodeId, queues] of byNode) this.#sendTo(nodeId, queues, now);
  }

  #checkLinger(queue: PartitionQueue, now: number): void {
    if (queue.open === undefined || queue.due) return;
    const dueAt = queue.open.createdAt + this.#options.lingerMs;
    if (now >= dueAt) queue.due = true;
    else this.#wakeUp.at(dueAt);
  }

  /** Gives up a batch that waits too long; false when that ended the writer. */
  #checkAge(queue: PartitionQueue, now: number): boolean {
    const batch = queue.oldest;
    if (batch === undefined) return true;
    const elapsedMs = now - batch.createdAt;
    if (elapsedMs < this.#options.deliveryTimeoutMs) {
      this.#wakeUp.at(batch.createdAt + this.#options.deliveryTimeoutMs);
      return true;
    }
    // Those in flight are older, and their answer decides.
    if (queue.inFlight.length > 0) return true;
    this.#giveUp(batch, deliveryTimedOut(batch, elapsedMs));
    return !this.#stopped;
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
    queue.drop(batch);
    this.#finish(batch);
    // The numbers of the batches behind it would leave a gap.
    if (batch.sequence >= 0) this.#wantNewIdentity();
  }

  #finish(batch: OutgoingBatch): void {
    const { queue } = batch;
    if (queue.oldest === undefined && queue.inFlight.length === 0) this.#active.delete(queue);
    // A writer with nothing to send must not keep the process alive until a delivery would have been too late.
    if (this.#active.size === 0) this.#wakeUp.clear();
    this.#events.onDone(batch);
  }

  #wantNewIdentity(): void {
    this.#identityWanted = this.#options.idempotent;
    this.schedule();
  }

  /** Whether batches can be numbered; asks for an identity once nothing is in flight under the old one. */
  #haveIdentity(): boolean {
    if (!this.#identityWanted) return true;
    for (const count of this.#inFlight.values()) if (count > 0) return false;
    if (!this.#identityUnderWay) void this.#renewIdentity();
    return false;
  }

  async #renewIdentity(): Promise<void> {
    this.#identityUnderWay = true;
    try {
      this.#identity = await this.#requests.newIdentity();
      for (const queue of this.#events.queues()) queue.restartSequence();
      this.#identityWanted = false;
      this.schedule();
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
      this.schedule();
    }
  }

  /** Looks up leaders; a failure that may pass shows by the leaders that are still missing. */
  async refreshLeaders(): Promise<void> {
    if (this.#refreshing || this.#stopped) return;
    this.#refreshing = true;
    try {
      await this.#cluster.refresh(this.#events.topics());
      this.#events.onMetadata();
    } catch (error) {
      if (reactionTo(error) === 'fail') this.#fail(asMillraceError(error));
    } finally {
      this.#refreshing = false;
      // Whoever still has no leader is looked at again after a pause.
      this.#wakeUp.at(Date.now() + backoffMs(this.#cluster.options.backoffs, 1));
    }
  }

  /** Sends requests to one broker, each with one batch of each partition, as many as may be in flight. */
  #sendTo(nodeId: number, queues: readonly PartitionQueue[], now: number): void {
    const connection = this.#cluster.openConnection(nodeId, this.#lane);
    if (connection === undefined) {
      void this.#connect(nodeId, queues);
      return;
    }
    for (;;) {
      const underWay = this.#inFlight.get(nodeId) ?? 0;
      if (underWay >= this.#options.maxInFlight) return;
      const batches = this.#takeBatches(queues, now);
      if (batches.length === 0) return;
      this.#inFlight.set(nodeId, underWay + 1);
      void this.#send(connection, nodeId, batches);
    }
  }

  #takeBatches(queues: readonly PartitionQueue[], now: number): readonly OutgoingBatch[] {
    const batches: OutgoingBatch[] = [];
    let bytes = 0;
    for (const queue of queues) {
      const batch = queue.next(now);
      if (batch === undefined) continue;
      if (batches.length > 0 && bytes + batch.writer.length > this.#options.maxRequestBytes) continue;
      queue.send(batch);
      batch.attempts += 1;
      batch.seal(this.#closing, this.#identity);
      bytes += batch.writer.length;
      batches.push(batch);
    }
    return batches;
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
      void this.refreshLeaders();
    } finally {
      this.#connecting.delete(nodeId);
      this.schedule();
    }
  }

  #backOff(queue: PartitionQueue, error: MillraceError): void {
    queue.lastError = error;
    queue.failures += 1;
    queue.notBefore = Date.now() + backoffMs(this.#cluster.options.backoffs, queue.failures, error);
  }

  async #send(connection: Connection, nodeId: number, batches: readonly OutgoingBatch[]): Promise<void> {
    const outcomes = await exchangeBatches(connection, batches, this.#options);
    this.#inFlight.set(nodeId, (this.#inFlight.get(nodeId) ?? 1) - 1);
    if (this.#stopped) return;
    batches.forEach((batch, index) => {
      this.#answered(batch, outcomes[index]);
    });
    this.schedule();
  }

  #answered(batch: OutgoingBatch, outcome: BatchOutcome): void {
    const { queue } = batch;
    if (this.#stopped) return;
    if (outcome === undefined) {
      queue.failures = 0;
      queue.answered(batch, false);
      this.#finish(batch);
      return;
    }
    const { name } = brokerError(Number(outcome.facts.brokerErrorCode ?? 0));
    const inDoubt = queue.failed.length > 0 || queue.inFlight[0] !== batch || this.#identityWanted;
    // Out of order only because an earlier batch has to be sent again.
    const behindFailed = name === 'OUT_OF_ORDER_SEQUENCE_NUMBER' && inDoubt;
    const forgotten = name === 'UNKNOWN_PRODUCER_ID' && this.#options.transaction === undefined;
    const reaction = behindFailed || forgotten ? 'retry' : reactionTo(outcome);
    const elapsedMs = Date.now() - batch.createdAt;
    const tooLate = batch.attempts > this.#options.retries || elapsedMs > this.#options.deliveryTimeoutMs;
    if (reaction === 'fail' || tooLate) {
      queue.answered(batch, false);
      const { topic, partition } = queue;
      this.#giveUp(batch, outcome.withFacts({ topic, partition, attempts: batch.attempts, elapsedMs }));
      return;
    }
    // Batches that were in flight together fail together: that is one failure.
    if (queue.failed.length === 0) this.#backOff(queue, outcome);
    queue.answered(batch, true);
    if (forgotten) this.#wantNewIdentity();
    if (reaction === 'metadata') void this.refreshLeaders();
  }
}
