import type { Counter, Distribution, Meter, MetricGroup } from '../operator/metrics.js';

/** What a metric says when it is read. */
export type MetricReading =
  | number
  | { readonly count: number; readonly min: number; readonly max: number; readonly mean: number };

/** The metrics of a job by their full names, such as `map.0.numInvalid`. */
export interface MetricRegistry {
  group(scope: string): MetricGroup;
  read(): ReadonlyMap<string, MetricReading>;
}

export function createMetricRegistry(monotonic: () => number): MetricRegistry {
  const readers = new Map<string, () => MetricReading>();
  return {
    group: (scope) => createGroup(scope, readers, monotonic),
    read: () => new Map([...readers].map(([name, read]) => [name, readingOf(read)])),
  };
}

/** What a metric says; a gauge of user code that fails says that it is no number. */
function readingOf(read: () => MetricReading): MetricReading {
  try {
    return read();
  } catch {
    return Number.NaN;
  }
}

function createGroup(scope: string, readers: Map<string, () => MetricReading>, monotonic: () => number): MetricGroup {
  const register = (name: string, read: () => MetricReading) => readers.set(`${scope}.${name}`, read);
  return {
    addGroup: (name, value) =>
      createGroup(`${scope}.${value === undefined ? name : `${name}.${value}`}`, readers, monotonic),
    counter(name) {
      const counter = createCounter();
      register(name, () => counter.getCount());
      return counter;
    },
    gauge(name, read) {
      register(name, read);
    },
    meter(name) {
      const { meter, rate } = createMeter(monotonic);
      register(name, rate);
      return meter;
    },
    distribution(name) {
      const { distribution, reading } = createDistribution();
      register(name, reading);
      return distribution;
    },
  };
}

function createCounter(): Counter {
  let count = 0;
  return {
    inc(amount = 1) {
      count += amount;
    },
    dec(amount = 1) {
      count -= amount;
    },
    getCount: () => count,
  };
}

function createMeter(monotonic: () => number): { meter: Meter; rate: () => number } {
  const counter = createCounter();
  const startedAt = monotonic();
  return {
    meter: { markEvent: (amount) => counter.inc(amount), getCount: () => counter.getCount() },
    rate: () => (counter.getCount() * 1000) / Math.max(1, monotonic() - startedAt),
  };
}

function createDistribution(): { distribution: Distribution; reading: () => MetricReading } {
  let count = 0;
  let sum = 0;
  let min = Number.POSITIVE_INFINITY;
  let max = Number.NEGATIVE_INFINITY;
  return {
    distribution: {
      update(value) {
        count++;
        sum += value;
        min = Math.min(min, value);
        max = Math.max(max, value);
      },
    },
    reading: () => ({ count, min, max, mean: count === 0 ? 0 : sum / count }),
  };
}
