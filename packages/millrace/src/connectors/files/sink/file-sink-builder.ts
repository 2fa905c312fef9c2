import type { DurationLike } from '../../../model/duration.js';
import type { BucketAssigner } from './bucket-assigner.js';
import type { MissingFiles } from './file-committer.js';
import type { FileCompactStrategy } from './file-compact-strategy.js';
import type { FileCompactor } from './file-compactor.js';
import type { FileSink, FileSinkOptions } from './file-sink.js';
import type { OutputFileConfig } from './output-file-config.js';
import type { RollingPolicy } from './rolling-policy.js';

/** Builds a {@link FileSink} step by step. */
export class FileSinkBuilder<T> {
  /** @internal Use `FileSink.forRowFormat` or `forBulkFormat`. */
  constructor(
    private readonly options: FileSinkOptions<T>,
    private readonly make: (options: FileSinkOptions<T>) => FileSink<T>,
  ) {}

  /** How often the rolling policy is asked about time. Default one minute. */
  withBucketCheckInterval(interval: DurationLike): FileSinkBuilder<T> {
    return this.with({ bucketCheckInterval: interval });
  }

  /** In which directory a record is written. Default: one for each hour of processing time. */
  withBucketAssigner(bucketAssigner: BucketAssigner<T>): FileSinkBuilder<T> {
    return this.with({ bucketAssigner });
  }

  /** When a part file is ended. Those of a bulk format end at each checkpoint, whatever it says of them. */
  withRollingPolicy(rollingPolicy: RollingPolicy<T>): FileSinkBuilder<T> {
    return this.with({ rollingPolicy });
  }

  /** How part files are named. */
  withOutputFileConfig(outputFileConfig: OutputFileConfig): FileSinkBuilder<T> {
    return this.with({ outputFileConfig });
  }

  /** Makes one file of several before they become visible. */
  enableCompact(strategy: FileCompactStrategy, compactor: FileCompactor): FileSinkBuilder<T> {
    return this.with({ compact: { strategy, compactor } });
  }

  /** Files become visible as they were written, as they do without being told. What waits in a snapshot does too. */
  disableCompact(): FileSinkBuilder<T> {
    const { compact: _, ...rest } = this.options;
    return new FileSinkBuilder(rest, this.make);
  }

  /** What it means that a file to be committed is gone; see {@link FileSinkOptions}. */
  withMissingFiles(missingFiles: MissingFiles): FileSinkBuilder<T> {
    return this.with({ missingFiles });
  }

  /** @throws MillraceError what is missing or wrong; see {@link FileSink}'s constructor. */
  build(): FileSink<T> {
    return this.make(this.options);
  }

  private with(more: Partial<FileSinkOptions<T>>): FileSinkBuilder<T> {
    return new FileSinkBuilder({ ...this.options, ...more }, this.make);
  }
}
