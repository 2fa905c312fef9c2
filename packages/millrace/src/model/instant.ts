import { MillraceError } from './millrace-error.js';

const NANOS_PER_MS = 1_000_000;

/**
 * A moment on the time line to the nanosecond, as PyFlink's `Instant`.
 *
 * @example
 * ```ts
 * import { Instant } from 'millrace';
 *
 * console.log(Instant.ofEpochMilli(1500).seconds); // 1
 * ```
 */
export class Instant {
  /** Whole seconds since 1970-01-01T00:00:00Z. */
  readonly seconds: number;
  /** Nanoseconds of the second, 0 to 999,999,999. */
  readonly nanos: number;

  constructor(seconds: number, nanos = 0) {
    if (!Number.isSafeInteger(seconds) || !Number.isInteger(nanos) || nanos < 0 || nanos > 999_999_999) {
      throw new MillraceError('INSTANT_INVALID', `Instant(${seconds}, ${nanos}) is no moment.`, {
        hint: 'Seconds are a whole number; nanos a whole number from 0 to 999,999,999.',
      });
    }
    this.seconds = seconds;
    this.nanos = nanos;
  }

  /** The moment so many milliseconds after (or before) 1970-01-01T00:00:00Z. */
  static ofEpochMilli(epochMs: number): Instant {
    const seconds = Math.floor(epochMs / 1000);
    return new Instant(seconds, (epochMs - seconds * 1000) * NANOS_PER_MS);
  }

  /** Milliseconds since 1970-01-01T00:00:00Z; what is finer is cut off. */
  toEpochMilli(): number {
    return this.seconds * 1000 + Math.floor(this.nanos / NANOS_PER_MS);
  }

  equals(other: unknown): boolean {
    return other instanceof Instant && other.seconds === this.seconds && other.nanos === this.nanos;
  }

  /** The ISO 8601 form in UTC, with as many digits of the second as it has. */
  toString(): string {
    const date = new Date(this.seconds * 1000);
    if (Number.isNaN(date.getTime())) return `Instant(${this.seconds}, ${this.nanos})`;
    const fraction =
      this.nanos === 0
        ? ''
        : `.${String(this.nanos)
            .padStart(9, '0')
            .replace(/(000){1,2}$/, '')}`;
    return `${date.toISOString().slice(0, -5)}${fraction}Z`;
  }

  toJSON(): string {
    return this.toString();
  }
}
