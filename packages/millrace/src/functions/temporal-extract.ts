import type { EvaluationRuntime } from '../expressions/evaluation-runtime.js';
import { type EagerImplementation, eager } from '../expressions/implementation.js';
import { type ScalarFunction, scalarFunction } from '../expressions/scalar-function.js';
import { type Signature, symbol } from '../expressions/signature.js';
import { civilFromDays } from '../model/calendar.js';
import { BIGINT, type LogicalType, withNullability } from '../model/logical-types/logical-type.js';
import { hasFamily } from '../model/logical-types/type-families.js';
import type { Long } from '../model/sql-values/long.js';
import { msOf, nanosOf, type TimestampValue } from '../model/sql-values/nano-timestamp.js';
import {
  century,
  DAY_MS,
  dayOfWeek,
  dayOfYear,
  daysOf,
  isoDayOfWeek,
  isoWeek,
  isoYear,
  millennium,
  type TimeUnit,
  timeOfDay,
} from './temporal-units.js';

type OfNumber = (value: number) => number;

const year = (days: number): number => civilFromDays(days)[0];
const month = (days: number): number => civilFromDays(days)[1];

/** Parts of a date, from its days. */
const DATE_PARTS: Readonly<Partial<Record<TimeUnit, OfNumber>>> = {
  MILLENNIUM: (days) => millennium(year(days)),
  CENTURY: (days) => century(year(days)),
  DECADE: (days) => Math.floor(year(days) / 10),
  YEAR: year,
  ISOYEAR: isoYear,
  QUARTER: (days) => Math.floor((month(days) + 2) / 3),
  MONTH: month,
  WEEK: isoWeek,
  DAY: (days) => civilFromDays(days)[2],
  DOW: dayOfWeek,
  ISODOW: isoDayOfWeek,
  DOY: dayOfYear,
};

/** Parts of a time, from its milliseconds. */
const TIME_PARTS: Readonly<Partial<Record<TimeUnit, OfNumber>>> = {
  HOUR: (ms) => Math.floor(ms / 3_600_000),
  MINUTE: (ms) => Math.floor(ms / 60_000) % 60,
  SECOND: (ms) => Math.floor(ms / 1000) % 60,
  MILLISECOND: (ms) => ms % 1000,
  MICROSECOND: (ms) => (ms % 1000) * 1000,
  NANOSECOND: (ms) => (ms % 1000) * 1_000_000,
};

/** Parts of an interval of months. */
const MONTH_PARTS: Readonly<Partial<Record<TimeUnit, OfNumber>>> = {
  MILLENNIUM: (months) => Math.trunc(months / 12_000),
  CENTURY: (months) => Math.trunc(months / 1200),
  DECADE: (months) => Math.trunc(months / 120),
  YEAR: (months) => Math.trunc(months / 12),
  QUARTER: (months) => Math.trunc((months % 12) / 3) + 1,
  MONTH: (months) => months % 12,
};

/** Parts of an interval of milliseconds. */
const DURATION_PARTS: Readonly<Partial<Record<TimeUnit, OfNumber>>> = {
  EPOCH: (ms) => Math.trunc(ms / 1000),
  WEEK: (ms) => Math.trunc(ms / (7 * DAY_MS)),
  DAY: (ms) => Math.trunc(ms / DAY_MS),
  HOUR: (ms) => Math.trunc(ms / 3_600_000) % 24,
  MINUTE: (ms) => Math.trunc(ms / 60_000) % 60,
  SECOND: (ms) => Math.trunc(ms / 1000) % 60,
  MILLISECOND: (ms) => ms % 1000,
  MICROSECOND: (ms) => (ms % 1000) * 1000,
  NANOSECOND: (ms) => (ms % 1000) * 1_000_000,
};

type Runtime = Pick<EvaluationRuntime, 'timeZone'>;

/** How a part is taken from values of a type; undefined when they do not have it. */
function extractorOf(type: LogicalType, unit: TimeUnit, runtime: Runtime): EagerImplementation | undefined {
  const of = (part: OfNumber | undefined): EagerImplementation | undefined =>
    // −0 is not a whole number of SQL.
    part && eager((value: Long) => part(Number(value)) + 0);
  switch (type.kind) {
    case 'DATE':
      if (unit === 'EPOCH') return eager((days: number) => days * 86_400);
      // A date has no time: its parts are 0.
      return of(DATE_PARTS[unit] ?? (TIME_PARTS[unit] && (() => 0)));
    case 'TIME':
      // As in Flink a time has neither an epoch nor what is finer than milliseconds.
      return of(unit === 'MICROSECOND' || unit === 'NANOSECOND' ? undefined : TIME_PARTS[unit]);
    case 'INTERVAL_YEAR_MONTH':
      return of(MONTH_PARTS[unit]);
    case 'INTERVAL_DAY_TIME':
      return of(DURATION_PARTS[unit]);
    case 'TIMESTAMP':
      return timestampExtractor(unit, () => 0);
    case 'TIMESTAMP_LTZ':
      return timestampExtractor(unit, (ms) => runtime.timeZone.offsetAt(ms));
    default:
      return undefined;
  }
}

function timestampExtractor(unit: TimeUnit, offsetAt: OfNumber): EagerImplementation | undefined {
  if (unit === 'EPOCH') return eager((value: TimestampValue) => Math.floor(msOf(value) / 1000));
  if (unit === 'MICROSECOND' || unit === 'NANOSECOND') {
    const unitNanos = unit === 'MICROSECOND' ? 1000 : 1;
    return eager((value: TimestampValue) =>
      Math.floor((timeOfDay(msOf(value)) % 1000) * (1_000_000 / unitNanos) + nanosOf(value) / unitNanos),
    );
  }
  const [datePart, timePart] = [DATE_PARTS[unit], TIME_PARTS[unit]];
  if (datePart === undefined && timePart === undefined) return undefined;
  return eager((value: TimestampValue) => {
    const local = msOf(value) + offsetAt(msOf(value));
    return datePart === undefined ? (timePart as OfNumber)(timeOfDay(local)) : datePart(daysOf(local));
  });
}

const UNITS: readonly TimeUnit[] = [
  ...(Object.keys(DATE_PARTS) as TimeUnit[]),
  ...(Object.keys(TIME_PARTS) as TimeUnit[]),
  'EPOCH',
];

const NO_ZONE: Runtime = { timeZone: { id: 'UTC', offsetAt: () => 0, epochOf: (ms) => ms } };

const extractSignature: Signature = {
  text: '<UNIT>, <DATETIME | INTERVAL>',
  infer(args) {
    const [unit, value] = args;
    if (args.length !== 2 || unit === undefined || value === undefined) return undefined;
    if (symbol(...UNITS).accept(unit) === undefined) return undefined;
    if (extractorOf(value.type, unit.literal?.value as TimeUnit, NO_ZONE) === undefined) return undefined;
    return { argumentTypes: [unit.type, value.type], resultType: withNullability(BIGINT, value.type.nullable) };
  },
};

const extract = scalarFunction({
  name: 'EXTRACT',
  category: 'temporal',
  usage: 'EXTRACT(unit FROM temporal)',
  summary:
    'A part of a date, a time or an interval. Weeks and ISOYEAR are those of ISO 8601; DOW counts from Sunday = 1, ISODOW from Monday = 1.',
  signatures: [extractSignature],
  implement({ argumentTypes, arguments: args }, runtime) {
    const unit = args[0]?.literal?.value as TimeUnit;
    const { evaluate } = extractorOf(argumentTypes[1] as LogicalType, unit, runtime) as EagerImplementation;
    return eager((_unit: string, value: never) => evaluate(value));
  },
  examples: [
    { sql: "EXTRACT(DAY FROM DATE '2026-06-05')", result: '5' },
    { sql: "EXTRACT(DAY FROM INTERVAL '19 12:10:10.123' DAY TO SECOND(3))", result: '19' },
  ],
  print: ([unit, value]) => `EXTRACT(${unit} FROM ${value})`,
});

/** EXTRACT of one unit under a name of its own. */
function partFunction(name: string, unit: TimeUnit, example: string, result: string): ScalarFunction {
  const families = TIME_PARTS[unit] === undefined ? ['a date or timestamp'] : ['a time or timestamp'];
  return scalarFunction({
    name,
    category: 'temporal',
    usage: `${name}(temporal)`,
    summary: `The same as EXTRACT(${unit} FROM temporal), of ${families[0]}.`,
    signatures: [
      {
        text: '<DATETIME>',
        infer(args) {
          const [value] = args;
          if (args.length !== 1 || value === undefined || !hasFamily(value.type, 'DATETIME')) return undefined;
          if (extractorOf(value.type, unit, NO_ZONE) === undefined) return undefined;
          return { argumentTypes: [value.type], resultType: withNullability(BIGINT, value.type.nullable) };
        },
      },
    ],
    implement: ({ argumentTypes }, runtime) =>
      extractorOf(argumentTypes[0] as LogicalType, unit, runtime) as EagerImplementation,
    examples: [{ sql: `${name}(${example})`, result }],
  });
}

export const temporalExtractFunctions = [
  extract,
  partFunction('YEAR', 'YEAR', "DATE '1994-09-27'", '1994'),
  partFunction('QUARTER', 'QUARTER', "DATE '1994-09-27'", '3'),
  partFunction('MONTH', 'MONTH', "DATE '1994-09-27'", '9'),
  partFunction('WEEK', 'WEEK', "DATE '1994-09-27'", '39'),
  partFunction('DAYOFYEAR', 'DOY', "DATE '1994-09-27'", '270'),
  partFunction('DAYOFMONTH', 'DAY', "DATE '1994-09-27'", '27'),
  partFunction('DAYOFWEEK', 'DOW', "DATE '1994-09-27'", '3'),
  partFunction('HOUR', 'HOUR', "TIMESTAMP '1994-09-27 13:14:15'", '13'),
  partFunction('MINUTE', 'MINUTE', "TIMESTAMP '1994-09-27 13:14:15'", '14'),
  partFunction('SECOND', 'SECOND', "TIMESTAMP '1994-09-27 13:14:15'", '15'),
];
