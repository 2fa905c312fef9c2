/**
 * Timers and the two times, for user functions.
 *
 * A timer belongs to the key in hand and fires once: registering the same time twice is one timer. Timers are state: they
 * survive a restart.
 */
export interface TimerService {
  /** Milliseconds since the epoch. */
  currentProcessingTime(): number;
  /** The event time of the operator in milliseconds; `-Infinity` before the first watermark. */
  currentWatermark(): number;
  /**
   * Calls `onTimer` once processing time has reached `timestamp`.
   *
   * @throws MillraceError `STREAM_NOT_KEYED` on a stream that is not keyed, `TIMER_TIME_INVALID` for what is no whole
   *   number of milliseconds.
   */
  registerProcessingTimeTimer(timestamp: number): void;
  /** Calls `onTimer` once the watermark has reached `timestamp`. Throws like `registerProcessingTimeTimer`. */
  registerEventTimeTimer(timestamp: number): void;
  /** Forgets the timer; harmless when there is none. */
  deleteProcessingTimeTimer(timestamp: number): void;
  /** Forgets the timer; harmless when there is none. */
  deleteEventTimeTimer(timestamp: number): void;
}
