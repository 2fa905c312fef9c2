import type { DurationLike } from '../../model/duration.js';
import { durationMs } from '../../model/duration.js';
import type { Window } from '../../time/window.js';
import { type DeltaFunction, deltaOf } from './delta-function.js';
import { Evictor, type Kept, type TimestampedValue } from './evictor.js';
import { checkedCount } from './window-error.js';

/** An evictor that does one thing, before the function or after it. */
abstract class OneTimeEvictor<T> extends Evictor<T, Window> {
  constructor(private readonly doEvictAfter: boolean) {
    super();
  }

  evictBefore(elements: readonly TimestampedValue<T>[]): Kept {
    return this.doEvictAfter ? undefined : this.keep(elements);
  }

  evictAfter(elements: readonly TimestampedValue<T>[]): Kept {
    return this.doEvictAfter ? this.keep(elements) : undefined;
  }

  protected abstract keep(elements: readonly TimestampedValue<T>[]): readonly TimestampedValue<T>[];
}

/** Keeps the latest so many records. */
export class CountEvictor<T = unknown> extends OneTimeEvictor<T> {
  private readonly maxCount: number;

  /**
   * @param doEvictAfter evict when the function has seen the records; default false, before.
   * @throws MillraceError `WINDOW_INVALID` for anything but a whole number from 1.
   */
  constructor(maxCount: number, doEvictAfter = false) {
    super(doEvictAfter);
    this.maxCount = checkedCount(maxCount, 'The count of a CountEvictor');
  }

  static of<T = unknown>(maxCount: number, doEvictAfter = false): CountEvictor<T> {
    return new CountEvictor<T>(maxCount, doEvictAfter);
  }

  protected keep(elements: readonly TimestampedValue<T>[]): readonly TimestampedValue<T>[] {
    return elements.slice(-this.maxCount);
  }
}

/** Keeps the records that are less than a window size older than the newest one. Records without timestamps all stay. */
export class TimeEvictor<T = unknown> extends OneTimeEvictor<T> {
  private readonly windowSize: number;

  /** @param doEvictAfter evict when the function has seen the records; default false, before. */
  constructor(windowSize: DurationLike, doEvictAfter = false) {
    super(doEvictAfter);
    this.windowSize = durationMs(windowSize, 'The size of a TimeEvictor');
  }

  static of<T = unknown>(windowSize: DurationLike, doEvictAfter = false): TimeEvictor<T> {
    return new TimeEvictor<T>(windowSize, doEvictAfter);
  }

  protected keep(elements: readonly TimestampedValue<T>[]): readonly TimestampedValue<T>[] {
    if (elements[0]?.hasTimestamp() !== true) return elements;
    const newest = elements.reduce((max, element) => Math.max(max, element.getTimestamp()), Number.NEGATIVE_INFINITY);
    return elements.filter((element) => element.getTimestamp() > newest - this.windowSize);
  }
}

/** Keeps the records that are less than a threshold away from the last one that came. */
export class DeltaEvictor<T> extends OneTimeEvictor<T> {
  private readonly threshold: number;
  private readonly deltaFunction: DeltaFunction<T>;

  /** @param doEvictAfter evict when the function has seen the records; default false, before. */
  constructor(threshold: number, deltaFunction: DeltaFunction<T>, doEvictAfter = false) {
    super(doEvictAfter);
    this.threshold = threshold;
    this.deltaFunction = deltaFunction;
  }

  static of<T>(threshold: number, deltaFunction: DeltaFunction<T>, doEvictAfter = false): DeltaEvictor<T> {
    return new DeltaEvictor(threshold, deltaFunction, doEvictAfter);
  }

  protected keep(elements: readonly TimestampedValue<T>[]): readonly TimestampedValue<T>[] {
    const last = elements.at(-1);
    if (last === undefined) return elements;
    return elements.filter(
      (element) => !(deltaOf(this.deltaFunction, element.getValue(), last.getValue()) >= this.threshold),
    );
  }
}
