import type { Clock } from 'millrace';

/** The clock of this machine, for what waits for a broker. */
export const realClock: Clock = {
  now: () => Date.now(),
  monotonic: () => performance.now(),
  setTimer(timeMs, callback) {
    const timer = setTimeout(callback, timeMs - Date.now());
    return () => clearTimeout(timer);
  },
};
