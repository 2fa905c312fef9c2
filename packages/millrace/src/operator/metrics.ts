/** Goes up and down. */
export interface Counter {
  inc(amount?: number): void;
  dec(amount?: number): void;
  getCount(): number;
}

/** Events a second. */
export interface Meter {
  markEvent(amount?: number): void;
  getCount(): number;
}

/** A distribution of values. */
export interface Distribution {
  update(value: number): void;
}

/** Where a function registers its own metrics; groups nest. */
export interface MetricGroup {
  /** A group below this one; with a value, a key-value group. */
  addGroup(name: string, value?: string): MetricGroup;
  counter(name: string): Counter;
  /** `read` is called when the metric is read. */
  gauge(name: string, read: () => number): void;
  meter(name: string): Meter;
  distribution(name: string): Distribution;
}
