import { parseDecimalText, printDecimalText } from './big-decimal.js';

/** The most digits that a DECIMAL has, as in Flink. */
export const MAX_DECIMAL_PRECISION = 38;

const SAFE_MAX = BigInt(Number.MAX_SAFE_INTEGER);

/**
 * The unscaled value of a DECIMAL in its canonical form: a number inside ±(2^53 − 1), a bigint outside. 12.50 as
 * DECIMAL(5, 2) is 1250.
 */
export type UnscaledDecimal = number | bigint;

/** True for an unscaled value of at most `precision` digits in its canonical form. */
export function isUnscaledDecimal(value: unknown, precision: number): value is UnscaledDecimal {
  if (typeof value === 'number') {
    return (
      Number.isSafeInteger(value) && !Object.is(value, -0) && (precision > 15 || Math.abs(value) < 10 ** precision)
    );
  }
  return typeof value === 'bigint' && (value > SAFE_MAX || value < -SAFE_MAX) && fitsPrecision(value, precision);
}

/**
 * Reads decimal text as an unscaled value, rounded half up (away from zero) to `scale`; undefined when it is no decimal,
 * or has more than `precision` digits then.
 */
export function parseDecimal(text: string, precision: number, scale: number): UnscaledDecimal | undefined {
  const parsed = parseDecimalText(text);
  if (parsed === undefined) return undefined;
  // So long an integer part cannot fit, and scaling it up would be slow.
  if (parsed.scale < -MAX_DECIMAL_PRECISION && parsed.unscaled !== 0n) return undefined;
  return toPrecision(rescaleBig(parsed.unscaled, parsed.scale, scale), precision);
}

/** The digits of an unscaled value: 1250 with scale 2 is `12.50`. */
export function printDecimal(value: UnscaledDecimal, scale: number): string {
  return printDecimalText(value, scale);
}

/** The same decimal with another scale, rounded half up; undefined when it has more than `precision` digits then. */
export function rescaleDecimal(
  value: UnscaledDecimal,
  fromScale: number,
  toScale: number,
  precision: number,
): UnscaledDecimal | undefined {
  if (fromScale === toScale && isUnscaledDecimal(value, precision)) return value;
  return toPrecision(rescaleBig(BigInt(value), fromScale, toScale), precision);
}

function rescaleBig(value: bigint, fromScale: number, toScale: number): bigint {
  if (toScale >= fromScale) return value * 10n ** BigInt(toScale - fromScale);
  const divisor = 10n ** BigInt(fromScale - toScale);
  const half = divisor / 2n;
  // Division of bigints cuts towards zero, so adding half away from zero first rounds half up.
  return (value + (value < 0n ? -half : half)) / divisor;
}

function toPrecision(value: bigint, precision: number): UnscaledDecimal | undefined {
  if (!fitsPrecision(value, precision)) return undefined;
  return value >= -SAFE_MAX && value <= SAFE_MAX ? Number(value) : value;
}

function fitsPrecision(value: bigint, precision: number): boolean {
  const limit = 10n ** BigInt(precision);
  return value > -limit && value < limit;
}
