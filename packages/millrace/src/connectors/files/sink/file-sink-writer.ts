import type { Cancel } from '../../../ports/clock.js';
import { joinPath } from '../../../ports/file-path.js';
import type { SinkWriter, SinkWriterContext, WriteContext } from '../../sink.js';
import { type BucketAssigner, type BucketContext, checkBucketId } from './bucket-assigner.js';
import type { BulkWriterFactory } from './bulk-writer.js';
import { Compaction, type CompactionOptions } from './compaction.js';
import type { FileCommittable, FileWriterState, InProgressPart, WaitingPart } from './file-sink-state.js';
import { PartFile } from './part-file.js';
import { finalName, inProgressName, type PartNaming, pendingName, waitingName } from './part-name.js';
import type { RollingPolicy } from './rolling-policy.js';

/** How a file sink writes. */
export interface FileSinkWriterOptions<T> {
  /** From the root. */
  readonly basePath: string;
  readonly format: BulkWriterFactory<T>;
  readonly bucketAssigner: BucketAssigner<T>;
  readonly rollingPolicy: RollingPolicy<T>;
  readonly bucketCheckIntervalMs: number;
  readonly compaction: CompactionOptions | undefined;
}

/** A file that is complete, under a hidden name. */
export interface CompletePart extends WaitingPart {
  readonly hiddenName: string;
}

/** What the attempt before has left for this one. */
export interface RestoredParts {
  readonly inProgress: readonly InProgressPart[];
  readonly complete: readonly CompletePart[];
  readonly waiting: readonly WaitingPart[];
}

/** So many bytes may wait for the disk before the task takes no more input; when half of them are left, it goes on. */
const MOST_WAITING_BYTES = 1 << 21;

/** Writes records into part files, one open file a bucket. */
export class FileSinkWriter<T> implements SinkWriter<T, FileCommittable, FileWriterState> {
  private readonly parts = new Map<string, PartFile<T>>();
  /** Ended, on their way to be complete. */
  private closing: { readonly part: PartFile<T>; readonly finished: Promise<void> }[] = [];
  private complete: CompletePart[];
  private readonly compaction: Compaction | undefined;
  /** Directories in which names have changed since they were synced. */
  private readonly changed = new Set<string>();
  private readonly bucketContext = new WriterBucketContext();
  private nextNumber = 0;
  private waitingBytes = 0;
  /** From the flush of a barrier until its state is taken: nothing may be ended between them. */
  private isAtBarrier = false;
  private hasEnded = false;
  private cancelCheck: Cancel | undefined;

  constructor(
    private readonly options: FileSinkWriterOptions<T>,
    private readonly context: SinkWriterContext,
    private readonly naming: PartNaming,
    restored: RestoredParts,
  ) {
    const { files } = context;
    this.compaction = options.compaction && new Compaction(files, options.compaction, (cause) => context.fail(cause));
    this.complete = [...restored.complete];
    for (const part of restored.waiting) {
      if (this.compaction === undefined) this.complete.push({ ...part, hiddenName: waitingName(part.finalName) });
      else this.compaction.add(part);
    }
    for (const part of restored.inProgress) {
      const { bucketId, directory, createdMs, lengthBytes: resumeAtBytes } = part;
      this.open({ bucketId, directory, createdMs, finalName: part.finalName, resumeAtBytes });
    }
    this.scheduleCheck();
  }

  write(value: T, context: WriteContext): void {
    this.isAtBarrier = false;
    const nowMs = this.context.clock.now();
    this.bucketContext.set(context, nowMs);
    const bucketId = this.options.bucketAssigner.getBucketId(value, this.bucketContext);
    let part = this.parts.get(bucketId);
    if (part !== undefined && this.options.rollingPolicy.shouldRollOnEvent(part, value)) {
      this.end(part);
      part = undefined;
    }
    part ??= this.openNew(bucketId, nowMs);
    part.add(value, nowMs);
  }

  async flush(endOfInput: boolean): Promise<void> {
    this.isAtBarrier = true;
    this.hasEnded ||= endOfInput;
    const { rollingPolicy } = this.options;
    for (const part of [...this.parts.values()]) {
      if (endOfInput || rollingPolicy.shouldRollOnCheckpoint(part)) this.end(part);
    }
    await Promise.all([...this.parts.values()].map((part) => part.sync()));
    const { closing } = this;
    await Promise.all(closing.map(({ finished }) => finished));
    this.closing = [];
    for (const { part } of closing) {
      const { bucketId, directory, finalName: name, lengthBytes } = part;
      this.complete.push({ bucketId, directory, finalName: name, lengthBytes, hiddenName: inProgressName(name) });
    }
  }

  async prepareCommit(checkpointId: number): Promise<readonly FileCommittable[]> {
    const { compaction } = this;
    const complete = this.complete.splice(0);
    const committables: FileCommittable[] = [];
    const prepare = async (part: CompletePart, replacedNames: readonly string[]) => {
      const pending = pendingName(part.finalName, checkpointId);
      await this.rename(part, pending);
      const { directory, finalName: name, lengthBytes } = part;
      committables.push({ directory, pendingName: pending, finalName: name, lengthBytes, replacedNames });
    };
    if (compaction === undefined) for (const part of complete) await prepare(part, []);
    else {
      for (const { hiddenName, ...part } of complete) {
        await this.rename({ ...part, hiddenName }, waitingName(part.finalName));
        compaction.add(part);
      }
      compaction.onCheckpoint();
      if (this.hasEnded) await compaction.finish();
      for (const part of compaction.takeCompacted()) await prepare(part, part.replacedNames);
    }
    for (const directory of this.changed) await this.context.files.syncDirectory(directory);
    this.changed.clear();
    return committables;
  }

  snapshotState(): readonly FileWriterState[] {
    this.isAtBarrier = false;
    const inProgress = Array.from(this.parts.values(), (part): InProgressPart => {
      const { bucketId, directory, finalName: name, lengthBytes, createdMs } = part;
      return { bucketId, directory, finalName: name, lengthBytes, createdMs };
    });
    return [{ writerId: this.naming.writerId, inProgress, waiting: this.compaction?.waiting ?? [] }];
  }

  async close(): Promise<void> {
    this.cancelCheck?.();
    this.compaction?.close();
    const open = [...this.parts.values(), ...this.closing.map(({ part }) => part)];
    this.parts.clear();
    await Promise.all(open.map((part) => part.close()));
  }

  private openNew(bucketId: string, createdMs: number): PartFile<T> {
    const id = checkBucketId(bucketId);
    const { basePath } = this.options;
    const directory = id === '' ? basePath : joinPath(basePath, id);
    const name = finalName(this.naming, this.nextNumber++);
    return this.open({ bucketId: id, directory, createdMs, finalName: name });
  }

  private open(place: {
    readonly bucketId: string;
    readonly directory: string;
    readonly createdMs: number;
    readonly finalName: string;
    readonly resumeAtBytes?: number;
  }): PartFile<T> {
    const { files, compression } = this.context;
    const part = new PartFile<T>({
      ...place,
      files,
      compression,
      format: this.options.format,
      onWaiting: (bytes) => {
        this.waitingBytes += bytes;
        this.updateGate();
      },
      onFailure: (cause) => this.context.fail(cause),
    });
    this.parts.set(place.bucketId, part);
    this.changed.add(place.directory);
    return part;
  }

  private updateGate(): void {
    const { gate } = this.context;
    if (!gate.isOpen) {
      if (this.waitingBytes <= MOST_WAITING_BYTES / 2) gate.open();
      return;
    }
    if (this.waitingBytes <= MOST_WAITING_BYTES) return;
    gate.shut();
    // With many buckets, what waits may be the beginnings of blocks, of which none is full.
    for (const part of this.parts.values()) part.write();
  }

  private end(part: PartFile<T>): void {
    this.parts.delete(part.bucketId);
    const finished = part.finish();
    // Who flushes hears of it, and the task at once.
    finished.catch((cause: unknown) => this.context.fail(cause));
    this.closing.push({ part, finished });
  }

  private async rename({ directory, hiddenName }: CompletePart, name: string): Promise<void> {
    await this.context.files.rename(joinPath(directory, hiddenName), joinPath(directory, name));
    this.changed.add(directory);
  }

  private scheduleCheck(): void {
    const { clock, enqueue } = this.context;
    this.cancelCheck = clock.setTimer(clock.now() + this.options.bucketCheckIntervalMs, () => {
      enqueue(() => this.checkBuckets());
      this.scheduleCheck();
    });
  }

  private checkBuckets(): void {
    if (this.isAtBarrier) return;
    const nowMs = this.context.clock.now();
    for (const part of [...this.parts.values()]) {
      if (this.options.rollingPolicy.shouldRollOnProcessingTime(part, nowMs)) this.end(part);
    }
  }
}

class WriterBucketContext implements BucketContext {
  currentProcessingTime = 0;
  private context: WriteContext | undefined;

  get currentWatermark(): number {
    return this.context?.currentWatermark ?? Number.NEGATIVE_INFINITY;
  }

  get timestamp(): number | undefined {
    return this.context?.timestamp;
  }

  set(context: WriteContext, nowMs: number): void {
    this.context = context;
    this.currentProcessingTime = nowMs;
  }
}
