import { supportsImplicitCast } from './cast-support.js';
import { decimalFormOf, widerDecimal } from './decimal-types.js';
import {
  childTypes,
  type DayTimeIntervalType,
  type DayTimeResolution,
  type DecimalType,
  DOUBLE,
  type LengthType,
  type LogicalKind,
  type LogicalType,
  NULL,
  nullable,
  type PrecisionType,
  withChildTypes,
  withNullability,
  type YearMonthIntervalType,
} from './logical-type.js';
import { equalTypes } from './type-equality.js';
import { hasFamily, type TypeFamily } from './type-families.js';

/**
 * The type to which values of all these types generalise, as Flink's functions find it; undefined when there is none.
 * It is nullable when one of them is.
 */
export function commonType(types: readonly LogicalType[]): LogicalType | undefined {
  const bare = types.map(nullable);
  const found = generalize(bare, commonType) ?? mostCastable(bare);
  if (found === undefined || found.kind === 'NULL') return undefined;
  return withNullability(found, types.some(mayBeNull));
}

/**
 * The type that SQL gives to alternatives (CASE, IN, VALUES, set operations, ARRAY and MAP constructors); undefined when
 * they cannot stand side by side. Stricter than {@link commonType}: nothing changes its family.
 */
export function leastRestrictiveType(types: readonly LogicalType[]): LogicalType | undefined {
  const bare = types.map(nullable);
  const hasDecimal = bare.some((type) => type.kind === 'DECIMAL');
  const isApproximate = (type: LogicalType): boolean => hasFamily(type, 'APPROXIMATE_NUMERIC');
  if (
    bare.every((type) => hasFamily(type, 'NUMERIC') || type.kind === 'NULL') &&
    hasDecimal &&
    bare.some(isApproximate)
  ) {
    return withNullability(DOUBLE as LogicalType, types.some(mayBeNull));
  }
  const first = bare.find((type) => type.kind !== 'NULL');
  const found = bare.every((type) => type.kind === 'NULL' || equalTypes(type, first as LogicalType))
    ? first
    : generalize(bare, leastRestrictiveType);
  if (found === undefined || found.kind === 'NULL') return undefined;
  return withNullability(found, types.some(mayBeNull));
}

const mayBeNull = (type: LogicalType): boolean => type.nullable;

type Common = (types: readonly LogicalType[]) => LogicalType | undefined;

function generalize(types: readonly LogicalType[], inner: Common): LogicalType | undefined {
  if (types.some((type) => type.kind === 'RAW')) {
    return types.every((type) => equalTypes(type, types[0] as LogicalType)) ? types[0] : undefined;
  }
  let result: LogicalType | undefined;
  for (const type of types) {
    if (type.kind === 'NULL') continue;
    result ??= type;
    if (hasFamily(type, 'CONSTRUCTED')) return generalizeConstructed(types, inner);
    const common = (inner === commonType ? datetimeWithOther(result, type) : undefined) ?? generalizePair(result, type);
    if (common === undefined) return undefined;
    result = common;
  }
  return result ?? NULL;
}

/** Rows, arrays, maps and multisets generalise inside, place by place. */
function generalizeConstructed(types: readonly LogicalType[], inner: Common): LogicalType | undefined {
  const first = types[0] as LogicalType;
  const count = childTypes(first).length;
  if (types.some((type) => type.kind !== first.kind || childTypes(type).length !== count)) return undefined;
  const children: LogicalType[] = [];
  for (let i = 0; i < count; i++) {
    const common = inner(types.map((type) => childTypes(type)[i] as LogicalType));
    if (common === undefined) return undefined;
    children.push(common);
  }
  return withChildTypes(first, children);
}

/** A date or a time with an interval, or with a number of days, stays a date or a time. */
function datetimeWithOther(result: LogicalType, type: LogicalType): LogicalType | undefined {
  const isDay = (candidate: LogicalType): boolean => hasFamily(candidate, 'TIMESTAMP') || candidate.kind === 'DATE';
  if (hasFamily(result, 'DATETIME') && hasFamily(type, 'INTERVAL')) return result;
  if (hasFamily(result, 'INTERVAL') && hasFamily(type, 'DATETIME')) return type;
  if (isDay(result) && hasFamily(type, 'EXACT_NUMERIC')) return result;
  if (hasFamily(result, 'EXACT_NUMERIC') && isDay(type)) return type;
  return undefined;
}

const SIMILAR_FAMILIES: readonly TypeFamily[] = ['CHARACTER_STRING', 'BINARY_STRING', 'NUMERIC', 'TIMESTAMP'];

function generalizePair(result: LogicalType, type: LogicalType): LogicalType | undefined {
  const similar = SIMILAR_FAMILIES.some((family) => hasFamily(result, family) && hasFamily(type, family));
  if (!similar && result.kind !== type.kind) return undefined;
  if (hasFamily(type, 'CHARACTER_STRING') || hasFamily(type, 'BINARY_STRING')) {
    return widerString(result as LengthType, type as LengthType);
  }
  if (hasFamily(type, 'NUMERIC')) return widerNumber(result, type);
  if (type.kind === 'DATE') return type;
  if (hasFamily(type, 'DATETIME')) return widerTime(result as PrecisionType, type as PrecisionType);
  if (type.kind === 'INTERVAL_DAY_TIME') return widerDayTime(result as DayTimeIntervalType, type);
  if (type.kind === 'INTERVAL_YEAR_MONTH') return widerYearMonth(result as YearMonthIntervalType, type);
  return undefined;
}

/** Texts of different fixed lengths become ones of variable length, so that none is padded. */
function widerString(a: LengthType, b: LengthType): LengthType {
  const length = Math.max(a.length, b.length);
  const fixed = a.kind === b.kind && a.length === b.length;
  const varying = hasFamily(a, 'CHARACTER_STRING') ? 'VARCHAR' : 'VARBINARY';
  return Object.freeze({ kind: fixed ? a.kind : varying, nullable: true, length });
}

const INTEGER_ORDER: readonly LogicalKind[] = ['TINYINT', 'SMALLINT', 'INT', 'BIGINT'];

function widerNumber(a: LogicalType, b: LogicalType): LogicalType {
  if (hasFamily(a, 'EXACT_NUMERIC') && hasFamily(b, 'EXACT_NUMERIC')) {
    if (a.kind !== 'DECIMAL' && b.kind !== 'DECIMAL') {
      return INTEGER_ORDER.indexOf(b.kind) > INTEGER_ORDER.indexOf(a.kind) ? b : a;
    }
    return widerDecimal(decimalFormOf(a) as DecimalType, decimalFormOf(b) as DecimalType);
  }
  if (a.kind === 'DOUBLE' || b.kind === 'DOUBLE') return DOUBLE;
  // As in Flink, the order counts: FLOAT after DECIMAL stays FLOAT.
  if (b.kind === 'DECIMAL') return DOUBLE;
  return hasFamily(a, 'APPROXIMATE_NUMERIC') ? a : b;
}

const TIMESTAMP_ORDER: readonly LogicalKind[] = ['TIME', 'TIMESTAMP', 'TIMESTAMP_LTZ', 'TIMESTAMP_TZ'];

function widerTime(a: PrecisionType, b: PrecisionType): PrecisionType {
  const wider = TIMESTAMP_ORDER.indexOf(b.kind) > TIMESTAMP_ORDER.indexOf(a.kind) ? b : a;
  return Object.freeze({ ...wider, precision: Math.max(a.precision, b.precision) });
}

const UNITS = ['DAY', 'HOUR', 'MINUTE', 'SECOND'];

function widerDayTime(a: DayTimeIntervalType, b: DayTimeIntervalType): DayTimeIntervalType {
  const units = [...a.resolution.split('_TO_'), ...b.resolution.split('_TO_')].map((unit) => UNITS.indexOf(unit));
  const first = UNITS[Math.min(...units)] as string;
  const last = UNITS[Math.max(...units)] as string;
  return Object.freeze({
    ...a,
    resolution: (first === last ? first : `${first}_TO_${last}`) as DayTimeResolution,
    dayPrecision: Math.max(a.dayPrecision, b.dayPrecision),
    fractionalPrecision: Math.max(a.fractionalPrecision, b.fractionalPrecision),
  });
}

function widerYearMonth(a: YearMonthIntervalType, b: YearMonthIntervalType): YearMonthIntervalType {
  return Object.freeze({
    ...a,
    resolution: a.resolution === b.resolution ? a.resolution : 'YEAR_TO_MONTH',
    yearPrecision: Math.max(a.yearPrecision, b.yearPrecision),
  });
}

/** The one of the types to which all others cast unasked. */
function mostCastable(types: readonly LogicalType[]): LogicalType | undefined {
  let result = types[0] as LogicalType;
  for (const type of types) {
    if (type.kind === 'NULL') continue;
    if (supportsImplicitCast(result, type)) result = type;
    else if (!supportsImplicitCast(type, result)) return undefined;
  }
  return result;
}
