import type { Window } from '../../time/window.js';
import { NO_TIMESTAMP } from '../element.js';
import type { MetricGroup } from '../metrics.js';

/** A record of a window with its timestamp. */
export class TimestampedValue<T> {
  private readonly value: T;
  private readonly timestamp: number;

  /** @param timestamp milliseconds; `-Infinity`, the default, for none. */
  constructor(value: T, timestamp: number = NO_TIMESTAMP) {
    this.value = value;
    this.timestamp = timestamp;
  }

  getValue(): T {
    return this.value;
  }

  /** `-Infinity` for a record without a timestamp. */
  getTimestamp(): number {
    return this.timestamp;
  }

  hasTimestamp(): boolean {
    return this.timestamp !== NO_TIMESTAMP;
  }
}

/** What an evictor can ask. Valid during the call that it was given to. */
export interface EvictorContext {
  /** Milliseconds since the epoch. */
  getCurrentProcessingTime(): number;
  /** The event time of the operator; `-Infinity` before the first watermark. */
  getCurrentWatermark(): number;
  getMetricGroup(): MetricGroup;
}

/** The records that stay; nothing returned keeps them all. */
// biome-ignore lint/suspicious/noConfusingVoidType: an evictor that keeps everything returns nothing.
export type Kept = Iterable<TimestampedValue<unknown>> | undefined | void;

abstract class EvictorClass<T, W extends Window> {
  abstract evictBefore(
    elements: readonly TimestampedValue<T>[],
    size: number,
    window: W,
    evictorContext: EvictorContext,
  ): Kept;
  abstract evictAfter(
    elements: readonly TimestampedValue<T>[],
    size: number,
    window: W,
    evictorContext: EvictorContext,
  ): Kept;
}

/**
 * Takes records out of a window that fires, before its function sees them or afterwards. With an evictor a window keeps
 * all its records, whatever its function folds.
 *
 * @example
 * ```ts
 * import { Evictor, type TimeWindow, type TimestampedValue } from 'millrace';
 *
 * // The function does not see test orders.
 * class WithoutTests extends Evictor<{ test: boolean }, TimeWindow> {
 *   evictBefore(elements: readonly TimestampedValue<{ test: boolean }>[]) {
 *     return elements.filter((element) => !element.getValue().test);
 *   }
 *   evictAfter() {
 *     // Everything stays.
 *   }
 * }
 * console.log(new WithoutTests());
 * ```
 */
export interface Evictor<T, W extends Window> {
  /**
   * The records that the function shall see, in their order.
   *
   * @param elements in the order in which they came.
   * @param size how many they are.
   */
  evictBefore(elements: readonly TimestampedValue<T>[], size: number, window: W, evictorContext: EvictorContext): Kept;
  /** The records that stay in the window when its function has seen them. */
  evictAfter(elements: readonly TimestampedValue<T>[], size: number, window: W, evictorContext: EvictorContext): Kept;
}

export const Evictor: abstract new <T, W extends Window>() => EvictorClass<T, W> = EvictorClass;
