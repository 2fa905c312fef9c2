import type { Window } from '../../time/window.js';
import { Trigger } from './trigger.js';
import { TriggerResult } from './trigger-result.js';

/** Never fires: the default of the global window. */
export class NeverTrigger extends Trigger<unknown, Window> {
  onElement(): TriggerResult {
    return TriggerResult.CONTINUE;
  }

  onProcessingTime(): TriggerResult {
    return TriggerResult.CONTINUE;
  }

  onEventTime(): TriggerResult {
    return TriggerResult.CONTINUE;
  }

  override onMerge(): void {
    // It has neither state nor timers.
  }

  clear(): void {
    // It has neither state nor timers.
  }

  override toString(): string {
    return 'NeverTrigger()';
  }
}
