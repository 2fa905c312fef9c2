import type { Clock, Counter, Logger, MetricGroup } from 'millrace';
import type { KafkaDriver, PartitionOffset } from '../driver/kafka-driver.js';
import { partitionName } from '../kafka-topic-partition.js';
import type { KafkaSourcePlan } from './kafka-source-options.js';

/** What an {@link OffsetCommitter} is made from. */
export interface OffsetCommitterOptions {
  readonly plan: Pick<KafkaSourcePlan<unknown>, 'settings' | 'commitOnCheckpoint'>;
  readonly driver: KafkaDriver;
  readonly metrics: MetricGroup;
  readonly context: { readonly clock: Clock; readonly logger: Logger };
  positions(): readonly PartitionOffset[];
}

/**
 * Tells a group how far the source has read: after each checkpoint, or by time where `enable.auto.commit` says so.
 *
 * The source itself begins from its checkpoints; what is committed is for others to see, so a commit that fails is a line
 * in the log and not the end of the job.
 */
export class OffsetCommitter {
  private readonly options: OffsetCommitterOptions;
  private readonly succeeded: Counter;
  private readonly failed: Counter;
  /** Positions of checkpoints that are not complete yet. */
  private readonly snapshots = new Map<number, readonly PartitionOffset[]>();
  /** Last positions of partitions that were read to their end since the last commit. */
  private readonly ended = new Map<string, PartitionOffset>();
  /** One commit after another: an older one must not come later. */
  private committing: Promise<void> = Promise.resolve();
  private cancelTimer = () => {};

  constructor(options: OffsetCommitterOptions) {
    this.options = options;
    this.succeeded = options.metrics.counter('commitsSucceeded');
    this.failed = options.metrics.counter('commitsFailed');
  }

  start(): void {
    const { autoCommit } = this.options.plan.settings;
    if (autoCommit === true) this.scheduleCommit();
  }

  private scheduleCommit(): void {
    const { clock } = this.options.context;
    const at = clock.now() + this.options.plan.settings.autoCommitIntervalMs;
    this.cancelTimer = clock.setTimer(at, () => {
      this.commit(this.present());
      this.scheduleCommit();
    });
  }

  /** A partition was read to its end, and is no longer among the positions. */
  finished({ topic, partition, position }: { topic: string; partition: number; position: number }): void {
    this.ended.set(partitionName({ topic, partition }), { topic, partition, offset: position });
  }

  snapshot(checkpointId: number): void {
    if (this.options.plan.commitOnCheckpoint) this.snapshots.set(checkpointId, this.present());
  }

  complete(checkpointId: number): void {
    const offsets = this.snapshots.get(checkpointId);
    for (const older of this.snapshots.keys()) if (older <= checkpointId) this.snapshots.delete(older);
    if (offsets !== undefined) this.commit(offsets);
  }

  /** Waits for commits under way; with automatic commits, makes a last one. */
  async close(): Promise<void> {
    this.cancelTimer();
    if (this.options.plan.settings.autoCommit === true) this.commit(this.present());
    await this.committing;
  }

  private present(): readonly PartitionOffset[] {
    return [...this.ended.values(), ...this.options.positions()];
  }

  private commit(offsets: readonly PartitionOffset[]): void {
    const { groupId } = this.options.plan.settings;
    if (groupId === undefined || offsets.length === 0) return;
    this.committing = this.committing.then(async () => {
      try {
        await this.options.driver.commitOffsets(groupId, offsets);
        this.succeeded.inc();
        for (const entry of offsets) this.forget(entry);
      } catch (error) {
        this.failed.inc();
        const message = error instanceof Error ? error.message : String(error);
        this.options.context.logger.warn(`Offsets were not committed: ${message}`, { groupId });
      }
    });
  }

  private forget(entry: PartitionOffset): void {
    const name = partitionName(entry);
    if (this.ended.get(name)?.offset === entry.offset) this.ended.delete(name);
  }
}
