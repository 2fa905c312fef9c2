import { type EagerImplementation, eager } from '../expressions/implementation.js';
import { type BoundCall, type ScalarFunction, scalarFunction } from '../expressions/scalar-function.js';
import {
  anyNullable,
  INTEGERS,
  NUMBERS,
  optional,
  type ResultRule,
  returnsArgument,
  signature,
} from '../expressions/signature.js';
import { parseDecimalText } from '../model/big-decimal.js';
import type { UnscaledDecimal } from '../model/decimal.js';
import { roundedType } from '../model/logical-types/decimal-types.js';
import {
  type DecimalType,
  decimalType,
  type LogicalType,
  withNullability,
} from '../model/logical-types/logical-type.js';
import { hasFamily } from '../model/logical-types/type-families.js';
import { fitDecimal } from '../model/sql-values/decimal-arithmetic.js';
import { intOfLong, type Long, wrapLong } from '../model/sql-values/long.js';
import { printDouble, printFloat } from '../model/sql-values/number-text.js';
import { invalidValue } from './sql-failure.js';
import { implementTemporalRounding, temporalRounding } from './temporal-rounding.js';

/** How what is cut off changes what stays. */
type Mode = 'HALF_UP' | 'DOWN' | 'CEILING' | 'FLOOR';

/** A decimal cut to so many digits behind the point; negative digits are cut before it. The scale of the result is at least 0. */
function roundUnscaled(
  unscaled: bigint,
  scale: number,
  digits: number,
  mode: Mode,
): { unscaled: bigint; scale: number } {
  if (digits >= scale) return { unscaled, scale };
  // Beyond the first digit everything is cut; huge numbers of digits must not cost anything.
  const cut = Math.min(scale - digits, `${unscaled}`.length + 1);
  const unit = 10n ** BigInt(cut);
  const rest = unscaled % unit;
  let kept = unscaled / unit;
  const negative = unscaled < 0n;
  if (mode === 'HALF_UP' && (negative ? -rest : rest) * 2n >= unit) kept += negative ? -1n : 1n;
  if (mode === 'CEILING' && rest > 0n) kept += 1n;
  if (mode === 'FLOOR' && rest < 0n) kept -= 1n;
  const keptScale = scale - cut;
  return keptScale >= 0
    ? { unscaled: kept, scale: keptScale }
    : { unscaled: kept * 10n ** BigInt(-keptScale), scale: 0 };
}

const NARROW: Readonly<Record<string, (value: Long) => Long>> = {
  TINYINT: (value) => (intOfLong(value) << 24) >> 24,
  SMALLINT: (value) => (intOfLong(value) << 16) >> 16,
  INT: intOfLong,
  BIGINT: (value) => value,
};

/** Rounds a value of a type to so many digits behind the point. */
function rounderOf(
  name: string,
  from: LogicalType,
  to: LogicalType,
  mode: Mode,
): (value: never, digits: number) => unknown {
  if (from.kind === 'DECIMAL') {
    return (value: UnscaledDecimal, digits) => {
      const rounded = roundUnscaled(BigInt(value), from.scale, digits, mode);
      return fitDecimal(rounded.unscaled, rounded.scale, to as DecimalType);
    };
  }
  if (hasFamily(from, 'INTEGER_NUMERIC')) {
    const narrow = NARROW[from.kind] as (value: Long) => Long;
    return (value: Long, digits) =>
      digits >= 0 ? value : narrow(wrapLong(roundUnscaled(BigInt(value), 0, digits, mode).unscaled));
  }
  const print = from.kind === 'FLOAT' ? printFloat : printDouble;
  return (value: number, digits) => {
    // As Flink does: the digits that the number is printed with are what is rounded.
    const parsed = parseDecimalText(print(value));
    if (parsed === undefined) {
      throw invalidValue(name, `${value} cannot be rounded.`, 'Filter out what is not a finite number.');
    }
    const rounded = roundUnscaled(parsed.unscaled, parsed.scale, digits, mode);
    const double = Number(`${rounded.unscaled}e-${rounded.scale}`);
    return from.kind === 'FLOAT' ? Math.fround(double) : double;
  };
}

/** Known digits give a DECIMAL as narrow as the result; unknown ones keep its type. */
const roundResult: ResultRule = (types, args) => {
  const [type] = types as readonly [LogicalType];
  const digits = args.length === 1 ? 0 : args[1]?.literal?.value;
  const known = typeof digits === 'number' && type.kind === 'DECIMAL';
  return withNullability(known ? roundedType(type, digits) : type, anyNullable(types));
};

interface Rounding {
  readonly name: string;
  readonly summary: string;
  readonly mode: Mode;
  readonly examples: ScalarFunction['examples'];
}

function roundingFunction({ name, summary, mode, examples }: Rounding): ScalarFunction {
  return scalarFunction({
    name,
    category: 'arithmetic',
    usage: `${name}(numeric [, digits])`,
    summary,
    signatures: [signature([NUMBERS, optional(INTEGERS)], roundResult)],
    implement({ argumentTypes, resultType }) {
      const round = rounderOf(name, argumentTypes[0] as LogicalType, resultType, mode);
      return eager((value: never, digits: Long = 0) => round(value, Number(digits)));
    },
    examples,
  });
}

/** CEIL and FLOOR of numbers; a DECIMAL loses its fraction but keeps its digits. */
const withoutFraction: ResultRule = returnsArgument(0, (type) =>
  type.kind === 'DECIMAL' ? decimalType(type.precision, 0) : type,
);

function wholeNumber(name: 'CEIL' | 'FLOOR', { argumentTypes, resultType }: BoundCall): EagerImplementation {
  const [type] = argumentTypes as readonly [LogicalType];
  if (hasFamily(type, 'APPROXIMATE_NUMERIC')) return eager(name === 'CEIL' ? Math.ceil : Math.floor);
  if (type.kind !== 'DECIMAL')
    return eager(
      (value: Long) => value,
      ([value]) => `${value}`,
    );
  const round = rounderOf(name, type, resultType, name === 'CEIL' ? 'CEILING' : 'FLOOR');
  return eager((value: never) => round(value, 0));
}

function wholeFunction(name: 'CEIL' | 'FLOOR', aliases: readonly string[], examples: ScalarFunction['examples']) {
  const words = name === 'CEIL' ? 'least whole number that is not less' : 'greatest whole number that is not greater';
  return scalarFunction({
    name,
    aliases,
    category: 'arithmetic',
    usage: `${name}(numeric), ${name}(timepoint TO unit)`,
    summary: `The ${words}; of a date or a time the ${name === 'CEIL' ? 'next' : 'last'} beginning of a unit.`,
    signatures: [signature([NUMBERS], withoutFraction), temporalRounding],
    implement: (call, runtime) =>
      call.argumentTypes.length === 2 ? implementTemporalRounding(name, call, runtime) : wholeNumber(name, call),
    examples,
  });
}

export const roundingFunctions = [
  roundingFunction({
    name: 'ROUND',
    summary:
      'The number rounded half up to so many digits behind the point, 0 by default; negative ones are before it.',
    mode: 'HALF_UP',
    examples: [
      { sql: 'ROUND(-12.345, 2)', result: '-12.35' },
      { sql: 'ROUND(646.646, -1)', result: '650' },
    ],
  }),
  roundingFunction({
    name: 'TRUNCATE',
    summary: 'The number cut off after so many digits behind the point, 0 by default.',
    mode: 'DOWN',
    examples: [
      { sql: 'TRUNCATE(42.345, 2)', result: '42.34' },
      { sql: 'TRUNCATE(42, -1)', result: '40' },
    ],
  }),
  wholeFunction(
    'CEIL',
    ['CEILING'],
    [
      { sql: 'CEIL(2.5)', result: '3' },
      { sql: "CEIL(TIME '12:44:31' TO MINUTE)", result: '12:45:00' },
    ],
  ),
  wholeFunction(
    'FLOOR',
    [],
    [
      { sql: 'FLOOR(-2.5)', result: '-3' },
      { sql: "FLOOR(DATE '2026-08-15' TO MONTH)", result: '2026-08-01' },
    ],
  ),
];
