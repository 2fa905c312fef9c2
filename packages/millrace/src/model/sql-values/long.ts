import { canonicalInteger } from '../types/long.js';

/** A BIGINT: a number inside ±(2^53 − 1), a bigint outside. */
export type Long = number | bigint;

const LONG_MIN: Long = -(2n ** 63n);
const LONG_MAX: Long = 2n ** 63n - 1n;

const MAX_SAFE = Number.MAX_SAFE_INTEGER;

/** The 64 low bits of a whole number, as a LONG. */
export function wrapLong(value: bigint): Long {
  return canonicalInteger(BigInt.asIntN(64, value));
}

export function addLong(a: Long, b: Long): Long {
  if (typeof a === 'number' && typeof b === 'number') {
    const sum = a + b;
    if (sum >= -MAX_SAFE && sum <= MAX_SAFE) return sum;
  }
  return wrapLong(BigInt(a) + BigInt(b));
}

export function subtractLong(a: Long, b: Long): Long {
  if (typeof a === 'number' && typeof b === 'number') {
    const difference = a - b;
    if (difference >= -MAX_SAFE && difference <= MAX_SAFE) return difference;
  }
  return wrapLong(BigInt(a) - BigInt(b));
}

export function multiplyLong(a: Long, b: Long): Long {
  if (typeof a === 'number' && typeof b === 'number') {
    const product = a * b;
    // Adding 0 makes 0 of −0.
    if (product >= -MAX_SAFE && product <= MAX_SAFE) return product + 0;
  }
  return wrapLong(BigInt(a) * BigInt(b));
}

/** `a / b` cut towards zero; b is not 0. */
export function divideLong(a: Long, b: Long): Long {
  // The quotient of rounded numbers may be one too large; that of a multiple is exact.
  if (typeof a === 'number' && typeof b === 'number') return (a - (a % b)) / b + 0;
  return wrapLong(BigInt(a) / BigInt(b));
}

/** The rest of `a / b`, with the sign of a; b is not 0. */
export function remainderLong(a: Long, b: Long): Long {
  if (typeof a === 'number' && typeof b === 'number') return (a % b) + 0;
  return canonicalInteger(BigInt(a) % BigInt(b));
}

export function negateLong(value: Long): Long {
  return typeof value === 'number' ? 0 - value : wrapLong(-value);
}

/** The LONG nearest to a double when its fraction is cut off, as Java's `(long)` has it: NaN is 0, what is too large the limit. */
export function longOfDouble(value: number): Long {
  if (Number.isNaN(value)) return 0;
  const whole = Math.trunc(value);
  if (whole >= -MAX_SAFE && whole <= MAX_SAFE) return whole + 0;
  if (whole >= 2 ** 63) return LONG_MAX;
  return whole <= -(2 ** 63) ? LONG_MIN : canonicalInteger(BigInt(whole));
}

/** The int of a double, as Java's `(int)` has it. */
export function intOfDouble(value: number): number {
  if (value >= 2_147_483_647) return 2_147_483_647;
  if (value <= -2_147_483_648) return -2_147_483_648;
  return Math.trunc(value) | 0;
}

/** The 32 low bits of a LONG. */
export function intOfLong(value: Long): number {
  if (typeof value === 'bigint') return Number(BigInt.asIntN(32, value));
  // `|` takes the low 32 bits of a whole number of any size.
  return value | 0;
}
