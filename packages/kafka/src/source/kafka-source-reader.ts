import {
  type Counter,
  MillraceError,
  type PollStatus,
  type ReaderOutput,
  type SourceReader,
  type SourceReaderContext,
  type SplitOutput,
} from 'millrace';
import type { AssignedPartition, KafkaDriver, KafkaReader } from '../driver/kafka-driver.js';
import { partitionName } from '../kafka-topic-partition.js';
import type { FetchedRecord } from '../records/fetched-record.js';
import type { KafkaSourcePlan } from './kafka-source-options.js';
import type { KafkaSplit } from './kafka-split.js';
import { isSubscribed } from './kafka-subscription.js';
import { OffsetCommitter } from './offset-committer.js';

interface OpenSplit<T> {
  readonly split: KafkaSplit;
  readonly assigned: AssignedPartition;
  output: SplitOutput<T> | undefined;
}

/** Reads the partitions that one subtask was given. */
export class KafkaSourceReader<T> implements SourceReader<T, KafkaSplit> {
  private readonly reader: KafkaReader;
  private readonly splits = new Map<AssignedPartition, OpenSplit<T>>();
  private readonly committer: OffsetCommitter;
  private readonly skipped: Counter;
  private current: OpenSplit<T> | undefined;
  /** The partition of the last record, also once it is finished. */
  private lastRead: AssignedPartition | undefined;
  /** Some split may have reached its end without a record: an empty one, or one that ends in control records. */
  private mayHaveFinished = false;
  private hasAllSplits = false;
  private wake: (() => void) | undefined;

  constructor(
    private readonly plan: KafkaSourcePlan<T>,
    private readonly context: SourceReaderContext,
    private readonly driver: KafkaDriver,
  ) {
    this.reader = driver.openReader(plan.settings.reader);
    const metrics = context.metrics.addGroup('KafkaSourceReader');
    this.skipped = metrics.counter('numRecordsInErrors');
    metrics.gauge('pendingRecords', () => this.pendingRecords());
    this.committer = new OffsetCommitter({ plan, driver, metrics, context, positions: () => this.positions() });
  }

  start(): void {
    for (const { message, facts } of this.plan.warnings) this.context.logger.warn(message, facts);
    this.committer.start();
  }

  addSplits(splits: readonly KafkaSplit[]): void {
    for (const split of splits) {
      if (this.plan.filterRestoredPartitions && !isSubscribed(this.plan.subscription, split)) {
        this.context.logger.warn(`${split.splitId} is no longer subscribed, and is left out.`, {
          split: split.splitId,
        });
        continue;
      }
      const assigned = this.reader.assign(split, split.offset, split.stopOffset);
      this.splits.set(assigned, { split, assigned, output: undefined });
    }
    this.mayHaveFinished = true;
    this.wake?.();
  }

  noMoreSplits(): void {
    this.hasAllSplits = true;
    this.wake?.();
  }

  poll(output: ReaderOutput<T>): PollStatus {
    for (;;) {
      const record = this.reader.next();
      if (record === undefined) return this.pollNothing(output);
      const { current: assigned } = this.reader;
      let open = this.current;
      if (open === undefined || open.assigned !== assigned) {
        open = this.splits.get(assigned as AssignedPartition) as OpenSplit<T>;
        this.current = open;
        this.lastRead = assigned;
      }
      const value = this.deserialize(record);
      open.output ??= output.split(open.split.splitId);
      // A record that is skipped ends the turn too, so that a long run of them lets others in.
      const mayGoOn =
        value !== undefined && open.output.collect(value, record.timestamp < 0 ? undefined : record.timestamp);
      if (open.assigned.finished) this.finish(open, output);
      if (!mayGoOn) return 'more';
    }
  }

  private pollNothing(output: ReaderOutput<T>): PollStatus {
    for (const open of this.splits.values()) if (open.assigned.finished) this.finish(open, output);
    this.mayHaveFinished = false;
    return this.hasAllSplits && this.splits.size === 0 ? 'end' : 'nothing';
  }

  private deserialize(record: FetchedRecord): T | undefined {
    try {
      return this.plan.deserializer.deserialize(record);
    } catch (cause) {
      const { topic, partition, offset } = record;
      const facts = { topic, partition, offset, split: partitionName(record) };
      const error =
        cause instanceof MillraceError
          ? cause.withFacts(facts)
          : new MillraceError(
              'KAFKA_RECORD_MALFORMED',
              `The record at offset ${offset} of ${facts.split} cannot be read.`,
              {
                facts: { ...facts, reason: cause instanceof Error ? cause.message : String(cause) },
                cause,
              },
            );
      if (this.plan.malformedRecords === 'fail') throw error;
      this.skipped.inc();
      this.context.logger.warn(`A record is skipped: ${error.message}`, { code: error.code, ...facts });
      return undefined;
    }
  }

  /** A split has reached its stop offset. */
  private finish(open: OpenSplit<T>, output: ReaderOutput<T>): void {
    const { assigned, split } = open;
    this.committer.finished(assigned);
    this.splits.delete(assigned);
    this.reader.unassign(assigned);
    if (this.current === open) this.current = undefined;
    open.output ??= output.split(split.splitId);
    open.output.release();
    this.mayHaveFinished = true;
  }

  async ready(): Promise<void> {
    if (this.mayHaveFinished || this.reader.hasWork) return;
    await new Promise<void>((resolve) => {
      this.wake = resolve;
      void this.reader.ready().then(resolve);
    });
    this.wake = undefined;
  }

  lastEmitted() {
    const { topic, partition, position } = this.lastRead as AssignedPartition;
    return { split: partitionName({ topic, partition }), offset: position - 1, topic, partition };
  }

  snapshotState(checkpointId: number): readonly KafkaSplit[] {
    this.committer.snapshot(checkpointId);
    return Array.from(this.splits.values(), ({ split, assigned }) => ({ ...split, offset: assigned.position }));
  }

  complete(checkpointId: number): void {
    this.committer.complete(checkpointId);
  }

  pauseOrResumeSplits(pause: readonly string[], resume: readonly string[]): void {
    for (const { split, assigned } of this.splits.values()) {
      if (pause.includes(split.splitId)) this.reader.pause(assigned);
      if (resume.includes(split.splitId)) this.reader.resume(assigned);
    }
    this.wake?.();
  }

  async close(): Promise<void> {
    await this.committer.close();
    this.reader.close();
    await this.driver.close();
    this.wake?.();
  }

  private positions() {
    return Array.from(this.splits.keys(), ({ topic, partition, position }) => ({ topic, partition, offset: position }));
  }

  private pendingRecords(): number {
    let pending = 0;
    for (const { highWatermark, position } of this.splits.keys()) pending += Math.max(0, highWatermark - position);
    return pending;
  }
}
