import type { OperatorContext } from '../../operator/operator-context.js';
import type { InternalTimerService } from '../../operator/timer-service.js';
import type { Window } from '../../time/window.js';

/** The time in which the windows of an operator live: when one is over, and when it is forgotten. */
export interface WindowTimes {
  readonly isEventTime: boolean;
  /** When a window is forgotten; `Infinity` for never. */
  cleanupTime(window: Window): number;
  /** True when a window has been forgotten already. */
  isLate(window: Window): boolean;
  /** What has passed for good: windows that end before it are over when they get their first record. */
  passed(): number;
  /** Also from a timer that fires. */
  register(window: Window, time: number): void;
  remove(window: Window, time: number): void;
}

/** Windows over event time are kept for so long behind their end. */
export function eventTimes(context: OperatorContext, timers: InternalTimerService, latenessMs: number): WindowTimes {
  const cleanupTime = (window: Window) => {
    const time = window.maxTimestamp() + latenessMs;
    return time > Number.MAX_SAFE_INTEGER ? Number.POSITIVE_INFINITY : time;
  };
  return {
    isEventTime: true,
    cleanupTime,
    isLate: (window) => cleanupTime(window) <= context.currentWatermark(),
    passed: () => context.currentWatermark(),
    register: (window, time) => timers.renewEventTimeTimer(window, time),
    remove: (window, time) => timers.deleteEventTimeTimer(window, time),
  };
}

/** Windows over processing time are never late, and are forgotten when they end. */
export function processingTimes(timers: InternalTimerService): WindowTimes {
  return {
    isEventTime: false,
    cleanupTime: (window) => window.maxTimestamp(),
    isLate: () => false,
    passed: () => Number.NEGATIVE_INFINITY,
    register: (window, time) => timers.renewProcessingTimeTimer(window, time),
    remove: (window, time) => timers.deleteProcessingTimeTimer(window, time),
  };
}
