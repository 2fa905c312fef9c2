import { MillraceError } from './millrace-error.js';

/**
 * A length of time in milliseconds, as PyFlink's older `Time`; wherever one is taken, a `Duration` is too.
 *
 * @example
 * ```ts
 * import { Time } from 'millrace';
 *
 * console.log(Time.seconds(5).toMilliseconds()); // 5000
 * ```
 */
export class Time {
  private readonly ms: number;

  constructor(milliseconds: number) {
    if (!Number.isSafeInteger(milliseconds)) {
      throw new MillraceError(
        'DURATION_INVALID',
        `Time(${String(milliseconds)}) is not a whole number of milliseconds.`,
        {
          hint: 'Give whole numbers, such as Time.milliseconds(1500).',
        },
      );
    }
    this.ms = milliseconds;
  }

  static milliseconds(milliseconds: number): Time {
    return new Time(milliseconds);
  }

  static seconds(seconds: number): Time {
    return new Time(seconds * 1000);
  }

  static minutes(minutes: number): Time {
    return new Time(minutes * 60_000);
  }

  static hours(hours: number): Time {
    return new Time(hours * 3_600_000);
  }

  static days(days: number): Time {
    return new Time(days * 86_400_000);
  }

  toMilliseconds(): number {
    return this.ms;
  }

  equals(other: unknown): boolean {
    return other instanceof Time && other.ms === this.ms;
  }

  toString(): string {
    return `${this.ms} ms`;
  }
}
