import type { DurationLike } from '../../model/duration.js';
import { Types } from '../../model/types.js';
import type { ReducingState } from '../../state/state.js';
import { ReducingStateDescriptor } from '../../state/state-descriptor.js';
import type { Window } from '../../time/window.js';
import { sizeMs } from './time-sizes.js';
import { type OnMergeContext, Trigger, type TriggerContext } from './trigger.js';
import { TriggerResult } from './trigger-result.js';

/** When the window fires next. Windows that merge keep the earliest. */
const FIRE_TIME = new ReducingStateDescriptor<number>('fire-time', Math.min, Types.LONG());

/** An interval after the last firing, or after the multiple of it that is before a record; at the latest at the end. */
function nextFireTime(time: number, interval: number, window: Window): number {
  return Math.min(time + interval, window.maxTimestamp());
}

const multipleBefore = (time: number, interval: number) => time - (time % interval);

/** True when a window would fire for ever: time has come to its end, and the window has none. */
function isEndless(window: Window, ctx: TriggerContext): boolean {
  return window.maxTimestamp() === Number.POSITIVE_INFINITY && ctx.getCurrentWatermark() === Number.POSITIVE_INFINITY;
}

/**
 * Fires every interval of event time in which the window has had a record, and at its end.
 *
 * @example
 * ```ts
 * import { ContinuousEventTimeTrigger } from 'millrace';
 *
 * console.log(String(ContinuousEventTimeTrigger.of('10 s')));
 * ```
 */
export class ContinuousEventTimeTrigger extends Trigger<unknown, Window> {
  private readonly interval: number;

  /** @throws MillraceError `WINDOW_INVALID` for an interval that is not above 0. */
  constructor(interval: DurationLike) {
    super();
    this.interval = sizeMs(interval, 'The interval of a trigger');
  }

  static of(interval: DurationLike): ContinuousEventTimeTrigger {
    return new ContinuousEventTimeTrigger(interval);
  }

  onElement(_element: unknown, timestamp: number, window: Window, ctx: TriggerContext): TriggerResult {
    if (window.maxTimestamp() <= ctx.getCurrentWatermark()) return TriggerResult.FIRE;
    ctx.registerEventTimeTimer(window.maxTimestamp());
    const fireTime = ctx.getPartitionedState(FIRE_TIME);
    if (fireTime.get() === undefined)
      this.registerNext(multipleBefore(timestamp, this.interval), window, ctx, fireTime);
    return TriggerResult.CONTINUE;
  }

  onProcessingTime(): TriggerResult {
    return TriggerResult.CONTINUE;
  }

  onEventTime(time: number, window: Window, ctx: TriggerContext): TriggerResult {
    if (time === window.maxTimestamp()) return TriggerResult.FIRE;
    const fireTime = ctx.getPartitionedState(FIRE_TIME);
    if (fireTime.get() !== time) return TriggerResult.CONTINUE;
    fireTime.clear();
    if (!isEndless(window, ctx)) this.registerNext(time, window, ctx, fireTime);
    return TriggerResult.FIRE;
  }

  override canMerge(): boolean {
    return true;
  }

  override onMerge(_window: Window, ctx: OnMergeContext): void {
    ctx.mergePartitionedState(FIRE_TIME);
    const next = ctx.getPartitionedState(FIRE_TIME).get();
    if (next !== undefined) ctx.registerEventTimeTimer(next);
  }

  clear(_window: Window, ctx: TriggerContext): void {
    const fireTime = ctx.getPartitionedState(FIRE_TIME);
    const next = fireTime.get();
    if (next === undefined) return;
    ctx.deleteEventTimeTimer(next);
    fireTime.clear();
  }

  override toString(): string {
    return `ContinuousEventTimeTrigger(${this.interval})`;
  }

  private registerNext(time: number, window: Window, ctx: TriggerContext, fireTime: ReducingState<number>): void {
    const next = nextFireTime(time, this.interval, window);
    fireTime.add(next);
    ctx.registerEventTimeTimer(next);
  }
}

/** Fires every interval of processing time in which the window has had a record, at the latest when it ends. */
export class ContinuousProcessingTimeTrigger extends Trigger<unknown, Window> {
  private readonly interval: number;

  /** @throws MillraceError `WINDOW_INVALID` for an interval that is not above 0. */
  constructor(interval: DurationLike) {
    super();
    this.interval = sizeMs(interval, 'The interval of a trigger');
  }

  static of(interval: DurationLike): ContinuousProcessingTimeTrigger {
    return new ContinuousProcessingTimeTrigger(interval);
  }

  onElement(_element: unknown, _timestamp: number, window: Window, ctx: TriggerContext): TriggerResult {
    const fireTime = ctx.getPartitionedState(FIRE_TIME);
    if (fireTime.get() !== undefined) return TriggerResult.CONTINUE;
    this.registerNext(multipleBefore(ctx.getCurrentProcessingTime(), this.interval), window, ctx, fireTime);
    return TriggerResult.CONTINUE;
  }

  onProcessingTime(time: number, window: Window, ctx: TriggerContext): TriggerResult {
    const fireTime = ctx.getPartitionedState(FIRE_TIME);
    if (fireTime.get() !== time) return TriggerResult.CONTINUE;
    fireTime.clear();
    // Behind the end of the window there is no next time; that of windows over event time may have passed long ago.
    if (time < window.maxTimestamp()) this.registerNext(time, window, ctx, fireTime);
    return TriggerResult.FIRE;
  }

  onEventTime(): TriggerResult {
    return TriggerResult.CONTINUE;
  }

  override canMerge(): boolean {
    return true;
  }

  override onMerge(_window: Window, ctx: OnMergeContext): void {
    ctx.mergePartitionedState(FIRE_TIME);
    const next = ctx.getPartitionedState(FIRE_TIME).get();
    if (next !== undefined) ctx.registerProcessingTimeTimer(next);
  }

  clear(_window: Window, ctx: TriggerContext): void {
    const fireTime = ctx.getPartitionedState(FIRE_TIME);
    const next = fireTime.get();
    if (next === undefined) return;
    ctx.deleteProcessingTimeTimer(next);
    fireTime.clear();
  }

  override toString(): string {
    return `ContinuousProcessingTimeTrigger(${this.interval})`;
  }

  private registerNext(time: number, window: Window, ctx: TriggerContext, fireTime: ReducingState<number>): void {
    const next = nextFireTime(time, this.interval, window);
    fireTime.add(next);
    ctx.registerProcessingTimeTimer(next);
  }
}
