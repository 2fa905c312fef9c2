import { civilFromDays, daysFromCivil } from '../model/calendar.js';
import { daysOf, timeOfDay } from './temporal-units.js';

/** A date and a time as a clock shows it, in a zone that is so far ahead of UTC. */
export interface LocalFields {
  readonly days: number;
  readonly year: number;
  readonly month: number;
  readonly day: number;
  readonly timeOfDayMs: number;
  /** Nanoseconds of the second. */
  readonly nanoOfSecond: number;
  readonly offsetMs: number;
  /** Undefined when the time is of no zone. */
  readonly zoneId: string | undefined;
}

/** The fields of a moment, by milliseconds and nanoseconds of the millisecond of local time. */
export function localFields(localMs: number, nanos: number, offsetMs: number, zoneId: string | undefined): LocalFields {
  const days = daysOf(localMs);
  const [year, month, day] = civilFromDays(days);
  const timeOfDayMs = timeOfDay(localMs);
  return {
    days,
    year,
    month,
    day,
    timeOfDayMs,
    nanoOfSecond: (timeOfDayMs % 1000) * 1_000_000 + nanos,
    offsetMs,
    zoneId,
  };
}

export const hourOf = ({ timeOfDayMs }: LocalFields): number => Math.floor(timeOfDayMs / 3_600_000);
export const minuteOf = ({ timeOfDayMs }: LocalFields): number => Math.floor(timeOfDayMs / 60_000) % 60;
export const secondOf = ({ timeOfDayMs }: LocalFields): number => Math.floor(timeOfDayMs / 1000) % 60;

export const MONTHS_LONG = [
  'January',
  'February',
  'March',
  'April',
  'May',
  'June',
  'July',
  'August',
  'September',
  'October',
  'November',
  'December',
] as const;

export const DAYS_LONG = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday'] as const;

/** The week that a day belongs to where weeks begin on Sunday and the first one is that of 1 January, as in the United States. */
export function sundayWeek({ days, year }: LocalFields): { readonly year: number; readonly week: number } {
  const firstSunday = (of: number): number => {
    const january = daysOfYearStart(of);
    return january - ((((january + 4) % 7) + 7) % 7);
  };
  const weekYear = days >= firstSunday(year + 1) ? year + 1 : year;
  return { year: weekYear, week: Math.floor((days - firstSunday(weekYear)) / 7) + 1 };
}

function daysOfYearStart(year: number): number {
  return daysFromCivil(year, 1, 1);
}
