import type { SplitEnumerator, SplitEnumeratorContext } from 'millrace';
import type { IsolationLevel, KafkaDriver, TopicPartition } from '../driver/kafka-driver.js';
import { partitionName } from '../kafka-topic-partition.js';
import { type OffsetsRule, resolveOffsets } from './kafka-offsets-initializer.js';
import type { KafkaEnumeratorState, KafkaSplit } from './kafka-split.js';
import { findPartitions, type KafkaSubscription } from './kafka-subscription.js';

/** What an enumerator is made from. */
export interface KafkaEnumeratorOptions {
  readonly subscription: KafkaSubscription;
  readonly start: OffsetsRule;
  readonly stop: OffsetsRule | undefined;
  readonly bounded: boolean;
  readonly discoveryIntervalMs: number | undefined;
  readonly groupId: string | undefined;
  readonly isolationLevel: IsolationLevel;
  openDriver(): KafkaDriver;
}

/**
 * Which subtask reads a partition: partitions of a topic go round the subtasks, and topics begin at different ones, as
 * in Flink's source.
 */
export function ownerOf({ topic, partition }: TopicPartition, parallelism: number): number {
  let hash = 0;
  for (let index = 0; index < topic.length; index++) hash = (Math.imul(31, hash) + topic.charCodeAt(index)) | 0;
  const start = (Math.imul(hash, 31) & 0x7fffffff) % parallelism;
  return (start + partition) % parallelism;
}

/**
 * Finds partitions, decides where each begins and ends, and gives each to one reader.
 *
 * Partitions that come up later are read from their beginning, whatever the start offsets say, so that none of their
 * records is missed.
 */
export class KafkaEnumerator implements SplitEnumerator<KafkaSplit, KafkaEnumeratorState> {
  private readonly known: Set<string>;
  private readonly unassigned: KafkaSplit[];
  private readonly readersWithoutMore = new Set<number>();
  private discovered: boolean;
  private driver: KafkaDriver | undefined;

  constructor(
    private readonly options: KafkaEnumeratorOptions,
    private readonly context: SplitEnumeratorContext<KafkaSplit>,
    restored?: KafkaEnumeratorState,
  ) {
    this.discovered = restored?.discovered ?? false;
    this.known = new Set(restored?.known);
    this.unassigned = [...(restored?.unassigned ?? [])];
  }

  start(): void {
    const { bounded, discoveryIntervalMs } = this.options;
    // What a bounded source reads is settled by its first look.
    if (bounded && this.discovered) return;
    const handle = (error: unknown, splits: readonly KafkaSplit[] | undefined) => this.found(error, splits);
    if (discoveryIntervalMs === undefined) this.context.callAsync(() => this.discover(), handle);
    else this.context.callAsync(() => this.discover(), handle, discoveryIntervalMs);
  }

  addReader(subtaskIndex: number): void {
    // One that takes the place of a failed reader has not been told yet.
    this.readersWithoutMore.delete(subtaskIndex);
    this.assign();
  }

  handleSplitRequest(): void {
    // Splits are given out as they are found; readers need not ask.
  }

  addSplitsBack(splits: readonly KafkaSplit[]): void {
    this.unassigned.push(...splits);
    this.assign();
  }

  snapshotState(): KafkaEnumeratorState {
    return { discovered: this.discovered, known: [...this.known], unassigned: [...this.unassigned] };
  }

  async close(): Promise<void> {
    await this.driver?.close();
  }

  private async discover(): Promise<readonly KafkaSplit[]> {
    this.driver ??= this.options.openDriver();
    const { driver } = this;
    const { subscription, stop, groupId, isolationLevel } = this.options;
    const found = await findPartitions(subscription, driver);
    const fresh = found.filter((partition) => !this.known.has(partitionName(partition)));
    const start: OffsetsRule = this.discovered ? { kind: 'earliest' } : this.options.start;
    const question = { driver, groupId, isolationLevel };
    const [starts, stops] = await Promise.all([
      resolveOffsets(start, fresh, { ...question, role: 'start' }),
      stop === undefined ? undefined : resolveOffsets(stop, fresh, { ...question, role: 'stop' }),
    ]);
    return fresh.map((partition) => {
      const splitId = partitionName(partition);
      return { splitId, ...partition, offset: starts.get(splitId) ?? 0, stopOffset: stops?.get(splitId) };
    });
  }

  private found(error: unknown, splits: readonly KafkaSplit[] | undefined): void {
    if (splits === undefined) {
      this.context.fail(error);
      return;
    }
    for (const split of splits) {
      this.known.add(split.splitId);
      this.context.logger.debug('Kafka partition found', { ...split });
    }
    this.unassigned.push(...splits);
    this.discovered = true;
    this.assign();
  }

  /** Gives waiting splits to the readers that are there. */
  private assign(): void {
    const readers = this.context.registeredReaders();
    for (const reader of readers) {
      const own = this.unassigned.filter((split) => ownerOf(split, this.context.parallelism) === reader);
      if (own.length > 0) {
        for (const split of own) this.unassigned.splice(this.unassigned.indexOf(split), 1);
        this.context.assignSplits(reader, own);
      }
      if (!this.options.bounded || !this.discovered || this.readersWithoutMore.has(reader)) continue;
      this.readersWithoutMore.add(reader);
      this.context.signalNoMoreSplits(reader);
    }
  }
}
