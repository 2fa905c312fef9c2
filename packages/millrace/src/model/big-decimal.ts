import { MillraceError } from './millrace-error.js';

/** Exponents beyond this are refused: printing or scaling such a number would take all memory. */
const MAX_SCALE = 100_000;

/**
 * A decimal number of any length, exact: an integer and the number of its digits behind the point.
 *
 * `1.0` and `1.00` are different values, as Java's `BigDecimal` has it.
 *
 * @example
 * ```ts
 * import { BigDecimal } from 'millrace';
 *
 * console.log(String(BigDecimal.of('12.50'))); // 12.50
 * ```
 */
export class BigDecimal {
  readonly unscaled: bigint;
  readonly scale: number;

  constructor(unscaled: bigint, scale = 0) {
    if (typeof unscaled !== 'bigint' || !Number.isInteger(scale) || Math.abs(scale) > MAX_SCALE) {
      throw new MillraceError('DECIMAL_INVALID', `BigDecimal(${typeof unscaled}, ${scale}) is not a decimal.`, {
        hint: `Give the unscaled value as a bigint and a scale of at most ±${MAX_SCALE}.`,
      });
    }
    this.unscaled = unscaled;
    this.scale = scale;
  }

  /**
   * Reads decimal text (`'12.50'`, `'1e3'`), or takes a whole number.
   *
   * @throws MillraceError `DECIMAL_INVALID` for other text and for numbers with a fraction, which are not exact.
   */
  static of(value: string | number | bigint): BigDecimal {
    if (typeof value === 'bigint') return new BigDecimal(value);
    if (typeof value === 'number' && Number.isSafeInteger(value)) return new BigDecimal(BigInt(value));
    const parsed = typeof value === 'string' ? parseDecimalText(value) : undefined;
    if (parsed !== undefined) return new BigDecimal(parsed.unscaled, parsed.scale);
    throw new MillraceError('DECIMAL_INVALID', `${JSON.stringify(value)} is not a decimal.`, {
      hint: "Give text such as '12.50', a whole number, or a bigint.",
    });
  }

  /** The same number and the same scale. */
  equals(other: unknown): boolean {
    return other instanceof BigDecimal && other.unscaled === this.unscaled && other.scale === this.scale;
  }

  /** All digits, without an exponent. */
  toString(): string {
    return printDecimalText(this.unscaled, this.scale);
  }

  toJSON(): string {
    return this.toString();
  }
}

/** The order of two decimals as numbers: their scales do not count. */
export function compareDecimals(a: BigDecimal, b: BigDecimal): number {
  const [left, right] = sameScale(a, b);
  return left < right ? -1 : left > right ? 1 : 0;
}

/** The exact sum; its scale is the larger of the two. */
export function addDecimals(a: BigDecimal, b: BigDecimal): BigDecimal {
  const [left, right] = sameScale(a, b);
  return new BigDecimal(left + right, Math.max(a.scale, b.scale));
}

function sameScale(a: BigDecimal, b: BigDecimal): readonly [bigint, bigint] {
  const scale = Math.max(a.scale, b.scale);
  return [a.unscaled * 10n ** BigInt(scale - a.scale), b.unscaled * 10n ** BigInt(scale - b.scale)];
}

/** Reads decimal text with or without fraction and exponent; undefined when it is none, or its exponent is absurd. */
export function parseDecimalText(text: string): { unscaled: bigint; scale: number } | undefined {
  const match = /^([+-]?)(\d*)(?:\.(\d*))?(?:[eE]([+-]?\d{1,7}))?$/.exec(text);
  if (match === null) return undefined;
  const fraction = match[3] ?? '';
  const digits = `${match[2] ?? ''}${fraction}`;
  if (digits === '') return undefined;
  const scale = fraction.length - Number(match[4] ?? 0);
  if (Math.abs(scale) > MAX_SCALE) return undefined;
  const magnitude = BigInt(digits);
  return { unscaled: match[1] === '-' ? -magnitude : magnitude, scale };
}

/** The digits of a decimal, without an exponent. */
export function printDecimalText(unscaled: bigint | number, scale: number): string {
  const negative = unscaled < 0;
  const digits = `${negative ? -unscaled : unscaled}`;
  const sign = negative ? '-' : '';
  if (scale <= 0) return `${sign}${digits}${digits === '0' ? '' : '0'.repeat(-scale)}`;
  const padded = digits.padStart(scale + 1, '0');
  return `${sign}${padded.slice(0, -scale)}.${padded.slice(-scale)}`;
}
