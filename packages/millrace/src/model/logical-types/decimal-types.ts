import { MAX_DECIMAL_PRECISION } from '../decimal.js';
import { type DecimalType, decimalType, type LogicalKind, type LogicalType } from './logical-type.js';

/** The digits of the fraction that a result keeps when its precision must be cut. */
const MIN_ADJUSTED_SCALE = 6;

/** How many decimal digits the whole numbers of a type need. */
const INTEGER_DIGITS: Readonly<Partial<Record<LogicalKind, number>>> = { TINYINT: 3, SMALLINT: 5, INT: 10, BIGINT: 19 };

/** The DECIMAL that holds every value of an exact numeric type; undefined for other types. */
export function decimalFormOf(type: LogicalType): DecimalType | undefined {
  if (type.kind === 'DECIMAL') return type;
  const digits = INTEGER_DIGITS[type.kind];
  return digits === undefined ? undefined : decimalType(digits, 0);
}

/** DECIMAL(precision, scale) cut to 38 digits: the fraction gives way first, but for six digits of it. */
function adjusted(precision: number, scale: number): DecimalType {
  if (precision <= MAX_DECIMAL_PRECISION) return decimalType(precision, scale);
  const kept = Math.max(MAX_DECIMAL_PRECISION - (precision - scale), Math.min(scale, MIN_ADJUSTED_SCALE));
  return decimalType(MAX_DECIMAL_PRECISION, kept);
}

/** The type of `a + b` and `a - b`. */
export function sumType(a: DecimalType, b: DecimalType): DecimalType {
  const scale = Math.max(a.scale, b.scale);
  return adjusted(Math.max(a.precision - a.scale, b.precision - b.scale) + scale + 1, scale);
}

/** The type of `a * b`. */
export function productType(a: DecimalType, b: DecimalType): DecimalType {
  return adjusted(a.precision + b.precision + 1, a.scale + b.scale);
}

/** The type of `a / b`. */
export function quotientType(a: DecimalType, b: DecimalType): DecimalType {
  const scale = Math.max(6, a.scale + b.precision + 1);
  return adjusted(a.precision - a.scale + b.scale + scale, scale);
}

/** The type of `a % b`. */
export function remainderType(a: DecimalType, b: DecimalType): DecimalType {
  const scale = Math.max(a.scale, b.scale);
  return adjusted(Math.min(a.precision - a.scale, b.precision - b.scale) + scale, scale);
}

/** The type of `ROUND(a, digits)` for a known number of digits: rounding may need one digit more. */
export function roundedType(type: DecimalType, digits: number): DecimalType {
  if (digits >= type.scale) return type;
  const whole = 1 + type.precision - type.scale;
  return digits < 0 ? decimalType(Math.min(MAX_DECIMAL_PRECISION, whole), 0) : decimalType(whole + digits, digits);
}

/** The type that holds the values of both. */
export function widerDecimal(a: DecimalType, b: DecimalType): DecimalType {
  const whole = Math.min(Math.max(a.precision - a.scale, b.precision - b.scale), MAX_DECIMAL_PRECISION);
  const scale = Math.min(Math.max(a.scale, b.scale), MAX_DECIMAL_PRECISION - whole);
  return decimalType(whole + scale, scale);
}
