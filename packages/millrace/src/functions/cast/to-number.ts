import { parseDecimalText } from '../../model/big-decimal.js';
import type { UnscaledDecimal } from '../../model/decimal.js';
import { decimalFormOf } from '../../model/logical-types/decimal-types.js';
import type { DecimalType } from '../../model/logical-types/logical-type.js';
import { summarizeType } from '../../model/logical-types/print-type.js';
import { doubleOfDecimal, fitDecimal, truncateDecimal } from '../../model/sql-values/decimal-arithmetic.js';
import { intOfDouble, intOfLong, type Long, longOfDouble, wrapLong } from '../../model/sql-values/long.js';
import { printDouble, printFloat } from '../../model/sql-values/number-text.js';
import { castFailure } from './cast-failure.js';
import type { Conversion, ConversionRule, ConversionRules } from './conversion.js';
import { parseBoolean, parseDecimalOf, parseFloating, parseInteger } from './text-to-number.js';

type IntegerKind = 'TINYINT' | 'SMALLINT' | 'INT' | 'BIGINT';

interface IntegerForm {
  readonly bits: number;
  /** The low bits of a whole number. */
  readonly narrow: (value: Long) => Long;
  /** As Java converts a double: to int or long at first. */
  readonly ofDouble: (value: number) => Long;
}

const toByte = (value: Long): number => (intOfLong(value) << 24) >> 24;
const toShort = (value: Long): number => (intOfLong(value) << 16) >> 16;

const INTEGERS: Readonly<Record<IntegerKind, IntegerForm>> = {
  TINYINT: { bits: 8, narrow: toByte, ofDouble: (value) => toByte(intOfDouble(value)) },
  SMALLINT: { bits: 16, narrow: toShort, ofDouble: (value) => toShort(intOfDouble(value)) },
  INT: { bits: 32, narrow: intOfLong, ofDouble: intOfDouble },
  BIGINT: { bits: 64, narrow: (value) => value, ofDouble: longOfDouble },
};

const numberOfBoolean: Conversion = (value) => (value === true ? 1 : 0);

function integerRules<K extends IntegerKind>(kind: K): ConversionRules<K> {
  const { bits, narrow, ofDouble } = INTEGERS[kind];
  const ofText = (): Conversion => (value) => parseInteger(value as string, bits, kind);
  const ofInteger = (): Conversion => (value) => narrow(value as Long);
  const ofFloating = (): Conversion => (value) => ofDouble(value as number);
  return {
    CHAR: ofText,
    VARCHAR: ofText,
    BOOLEAN: () => numberOfBoolean,
    TINYINT: ofInteger,
    SMALLINT: ofInteger,
    INT: ofInteger,
    BIGINT: ofInteger,
    FLOAT: ofFloating,
    DOUBLE: ofFloating,
    DECIMAL:
      ({ scale }) =>
      (value) =>
        narrow(wrapLong(truncateDecimal(value as UnscaledDecimal, scale))),
  } as ConversionRules<K>;
}

export const toTinyint = integerRules('TINYINT');
export const toSmallint = integerRules('SMALLINT');
export const toInt = integerRules('INT');
export const toBigint = integerRules('BIGINT');

function floatingRules<K extends 'FLOAT' | 'DOUBLE'>(kind: K): ConversionRules<K> {
  const round = kind === 'FLOAT' ? Math.fround : (value: number): number => value;
  const ofText = (): Conversion => (value) => round(parseFloating(value as string, kind));
  const ofNumber = (): Conversion => (value) => round(Number(value));
  return {
    CHAR: ofText,
    VARCHAR: ofText,
    BOOLEAN: () => numberOfBoolean,
    TINYINT: ofNumber,
    SMALLINT: ofNumber,
    INT: ofNumber,
    BIGINT: ofNumber,
    FLOAT: ofNumber,
    DOUBLE: ofNumber,
    DECIMAL:
      ({ scale }) =>
      (value) =>
        round(doubleOfDecimal(value as UnscaledDecimal, scale)),
  } as ConversionRules<K>;
}

export const toFloat = floatingRules('FLOAT');
export const toDouble = floatingRules('DOUBLE');

const decimalOfText: ConversionRule<'CHAR' | 'VARCHAR', 'DECIMAL'> = (_from, to) => {
  const name = summarizeType({ ...to, nullable: true });
  return (value) => parseDecimalOf(value as string, to, name);
};

const decimalOfInteger: ConversionRule<'TINYINT' | 'SMALLINT' | 'INT' | 'BIGINT' | 'DECIMAL', 'DECIMAL'> = (
  from,
  to,
) => {
  const { scale } = decimalFormOf(from) as DecimalType;
  return (value) => fitDecimal(value as UnscaledDecimal, scale, to);
};

/** By way of the digits that the number is printed with, as Flink does. */
function decimalOfFloating(print: (value: number) => string): ConversionRule<'FLOAT' | 'DOUBLE', 'DECIMAL'> {
  return (_from, to) => (value) => {
    const digits = parseDecimalText(print(value as number));
    if (digits !== undefined) return fitDecimal(digits.unscaled, digits.scale, to);
    throw castFailure(print(value as number), summarizeType({ ...to, nullable: true }), 'A finite number is expected.');
  };
}

export const toDecimal: ConversionRules<'DECIMAL'> = {
  CHAR: decimalOfText,
  VARCHAR: decimalOfText,
  BOOLEAN: (_from, to) => (value) => fitDecimal(value === true ? 1 : 0, 0, to),
  TINYINT: decimalOfInteger,
  SMALLINT: decimalOfInteger,
  INT: decimalOfInteger,
  BIGINT: decimalOfInteger,
  DECIMAL: decimalOfInteger,
  FLOAT: decimalOfFloating(printFloat),
  DOUBLE: decimalOfFloating(printDouble),
};

const notZero = (): Conversion => (value) => value !== 0;
const booleanOfText = (): Conversion => (value) => parseBoolean(value as string);

export const toBoolean: ConversionRules<'BOOLEAN'> = {
  CHAR: booleanOfText,
  VARCHAR: booleanOfText,
  BOOLEAN: () => (value) => value,
  TINYINT: notZero,
  SMALLINT: notZero,
  INT: notZero,
  BIGINT: notZero,
};
