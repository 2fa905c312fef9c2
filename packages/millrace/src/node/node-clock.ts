import type { Clock } from '../ports/clock.js';

/** The longest that one timer of Node waits; a later one is set again when it is over. */
const LONGEST_TIMER_MS = 2 ** 31 - 1;

/** The clock of the machine. Timers keep the process alive: a job that waits for one is running. */
export const nodeClock: Clock = {
  now: () => Date.now(),
  monotonic: () => performance.now(),
  setTimer(timeMs, callback) {
    let timer: NodeJS.Timeout;
    const wait = () => {
      const delayMs = timeMs - Date.now();
      if (delayMs <= 0 && timer !== undefined) callback();
      else timer = setTimeout(wait, Math.min(Math.max(delayMs, 0), LONGEST_TIMER_MS));
    };
    timer = setTimeout(wait, Math.min(Math.max(timeMs - Date.now(), 0), LONGEST_TIMER_MS));
    return () => clearTimeout(timer);
  },
};
