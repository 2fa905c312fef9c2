import { Time } from './legacy-time.js';
import { MillraceError } from './millrace-error.js';

/** A length of time: a {@link Duration}, a `Time`, a number of milliseconds, or text such as `'5 s'`. */
export type DurationLike = Duration | Time | number | string;

const NANOS_PER_MS = 1_000_000;

interface Unit {
  readonly labels: readonly string[];
  readonly nanos: number;
}

/** The labels that Flink's configuration takes; each long one also with a plural s. */
const UNITS: readonly Unit[] = [
  { labels: ['d', 'day', 'days'], nanos: 86_400_000 * NANOS_PER_MS },
  { labels: ['h', 'hour', 'hours'], nanos: 3_600_000 * NANOS_PER_MS },
  { labels: ['min', 'm', 'minute', 'minutes'], nanos: 60_000 * NANOS_PER_MS },
  { labels: ['s', 'sec', 'secs', 'second', 'seconds'], nanos: 1000 * NANOS_PER_MS },
  { labels: ['ms', 'milli', 'millis', 'millisecond', 'milliseconds'], nanos: NANOS_PER_MS },
  { labels: ['µs', 'micro', 'micros', 'microsecond', 'microseconds'], nanos: 1000 },
  { labels: ['ns', 'nano', 'nanos', 'nanosecond', 'nanoseconds'], nanos: 1 },
];

const FORMS = "a Duration, a number of milliseconds, or text such as '100 ms', '5 s', '1 min', '2 h', '1 d'";

/**
 * A length of time, as PyFlink's `Duration`.
 *
 * @example
 * ```ts
 * import { Duration } from 'millrace';
 *
 * console.log(Duration.ofSeconds(5).toMillis()); // 5000
 * ```
 */
export class Duration {
  /** Milliseconds; fractions stand for micro- and nanoseconds. */
  private readonly ms: number;

  private constructor(ms: number) {
    if (!Number.isFinite(ms)) throw invalid(ms);
    this.ms = ms;
  }

  static ofDays(days: number): Duration {
    return new Duration(whole(days) * 86_400_000);
  }

  static ofHours(hours: number): Duration {
    return new Duration(whole(hours) * 3_600_000);
  }

  static ofMinutes(minutes: number): Duration {
    return new Duration(whole(minutes) * 60_000);
  }

  static ofSeconds(seconds: number): Duration {
    return new Duration(whole(seconds) * 1000);
  }

  static ofMillis(millis: number): Duration {
    return new Duration(whole(millis));
  }

  static ofNanos(nanos: number): Duration {
    return new Duration(whole(nanos) / NANOS_PER_MS);
  }

  /**
   * Reads text such as `'5 s'`; a number without a unit is milliseconds, as in Flink.
   *
   * @throws MillraceError `DURATION_INVALID` naming the units there are.
   */
  static parse(text: string): Duration {
    return new Duration(parseNanos(text) / NANOS_PER_MS);
  }

  /** Whole milliseconds; what is finer is cut off. */
  toMillis(): number {
    return Math.trunc(this.ms);
  }

  equals(other: unknown): boolean {
    return other instanceof Duration && other.ms === this.ms;
  }

  /** The form in which Flink's configuration writes it: the largest unit that divides it. */
  toString(): string {
    const nanos = Math.round(this.ms * NANOS_PER_MS);
    const unit = nanos === 0 ? undefined : UNITS.find((candidate) => nanos % candidate.nanos === 0);
    return unit === undefined ? '0 ms' : `${nanos / unit.nanos} ${unit.labels[0]}`;
  }

  toJSON(): string {
    return this.toString();
  }
}

/**
 * A length of time in milliseconds, whole and not negative.
 *
 * @param name what the duration is for, for the error.
 * @throws MillraceError `DURATION_INVALID` for any other form, a negative one, a fraction of a millisecond, or an unknown unit.
 */
export function durationMs(value: DurationLike, name = 'The duration'): number {
  if (value instanceof Duration) return notNegative(value.toMillis(), value, name);
  if (value instanceof Time) return notNegative(value.toMilliseconds(), value, name);
  if (typeof value === 'string') return notNegative(Math.trunc(parseNanos(value, name) / NANOS_PER_MS), value, name);
  if (typeof value === 'number' && Number.isSafeInteger(value)) return notNegative(value, value, name);
  throw invalid(value, name);
}

/**
 * As {@link durationMs}, but the length of time may be negative: `'-5 s'`, `-5000`.
 *
 * @throws MillraceError `DURATION_INVALID`
 */
export function signedDurationMs(value: DurationLike, name = 'The duration'): number {
  if (value instanceof Duration) return value.toMillis();
  if (value instanceof Time) return value.toMilliseconds();
  if (typeof value === 'number' && Number.isSafeInteger(value)) return value + 0;
  const text = typeof value === 'string' ? /^\s*-\s*(.*)$/s.exec(value)?.[1] : undefined;
  return text === undefined ? durationMs(value, name) : 0 - durationMs(text, name);
}

function parseNanos(text: string, name?: string): number {
  const match = /^(\d+)\s*([a-zµμ]*)$/iu.exec(text.trim());
  if (match === null) throw invalid(text, name);
  const label = (match[2] ?? '').toLowerCase().replace('μ', 'µ');
  const unit = label === '' ? { nanos: NANOS_PER_MS } : UNITS.find(({ labels }) => labels.includes(label));
  if (unit === undefined) {
    throw new MillraceError(
      'DURATION_INVALID',
      `${name ?? 'The duration'} '${text}' has the unknown unit '${label}'.`,
      {
        facts: { text, unit: label },
        hint: `Units are ${UNITS.map(({ labels }) => labels.join(' | ')).join('; ')}.`,
      },
    );
  }
  return Number(match[1]) * unit.nanos;
}

function whole(value: number): number {
  if (!Number.isSafeInteger(value)) throw invalid(value);
  return value;
}

function notNegative(ms: number, value: DurationLike, name: string): number {
  if (ms >= 0 && Number.isSafeInteger(ms)) return ms;
  throw invalid(value, name);
}

function invalid(value: unknown, name = 'The duration'): MillraceError {
  const seen = typeof value === 'string' ? `'${value}'` : String(value);
  return new MillraceError('DURATION_INVALID', `${name} ${seen} is not a duration.`, {
    facts: { seen },
    hint: `Give ${FORMS}.`,
  });
}
