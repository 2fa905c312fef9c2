import { BigDecimal, compareDecimals } from './big-decimal.js';
import { Instant } from './instant.js';

/** The order of numbers in which −0 is before 0, and NaN is the last, as Java's. */
export function compareDoubles(a: number, b: number): number {
  if (a < b) return -1;
  if (a > b) return 1;
  if (a !== b) return Number(Number.isNaN(a)) - Number(Number.isNaN(b));
  return a === 0 ? Number(Object.is(b, -0)) - Number(Object.is(a, -0)) : 0;
}

/** The order of whole numbers (numbers and bigints alike), of texts by UTF-16 code unit, and of booleans. */
export function compareNatural<T extends number | bigint | string | boolean>(a: T, b: T): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** The order of two moments. */
export function compareInstants(a: Instant, b: Instant): number {
  return a.seconds - b.seconds || a.nanos - b.nanos;
}

/** The order of two values about whose type nothing is known; undefined when they have none. */
export function compareAny(a: unknown, b: unknown): number | undefined {
  if (typeof a === 'number' && typeof b === 'number') return compareDoubles(a, b);
  if (isInteger(a) && isInteger(b)) return compareNatural(a, b);
  if (typeof a === 'string' && typeof b === 'string') return compareNatural(a, b);
  if (typeof a === 'boolean' && typeof b === 'boolean') return compareNatural(a, b);
  if (a instanceof Date && b instanceof Date) return compareDoubles(a.getTime(), b.getTime());
  if (a instanceof Instant && b instanceof Instant) return compareInstants(a, b);
  if (a instanceof BigDecimal && b instanceof BigDecimal) return compareDecimals(a, b);
  return undefined;
}

function isInteger(value: unknown): value is number | bigint {
  return typeof value === 'number' || typeof value === 'bigint';
}
