import { type EagerImplementation, eager } from '../expressions/implementation.js';
import { type BoundCall, scalarFunction } from '../expressions/scalar-function.js';
import { anyNullable, type Signature, symbol } from '../expressions/signature.js';
import { civilFromDays, daysFromCivil, daysOfMonth } from '../model/calendar.js';
import {
  dayTimeIntervalType,
  type LogicalType,
  withNullability,
  yearMonthIntervalType,
} from '../model/logical-types/logical-type.js';
import { hasFamily } from '../model/logical-types/type-families.js';
import { addLong, intOfLong, type Long, multiplyLong, negateLong } from '../model/sql-values/long.js';
import { msOf, NanoTimestamp, type TimestampValue } from '../model/sql-values/nano-timestamp.js';

const DAY_MS = 86_400_000;

/** The type that every interval of months has in a plan, whatever units it was written in. */
export const MONTHS = yearMonthIntervalType('MONTH');
/** The type that every interval of days and times has in a plan. */
export const MILLISECONDS = dayTimeIntervalType('SECOND', 2, 3);

const isInterval = (type: LogicalType | undefined): boolean => type !== undefined && hasFamily(type, 'INTERVAL');
const isDatetime = (type: LogicalType | undefined): boolean => type !== undefined && hasFamily(type, 'DATETIME');

/** Two intervals of the same sort. */
export const intervalSum: Signature = {
  text: '<INTERVAL>, <INTERVAL>',
  infer(args) {
    const types = args.map(({ type }) => type);
    const [a, b] = types;
    if (types.length !== 2 || a === undefined || !isInterval(a) || a.kind !== b?.kind) return undefined;
    return { argumentTypes: types, resultType: withNullability(a, anyNullable(types)) };
  },
};

/** A date or a time, and an interval; also the other way round where order does not matter. */
export const shiftSignatures = (commutes: boolean): readonly Signature[] => [
  {
    text: commutes ? '<DATETIME>, <INTERVAL> (in any order)' : '<DATETIME>, <INTERVAL>',
    infer(args) {
      const types = args.map(({ type }) => type);
      const [a, b] = types;
      if (types.length !== 2) return undefined;
      const datetime = isDatetime(a) && isInterval(b) ? a : commutes && isInterval(a) && isDatetime(b) ? b : undefined;
      if (datetime === undefined) return undefined;
      return { argumentTypes: types, resultType: withNullability(datetime, anyNullable(types)) };
    },
  },
];

/** An interval so many times. */
export const intervalProduct: Signature = {
  text: '<INTERVAL>, <INTEGER> (in any order)',
  infer(args) {
    const types = args.map(({ type }) => type);
    const [a, b] = types;
    if (types.length !== 2 || a === undefined || b === undefined) return undefined;
    const interval = isInterval(a) && hasFamily(b, 'INTEGER_NUMERIC') ? a : b;
    const factor = interval === a ? b : a;
    if (!isInterval(interval) || !hasFamily(factor, 'INTEGER_NUMERIC')) return undefined;
    return { argumentTypes: types, resultType: withNullability(interval, anyNullable(types)) };
  },
};

/** `+` and `-` where an interval is among the operands; undefined where none is. */
export function implementIntervalSum(sign: '+' | '-', call: BoundCall): EagerImplementation | undefined {
  const [a, b] = call.argumentTypes as readonly [LogicalType, LogicalType];
  if (isInterval(a) && isInterval(b)) {
    return eager((left: Long, right: Long) =>
      narrowed(call.resultType, addLong(left, sign === '-' ? negateLong(right) : right)),
    );
  }
  if (isDatetime(a) && isInterval(b)) {
    const shift = shiftOf(a, b);
    return eager((value: never, by: Long) => shift(value, sign === '-' ? negateLong(by) : by));
  }
  if (isInterval(a) && isDatetime(b)) {
    const shift = shiftOf(b, a);
    return eager((by: Long, value: never) => shift(value, by));
  }
  return undefined;
}

/** An interval times a number; undefined when there is no interval. */
export function implementIntervalProduct({ resultType }: BoundCall): EagerImplementation | undefined {
  if (!isInterval(resultType)) return undefined;
  return eager((a: Long, b: Long) => narrowed(resultType, multiplyLong(a, b)));
}

/** Months are 32 bits, milliseconds 64. */
function narrowed(type: LogicalType, value: Long): Long {
  return type.kind === 'INTERVAL_YEAR_MONTH' ? intOfLong(value) : value;
}

type Shift = (value: never, by: Long) => unknown;

function shiftOf(type: LogicalType, interval: LogicalType): Shift {
  const months = interval.kind === 'INTERVAL_YEAR_MONTH';
  switch (type.kind) {
    case 'DATE':
      return months
        ? (days: number, by: Long) => addMonths(days, Number(by))
        : (days: number, by: Long) => days + Math.trunc(Number(by) / DAY_MS);
    case 'TIME':
      return months ? (ms: number) => ms : (ms: number, by: Long) => (((ms + Number(by)) % DAY_MS) + DAY_MS) % DAY_MS;
    default:
      return months
        ? (value: TimestampValue, by: Long) => {
            const ms = msOf(value);
            const days = Math.floor(ms / DAY_MS);
            return withMs(value, addMonths(days, Number(by)) * DAY_MS + (ms - days * DAY_MS));
          }
        : (value: TimestampValue, by: Long) => withMs(value, msOf(value) + Number(by));
  }
}

function withMs(value: TimestampValue, ms: number): TimestampValue {
  return typeof value === 'number' ? ms : new NanoTimestamp(ms, value.nanos);
}

/** The same day of the month so many months later, or the last day of a month that is too short. */
export function addMonths(days: number, months: number): number {
  const [year, month, day] = civilFromDays(days);
  const count = year * 12 + (month - 1) + months;
  const newYear = Math.floor(count / 12);
  const newMonth = count - newYear * 12 + 1;
  return daysFromCivil(newYear, newMonth, Math.min(day, daysOfMonth(newYear, newMonth)));
}

/** Whole months from one timestamp to another; a month is whole when the day and the time are reached. */
export function monthsBetween(laterMs: number, earlierMs: number): number {
  const [a, b] = [Math.floor(laterMs / DAY_MS), Math.floor(earlierMs / DAY_MS)];
  const [yearA, monthA] = civilFromDays(a);
  const [yearB, monthB] = civilFromDays(b);
  const timeA = laterMs - a * DAY_MS;
  const timeB = earlierMs - b * DAY_MS;
  const reached = (months: number): number => {
    const shifted = addMonths(b, months);
    return shifted === a ? timeB - timeA : (shifted - a) * DAY_MS;
  };
  let months = (yearA - yearB) * 12 + (monthA - monthB);
  if (laterMs >= earlierMs) {
    while (months > 0 && reached(months) > 0) months--;
  } else {
    while (months < 0 && reached(months) < 0) months++;
  }
  return months;
}

/** `(a - b) unit`. */
const difference = scalarFunction({
  name: 'MINUS_DATETIME',
  category: 'temporal',
  usage: '(datetime1 - datetime2) unit',
  summary: 'What lies between two dates or times of the same type: whole months, or milliseconds.',
  signatures: [
    {
      text: '<DATETIME>, <DATETIME>, <UNIT>',
      infer(args) {
        const [a, b, unit] = args;
        if (a === undefined || b === undefined || unit === undefined || !isDatetime(a.type)) return undefined;
        if (a.type.kind !== b.type.kind || symbol('MONTH', 'SECOND').accept(unit) === undefined) return undefined;
        const interval = unit.literal?.value === 'MONTH' ? MONTHS : MILLISECONDS;
        const types = args.map(({ type }) => type);
        return { argumentTypes: types, resultType: withNullability(interval, a.type.nullable || b.type.nullable) };
      },
    },
  ],
  implement({ argumentTypes, resultType }) {
    const scale = argumentTypes[0]?.kind === 'DATE' ? DAY_MS : 1;
    return resultType.kind === 'INTERVAL_YEAR_MONTH'
      ? eager((a: TimestampValue, b: TimestampValue) => monthsBetween(msOf(a) * scale, msOf(b) * scale))
      : eager((a: TimestampValue, b: TimestampValue) => (msOf(a) - msOf(b)) * scale);
  },
  examples: [{ sql: "(DATE '2026-03-01' - DATE '2026-02-01') DAY", result: '+28 00:00:00.000' }],
  print: ([a, b]) => `(${a} - ${b})`,
});

export const datetimeArithmeticFunctions = [difference];
