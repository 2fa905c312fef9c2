import type { MillraceError } from 'millrace';
import { brokerError } from '../protocol/error-codes.js';
import { brokerFailure, isConnectionFailure, reactionTo } from '../protocol/kafka-errors.js';
import { type FetchedPartition, fetch } from '../protocol/messages/fetch.js';
import { FetchedRecord } from '../records/fetched-record.js';
import type { Cluster } from './cluster.js';
import { asMillraceError } from './delivery-errors.js';
import type {
  AssignedPartition,
  IsolationLevel,
  KafkaReader,
  OffsetSpec,
  PartitionOffset,
  ReaderOptions,
  TopicPartition,
} from './kafka-driver.js';
import { PartitionReader } from './partition-reader.js';
import { backoffMs, exhausted } from './retry.js';
import { Signal } from './signal.js';

/** Asks for the offset of one partition. */
export type FindOffset = (
  partition: TopicPartition & { readonly at: OffsetSpec },
  isolationLevel: IsolationLevel,
) => Promise<PartitionOffset>;

// While a partition of a broker is held back because enough of it was fetched, a fetch for the others must not wait long:
// the broker would not take another request on this connection when the first has been read.
const HELD_BACK_WAIT_MS = 20;

let readers = 0;

const keyOf = ({ topic, partition }: TopicPartition) => `${partition} ${topic}`;

/** The {@link KafkaReader} over the protocol: one fetch in flight for each broker, one answer kept ahead. */
export class FetchingReader implements KafkaReader {
  readonly #cluster: Cluster;
  readonly #options: ReaderOptions;
  readonly #findOffset: FindOffset;
  readonly #lane: string;
  readonly #partitions = new Map<string, PartitionReader>();
  #order: PartitionReader[] = [];
  #current: PartitionReader | undefined;
  readonly #record = new FetchedRecord();
  readonly #busyNodes = new Set<number>();
  readonly #signal = new Signal();
  #failure: MillraceError | undefined;
  #moved = false;
  #closed = false;
  #pumping = false;
  #pumpTimer: NodeJS.Timeout | undefined;
  #refreshing = false;

  constructor(cluster: Cluster, options: ReaderOptions, findOffset: FindOffset) {
    this.#cluster = cluster;
    this.#options = options;
    this.#findOffset = findOffset;
    this.#lane = `reader-${++readers}`;
  }

  assign(partition: TopicPartition, offset: number, endOffset = Number.POSITIVE_INFINITY): AssignedPartition {
    const assigned = new PartitionReader(partition, offset, endOffset);
    this.#partitions.set(keyOf(partition), assigned);
    this.#order = [...this.#partitions.values()];
    if (assigned.finished) this.#announceMove();
    this.#schedulePump();
    return assigned;
  }

  unassign(partition: TopicPartition): void {
    if (this.#current === this.#partitions.get(keyOf(partition))) this.#current = undefined;
    this.#partitions.delete(keyOf(partition));
    this.#order = [...this.#partitions.values()];
  }

  pause(partition: TopicPartition): void {
    const assigned = this.#partitions.get(keyOf(partition));
    if (assigned !== undefined) assigned.paused = true;
  }

  resume(partition: TopicPartition): void {
    const assigned = this.#partitions.get(keyOf(partition));
    if (assigned === undefined) return;
    assigned.paused = false;
    if (assigned.hasChunks) this.#signal.notify();
    this.#schedulePump();
  }

  get hasWork(): boolean {
    if (this.#failure !== undefined || this.#moved) return true;
    for (const partition of this.#order) if (partition.hasChunks && !partition.paused) return true;
    return false;
  }

  async ready(): Promise<void> {
    while (!this.hasWork && !this.#closed) await this.#signal.wait();
  }

  get current(): AssignedPartition | undefined {
    return this.#current;
  }

  next(): FetchedRecord | undefined {
    if (this.#failure !== undefined) throw this.#failure;
    this.#moved = false;
    for (;;) {
      const partition = this.#current;
      if (partition !== undefined && !partition.paused && partition.next(this.#record)) return this.#record;
      // A chunk is used up: there is room for another, and it is the turn of another partition.
      this.#schedulePump();
      if (!this.#takeTurn()) return undefined;
    }
  }

  /** Makes the next partition with chunks the current one; false when there is none. */
  #takeTurn(): boolean {
    const count = this.#order.length;
    const start = this.#current === undefined ? -1 : this.#order.indexOf(this.#current);
    for (let step = 1; step <= count; step++) {
      const partition = this.#order[(start + step) % count];
      if (partition === undefined || partition.paused || !partition.hasChunks) continue;
      this.#current = partition;
      return true;
    }
    return false;
  }

  close(): void {
    this.#closed = true;
    clearTimeout(this.#pumpTimer);
    this.#partitions.clear();
    this.#order = [];
    this.#current = undefined;
    this.#signal.notify();
  }

  #announceMove(): void {
    this.#moved = true;
    this.#signal.notify();
  }

  #fail(error: MillraceError): void {
    this.#failure ??= error;
    this.#signal.notify();
  }

  #schedulePump(): void {
    if (this.#pumping || this.#closed || this.#failure !== undefined) return;
    this.#pumping = true;
    queueMicrotask(() => {
      this.#pumping = false;
      this.#pump();
    });
  }

  #pumpLater(delayMs: number): void {
    clearTimeout(this.#pumpTimer);
    if (this.#closed) return;
    this.#pumpTimer = setTimeout(() => this.#pump(), Math.max(1, delayMs));
  }

  /** Sends a fetch to every broker that has none in flight and leads a partition that wants one. */
  #pump(): void {
    if (this.#closed || this.#failure !== undefined) return;
    const now = Date.now();
    const wanted = new Map<number, PartitionReader[]>();
    const heldBack = new Set<number>();
    let leaderMissing = false;
    let wakeAt = Number.POSITIVE_INFINITY;
    for (const partition of this.#order) {
      const leader = this.#cluster.leader(partition);
      if (!partition.wantsFetch(this.#options, now)) {
        if (leader !== undefined && partition.bufferedBytes >= this.#options.maxPartitionBytes)
          heldBack.add(leader.nodeId);
        if (partition.notBefore > now) wakeAt = Math.min(wakeAt, partition.notBefore);
        continue;
      }
      if (leader === undefined) {
        leaderMissing = true;
        continue;
      }
      if (this.#busyNodes.has(leader.nodeId)) continue;
      const list = wanted.get(leader.nodeId);
      if (list === undefined) wanted.set(leader.nodeId, [partition]);
      else list.push(partition);
    }
    for (const [nodeId, partitions] of wanted) void this.#fetch(nodeId, partitions, heldBack.has(nodeId));
    if (leaderMissing) void this.#refreshLeaders();
    if (wakeAt !== Number.POSITIVE_INFINITY) this.#pumpLater(wakeAt - now);
  }

  async #fetch(nodeId: number, partitions: readonly PartitionReader[], heldBack: boolean): Promise<void> {
    this.#busyNodes.add(nodeId);
    for (const partition of partitions) partition.inFlight = true;
    const offsets = partitions.map((partition) => partition.fetchOffset);
    const maxWaitMs = heldBack ? Math.min(HELD_BACK_WAIT_MS, this.#options.maxWaitMs) : this.#options.maxWaitMs;
    try {
      const connection = await this.#cluster.connection(nodeId, this.#lane);
      const answer = await connection.request(
        fetch,
        this.#request(partitions, maxWaitMs),
        maxWaitMs + this.#cluster.options.requestTimeoutMs,
      );
      if (this.#closed) return;
      if (answer.errorCode !== 0) throw brokerFailure(answer.errorCode, 'Fetching', { nodeId });
      let brought = false;
      for (const topic of answer.topics) {
        for (const part of topic.partitions) {
          const assigned = this.#partitions.get(keyOf({ topic: topic.topic, partition: part.partition }));
          const asked = assigned === undefined ? -1 : partitions.indexOf(assigned);
          // Unassigned, or assigned anew at another offset, while the fetch was under way.
          if (assigned === undefined || asked < 0 || offsets[asked] !== assigned.fetchOffset) continue;
          if (part.errorCode !== 0) this.#partitionFailed(assigned, part);
          else if (assigned.accept(part, this.#options)) brought = true;
        }
      }
      if (brought) this.#signal.notify();
    } catch (error) {
      this.#fetchFailed(error, partitions);
    } finally {
      for (const partition of partitions) partition.inFlight = false;
      this.#busyNodes.delete(nodeId);
      this.#schedulePump();
    }
  }

  #request(partitions: readonly PartitionReader[], maxWaitMs: number) {
    const topics = new Map<string, { partition: number; leaderEpoch: number; offset: number; maxBytes: number }[]>();
    for (const partition of partitions) {
      const entry = {
        partition: partition.partition,
        leaderEpoch: this.#cluster.leader(partition)?.leaderEpoch ?? -1,
        offset: partition.fetchOffset,
        maxBytes: this.#options.maxPartitionBytes,
      };
      const list = topics.get(partition.topic);
      if (list === undefined) topics.set(partition.topic, [entry]);
      else list.push(entry);
    }
    return {
      maxWaitMs,
      minBytes: this.#options.minBytes,
      maxBytes: this.#options.maxBytes,
      readCommitted: this.#options.isolationLevel === 'read_committed',
      topics: [...topics].map(([topic, list]) => ({ topic, partitions: list })),
    };
  }

  /** The whole fetch failed: each of its partitions waits, and its leader is looked up again. */
  #fetchFailed(error: unknown, partitions: readonly PartitionReader[]): void {
    if (this.#closed) return;
    const failure = asMillraceError(error);
    if (reactionTo(failure) === 'fail') {
      this.#fail(failure);
      return;
    }
    for (const partition of partitions) this.#backOff(partition, failure);
    void this.#refreshLeaders();
  }

  #partitionFailed(partition: PartitionReader, answer: FetchedPartition): void {
    const { topic } = partition;
    const facts = { topic, partition: partition.partition, offset: partition.fetchOffset };
    const error = brokerFailure(answer.errorCode, `Fetching ${topic}-${partition.partition}`, facts);
    if (brokerError(answer.errorCode).name === 'OFFSET_OUT_OF_RANGE') {
      void this.#resetOffset(partition, error);
      return;
    }
    const reaction = reactionTo(error);
    if (reaction === 'fail') {
      this.#fail(error);
      return;
    }
    this.#backOff(partition, error);
    if (reaction === 'metadata') void this.#refreshLeaders();
  }

  #backOff(partition: PartitionReader, error: MillraceError): void {
    const now = Date.now();
    if (partition.failingSince === 0) {
      partition.failingSince = now;
      if (isConnectionFailure(error)) this.#warn(error, partition);
    }
    partition.failures += 1;
    const elapsedMs = now - partition.failingSince;
    if (elapsedMs > this.#cluster.options.apiTimeoutMs) {
      const { topic } = partition;
      const last = error.withFacts({ topic, partition: partition.partition, offset: partition.fetchOffset });
      this.#fail(exhausted(last, `Fetching ${topic}-${partition.partition}`, partition.failures, elapsedMs));
      return;
    }
    partition.notBefore = now + backoffMs(this.#cluster.options.backoffs, partition.failures, error);
  }

  #warn(error: MillraceError, { topic, partition }: TopicPartition): void {
    const { apiTimeoutMs, onWarning } = this.#cluster.options;
    const message = `Fetching ${topic}-${partition}: ${error.message} Trying for ${apiTimeoutMs} ms.`;
    onWarning({ code: error.code, message, facts: { topic, partition } });
  }

  async #resetOffset(partition: PartitionReader, error: MillraceError): Promise<void> {
    const { offsetReset, isolationLevel } = this.#options;
    if (offsetReset === 'none') {
      this.#fail(error);
      return;
    }
    const from = partition.fetchOffset;
    partition.notBefore = Number.POSITIVE_INFINITY;
    try {
      const found = await this.#findOffset(
        { topic: partition.topic, partition: partition.partition, at: { kind: offsetReset } },
        isolationLevel,
      );
      this.#cluster.options.onWarning({
        code: 'KAFKA_OFFSET_RESET',
        message: `${partition.topic}-${partition.partition} has no offset ${from}; reading goes on at ${found.offset} (${offsetReset}). Records between them are not read.`,
        facts: { topic: partition.topic, partition: partition.partition, from, to: found.offset },
      });
      partition.reset(found.offset);
      partition.notBefore = 0;
      this.#announceMove();
      this.#schedulePump();
    } catch (failure) {
      this.#fail(asMillraceError(failure));
    }
  }

  async #refreshLeaders(): Promise<void> {
    if (this.#refreshing || this.#closed) return;
    this.#refreshing = true;
    const topics = [...new Set(this.#order.map((partition) => partition.topic))];
    let failure: MillraceError | undefined;
    try {
      await this.#cluster.refresh(topics);
    } catch (error) {
      failure = asMillraceError(error);
      if (reactionTo(failure) === 'fail') this.#fail(failure);
    } finally {
      this.#refreshing = false;
    }
    // A partition that has no leader even now waits before it asks again.
    const now = Date.now();
    for (const partition of this.#order) {
      if (partition.notBefore <= now && this.#cluster.leader(partition) === undefined) {
        const { topic } = partition;
        const unknown = brokerFailure(5, `Looking up the leader of ${topic}-${partition.partition}`, {
          topic,
          partition: partition.partition,
        });
        this.#backOff(partition, failure ?? unknown);
      }
    }
    this.#schedulePump();
  }
}
