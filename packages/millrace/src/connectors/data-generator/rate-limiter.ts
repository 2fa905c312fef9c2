import { MillraceError } from '../../model/millrace-error.js';
import { describeValue } from '../../model/type-mismatch.js';

/** Says how many records one reader may emit. */
export interface RateLimiter {
  /** How many records may be emitted now. */
  permits(nowMs: number): number;
  /** Records have been emitted. */
  take(count: number): void;
  /** When `permits` is 0: the time at which there is one again; undefined when only a checkpoint brings it. */
  nextPermitMs(): number | undefined;
  /** A checkpoint is complete. */
  complete?(): void;
}

/**
 * How fast a source of generated records may be, over all of its instances.
 *
 * @example
 * ```ts
 * import { RateLimiterStrategy } from 'millrace';
 *
 * console.log(RateLimiterStrategy.perSecond(100).describe());
 * ```
 */
export class RateLimiterStrategy {
  private constructor(
    private readonly rule: string,
    /** @internal Makes the limiter of one of so many readers. */
    readonly createRateLimiter: (parallelism: number) => RateLimiter | undefined,
  ) {}

  /**
   * At most so many records a second. Who was held back may make up for one second.
   *
   * @throws MillraceError `RATE_INVALID` unless it is a number above 0.
   */
  static perSecond(recordsPerSecond: number): RateLimiterStrategy {
    if (!(Number.isFinite(recordsPerSecond) && recordsPerSecond > 0))
      throw invalidRate('recordsPerSecond', 'a number above 0', recordsPerSecond);
    return new RateLimiterStrategy(
      `${recordsPerSecond} a second`,
      (parallelism) => new PerSecondLimiter(recordsPerSecond / parallelism),
    );
  }

  /**
   * At most so many records between one checkpoint and the next, at least one for each instance.
   *
   * @throws MillraceError `RATE_INVALID` unless it is a whole number above 0.
   */
  static perCheckpoint(recordsPerCheckpoint: number): RateLimiterStrategy {
    if (!(Number.isSafeInteger(recordsPerCheckpoint) && recordsPerCheckpoint > 0))
      throw invalidRate('recordsPerCheckpoint', 'a whole number above 0', recordsPerCheckpoint);
    return new RateLimiterStrategy(
      `${recordsPerCheckpoint} a checkpoint`,
      (parallelism) => new PerCheckpointLimiter(Math.max(1, Math.floor(recordsPerCheckpoint / parallelism))),
    );
  }

  /** As fast as the job goes. */
  static noOp(): RateLimiterStrategy {
    return new RateLimiterStrategy('unlimited', () => undefined);
  }

  describe(): string {
    return this.rule;
  }
}

class PerSecondLimiter implements RateLimiter {
  /** The first record needs no waiting. */
  private saved = 1;
  private sinceMs: number | undefined;

  constructor(private readonly perSecond: number) {}

  permits(nowMs: number): number {
    const elapsedMs = Math.max(0, nowMs - (this.sinceMs ?? nowMs));
    this.sinceMs = nowMs;
    this.saved = Math.min(Math.max(1, this.perSecond), this.saved + (elapsedMs * this.perSecond) / 1000);
    return Math.floor(this.saved);
  }

  take(count: number): void {
    this.saved -= count;
  }

  nextPermitMs(): number {
    return (this.sinceMs ?? 0) + Math.max(1, Math.ceil(((1 - this.saved) * 1000) / this.perSecond));
  }
}

class PerCheckpointLimiter implements RateLimiter {
  private left: number;

  constructor(private readonly perCheckpoint: number) {
    this.left = perCheckpoint;
  }

  permits(): number {
    return this.left;
  }

  take(count: number): void {
    this.left -= count;
  }

  nextPermitMs(): undefined {
    return undefined;
  }

  complete(): void {
    this.left = this.perCheckpoint;
  }
}

function invalidRate(name: string, needed: string, seen: unknown): MillraceError {
  return new MillraceError('RATE_INVALID', `${name} must be ${needed}, but is ${describeValue(seen)}.`, {
    facts: { option: name, seen: describeValue(seen) },
  });
}
