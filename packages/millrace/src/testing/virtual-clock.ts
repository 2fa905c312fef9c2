import type { Cancel, Clock } from '../ports/clock.js';

/** A clock that stands still until it is moved. */
export interface VirtualClock extends Clock {
  /** Moves the time, and fires the timers that it reaches, in order. */
  advanceTo(timeMs: number): void;
}

interface Alarm {
  readonly timeMs: number;
  readonly order: number;
  readonly callback: () => void;
}

/**
 * @param startMs the time at the beginning. Default 0.
 * @param lookMs how far `monotonic` goes on with every look at it: more than 0 makes slices of work end. Default 0.
 */
export function createVirtualClock(startMs = 0, lookMs = 0): VirtualClock {
  let now = startMs;
  let looks = 0;
  let order = 0;
  const alarms = new Set<Alarm>();
  const first = () =>
    [...alarms].reduce<Alarm | undefined>(
      (best, alarm) =>
        best === undefined || alarm.timeMs < best.timeMs || (alarm.timeMs === best.timeMs && alarm.order < best.order)
          ? alarm
          : best,
      undefined,
    );
  return {
    now: () => now,
    monotonic: () => now + looks++ * lookMs,
    setTimer(timeMs, callback): Cancel {
      const alarm = { timeMs, order: order++, callback };
      alarms.add(alarm);
      return () => {
        alarms.delete(alarm);
      };
    },
    advanceTo(timeMs) {
      for (let alarm = first(); alarm !== undefined && alarm.timeMs <= timeMs; alarm = first()) {
        now = Math.max(now, alarm.timeMs);
        alarms.delete(alarm);
        alarm.callback();
      }
      now = Math.max(now, timeMs);
    },
  };
}
