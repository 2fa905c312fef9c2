import { conversionOf } from '../../functions/cast/conversions.js';
import { readTimestamp } from '../../functions/cast/text-to-time.js';
import { parseDate, parseTime } from '../../model/calendar.js';
import { parseDecimal } from '../../model/decimal.js';
import { JsonNumber } from '../../model/json/json-conversion.js';
import {
  BOOLEAN,
  childTypes,
  type DecimalType,
  decimalType,
  INT,
  type LengthType,
  type LogicalType,
  notNull,
  type PrecisionType,
  STRING,
} from '../../model/logical-types/logical-type.js';
import { NanoTimestamp, timestampOf } from '../../model/sql-values/nano-timestamp.js';
import { SqlMap } from '../../model/sql-values/sql-map.js';
import { type TimeZone, UTC } from '../../model/time-zone.js';
import { canonicalInteger } from '../../model/types/long.js';

/** A value as the conformance files write it, read with every number exact. */
export type OracleValue = unknown;

interface Tagged {
  readonly [tag: `$${string}`]: unknown;
}

const isTagged = (value: OracleValue, tag: `$${string}`): value is Tagged =>
  typeof value === 'object' && value !== null && tag in value;

/** The form in memory of an oracle's value of a type, cast to the type as Flink casts the rows of a test. */
export function memoryValue(value: OracleValue, type: LogicalType, zone: TimeZone): unknown {
  if (value === null) return null;
  const read = READERS[type.kind];
  if (read === undefined) throw new Error(`no reader for ${type.kind}`);
  return read(value, type as never, zone);
}

type Reader = (value: OracleValue, type: never, zone: TimeZone) => unknown;

const digitsOf = (value: OracleValue): string => {
  if (value instanceof JsonNumber) return value.text;
  if (isTagged(value, '$decimal')) return String(value.$decimal);
  if (isTagged(value, '$bigint')) return String(value.$bigint);
  return String(value);
};

const integer =
  (bits: number): Reader =>
  (value) =>
    canonicalInteger(BigInt.asIntN(bits, BigInt(digitsOf(value))));

const text: Reader = (value, type: LengthType<'CHAR' | 'VARCHAR'>) =>
  conversionOf(STRING, type, { timeZone: UTC })?.(value);

const bytes: Reader = (value, type: LengthType<'BINARY' | 'VARBINARY'>) => {
  if (!isTagged(value, '$bytes')) throw new Error(`no bytes: ${JSON.stringify(value)}`);
  const raw = Uint8Array.from(Buffer.from(String(value.$bytes), 'hex'));
  if (raw.length > type.length) return raw.slice(0, type.length);
  return raw;
};

const taggedText = (value: OracleValue, ...tags: `$${string}`[]): string => {
  for (const tag of tags) if (isTagged(value, tag)) return String(value[tag]);
  return String(value);
};

function localOf(value: OracleValue): { ms: number; nanos: number } {
  const written = taggedText(value, '$timestamp', '$timestamp_ltz', '$date').replace(/Z$/, '');
  // Some of them have lost the T between date and time.
  const parts = /^(\d+-\d\d-\d\d)[T ]?(.*)$/.exec(written);
  const time = /^\d\d:\d\d$/.test(parts?.[2] ?? '') ? `${parts?.[2]}:00` : parts?.[2];
  const read = readTimestamp(time === '' || time === undefined ? `${parts?.[1]}` : `${parts?.[1]} ${time}`);
  if (read === undefined) throw new Error(`no timestamp: ${written}`);
  return read;
}

const timestamp: Reader = (value, type: PrecisionType<'TIMESTAMP'>) => {
  const { ms, nanos } = localOf(value);
  return timestampOf(ms, nanos, type.precision);
};

const timestampLtz: Reader = (value, type: PrecisionType<'TIMESTAMP_LTZ'>, zone) => {
  if (isTagged(value, '$instant_ms')) return timestampOf(Number(digitsOf(value.$instant_ms)), 0, type.precision);
  const { ms, nanos } = localOf(value);
  return timestampOf(isTagged(value, '$timestamp') ? zone.epochOf(ms) : ms, nanos, type.precision);
};

const DURATION = /^P(?:(-?\d+)D)?(?:T(?:(-?\d+)H)?(?:(-?\d+)M)?(?:(-?\d+(?:\.\d+)?)S)?)?$/;
const PERIOD = /^P(?:(-?\d+)Y)?(?:(-?\d+)M)?(?:0D)?$/;

const dayTime: Reader = (value) => {
  if (!isTagged(value, '$interval_ds')) return integer(64)(value, undefined as never, UTC);
  const [, days = 0, hours = 0, minutes = 0, seconds = 0] = DURATION.exec(String(value.$interval_ds)) ?? [];
  return (
    Number(days) * 86_400_000 +
    Number(hours) * 3_600_000 +
    Number(minutes) * 60_000 +
    Math.round(Number(seconds) * 1000)
  );
};

const yearMonth: Reader = (value) => {
  if (!isTagged(value, '$interval_ym')) return integer(32)(value, undefined as never, UTC);
  const [, years = 0, months = 0] = PERIOD.exec(String(value.$interval_ym)) ?? [];
  return Number(years) * 12 + Number(months);
};

const list: Reader = (value, type: LogicalType, zone) =>
  (value as readonly unknown[]).map((item) => memoryValue(item, childTypes(type)[0] as LogicalType, zone));

const row: Reader = (value, type: LogicalType, zone) => {
  if (!isTagged(value, '$row')) throw new Error(`no row: ${JSON.stringify(value)}`);
  return (value.$row as readonly unknown[]).map((item, i) =>
    memoryValue(item, childTypes(type)[i] as LogicalType, zone),
  );
};

const map: Reader = (value, type: LogicalType, zone) => {
  if (!isTagged(value, '$map')) throw new Error(`no map: ${JSON.stringify(value)}`);
  const [keyType, valueType] = childTypes(type) as [LogicalType, LogicalType];
  const entries = value.$map as readonly (readonly [unknown, unknown])[];
  return new SqlMap(
    entries.map(([key]) => memoryValue(key, keyType, zone)),
    entries.map(([, item]) => memoryValue(item, valueType, zone)),
  );
};

const READERS: Readonly<Record<string, Reader>> = {
  CHAR: text,
  VARCHAR: text,
  BOOLEAN: (value) => value,
  BINARY: bytes,
  VARBINARY: bytes,
  DECIMAL: (value, type: DecimalType) => parseDecimal(digitsOf(value), type.precision, type.scale) ?? null,
  TINYINT: integer(8),
  SMALLINT: integer(16),
  INT: integer(32),
  BIGINT: integer(64),
  FLOAT: (value) => Math.fround(Number(digitsOf(value))),
  DOUBLE: (value) => Number(digitsOf(value)),
  DATE: (value) => parseDate(taggedText(value, '$date')),
  TIME: (value) => parseTime(taggedText(value, '$time')),
  TIMESTAMP: timestamp,
  TIMESTAMP_LTZ: timestampLtz,
  INTERVAL_DAY_TIME: dayTime,
  INTERVAL_YEAR_MONTH: yearMonth,
  ARRAY: list,
  ROW: row,
  MAP: map,
};

/** The type that Flink infers for a value without one. */
export function inferredType(value: OracleValue): LogicalType {
  if (typeof value === 'string') return notNull(STRING);
  if (typeof value === 'boolean') return notNull(BOOLEAN);
  if (isTagged(value, '$decimal')) {
    const [whole = '', fraction = ''] = String(value.$decimal).replace('-', '').split('.');
    return notNull(decimalType(whole.length + fraction.length, fraction.length));
  }
  return notNull(INT);
}

/** True for equal values in memory; DOUBLE to 1e-12, FLOAT to 1e-6, the rest exactly. */
export function sameValue(seen: unknown, expected: unknown, type: LogicalType): boolean {
  if (seen === null || expected === null) return seen === expected;
  if (type.kind === 'DOUBLE' || type.kind === 'FLOAT') {
    return isNear(seen as number, expected as number, type.kind === 'DOUBLE' ? 1e-12 : 1e-6);
  }
  if (seen instanceof NanoTimestamp && expected instanceof NanoTimestamp) {
    return seen.ms === expected.ms && seen.nanos === expected.nanos;
  }
  if (seen instanceof Uint8Array && expected instanceof Uint8Array) return Buffer.compare(seen, expected) === 0;
  const children = childTypes(type);
  if (seen instanceof SqlMap && expected instanceof SqlMap) return sameMap(seen, expected, children);
  if (Array.isArray(seen) && Array.isArray(expected)) {
    if (seen.length !== expected.length) return false;
    return seen.every((item, i) => sameValue(item, expected[i], (children[i] ?? children[0]) as LogicalType));
  }
  return seen === expected;
}

function sameMap(seen: SqlMap, expected: SqlMap, [key, value = INT]: readonly LogicalType[]): boolean {
  if (seen.size !== expected.size) return false;
  return expected.keys.every((wanted, i) => {
    const at = seen.keys.findIndex((candidate) => sameValue(candidate, wanted, key as LogicalType));
    return at !== -1 && sameValue(seen.values[at], expected.values[i], value);
  });
}

function isNear(seen: number, expected: number, tolerance: number): boolean {
  if (Object.is(seen, expected) || seen === expected) return true;
  return Math.abs(seen - expected) <= tolerance * Math.max(1, Math.abs(expected));
}
