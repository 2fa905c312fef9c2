import type { EvaluationRuntime } from '../expressions/evaluation-runtime.js';
import { type EagerImplementation, eager } from '../expressions/implementation.js';
import type { BoundCall } from '../expressions/scalar-function.js';
import { anyNullable, type Signature, symbol } from '../expressions/signature.js';
import { civilFromDays, daysFromCivil } from '../model/calendar.js';
import { type LogicalType, type PrecisionType, withNullability } from '../model/logical-types/logical-type.js';
import { hasFamily } from '../model/logical-types/type-families.js';
import { msOf, nanosOf, type TimestampValue, timestampOf } from '../model/sql-values/nano-timestamp.js';
import { century, DAY_MS, dayOfWeek, daysOf, millennium, type TimeUnit, UNIT_MS } from './temporal-units.js';

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
  'DECADE',
  'CENTURY',
  'MILLENNIUM',
];

/** A date or a time, and the unit to whose beginning it is moved. */
export const temporalRounding: Signature = {
  text: '<DATETIME>, <UNIT>',
  infer(args) {
    const types = args.map(({ type }) => type);
    const [type] = types;
    const unit = args[1];
    if (types.length !== 2 || type === undefined || unit === undefined || !hasFamily(type, 'DATETIME'))
      return undefined;
    if (symbol(...UNITS).accept(unit) === undefined) return undefined;
    return { argumentTypes: types, resultType: withNullability(type, anyNullable([type])) };
  },
};

type Direction = 'CEIL' | 'FLOOR';

/** Moves days to the beginning of a unit of at least a day. */
function roundDays(days: number, unit: TimeUnit, direction: Direction): number {
  const up = direction === 'CEIL';
  // As in Flink a date is never the beginning of its own day.
  if (unit === 'DAY') return up ? days + 1 : days;
  if (unit === 'WEEK') {
    const sunday = days - (dayOfWeek(days) - 1);
    return up && sunday < days ? sunday + 7 : sunday;
  }
  const [year, month] = civilFromDays(days);
  const [floorYear, floorMonth, stepYears, stepMonths] = floorOf(unit, year, month);
  const floor = daysFromCivil(floorYear, floorMonth, 1);
  if (!up || floor === days) return floor;
  const next = floorMonth + stepMonths;
  return next > 12 ? daysFromCivil(floorYear + 1, next - 12, 1) : daysFromCivil(floorYear + stepYears, next, 1);
}

function floorOf(unit: TimeUnit, year: number, month: number): readonly [number, number, number, number] {
  switch (unit) {
    case 'MONTH':
      return [year, month, 0, 1];
    case 'QUARTER':
      return [year, month - ((month - 1) % 3), 0, 3];
    case 'DECADE':
      return [Math.floor(year / 10) * 10, 1, 10, 0];
    case 'CENTURY':
      return [(century(year) - 1) * 100 + 1, 1, 100, 0];
    case 'MILLENNIUM':
      return [(millennium(year) - 1) * 1000 + 1, 1, 1000, 0];
    default:
      return [year, 1, 1, 0];
  }
}

function roundMs(ms: number, unitMs: number, direction: Direction): number {
  return (direction === 'CEIL' ? Math.ceil(ms / unitMs) : Math.floor(ms / unitMs)) * unitMs;
}

/** Moves a local date and time; for weeks and longer units only the date decides, as in Flink. */
function roundLocal(ms: number, nanos: number, unit: TimeUnit, direction: Direction): number {
  if (unit === 'MILLISECOND') return direction === 'CEIL' && nanos > 0 ? ms + 1 : ms;
  const unitMs = UNIT_MS[unit];
  if (unitMs !== undefined && unitMs <= DAY_MS) return roundMs(ms, unitMs, direction);
  return roundDays(daysOf(ms), unit, direction) * DAY_MS;
}

export function implementTemporalRounding(
  direction: Direction,
  { argumentTypes, arguments: args }: BoundCall,
  { timeZone }: Pick<EvaluationRuntime, 'timeZone'>,
): EagerImplementation {
  const [type] = argumentTypes as readonly [LogicalType];
  const unit = args[1]?.literal?.value as TimeUnit;
  const unitMs = UNIT_MS[unit] ?? Number.POSITIVE_INFINITY;
  switch (type.kind) {
    case 'DATE':
      return eager((days: number) => (unitMs < DAY_MS ? days : roundDays(days, unit, direction)));
    case 'TIME':
      return eager((ms: number) => (unitMs >= DAY_MS ? ms : roundMs(ms, unitMs, direction)));
    case 'TIMESTAMP_LTZ': {
      const { precision } = type as PrecisionType;
      return eager((value: TimestampValue) => {
        const ms = msOf(value);
        const local = roundLocal(ms + timeZone.offsetAt(ms), nanosOf(value), unit, direction);
        return timestampOf(timeZone.epochOf(local), 0, precision);
      });
    }
    default: {
      const { precision } = type as PrecisionType;
      return eager((value: TimestampValue) =>
        timestampOf(roundLocal(msOf(value), nanosOf(value), unit, direction), 0, precision),
      );
    }
  }
}
