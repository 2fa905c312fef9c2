import type { Timer } from '../state/timer-queue.js';

/**
 * What happens when a timer fires: its key is current, and the element is an insert, with the timer's time as timestamp in
 * event time, without one in processing time.
 */
export interface Triggerable {
  onEventTime(timer: Timer): void;
  onProcessingTime(timer: Timer): void;
}

/** Timers of both time domains for the current key and a namespace. Registering the same timer twice is one timer. */
export interface InternalTimerService {
  /** The operator's event time: `-Infinity` before the first watermark. */
  currentWatermark(): number;
  /** Milliseconds since the epoch, by the host's clock. */
  currentProcessingTime(): number;
  registerEventTimeTimer(namespace: unknown, time: number): void;
  registerProcessingTimeTimer(namespace: unknown, time: number): void;
  /**
   * As `registerEventTimeTimer`, for a timer of the operator's own that another one, which fires, goes on as. In BATCH mode
   * all timers of a key fire at its end, and what else is registered then never does.
   */
  renewEventTimeTimer(namespace: unknown, time: number): void;
  /** As `renewEventTimeTimer`, of processing time. */
  renewProcessingTimeTimer(namespace: unknown, time: number): void;
  deleteEventTimeTimer(namespace: unknown, time: number): void;
  deleteProcessingTimeTimer(namespace: unknown, time: number): void;
}
