import { civilFromDays, daysFromCivil } from '../model/calendar.js';

/** The units of time by the names that SQL and ODBC have for them. */
export type TimeUnit =
  | 'NANOSECOND'
  | 'MICROSECOND'
  | 'MILLISECOND'
  | 'SECOND'
  | 'MINUTE'
  | 'HOUR'
  | 'DAY'
  | 'WEEK'
  | 'MONTH'
  | 'QUARTER'
  | 'YEAR'
  | 'DECADE'
  | 'CENTURY'
  | 'MILLENNIUM'
  | 'EPOCH'
  | 'DOW'
  | 'ISODOW'
  | 'DOY'
  | 'ISOYEAR';

export const DAY_MS = 86_400_000;

/** Milliseconds of the units that are always as long. */
export const UNIT_MS: Readonly<Partial<Record<TimeUnit, number>>> = {
  MILLISECOND: 1,
  SECOND: 1000,
  MINUTE: 60_000,
  HOUR: 3_600_000,
  DAY: DAY_MS,
  WEEK: 7 * DAY_MS,
};

/** Months of the units that are made of months. */
export const UNIT_MONTHS: Readonly<Partial<Record<TimeUnit, number>>> = {
  MONTH: 1,
  QUARTER: 3,
  YEAR: 12,
  DECADE: 120,
  CENTURY: 1200,
  MILLENNIUM: 12_000,
};

export const daysOf = (ms: number): number => Math.floor(ms / DAY_MS);
export const timeOfDay = (ms: number): number => ms - daysOf(ms) * DAY_MS;

/** 1 for Sunday to 7 for Saturday. */
export const dayOfWeek = (days: number): number => ((((days + 4) % 7) + 7) % 7) + 1;
/** 1 for Monday to 7 for Sunday. */
export const isoDayOfWeek = (days: number): number => ((((days + 3) % 7) + 7) % 7) + 1;
/** The day of the year, from 1. */
export const dayOfYear = (days: number): number => days - daysFromCivil(civilFromDays(days)[0], 1, 1) + 1;

/** The year to which the week of a day belongs: that of its Thursday. */
export const isoYear = (days: number): number => civilFromDays(days - isoDayOfWeek(days) + 4)[0];

/** The week of the year by ISO 8601: the first one has the first Thursday. */
export function isoWeek(days: number): number {
  const thursday = days - isoDayOfWeek(days) + 4;
  return Math.floor((dayOfYear(thursday) - 1) / 7) + 1;
}

/** Centuries and millennia begin with the year 1. */
export const century = (year: number): number =>
  year > 0 ? Math.floor((year + 99) / 100) : -Math.floor((99 - year) / 100);
export const millennium = (year: number): number =>
  year > 0 ? Math.floor((year + 999) / 1000) : -Math.floor((999 - year) / 1000);
