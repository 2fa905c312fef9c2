import { parseDecimal, type UnscaledDecimal } from '../../model/decimal.js';
import type { DecimalType } from '../../model/logical-types/logical-type.js';
import { canonicalInteger } from '../../model/types/long.js';
import { castFailure } from './cast-failure.js';

/** White space and control characters at both ends, as Java's trim cuts them. */
const JAVA_SPACE = /^[\0- ]+|[\0- ]+$/g;

export function javaTrim(text: string): string {
  return text.replace(JAVA_SPACE, '');
}

const WHOLE = /^ *([+-]?)(\d*)(?:\.(\d*))? *$/;

/** Reads text as a whole number of so many bits; a fraction is cut off. */
export function parseInteger(text: string, bits: number, type: string): number | bigint {
  const match = WHOLE.exec(text);
  const digits = match?.[2] ?? '';
  if (match === null || (digits === '' && match[3] === undefined)) {
    throw castFailure(text, type, 'A whole number is expected.');
  }
  const magnitude = BigInt(digits);
  const value = match[1] === '-' ? -magnitude : magnitude;
  if (BigInt.asIntN(bits, value) !== value) throw castFailure(text, type, 'The number is too large for the type.');
  return canonicalInteger(value);
}

/** Reads text as a decimal, rounded half up. */
export function parseDecimalOf(text: string, type: DecimalType, name: string): UnscaledDecimal {
  const value = parseDecimal(javaTrim(text), type.precision, type.scale);
  if (value === undefined) throw castFailure(text, name, 'A decimal number with few enough digits is expected.');
  return value;
}

const DECIMAL_FLOAT = /^([+-]?)(\d+\.?\d*(?:[eE][+-]?\d+)?|\.\d+(?:[eE][+-]?\d+)?)[fFdD]?$/;
const NAMED_FLOAT = /^([+-]?)(NaN|Infinity)$/;
const HEX_FLOAT = /^([+-]?)0[xX]([\da-fA-F]*)\.?([\da-fA-F]*)[pP]([+-]?\d+)[fFdD]?$/;

/** Reads text as Java's `Double.parseDouble` does. */
export function parseFloating(text: string, type: string): number {
  const trimmed = javaTrim(text);
  const decimal = DECIMAL_FLOAT.exec(trimmed);
  if (decimal !== null) return Number(`${decimal[1]}${decimal[2]}`);
  const named = NAMED_FLOAT.exec(trimmed);
  if (named !== null)
    return named[2] === 'NaN' ? Number.NaN : named[1] === '-' ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY;
  const hex = HEX_FLOAT.exec(trimmed);
  const digits = `${hex?.[2] ?? ''}${hex?.[3] ?? ''}`;
  if (hex === null || digits === '') throw castFailure(text, type, 'A number is expected.');
  const exponent = Number(hex[4]) - 4 * (hex[3] ?? '').length;
  const value = Number(BigInt(`0x${digits}`)) * 2 ** exponent;
  return hex[1] === '-' ? -value : value;
}

const TRUE_WORDS = new Set(['t', 'true', 'y', 'yes', '1']);
const FALSE_WORDS = new Set(['f', 'false', 'n', 'no', '0']);

export function parseBoolean(text: string): boolean {
  const word = text.toLowerCase();
  if (TRUE_WORDS.has(word)) return true;
  if (FALSE_WORDS.has(word)) return false;
  throw castFailure(text, 'BOOLEAN', 'true, t, yes, y, 1, false, f, no, n or 0 is expected.');
}
