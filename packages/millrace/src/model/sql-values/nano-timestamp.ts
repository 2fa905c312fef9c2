/**
 * A TIMESTAMP or TIMESTAMP_LTZ with more than three digits of the second: milliseconds since 1970-01-01 00:00:00 and the
 * nanoseconds of the millisecond. Never changed after it was made.
 */
export class NanoTimestamp {
  readonly ms: number;
  /** 0 to 999,999. */
  readonly nanos: number;

  constructor(ms: number, nanos: number) {
    this.ms = ms;
    this.nanos = nanos;
  }
}

/** A timestamp in memory: milliseconds up to precision 3, else a pair. */
export type TimestampValue = number | NanoTimestamp;

export const msOf = (value: TimestampValue): number => (typeof value === 'number' ? value : value.ms);
export const nanosOf = (value: TimestampValue): number => (typeof value === 'number' ? 0 : value.nanos);

/** The timestamp in the form of a precision; digits beyond it are cut off. */
export function timestampOf(ms: number, nanos: number, precision: number): TimestampValue {
  if (precision > 3) {
    const unit = 10 ** (9 - precision);
    return new NanoTimestamp(ms, nanos - (nanos % unit));
  }
  if (precision === 3) return ms;
  const unit = 10 ** (3 - precision);
  return Math.floor(ms / unit) * unit;
}

/** The same moment in the form of another precision. */
export function withPrecision(value: TimestampValue, precision: number): TimestampValue {
  return timestampOf(msOf(value), nanosOf(value), precision);
}

export function compareTimestamps(a: TimestampValue, b: TimestampValue): number {
  return msOf(a) - msOf(b) || nanosOf(a) - nanosOf(b);
}
