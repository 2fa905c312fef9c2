import type { InternalState } from '../../state/internal-state.js';
import type { State } from '../../state/state.js';
import type { StateDescriptor } from '../../state/state-descriptor.js';
import type { Window } from '../../time/window.js';
import type { MetricGroup } from '../metrics.js';
import type { TriggerResult } from './trigger-result.js';

/** What a trigger can ask and do, for the key and window in hand. Valid during the call that it was given to. */
export interface TriggerContext {
  /** Milliseconds since the epoch. */
  getCurrentProcessingTime(): number;
  /** The event time of the operator; `-Infinity` before the first watermark. */
  getCurrentWatermark(): number;
  getMetricGroup(): MetricGroup;
  /** `onEventTime` is called with this time, once the watermark has reached it. Twice the same is once. */
  registerEventTimeTimer(time: number): void;
  /** `onProcessingTime` is called with this time, once the clock has reached it. */
  registerProcessingTimeTimer(time: number): void;
  deleteEventTimeTimer(time: number): void;
  deleteProcessingTimeTimer(time: number): void;
  /** State of this trigger for the key and window in hand. */
  getPartitionedState<S extends State>(descriptor: StateDescriptor<S>): S;
}

/** What a trigger can do when windows have become one. */
export interface OnMergeContext extends TriggerContext {
  /**
   * Moves what the merged windows have in a state into the window in hand: lists are appended, reducing and aggregating
   * states are folded.
   *
   * @throws MillraceError `WINDOW_STATE_NOT_MERGEABLE` for a state of another kind.
   */
  mergePartitionedState<S extends InternalState>(descriptor: StateDescriptor<S>): void;
}

abstract class TriggerClass<T, W extends Window> {
  abstract onElement(element: T, timestamp: number, window: W, ctx: TriggerContext): TriggerResult;
  abstract onProcessingTime(time: number, window: W, ctx: TriggerContext): TriggerResult;
  abstract onEventTime(time: number, window: W, ctx: TriggerContext): TriggerResult;
  abstract clear(window: W, ctx: TriggerContext): void;

  canMerge(): boolean {
    return false;
  }

  onMerge(_window: W, _ctx: OnMergeContext): void {
    throw new Error('This trigger does not support windows that merge.');
  }
}

/**
 * Decides when a window fires.
 *
 * One trigger serves all keys and windows, so it must keep nothing in fields: what it must remember is state of its
 * context. The functions of an object literal do as well as a class.
 *
 * @example
 * ```ts
 * import { type TimeWindow, Trigger, type TriggerContext, TriggerResult } from 'millrace';
 *
 * // Fires at the end of a window, and before that at every record that is worth it.
 * class EarlyOnLargeSales extends Trigger<{ amount: number }, TimeWindow> {
 *   onElement(sale: { amount: number }, _timestamp: number, window: TimeWindow, ctx: TriggerContext) {
 *     ctx.registerEventTimeTimer(window.maxTimestamp());
 *     return sale.amount > 1000 ? TriggerResult.FIRE : TriggerResult.CONTINUE;
 *   }
 *   onEventTime() {
 *     return TriggerResult.FIRE;
 *   }
 *   onProcessingTime() {
 *     return TriggerResult.CONTINUE;
 *   }
 *   clear(window: TimeWindow, ctx: TriggerContext) {
 *     ctx.deleteEventTimeTimer(window.maxTimestamp());
 *   }
 * }
 * console.log(new EarlyOnLargeSales().canMerge());
 * ```
 */
export interface Trigger<T, W extends Window> {
  /** A record has been added to a window. */
  onElement(element: T, timestamp: number, window: W, ctx: TriggerContext): TriggerResult;
  /** A timer of processing time has fired. */
  onProcessingTime(time: number, window: W, ctx: TriggerContext): TriggerResult;
  /** A timer of event time has fired. */
  onEventTime(time: number, window: W, ctx: TriggerContext): TriggerResult;
  /** The window goes: removes state and timers that the trigger still has for it. */
  clear(window: W, ctx: TriggerContext): void;
  /** True when the trigger may be used with windows that merge; it has `onMerge` then. */
  canMerge?(): boolean;
  /** Windows have become this one: merges their state, and registers what timers it needs. */
  onMerge?(window: W, ctx: OnMergeContext): void;
}

export const Trigger: abstract new <T, W extends Window>() => TriggerClass<T, W> = TriggerClass;
