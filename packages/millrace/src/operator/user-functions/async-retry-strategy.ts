import { type DurationLike, durationMs } from '../../model/duration.js';
import { MillraceError } from '../../model/millrace-error.js';
import { describeValue } from '../../model/type-mismatch.js';

/** True when an answer is no good. */
export type ResultPredicate<T> = (result: readonly T[]) => boolean;

/** True when another try may help. */
export type ExceptionPredicate = (error: unknown) => boolean;

/** Which outcomes of an asynchronous call are tried again; none of a kind whose predicate is undefined. */
export interface AsyncRetryPredicate<T = unknown> {
  resultPredicate(): ResultPredicate<T> | undefined;
  exceptionPredicate(): ExceptionPredicate | undefined;
}

/**
 * Whether and when an asynchronous call is made again. Extend it, or take one of those it makes.
 *
 * @example
 * ```ts
 * import { AsyncRetryStrategy, emptyResultPredicate, hasExceptionPredicate } from 'millrace';
 *
 * const threeTimes = AsyncRetryStrategy.fixedDelay(3, '100 ms', emptyResultPredicate, hasExceptionPredicate);
 * console.log(threeTimes.canRetry(4)); // false
 * ```
 */
export abstract class AsyncRetryStrategy<T = unknown> {
  /** @param currentAttempts how many calls have been made, at least 1. */
  abstract canRetry(currentAttempts: number): boolean;
  /** Milliseconds from the outcome of the call to the next one. */
  abstract getBackoffTimeMillis(currentAttempts: number): number;
  abstract getRetryPredicate(): AsyncRetryPredicate<T>;

  /** Never again. */
  static noRestart<T = unknown>(): AsyncRetryStrategy<T> {
    return new NoRetryStrategy();
  }

  /** The same pause each time. Parameters and errors: those of {@link FixedDelayRetryStrategy}. */
  static fixedDelay<T = unknown>(
    maxAttempts: number,
    backoffTimeMillis: DurationLike,
    resultPredicate?: ResultPredicate<T>,
    exceptionPredicate?: ExceptionPredicate,
  ): AsyncRetryStrategy<T> {
    return new FixedDelayRetryStrategy(maxAttempts, backoffTimeMillis, resultPredicate, exceptionPredicate);
  }

  /** Longer pauses each time. Parameters and errors: those of {@link ExponentialBackoffDelayRetryStrategy}. */
  static exponentialBackoff<T = unknown>(
    maxAttempts: number,
    initialDelay: DurationLike,
    maxRetryDelay: DurationLike,
    multiplier: number,
    resultPredicate?: ResultPredicate<T>,
    exceptionPredicate?: ExceptionPredicate,
  ): AsyncRetryStrategy<T> {
    return new ExponentialBackoffDelayRetryStrategy(
      maxAttempts,
      initialDelay,
      maxRetryDelay,
      multiplier,
      resultPredicate,
      exceptionPredicate,
    );
  }
}

/** Two predicates as one object. */
export class RetryPredicate<T = unknown> implements AsyncRetryPredicate<T> {
  constructor(
    private readonly ofResult?: ResultPredicate<T>,
    private readonly ofException?: ExceptionPredicate,
  ) {}

  resultPredicate(): ResultPredicate<T> | undefined {
    return this.ofResult;
  }

  exceptionPredicate(): ExceptionPredicate | undefined {
    return this.ofException;
  }
}

/** Calls once. */
export class NoRetryStrategy<T = unknown> implements AsyncRetryStrategy<T> {
  canRetry(_currentAttempts: number): boolean {
    return false;
  }

  getBackoffTimeMillis(_currentAttempts: number): number {
    return -1;
  }

  getRetryPredicate(): AsyncRetryPredicate<T> {
    return new RetryPredicate();
  }
}

/** Calls again after the same pause each time. */
export class FixedDelayRetryStrategy<T = unknown> implements AsyncRetryStrategy<T> {
  private readonly maxAttempts: number;
  private readonly backoffMs: number;
  private readonly predicate: RetryPredicate<T>;

  /**
   * @param maxAttempts how many calls may follow the first one.
   * @param backoffTimeMillis the pause; milliseconds, or any form of a duration.
   * @throws MillraceError `ASYNC_OPTION_INVALID` for anything that is not above 0, and for a predicate that is no function.
   */
  constructor(
    maxAttempts: number,
    backoffTimeMillis: DurationLike,
    resultPredicate?: ResultPredicate<T>,
    exceptionPredicate?: ExceptionPredicate,
  ) {
    this.maxAttempts = positive(maxAttempts, 'maxAttempts');
    this.backoffMs = positive(durationMs(backoffTimeMillis, 'backoffTimeMillis'), 'backoffTimeMillis');
    this.predicate = checkedPredicate(resultPredicate, exceptionPredicate);
  }

  canRetry(currentAttempts: number): boolean {
    return currentAttempts <= this.maxAttempts;
  }

  getBackoffTimeMillis(_currentAttempts: number): number {
    return this.backoffMs;
  }

  getRetryPredicate(): AsyncRetryPredicate<T> {
    return this.predicate;
  }
}

/** Calls again after pauses that become longer each time, up to a limit. */
export class ExponentialBackoffDelayRetryStrategy<T = unknown> implements AsyncRetryStrategy<T> {
  private readonly maxAttempts: number;
  private readonly initialMs: number;
  private readonly longestMs: number;
  private readonly multiplier: number;
  private readonly predicate: RetryPredicate<T>;

  /**
   * @param maxAttempts how many calls may follow the first one.
   * @param initialDelay the first pause; milliseconds, or any form of a duration.
   * @param maxRetryDelay the longest pause but the first.
   * @param multiplier from one pause to the next.
   * @throws MillraceError as {@link FixedDelayRetryStrategy}.
   */
  constructor(
    maxAttempts: number,
    initialDelay: DurationLike,
    maxRetryDelay: DurationLike,
    multiplier: number,
    resultPredicate?: ResultPredicate<T>,
    exceptionPredicate?: ExceptionPredicate,
  ) {
    this.maxAttempts = positive(maxAttempts, 'maxAttempts');
    this.initialMs = positive(durationMs(initialDelay, 'initialDelay'), 'initialDelay');
    this.longestMs = positive(durationMs(maxRetryDelay, 'maxRetryDelay'), 'maxRetryDelay');
    this.multiplier = positive(multiplier, 'multiplier');
    this.predicate = checkedPredicate(resultPredicate, exceptionPredicate);
  }

  canRetry(currentAttempts: number): boolean {
    return currentAttempts <= this.maxAttempts;
  }

  /** Follows from the number of calls alone, so that records do not lengthen one another's pauses. */
  getBackoffTimeMillis(currentAttempts: number): number {
    if (currentAttempts <= 1) return this.initialMs;
    const second = Math.min(this.initialMs * this.multiplier, this.longestMs);
    return Math.floor(Math.min(second * this.multiplier ** (currentAttempts - 2), this.longestMs));
  }

  getRetryPredicate(): AsyncRetryPredicate<T> {
    return this.predicate;
  }
}

/** Tries again when an answer holds no records. */
export function emptyResultPredicate(result: readonly unknown[]): boolean {
  return result.length === 0;
}

/** Tries again after any error. */
export function hasExceptionPredicate(error: unknown): boolean {
  return error !== null && error !== undefined;
}

/**
 * Is the error of this class? For an exception predicate of one class:
 * `(error) => exceptionTypePredicate(error, TypeError)`.
 */
export function exceptionTypePredicate(
  error: unknown,
  expectedErrorType: abstract new (...parameters: never[]) => unknown,
): boolean {
  return error instanceof expectedErrorType;
}

function positive(value: unknown, name: string): number {
  if (typeof value === 'number' && value > 0) return value;
  throw new MillraceError('ASYNC_OPTION_INVALID', `${name} must be above 0; it is ${describeValue(value)}.`, {
    facts: { option: name },
    hint: 'To make each call once, use a form of AsyncDataStream without a retry strategy.',
  });
}

function checkedPredicate<T>(
  resultPredicate: ResultPredicate<T> | undefined,
  exceptionPredicate: ExceptionPredicate | undefined,
): RetryPredicate<T> {
  for (const [name, predicate] of Object.entries({ resultPredicate, exceptionPredicate })) {
    if (predicate === undefined || predicate === null || typeof predicate === 'function') continue;
    throw new MillraceError('ASYNC_OPTION_INVALID', `${name} must be a function; it is ${describeValue(predicate)}.`, {
      facts: { option: name },
      hint: 'Give emptyResultPredicate, hasExceptionPredicate, or a function of yours.',
    });
  }
  return new RetryPredicate(resultPredicate ?? undefined, exceptionPredicate ?? undefined);
}
