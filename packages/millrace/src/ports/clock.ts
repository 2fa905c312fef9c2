/** Cancels what it came from; calling it twice is harmless. */
export type Cancel = () => void;

/** Processing time, as the host supplies it. */
export interface Clock {
  /** Wall-clock time in milliseconds since the epoch. */
  now(): number;
  /** Milliseconds from an arbitrary start that never go back: for measuring and for slices of work. */
  monotonic(): number;
  /** Calls `callback` once when `now()` has reached `timeMs`, never synchronously. */
  setTimer(timeMs: number, callback: () => void): Cancel;
}
