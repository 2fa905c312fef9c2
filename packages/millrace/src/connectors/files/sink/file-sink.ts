import { type DurationLike, durationMs } from '../../../model/duration.js';
import { MillraceError } from '../../../model/millrace-error.js';
import { describeValue } from '../../../model/type-mismatch.js';
import { joinPath } from '../../../ports/file-path.js';
import { refuseUnknownOptions } from '../../known-options.js';
import type { Committer, Sink, SinkWriter, SinkWriterContext } from '../../sink.js';
import { localPath } from '../find-files.js';
import { BucketAssigner } from './bucket-assigner.js';
import type { BulkWriterFactory } from './bulk-writer.js';
import type { Encoder } from './encoder.js';
import { FileCommitter, type MissingFiles } from './file-committer.js';
import type { FileCompactStrategy } from './file-compact-strategy.js';
import type { FileCompactor } from './file-compactor.js';
import { FileSinkBuilder } from './file-sink-builder.js';
import { type FileCommittable, type FileWriterState, fileCommittableForm, fileWriterForm } from './file-sink-state.js';
import { FileSinkWriter, type FileSinkWriterOptions } from './file-sink-writer.js';
import { removeLeftovers } from './leftovers.js';
import { OutputFileConfig } from './output-file-config.js';
import { inProgressName, randomId, waitingName } from './part-name.js';
import { restoreParts } from './restore-parts.js';
import { RollingPolicy } from './rolling-policy.js';

/** Where a file sink writes, and how. */
export interface FileSinkOptions<T> {
  /** The directory below which the buckets stand. */
  readonly basePath: string;
  /** One of the two: records one behind the other, or files that are only whole when they are finished. */
  readonly encoder?: Encoder<T>;
  readonly bulkWriter?: BulkWriterFactory<T>;
  /** Default: a directory for each hour of processing time, in the time zone of the host. */
  readonly bucketAssigner?: BucketAssigner<T>;
  /** Default: `RollingPolicy.defaultRollingPolicy()`, and with a bulk writer at each checkpoint, which is the only one it allows. */
  readonly rollingPolicy?: RollingPolicy<T>;
  readonly outputFileConfig?: OutputFileConfig;
  /** How often the rolling policy is asked about time. Default one minute. */
  readonly bucketCheckInterval?: DurationLike;
  /** Makes one file of several before they become visible. */
  readonly compact?: { readonly strategy: FileCompactStrategy; readonly compactor: FileCompactor };
  /**
   * What it means that a file to be committed is there neither hidden nor visible. `fail`, the default: its records are
   * lost. `committed`: it was committed before the restart, and another program has taken it away since; right only
   * where one does.
   */
  readonly missingFiles?: MissingFiles;
}

const OPTION_NAMES: readonly string[] = [
  'basePath',
  'encoder',
  'bulkWriter',
  'bucketAssigner',
  'rollingPolicy',
  'outputFileConfig',
  'bucketCheckInterval',
  'compact',
  'missingFiles',
];

const DEFAULT_CHECK_MS = 60_000;

/**
 * Writes files: part files in buckets below a directory. A part file is hidden while it is written, and gets its name
 * when the checkpoint that holds the end of it is complete; so each record becomes visible exactly once. Without
 * checkpoints, files become visible at the end of the input.
 *
 * Compaction works on the files of each parallel instance for itself.
 *
 * @example
 * ```ts
 * import { BucketAssigner, Encoder, FileSink, OutputFileConfig, RollingPolicy, Types } from 'millrace';
 *
 * const sink = FileSink.forRowFormat('orders', Encoder.jsonEncoder(Types.OBJECT({ id: Types.LONG() })))
 *   .withBucketAssigner(BucketAssigner.dateTimeBucketAssigner("'day='yyyy-MM-dd", 'UTC'))
 *   .withRollingPolicy(RollingPolicy.onCheckpointRollingPolicy())
 *   .withOutputFileConfig(OutputFileConfig.builder().withPartSuffix('.json').build())
 *   .build();
 * console.log(sink.guarantee);
 * ```
 */
export class FileSink<T> implements Sink<T, FileCommittable, FileWriterState> {
  readonly connector = 'file-system';
  readonly guarantee = 'exactly-once';
  readonly writerForm = fileWriterForm;
  readonly committableForm = fileCommittableForm;
  private readonly basePath: string;
  private readonly plan: Omit<FileSinkWriterOptions<T>, 'basePath'>;
  private readonly config: OutputFileConfig;
  private readonly missingFiles: MissingFiles;
  /** False for files that must be written in one go. */
  private readonly canResume: boolean;

  /**
   * @throws MillraceError `CONFIG_MISSING`, `CONFIG_UNKNOWN_KEY`, `CONFIG_INVALID_VALUE`, `CONFIG_CONTRADICTION`, or
   * `FILE_PATH_INVALID`.
   */
  constructor(options: FileSinkOptions<T>) {
    refuseUnknownOptions('FileSink', options, OPTION_NAMES);
    const { missingFiles = 'fail', bulkWriter } = options;
    this.basePath = localPath(options.basePath);
    this.config = options.outputFileConfig ?? new OutputFileConfig();
    if (missingFiles !== 'fail' && missingFiles !== 'committed') throw noSuchValue('missingFiles', missingFiles);
    this.missingFiles = missingFiles;
    this.canResume = bulkWriter === undefined;
    const rolling = options.rollingPolicy ?? defaultPolicy(bulkWriter !== undefined);
    this.plan = {
      format: formatOf(options),
      bucketAssigner: options.bucketAssigner ?? BucketAssigner.dateTimeBucketAssigner(),
      rollingPolicy: bulkWriter === undefined ? rolling : onCheckpointsToo(rolling),
      bucketCheckIntervalMs: checkIntervalMs(options.bucketCheckInterval ?? DEFAULT_CHECK_MS),
      compaction: options.compact,
    };
  }

  /** Builds a sink that writes one record behind the other. */
  static forRowFormat<T>(basePath: string, encoder: Encoder<T>): FileSinkBuilder<T> {
    return new FileSinkBuilder({ basePath, encoder }, (options) => new FileSink(options));
  }

  /** Builds a sink whose files are only whole when they are finished: they end at each checkpoint. */
  static forBulkFormat<T>(basePath: string, writerFactory: BulkWriterFactory<T>): FileSinkBuilder<T> {
    return new FileSinkBuilder({ basePath, bulkWriter: writerFactory }, (options) => new FileSink(options));
  }

  describe(): Readonly<Record<string, unknown>> {
    const { format, bucketAssigner, rollingPolicy, bucketCheckIntervalMs, compaction } = this.plan;
    return {
      basePath: this.basePath,
      format: format.name,
      buckets: bucketAssigner.name,
      rolling: rollingPolicy.name,
      bucketCheckIntervalMs,
      partFiles: `${this.config.getPartPrefix()}-*${this.config.getPartSuffix()}`,
      ...(compaction === undefined ? {} : { compaction: compaction.compactor.name }),
      missingFiles: this.missingFiles,
    };
  }

  async createWriter(
    context: SinkWriterContext,
    states: readonly FileWriterState[],
  ): Promise<SinkWriter<T, FileCommittable, FileWriterState>> {
    const { files, logger, restoredCheckpointId } = context;
    const basePath = files.absolutePath(this.basePath);
    const random = () => context.random.next();
    const writerIds = states.map(({ writerId }) => writerId);
    const restored = await restoreParts({
      files,
      logger,
      states,
      canResume: this.canResume,
      missingFiles: this.missingFiles,
    });
    if (restoredCheckpointId !== undefined) {
      const needed = new Set(states.flatMap(hiddenPaths));
      await removeLeftovers({ files, logger, basePath, writerIds, needed, restoredCheckpointId });
    }
    const naming = { config: this.config, writerId: writerIds[0] ?? randomId(random), attemptId: randomId(random) };
    return new FileSinkWriter({ ...this.plan, basePath }, context, naming, restored);
  }

  createCommitter(context: SinkWriterContext): Committer<FileCommittable> {
    return new FileCommitter(context.files, context.logger, this.missingFiles);
  }
}

function hiddenPaths({ inProgress, waiting }: FileWriterState): string[] {
  return [
    ...inProgress.map(({ directory, finalName }) => joinPath(directory, inProgressName(finalName))),
    ...waiting.map(({ directory, finalName }) => joinPath(directory, waitingName(finalName))),
  ];
}

function formatOf<T>({ encoder, bulkWriter }: FileSinkOptions<T>): BulkWriterFactory<T> {
  if (encoder !== undefined && bulkWriter !== undefined) {
    throw new MillraceError('CONFIG_CONTRADICTION', 'A FileSink takes an encoder or a bulk writer, not both.', {
      hint: 'Use forRowFormat or forBulkFormat.',
    });
  }
  if (bulkWriter !== undefined) return bulkWriter;
  if (typeof encoder?.encode !== 'function') {
    throw new MillraceError('CONFIG_MISSING', 'A FileSink needs an encoder, or a bulk writer.', {
      facts: { seen: describeValue(encoder) },
      hint: 'Give one, such as Encoder.simpleStringEncoder().',
    });
  }
  return {
    name: 'rows',
    create: (output) => ({
      addElement: (element) => encoder.encode(element, output),
      finish() {
        // A row is complete when it is written.
      },
    }),
  };
}

function defaultPolicy(isBulk: boolean): RollingPolicy {
  return isBulk ? RollingPolicy.onCheckpointRollingPolicy() : RollingPolicy.defaultRollingPolicy();
}

/** A file that is only whole when it is finished cannot be gone on with behind a checkpoint. */
function onCheckpointsToo<T>(policy: RollingPolicy<T>): RollingPolicy<T> {
  return {
    name: policy.name,
    shouldRollOnCheckpoint: () => true,
    shouldRollOnEvent: (part, element) => policy.shouldRollOnEvent(part, element),
    shouldRollOnProcessingTime: (part, nowMs) => policy.shouldRollOnProcessingTime(part, nowMs),
  };
}

function checkIntervalMs(interval: DurationLike): number {
  const ms = durationMs(interval, 'The interval of bucket checks');
  if (ms > 0) return ms;
  throw noSuchValue('bucketCheckInterval', ms);
}

function noSuchValue(key: string, seen: unknown): MillraceError {
  return new MillraceError('CONFIG_INVALID_VALUE', `'${key}' cannot be ${describeValue(seen)}.`, {
    facts: { key },
    hint: key === 'missingFiles' ? "It takes 'fail' or 'committed'." : 'Give more than 0.',
  });
}
