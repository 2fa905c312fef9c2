import { describe, expect, it } from 'vitest';
import { Duration } from '../../model/duration.js';
import {
  AsyncRetryStrategy,
  emptyResultPredicate,
  exceptionTypePredicate,
  hasExceptionPredicate,
  NoRetryStrategy,
  RetryPredicate,
} from './async-retry-strategy.js';

const pauses = (strategy: AsyncRetryStrategy, attempts: readonly number[]) =>
  attempts.map((attempt) => strategy.getBackoffTimeMillis(attempt));

describe('a retry strategy', () => {
  it('of a fixed delay lets so many calls follow the first', () => {
    const strategy = AsyncRetryStrategy.fixedDelay(2, Duration.ofSeconds(1));
    expect([1, 2, 3].map((attempts) => strategy.canRetry(attempts))).toEqual([true, true, false]);
    expect(pauses(strategy, [1, 2])).toEqual([1000, 1000]);
  });

  it.each<[string, AsyncRetryStrategy, number[]]>([
    ['up to a limit', AsyncRetryStrategy.exponentialBackoff(9, 10, 50, 2), [10, 20, 40, 50, 50]],
    ['in whole milliseconds', AsyncRetryStrategy.exponentialBackoff(9, 10, 50, 1.25), [10, 12, 15, 19, 24]],
    ['not for the first pause', AsyncRetryStrategy.exponentialBackoff(9, 100, 50, 2), [100, 50, 50, 50, 50]],
    ['shorter ones too', AsyncRetryStrategy.exponentialBackoff(9, 100, 60, 0.8), [100, 60, 48, 38, 30]],
  ])('of exponential delays: %s', (_what, strategy, expected) => {
    expect(pauses(strategy, [1, 2, 3, 4, 5])).toEqual(expected);
    // Another record in between changes nothing.
    expect(pauses(strategy, [3, 1, 3])).toEqual([expected[2], expected[0], expected[2]]);
  });

  it('that never tries again', () => {
    for (const strategy of [AsyncRetryStrategy.noRestart(), new NoRetryStrategy()]) {
      expect(strategy.canRetry(1)).toBe(false);
      expect(strategy.getBackoffTimeMillis(1)).toBe(-1);
      expect(strategy.getRetryPredicate().resultPredicate()).toBeUndefined();
      expect(strategy.getRetryPredicate().exceptionPredicate()).toBeUndefined();
    }
  });

  it('may be one of your own', () => {
    class Odd extends AsyncRetryStrategy<number> {
      canRetry(attempts: number) {
        return attempts % 2 === 1;
      }
      getBackoffTimeMillis() {
        return 1;
      }
      getRetryPredicate() {
        return new RetryPredicate<number>((result) => result.length === 0, undefined);
      }
    }
    expect(new Odd().getRetryPredicate().resultPredicate()?.([])).toBe(true);
  });

  it.each<[string, () => unknown, RegExp]>([
    ['no attempts', () => AsyncRetryStrategy.fixedDelay(0, 1), /maxAttempts must be above 0; it is 0/],
    ['no delay', () => AsyncRetryStrategy.fixedDelay(1, 0), /backoffTimeMillis must be above 0/],
    [
      'a delay that is none',
      () => AsyncRetryStrategy.fixedDelay(1, 'soon'),
      /backoffTimeMillis 'soon' is not a duration/,
    ],
    ['no first delay', () => AsyncRetryStrategy.exponentialBackoff(1, 0, 1, 1), /initialDelay must be above 0/],
    ['no longest delay', () => AsyncRetryStrategy.exponentialBackoff(1, 1, 0, 1), /maxRetryDelay must be above 0/],
    ['a multiplier below 0', () => AsyncRetryStrategy.exponentialBackoff(1, 1, 1, -1), /multiplier must be above 0/],
    ['NaN', () => AsyncRetryStrategy.exponentialBackoff(1, 1, 1, Number.NaN), /multiplier must be above 0/],
    [
      'a predicate that is none',
      () => AsyncRetryStrategy.fixedDelay(1, 1, true as never),
      /resultPredicate must be a function/,
    ],
  ])('refuses %s', (_what, make, message) => {
    expect(make).toThrow(message);
  });
});

it('predicates say what they see', () => {
  const wrong = new TypeError('wrong');
  expect([emptyResultPredicate([]), emptyResultPredicate([null])]).toEqual([true, false]);
  expect([hasExceptionPredicate(wrong), hasExceptionPredicate(undefined)]).toEqual([true, false]);
  expect([TypeError, Error, RangeError].map((type) => exceptionTypePredicate(wrong, type))).toEqual([
    true,
    true,
    false,
  ]);
});
