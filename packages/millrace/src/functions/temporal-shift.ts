import { type EagerImplementation, eager } from '../expressions/implementation.js';
import { type BoundCall, scalarFunction } from '../expressions/scalar-function.js';
import { anyNullable, type Signature, symbol } from '../expressions/signature.js';
import {
  BIGINT,
  INT,
  type LogicalType,
  type PrecisionType,
  timestampType,
  withNullability,
} from '../model/logical-types/logical-type.js';
import { hasFamily } from '../model/logical-types/type-families.js';
import type { Long } from '../model/sql-values/long.js';
import { msOf, nanosOf, type TimestampValue, timestampOf } from '../model/sql-values/nano-timestamp.js';
import { addMonths, monthsBetween } from './datetime-arithmetic.js';
import { DAY_MS, daysOf, type TimeUnit, timeOfDay, UNIT_MONTHS, UNIT_MS } from './temporal-units.js';

/** The names that ODBC has for units. */
const ODBC_UNITS: Readonly<Record<string, TimeUnit>> = {
  SQL_TSI_FRAC_SECOND: 'NANOSECOND',
  SQL_TSI_MICROSECOND: 'MICROSECOND',
  SQL_TSI_SECOND: 'SECOND',
  SQL_TSI_MINUTE: 'MINUTE',
  SQL_TSI_HOUR: 'HOUR',
  SQL_TSI_DAY: 'DAY',
  SQL_TSI_WEEK: 'WEEK',
  SQL_TSI_MONTH: 'MONTH',
  SQL_TSI_QUARTER: 'QUARTER',
  SQL_TSI_YEAR: 'YEAR',
};

const UNITS: readonly TimeUnit[] = [
  'MILLISECOND',
  'SECOND',
  'MINUTE',
  'HOUR',
  'DAY',
  'WEEK',
  'MONTH',
  'QUARTER',
  'YEAR',
];
const SYMBOL_OF_UNIT = symbol(
  ...UNITS,
  ...Object.keys(ODBC_UNITS).filter((name) => UNITS.includes(ODBC_UNITS[name] as TimeUnit)),
);

const unitOf = (written: unknown): TimeUnit => ODBC_UNITS[String(written)] ?? (written as TimeUnit);
const isDatetime = (type: LogicalType): boolean => hasFamily(type, 'DATETIME');

/** A date moved by a unit of time becomes a timestamp; one moved by milliseconds has at least those. */
function shiftedType(type: LogicalType, unit: TimeUnit): LogicalType {
  if (type.kind === 'DATE') return (UNIT_MS[unit] ?? DAY_MS) < DAY_MS ? timestampType(6) : type;
  if (unit !== 'MILLISECOND' || !hasFamily(type, 'TIMESTAMP')) return type;
  const { precision } = type as PrecisionType;
  return { ...(type as PrecisionType), precision: Math.max(precision, 3) } as LogicalType;
}

const addSignature: Signature = {
  text: '<UNIT>, <INTEGER>, <DATETIME>',
  infer(args) {
    const [unit, count, point] = args;
    if (args.length !== 3 || unit === undefined || count === undefined || point === undefined) return undefined;
    if (SYMBOL_OF_UNIT.accept(unit) === undefined || !isDatetime(point.type)) return undefined;
    if (!hasFamily(count.type, 'INTEGER_NUMERIC')) return undefined;
    const types = args.map(({ type }) => type);
    const type = shiftedType(point.type, unitOf(unit.literal?.value));
    return { argumentTypes: types, resultType: withNullability(type, anyNullable(types)) };
  },
};

function implementAdd({ argumentTypes, resultType, arguments: args }: BoundCall): EagerImplementation {
  const unit = unitOf(args[0]?.literal?.value);
  const months = UNIT_MONTHS[unit];
  const unitMs = UNIT_MS[unit] ?? 0;
  const [, , point] = argumentTypes as readonly [LogicalType, LogicalType, LogicalType];
  if (point.kind === 'TIME') {
    return eager((_unit: string, count: Long, ms: number) =>
      months === undefined ? (((ms + Number(count) * unitMs) % DAY_MS) + DAY_MS) % DAY_MS : ms,
    );
  }
  if (resultType.kind === 'DATE') {
    return eager((_unit: string, count: Long, days: number) =>
      months === undefined ? days + (Number(count) * unitMs) / DAY_MS : addMonths(days, Number(count) * months),
    );
  }
  const { precision } = resultType as PrecisionType;
  const scale = point.kind === 'DATE' ? DAY_MS : 1;
  return eager((_unit: string, count: Long, value: TimestampValue) => {
    const ms = msOf(value) * scale;
    const moved =
      months === undefined
        ? ms + Number(count) * unitMs
        : addMonths(daysOf(ms), Number(count) * months) * DAY_MS + timeOfDay(ms);
    return timestampOf(moved, nanosOf(value), precision);
  });
}

const diffSignature: Signature = {
  text: '<UNIT>, <DATETIME>, <DATETIME>',
  infer(args) {
    const [unit, from, to] = args;
    if (args.length !== 3 || unit === undefined || from === undefined || to === undefined) return undefined;
    if (SYMBOL_OF_UNIT.accept(unit) === undefined || !isDatetime(from.type) || !isDatetime(to.type)) return undefined;
    const types = args.map(({ type }) => type);
    // Between moments and local times there is no difference without a zone.
    const zoned = [from, to].filter(({ type }) => type.kind === 'TIMESTAMP_LTZ').length;
    if (zoned === 1) return undefined;
    const finest = unitOf(unit.literal?.value) === 'NANOSECOND' ? BIGINT : INT;
    return { argumentTypes: types, resultType: withNullability(finest, anyNullable(types)) };
  },
};

function implementDiff({ argumentTypes, arguments: args }: BoundCall): EagerImplementation {
  const unit = unitOf(args[0]?.literal?.value);
  const scales = argumentTypes.slice(1).map((type) => (type.kind === 'DATE' ? DAY_MS : 1)) as [number, number];
  const months = UNIT_MONTHS[unit];
  const unitMs = UNIT_MS[unit] as number;
  return eager((_unit: string, from: TimestampValue, to: TimestampValue) => {
    const [start, end] = [msOf(from) * scales[0], msOf(to) * scales[1]];
    if (months !== undefined) return Math.trunc(monthsBetween(end, start) / months) + 0;
    return Math.trunc((end - start) / unitMs) + 0;
  });
}

interface Period {
  readonly start: number;
  readonly end: number;
}

/** Two periods, each a beginning with an end or a length, touch when they share a moment. */
const overlapsSignature: Signature = {
  text: '<DATETIME>, <DATETIME | INTERVAL>, <DATETIME>, <DATETIME | INTERVAL>',
  infer(args) {
    const types = args.map(({ type }) => type);
    const [startA, endA, startB, endB] = types;
    if (types.length !== 4 || startA === undefined || startB === undefined || !isDatetime(startA)) return undefined;
    if (startA.kind !== startB.kind) return undefined;
    const fits = (end: LogicalType | undefined): boolean =>
      end !== undefined && (end.kind === startA.kind || end.kind === 'NULL' || hasFamily(end, 'INTERVAL'));
    if (!fits(endA) || !fits(endB)) return undefined;
    return { argumentTypes: types, resultType: { kind: 'BOOLEAN', nullable: anyNullable(types) } };
  },
};

function implementOverlaps({ argumentTypes }: BoundCall): EagerImplementation {
  const [type, endA, , endB] = argumentTypes as readonly [LogicalType, LogicalType, LogicalType, LogicalType];
  const scale = type.kind === 'DATE' ? DAY_MS : 1;
  const period = (start: TimestampValue, end: TimestampValue | Long, endType: LogicalType): Period => {
    const from = msOf(start) * scale;
    const to = endOf(from, end, endType, scale);
    return from <= to ? { start: from, end: to } : { start: to, end: from };
  };
  return eager((a: TimestampValue, b: TimestampValue | Long, c: TimestampValue, d: TimestampValue | Long) => {
    const [first, second] = [period(a, b, endA), period(c, d, endB)];
    return first.end >= second.start && second.end >= first.start;
  });
}

function endOf(fromMs: number, end: TimestampValue | Long, type: LogicalType, scale: number): number {
  if (type.kind === 'INTERVAL_DAY_TIME') return fromMs + Number(end);
  if (type.kind === 'INTERVAL_YEAR_MONTH') {
    return addMonths(daysOf(fromMs), Number(end)) * DAY_MS + timeOfDay(fromMs);
  }
  return msOf(end as TimestampValue) * scale;
}

export const temporalShiftFunctions = [
  scalarFunction({
    name: 'TIMESTAMPADD',
    category: 'temporal',
    usage: 'TIMESTAMPADD(unit, count, timepoint)',
    summary: 'The date or time so many units later.',
    signatures: [addSignature],
    implement: implementAdd,
    examples: [{ sql: "TIMESTAMPADD(WEEK, 1, DATE '2026-01-02')", result: '2026-01-09' }],
  }),
  scalarFunction({
    name: 'TIMESTAMPDIFF',
    category: 'temporal',
    usage: 'TIMESTAMPDIFF(unit, timepoint1, timepoint2)',
    summary: 'How many whole units lie between the first and the second.',
    signatures: [diffSignature],
    implement: implementDiff,
    examples: [
      { sql: "TIMESTAMPDIFF(DAY, TIMESTAMP '2026-01-02 10:00:00', TIMESTAMP '2026-01-03 10:00:00')", result: '1' },
    ],
  }),
  scalarFunction({
    name: 'TEMPORAL_OVERLAPS',
    category: 'temporal',
    usage: '(timepoint1, temporal1) OVERLAPS (timepoint2, temporal2)',
    summary: 'TRUE when two periods share a moment; each is a beginning with an end or a length.',
    signatures: [overlapsSignature],
    implement: implementOverlaps,
    examples: [
      { sql: "(TIME '2:55:00', INTERVAL '1' HOUR) OVERLAPS (TIME '3:30:00', INTERVAL '2' HOUR)", result: 'TRUE' },
    ],
    print: ([a, b, c, d]) => `(${a}, ${b}) OVERLAPS (${c}, ${d})`,
  }),
];
