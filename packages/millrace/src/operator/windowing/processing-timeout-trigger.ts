import type { DurationLike } from '../../model/duration.js';
import { Types } from '../../model/types.js';
import { ValueStateDescriptor } from '../../state/state-descriptor.js';
import type { Window } from '../../time/window.js';
import { sizeMs } from './time-sizes.js';
import { Trigger, type TriggerContext } from './trigger.js';
import { TriggerResult } from './trigger-result.js';

const TIMEOUT = new ValueStateDescriptor<number>('timeout', Types.LONG());

/** How a `ProcessingTimeoutTrigger` counts. */
export interface ProcessingTimeoutOptions {
  /** The time starts again at each record; otherwise at the first one only. Default false. */
  readonly resetTimerOnNewRecord?: boolean;
  /** The state of the other trigger is cleared when the time is over. Default true. */
  readonly shouldClearOnTimeout?: boolean;
}

/**
 * Another trigger, and a time after which the window fires in any case.
 *
 * @example
 * ```ts
 * import { CountTrigger, ProcessingTimeoutTrigger } from 'millrace';
 *
 * // Every hundred records, and at the latest after 5 s.
 * console.log(String(ProcessingTimeoutTrigger.of(CountTrigger.of(100), '5 s')));
 * ```
 */
export class ProcessingTimeoutTrigger<T, W extends Window> extends Trigger<T, W> {
  private readonly nestedTrigger: Trigger<T, W>;
  private readonly interval: number;
  private readonly resetTimerOnNewRecord: boolean;
  private readonly shouldClearOnTimeout: boolean;

  /** @throws MillraceError `WINDOW_INVALID` for a time-out that is not above 0. */
  constructor(
    nestedTrigger: Trigger<T, W>,
    timeout: DurationLike,
    { resetTimerOnNewRecord = false, shouldClearOnTimeout = true }: ProcessingTimeoutOptions = {},
  ) {
    super();
    this.nestedTrigger = nestedTrigger;
    this.interval = sizeMs(timeout, 'The time-out of a trigger');
    this.resetTimerOnNewRecord = resetTimerOnNewRecord;
    this.shouldClearOnTimeout = shouldClearOnTimeout;
  }

  static of<T, W extends Window>(
    nestedTrigger: Trigger<T, W>,
    timeout: DurationLike,
    options: ProcessingTimeoutOptions = {},
  ): ProcessingTimeoutTrigger<T, W> {
    return new ProcessingTimeoutTrigger(nestedTrigger, timeout, options);
  }

  onElement(element: T, timestamp: number, window: W, ctx: TriggerContext): TriggerResult {
    const result = this.nestedTrigger.onElement(element, timestamp, window, ctx);
    if (result.isFire()) {
      this.clear(window, ctx);
      return result;
    }
    const timeout = ctx.getPartitionedState(TIMEOUT);
    const before = timeout.value();
    if (before !== undefined && !this.resetTimerOnNewRecord) return result;
    if (before !== undefined) ctx.deleteProcessingTimeTimer(before);
    const next = ctx.getCurrentProcessingTime() + this.interval;
    timeout.update(next);
    ctx.registerProcessingTimeTimer(next);
    return result;
  }

  onProcessingTime(time: number, window: W, ctx: TriggerContext): TriggerResult {
    return this.afterTimer(this.nestedTrigger.onProcessingTime(time, window, ctx), window, ctx);
  }

  onEventTime(time: number, window: W, ctx: TriggerContext): TriggerResult {
    return this.afterTimer(this.nestedTrigger.onEventTime(time, window, ctx), window, ctx);
  }

  clear(window: W, ctx: TriggerContext): void {
    const timeout = ctx.getPartitionedState(TIMEOUT);
    const time = timeout.value();
    if (time !== undefined) {
      ctx.deleteProcessingTimeTimer(time);
      timeout.clear();
    }
    this.nestedTrigger.clear(window, ctx);
  }

  override toString(): string {
    return `ProcessingTimeoutTrigger(${String(this.nestedTrigger)}, ${this.interval})`;
  }

  /** The window fires at every timer, as in Flink: also at those of the other trigger. */
  private afterTimer(result: TriggerResult, window: W, ctx: TriggerContext): TriggerResult {
    if (this.shouldClearOnTimeout) this.clear(window, ctx);
    return result.isPurge() ? TriggerResult.FIRE_AND_PURGE : TriggerResult.FIRE;
  }
}
