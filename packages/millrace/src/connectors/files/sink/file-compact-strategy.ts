import { MillraceError } from '../../../model/millrace-error.js';

/**
 * When the files of a bucket are compacted: once they have so many bytes together, or so many checkpoints have gone by,
 * whichever comes first.
 *
 * @example
 * ```ts
 * import { FileCompactStrategy } from 'millrace';
 *
 * const strategy = FileCompactStrategy.builder().setSizeThreshold(64 * 1024 * 1024).enableCompactionOnCheckpoint(10).build();
 * console.log(strategy.sizeThreshold, strategy.numCheckpointsBeforeCompaction);
 * ```
 */
export class FileCompactStrategy {
  /** @internal Use `FileCompactStrategy.builder()`. */
  constructor(
    /** Bytes; undefined when only checkpoints count. */
    readonly sizeThreshold: number | undefined,
    /** Undefined when only the size counts. */
    readonly numCheckpointsBeforeCompaction: number | undefined,
    /** How many files one writer makes at the same time. */
    readonly numCompactThreads: number,
  ) {}

  static builder(): FileCompactStrategyBuilder {
    return new FileCompactStrategyBuilder(undefined, undefined, 1);
  }
}

/** Builds a {@link FileCompactStrategy} step by step. */
export class FileCompactStrategyBuilder {
  constructor(
    private readonly sizeThreshold: number | undefined,
    private readonly numCheckpoints: number | undefined,
    private readonly numThreads: number,
  ) {}

  /** Compacts behind every so many checkpoints. */
  enableCompactionOnCheckpoint(numCheckpointsBeforeCompaction: number): FileCompactStrategyBuilder {
    checkCount('numCheckpointsBeforeCompaction', numCheckpointsBeforeCompaction, 1);
    return new FileCompactStrategyBuilder(this.sizeThreshold, numCheckpointsBeforeCompaction, this.numThreads);
  }

  /** Compacts as soon as there are so many bytes. */
  setSizeThreshold(sizeThreshold: number): FileCompactStrategyBuilder {
    checkCount('sizeThreshold', sizeThreshold, 0);
    return new FileCompactStrategyBuilder(sizeThreshold, this.numCheckpoints, this.numThreads);
  }

  /** How many files one writer makes at the same time. Default 1. */
  setNumCompactThreads(numCompactThreads: number): FileCompactStrategyBuilder {
    checkCount('numCompactThreads', numCompactThreads, 1);
    return new FileCompactStrategyBuilder(this.sizeThreshold, this.numCheckpoints, numCompactThreads);
  }

  /** @throws MillraceError `CONFIG_MISSING` when neither size nor checkpoints are given. */
  build(): FileCompactStrategy {
    if (this.sizeThreshold === undefined && this.numCheckpoints === undefined) {
      throw new MillraceError('CONFIG_MISSING', 'A strategy must say when files are compacted.', {
        hint: 'Call setSizeThreshold, or enableCompactionOnCheckpoint.',
      });
    }
    return new FileCompactStrategy(this.sizeThreshold, this.numCheckpoints, this.numThreads);
  }
}

function checkCount(name: string, value: number, least: number): void {
  if (Number.isSafeInteger(value) && value >= least) return;
  throw new MillraceError('CONFIG_INVALID_VALUE', `'${name}' cannot be ${String(value)}.`, {
    facts: { key: name, value: String(value) },
    hint: `Give a whole number from ${least}.`,
  });
}
