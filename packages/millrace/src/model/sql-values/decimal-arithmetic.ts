import { MAX_DECIMAL_PRECISION, rescaleDecimal, type UnscaledDecimal } from '../decimal.js';

/** The shape of a DECIMAL. */
export interface DecimalShape {
  readonly precision: number;
  readonly scale: number;
}

const pow10 = (exponent: number): bigint => 10n ** BigInt(exponent);
const magnitude = (value: bigint): bigint => (value < 0n ? -value : value);

/** The value in another shape, rounded half up; null when it has too many digits, as Flink has it. */
export function fitDecimal(value: bigint | number, scale: number, shape: DecimalShape): UnscaledDecimal | null {
  return rescaleDecimal(value, scale, shape.scale, shape.precision) ?? null;
}

/** `a + b`, or null when it does not fit. */
export function addDecimal(
  a: UnscaledDecimal,
  aScale: number,
  b: UnscaledDecimal,
  bScale: number,
  result: DecimalShape,
): UnscaledDecimal | null {
  if (typeof a === 'number' && typeof b === 'number' && aScale === bScale && result.scale === aScale) {
    const sum = a + b;
    if (Number.isSafeInteger(sum)) return fitDecimal(sum, aScale, result);
  }
  const scale = Math.max(aScale, bScale);
  return fitDecimal(BigInt(a) * pow10(scale - aScale) + BigInt(b) * pow10(scale - bScale), scale, result);
}

/** `a * b`, or null when it does not fit. */
export function multiplyDecimal(
  a: UnscaledDecimal,
  aScale: number,
  b: UnscaledDecimal,
  bScale: number,
  result: DecimalShape,
): UnscaledDecimal | null {
  if (typeof a === 'number' && typeof b === 'number' && result.scale === aScale + bScale) {
    const product = a * b;
    if (Number.isSafeInteger(product)) return fitDecimal(product + 0, result.scale, result);
  }
  return fitDecimal(BigInt(a) * BigInt(b), aScale + bScale, result);
}

/** `a / b` by way of 38 significant digits, as Flink has it; b is not 0. */
export function divideDecimal(
  a: UnscaledDecimal,
  aScale: number,
  b: UnscaledDecimal,
  bScale: number,
  result: DecimalShape,
): UnscaledDecimal | null {
  if (a === 0) return 0;
  const dividend = magnitude(BigInt(a));
  const divisor = magnitude(BigInt(b));
  // Two or three digits more than wanted: what is cut off behind them cannot move the rounding across a half.
  const shift = MAX_DECIMAL_PRECISION - (digitCount(dividend) - digitCount(divisor)) + 2;
  const digits = (dividend * pow10(shift)) / divisor;
  const surplus = digitCount(digits) - MAX_DECIMAL_PRECISION;
  const quotient = roundHalfUp(digits, pow10(surplus));
  const scale = aScale - bScale + shift - surplus;
  return fitDecimal(BigInt(a) < 0n !== BigInt(b) < 0n ? -quotient : quotient, scale, result);
}

/** The rest of `a / b`, with the sign of a; b is not 0. */
export function remainderDecimal(
  a: UnscaledDecimal,
  aScale: number,
  b: UnscaledDecimal,
  bScale: number,
  result: DecimalShape,
): UnscaledDecimal | null {
  const scale = Math.max(aScale, bScale);
  const rest = (BigInt(a) * pow10(scale - aScale)) % (BigInt(b) * pow10(scale - bScale));
  return fitDecimal(rest, scale, result);
}

/** Negative, zero or positive, as a is smaller than, equal to or greater than b. */
export function compareDecimal(a: UnscaledDecimal, aScale: number, b: UnscaledDecimal, bScale: number): number {
  if (aScale === bScale) return a < b ? -1 : a > b ? 1 : 0;
  const scale = Math.max(aScale, bScale);
  const left = BigInt(a) * pow10(scale - aScale);
  const right = BigInt(b) * pow10(scale - bScale);
  return left < right ? -1 : left > right ? 1 : 0;
}

/** The double nearest to a decimal. */
export function doubleOfDecimal(value: UnscaledDecimal, scale: number): number {
  if (scale === 0) return Number(value);
  // Both are exact, so the quotient is rounded once.
  if (typeof value === 'number' && scale <= 22) return value / 10 ** scale;
  return Number(`${value}e-${scale}`);
}

/** The whole part of a decimal. */
export function truncateDecimal(value: UnscaledDecimal, scale: number): bigint {
  return BigInt(value) / pow10(scale);
}

function roundHalfUp(value: bigint, divisor: bigint): bigint {
  return (value + divisor / 2n) / divisor;
}

function digitCount(value: bigint): number {
  return value.toString().length;
}
