/** One timer: fires once for its key and namespace. */
export interface Timer {
  /** Milliseconds; ±Infinity stand for Flink's largest and smallest long. */
  readonly time: number;
  readonly key: unknown;
  readonly namespace: unknown;
}

/** Timers of one service and one time domain, ordered by time, then by registration. */
export interface TimerQueue {
  /** Registers a timer for the back end's current key; false when the same (key, namespace, time) was there already. */
  add(namespace: unknown, time: number): boolean;
  /** Removes a timer of the back end's current key; false when it was not there. */
  remove(namespace: unknown, time: number): boolean;
  /** The time of the first timer, or undefined when there is none. */
  peekTime(): number | undefined;
  /** Removes the first timer and returns it. Its key is the back end's current one afterwards. */
  poll(): Timer | undefined;
  readonly size: number;
}
