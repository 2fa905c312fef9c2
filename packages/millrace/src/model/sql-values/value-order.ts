import type { LogicalKind, LogicalType } from '../logical-types/logical-type.js';
import { compareTimestamps, type TimestampValue } from './nano-timestamp.js';

/** Negative, zero or positive, as a comes before b, beside it or after it; neither is NULL. */
export type Order = (a: unknown, b: unknown) => number;

const plain: Order = (a, b) => {
  const left = a as number;
  const right = b as number;
  return left < right ? -1 : left > right ? 1 : 0;
};

/** By Java's order of doubles: −0.0 before 0.0, and NaN after everything. */
const doubles: Order = (a, b) => {
  const left = a as number;
  const right = b as number;
  if (left < right) return -1;
  if (left > right) return 1;
  if (left === right) return left === 0 ? signOfZero(left) - signOfZero(right) : 0;
  return Number(Number.isNaN(left)) - Number(Number.isNaN(right));
};

const signOfZero = (value: number): number => (Object.is(value, -0) ? -1 : 0);

/** By their bytes as unsigned numbers, as UTF-8 orders texts. */
const bytes: Order = (a, b) => {
  const left = a as Uint8Array;
  const right = b as Uint8Array;
  const shared = Math.min(left.length, right.length);
  for (let i = 0; i < shared; i++) {
    const difference = (left[i] as number) - (right[i] as number);
    if (difference !== 0) return difference;
  }
  return left.length - right.length;
};

/** By code points, which is how their UTF-8 bytes are ordered. */
const texts: Order = (a, b) => compareTexts(a as string, b as string);

/** Compares two texts by code points; UTF-16 alone would put what is beyond U+FFFF before U+E000. */
function compareTexts(a: string, b: string): number {
  const shared = Math.min(a.length, b.length);
  for (let i = 0; i < shared; i++) {
    const left = a.charCodeAt(i);
    const right = b.charCodeAt(i);
    if (left === right) continue;
    const leftPair = left >= 0xd800 && left < 0xe000;
    const rightPair = right >= 0xd800 && right < 0xe000;
    return leftPair === rightPair ? left - right : leftPair ? 1 : -1;
  }
  return a.length - b.length;
}

const timestamps: Order = (a, b) => compareTimestamps(a as TimestampValue, b as TimestampValue);

const ORDERS: Readonly<Partial<Record<LogicalKind, Order>>> = {
  CHAR: texts,
  VARCHAR: texts,
  BOOLEAN: plain,
  BINARY: bytes,
  VARBINARY: bytes,
  DECIMAL: plain,
  TINYINT: plain,
  SMALLINT: plain,
  INT: plain,
  BIGINT: plain,
  FLOAT: doubles,
  DOUBLE: doubles,
  DATE: plain,
  TIME: plain,
  TIMESTAMP: timestamps,
  TIMESTAMP_TZ: timestamps,
  TIMESTAMP_LTZ: timestamps,
  INTERVAL_YEAR_MONTH: plain,
  INTERVAL_DAY_TIME: plain,
};

/** The order of the values of a type; undefined for types without one, such as maps. */
export function orderOf(type: LogicalType): Order | undefined {
  return ORDERS[type.kind];
}
