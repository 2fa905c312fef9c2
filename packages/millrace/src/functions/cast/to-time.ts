import type { PrecisionType } from '../../model/logical-types/logical-type.js';
import { summarizeType } from '../../model/logical-types/print-type.js';
import { type Long, multiplyLong } from '../../model/sql-values/long.js';
import {
  msOf,
  nanosOf,
  type TimestampValue,
  timestampOf,
  withPrecision,
} from '../../model/sql-values/nano-timestamp.js';
import type { Conversion, ConversionRule, ConversionRules } from './conversion.js';
import { parseDateOf, parseTimeOf, parseTimestampOf } from './text-to-time.js';

const DAY_MS = 86_400_000;

const same: Conversion = (value) => value;
const daysOf = (ms: number): number => Math.floor(ms / DAY_MS);
const timeOfDay = (ms: number): number => ms - daysOf(ms) * DAY_MS;

const dateOfText = (): Conversion => (value) => parseDateOf(value as string);

export const toDate: ConversionRules<'DATE'> = {
  CHAR: dateOfText,
  VARCHAR: dateOfText,
  DATE: () => same,
  TIMESTAMP: () => (value) => daysOf(msOf(value as TimestampValue)),
  TIMESTAMP_LTZ:
    (_from, _to, { timeZone }) =>
    (value) => {
      const ms = msOf(value as TimestampValue);
      return daysOf(ms + timeZone.offsetAt(ms));
    },
};

/** Milliseconds cut to the digits of a TIME. */
function cutTime({ precision }: PrecisionType<'TIME'>): (ms: number) => number {
  const unit = precision >= 3 ? 1 : 10 ** (3 - precision);
  return (ms) => ms - (ms % unit);
}

const timeOfText: ConversionRule<'CHAR' | 'VARCHAR', 'TIME'> = (_from, to) => {
  const cut = cutTime(to);
  return (value) => cut(parseTimeOf(value as string));
};

export const toTime: ConversionRules<'TIME'> = {
  CHAR: timeOfText,
  VARCHAR: timeOfText,
  TIME(_from, to) {
    const cut = cutTime(to);
    return (value) => cut(value as number);
  },
  TIMESTAMP(_from, to) {
    const cut = cutTime(to);
    return (value) => cut(timeOfDay(msOf(value as TimestampValue)));
  },
  TIMESTAMP_LTZ(_from, to, { timeZone }) {
    const cut = cutTime(to);
    return (value) => {
      const ms = msOf(value as TimestampValue);
      return cut(timeOfDay(ms + timeZone.offsetAt(ms)));
    };
  },
};

const timestampOfText: ConversionRule<'CHAR' | 'VARCHAR', 'TIMESTAMP'> = (_from, to) => {
  const name = summarizeType({ ...to, nullable: true });
  return (value) => {
    const { ms, nanos } = parseTimestampOf(value as string, name);
    return timestampOf(ms, nanos, to.precision);
  };
};

export const toTimestamp: ConversionRules<'TIMESTAMP'> = {
  CHAR: timestampOfText,
  VARCHAR: timestampOfText,
  DATE: (_from, to) => (value) => timestampOf((value as number) * DAY_MS, 0, to.precision),
  TIME: (_from, to) => (value) => timestampOf(value as number, 0, to.precision),
  TIMESTAMP: (_from, to) => (value) => withPrecision(value as TimestampValue, to.precision),
  TIMESTAMP_LTZ:
    (_from, to, { timeZone }) =>
    (value) => {
      const ms = msOf(value as TimestampValue);
      return timestampOf(ms + timeZone.offsetAt(ms), nanosOf(value as TimestampValue), to.precision);
    },
};

const ltzOfText: ConversionRule<'CHAR' | 'VARCHAR', 'TIMESTAMP_LTZ'> = (_from, to, { timeZone }) => {
  const name = summarizeType({ ...to, nullable: true });
  return (value) => {
    const { ms, nanos } = parseTimestampOf(value as string, name);
    return timestampOf(timeZone.epochOf(ms), nanos, to.precision);
  };
};

export const toTimestampLtz: ConversionRules<'TIMESTAMP_LTZ'> = {
  CHAR: ltzOfText,
  VARCHAR: ltzOfText,
  DATE:
    (_from, to, { timeZone }) =>
    (value) =>
      timestampOf(timeZone.epochOf((value as number) * DAY_MS), 0, to.precision),
  TIME:
    (_from, to, { timeZone }) =>
    (value) =>
      timestampOf(timeZone.epochOf(value as number), 0, to.precision),
  TIMESTAMP:
    (_from, to, { timeZone }) =>
    (value) => {
      const local = value as TimestampValue;
      return timestampOf(timeZone.epochOf(msOf(local)), nanosOf(local), to.precision);
    },
  TIMESTAMP_LTZ: (_from, to) => (value) => withPrecision(value as TimestampValue, to.precision),
};

/** How many months or milliseconds the unit of an interval of one unit is. */
const UNIT_SIZE: Readonly<Record<string, number>> = {
  YEAR: 12,
  MONTH: 1,
  DAY: DAY_MS,
  HOUR: 3_600_000,
  MINUTE: 60_000,
  SECOND: 1000,
};

const intervalOfNumber: ConversionRule<
  'TINYINT' | 'SMALLINT' | 'INT' | 'BIGINT',
  'INTERVAL_YEAR_MONTH' | 'INTERVAL_DAY_TIME'
> = (_from, to) => {
  const size = UNIT_SIZE[to.resolution];
  return size === undefined ? undefined : (value) => multiplyLong(value as Long, size);
};

const intervalOfNumbers = {
  TINYINT: intervalOfNumber,
  SMALLINT: intervalOfNumber,
  INT: intervalOfNumber,
  BIGINT: intervalOfNumber,
};

export const toYearMonthInterval: ConversionRules<'INTERVAL_YEAR_MONTH'> = {
  INTERVAL_YEAR_MONTH: () => same,
  ...intervalOfNumbers,
};

export const toDayTimeInterval: ConversionRules<'INTERVAL_DAY_TIME'> = {
  INTERVAL_DAY_TIME: () => same,
  ...intervalOfNumbers,
};
