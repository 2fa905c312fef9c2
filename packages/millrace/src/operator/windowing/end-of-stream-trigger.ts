import type { Window } from '../../time/window.js';
import { Trigger, type TriggerContext } from './trigger.js';
import { TriggerResult } from './trigger-result.js';

/** Fires once, when the stream has ended. */
export class EndOfStreamTrigger extends Trigger<unknown, Window> {
  onElement(_element: unknown, _timestamp: number, window: Window, ctx: TriggerContext): TriggerResult {
    ctx.registerEventTimeTimer(window.maxTimestamp());
    return TriggerResult.CONTINUE;
  }

  onProcessingTime(): TriggerResult {
    return TriggerResult.CONTINUE;
  }

  onEventTime(time: number, window: Window): TriggerResult {
    return time === window.maxTimestamp() ? TriggerResult.FIRE : TriggerResult.CONTINUE;
  }

  override onMerge(): void {
    // The global window never merges.
  }

  clear(): void {
    // Its timer stays: there is nothing after it.
  }

  override toString(): string {
    return 'EndOfStreamTrigger()';
  }
}
