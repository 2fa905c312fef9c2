import type { TypeInformation } from '../../model/type-information.js';
import type { MergeCallback, Window } from '../../time/window.js';
import type { RuntimeContext } from '../user-functions/runtime-context.js';
import type { Trigger } from './trigger.js';

/** What an assigner can ask. Valid during the call that it was given to. */
export interface WindowAssignerContext {
  /** Milliseconds since the epoch. */
  getCurrentProcessingTime(): number;
  /** Gives state of the key in hand, to assigners that count. */
  getRuntimeContext(): RuntimeContext;
}

abstract class WindowAssignerClass<T, W extends Window> {
  abstract assignWindows(element: T, timestamp: number, context: WindowAssignerContext): Iterable<W>;
  abstract getDefaultTrigger(): Trigger<T, NoInfer<W>>;
  abstract getWindowSerializer(): TypeInformation<W>;
  abstract isEventTime(): boolean;
}

/**
 * Says which windows a record belongs to.
 *
 * @example
 * ```ts
 * import {
 *   EventTimeTrigger, TimeWindow, TumblingEventTimeWindows, WindowAssigner,
 * } from 'millrace';
 *
 * // Each record counts in its day, and those of a weekend in one window of two days.
 * class DaysAndWeekends extends WindowAssigner<unknown, TimeWindow> {
 *   private readonly days = TumblingEventTimeWindows.of('1 d');
 *   assignWindows(element: unknown, timestamp: number) {
 *     const day = new Date(timestamp).getUTCDay();
 *     const [window] = this.days.assignWindows(element, timestamp) as [TimeWindow];
 *     if (day === 6) return [new TimeWindow(window.start, window.end + 86_400_000)];
 *     if (day === 0) return [new TimeWindow(window.start - 86_400_000, window.end)];
 *     return [window];
 *   }
 *   getDefaultTrigger() {
 *     return EventTimeTrigger.create();
 *   }
 *   getWindowSerializer() {
 *     return this.days.getWindowSerializer();
 *   }
 *   isEventTime() {
 *     return true;
 *   }
 * }
 * console.log(new DaysAndWeekends().isEventTime());
 * ```
 */
export interface WindowAssigner<T, W extends Window> {
  /**
   * The windows of a record; none drops it.
   *
   * @param timestamp milliseconds; `-Infinity` for a record that has none.
   */
  assignWindows(element: T, timestamp: number, context: WindowAssignerContext): Iterable<W>;
  /** The trigger of windows that are given no other. */
  getDefaultTrigger(): Trigger<T, NoInfer<W>>;
  /** The type of the windows, by which state finds them. */
  getWindowSerializer(): TypeInformation<W>;
  /** True when windows are over with event time: only those can be late. */
  isEventTime(): boolean;
}

export const WindowAssigner: abstract new <T, W extends Window>() => WindowAssignerClass<T, W> = WindowAssignerClass;

abstract class MergingWindowAssignerClass<T, W extends Window> extends WindowAssignerClass<T, W> {
  abstract mergeWindows(windows: Iterable<W>, callback: MergeCallback<W>): void;
}

/** An assigner whose windows become one when they meet, such as sessions. */
export interface MergingWindowAssigner<T, W extends Window> extends WindowAssigner<T, W> {
  /** Tells the callback which of the windows become one, and which. */
  mergeWindows(windows: Iterable<W>, callback: MergeCallback<W>): void;
}

export const MergingWindowAssigner: abstract new <T, W extends Window>() => MergingWindowAssignerClass<T, W> =
  MergingWindowAssignerClass;

/** True for an assigner whose windows merge. */
export function isMerging<T, W extends Window>(
  assigner: WindowAssigner<T, W>,
): assigner is MergingWindowAssigner<T, W> {
  return typeof (assigner as Partial<MergingWindowAssigner<T, W>>).mergeWindows === 'function';
}
