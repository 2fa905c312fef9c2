import { type EagerImplementation, eager } from '../expressions/implementation.js';
import { type ScalarFunction, scalarFunction } from '../expressions/scalar-function.js';
import {
  NUMBERS,
  type Parameter,
  returns,
  returnsArgument,
  returnsExactly,
  signature,
} from '../expressions/signature.js';
import type { UnscaledDecimal } from '../model/decimal.js';
import {
  type DecimalType,
  DOUBLE,
  type LogicalType,
  notNull,
  withNullability,
} from '../model/logical-types/logical-type.js';
import { hasFamily } from '../model/logical-types/type-families.js';
import { type Long, negateLong } from '../model/sql-values/long.js';

/** Any number, taken as a DOUBLE. */
const AS_DOUBLE: Parameter = {
  ...NUMBERS,
  accept: ({ type }) => (hasFamily(type, 'NUMERIC') ? withNullability(DOUBLE, type.nullable) : undefined),
};

/** The fields of {@link Math} that take one number. */
type UnaryMath = { [K in keyof Math]: Math[K] extends (x: number) => number ? K : never }[keyof Math];

/** A function of doubles that JavaScript has too. */
function mathFunction(name: string, method: UnaryMath, summary: string, sql: string, result: string): ScalarFunction {
  const evaluate = Math[method] as (value: number) => number;
  return scalarFunction({
    name,
    category: 'arithmetic',
    usage: `${name}(numeric)`,
    summary,
    signatures: [signature([AS_DOUBLE], returns(DOUBLE))],
    implement: () => eager(evaluate, ([value]) => `Math.${method}(${value})`),
    examples: [{ sql, result }],
  });
}

interface DoubleFunction {
  readonly name: string;
  readonly aliases?: readonly string[];
  readonly usage: string;
  readonly summary: string;
  /** How many numbers it may take. */
  readonly counts: readonly number[];
  readonly evaluate: (...values: never[]) => number;
  readonly sql: string;
  readonly result: string;
}

function doubleFunction({ name, usage, summary, counts, evaluate, sql, result }: DoubleFunction): ScalarFunction {
  return scalarFunction({
    name,
    category: 'arithmetic',
    usage,
    summary,
    signatures: counts.map((count) => signature(new Array<Parameter>(count).fill(AS_DOUBLE), returns(DOUBLE))),
    implement: () => eager(evaluate),
    examples: [{ sql, result }],
  });
}

const constantFunction = (name: string, value: number, summary: string): ScalarFunction =>
  scalarFunction({
    name,
    category: 'arithmetic',
    usage: `${name}()`,
    summary,
    signatures: [signature([], returnsExactly(notNull(DOUBLE)))],
    implement: () => eager(() => value),
    examples: [{ sql: `${name}()`, result: String(value) }],
  });

/** `Math.log2` and `Math.log10` are exact for powers; Java divides natural logarithms for the others. */
const logarithm = (base: number, value: number): number => Math.log(value) / Math.log(base);

function absolute(type: LogicalType): EagerImplementation {
  switch (type.kind) {
    case 'TINYINT':
      return eager((value: number) => (Math.abs(value) << 24) >> 24);
    case 'SMALLINT':
      return eager((value: number) => (Math.abs(value) << 16) >> 16);
    case 'INT':
      return eager(
        (value: number) => Math.abs(value) | 0,
        ([value]) => `Math.abs(${value}) | 0`,
      );
    case 'BIGINT':
      return eager((value: Long) => (value < 0 ? negateLong(value) : value));
    case 'DECIMAL':
      return eager((value: UnscaledDecimal) => (value < 0 ? -value : value));
    default:
      return eager(
        (value: number) => Math.abs(value),
        ([value]) => `Math.abs(${value})`,
      );
  }
}

function signOf(type: LogicalType): EagerImplementation {
  const one = type.kind === 'DECIMAL' ? 10n ** BigInt((type as DecimalType).scale) : 1n;
  const unit = one <= BigInt(Number.MAX_SAFE_INTEGER) ? Number(one) : one;
  const minus = typeof unit === 'number' ? -unit : -unit;
  if (hasFamily(type, 'APPROXIMATE_NUMERIC')) return eager(Math.sign);
  return eager((value: Long) => (value > 0 ? unit : value < 0 ? minus : 0));
}

const typed = (
  name: string,
  summary: string,
  implement: (type: LogicalType) => EagerImplementation,
  examples: ScalarFunction['examples'],
): ScalarFunction =>
  scalarFunction({
    name,
    category: 'arithmetic',
    usage: `${name}(numeric)`,
    summary,
    signatures: [signature([NUMBERS], returnsArgument(0))],
    implement: ({ resultType }) => implement(resultType),
    examples,
  });

export const mathFunctions = [
  typed(
    'ABS',
    'The number without its sign. That of the least whole number does not fit and stays as it is.',
    absolute,
    [{ sql: 'ABS(-5.5)', result: '5.5' }],
  ),
  typed('SIGN', '1, 0 or -1 as the number is positive, zero or negative, in its own type.', signOf, [
    { sql: 'SIGN(-1.1)', result: '-1.0' },
  ]),
  mathFunction('SQRT', 'sqrt', 'The square root; NaN of a negative number.', 'SQRT(16)', '4.0'),
  mathFunction('EXP', 'exp', 'e to the power of the number.', 'EXP(0)', '1.0'),
  mathFunction('LN', 'log', 'The natural logarithm.', 'LN(1)', '0.0'),
  mathFunction('LOG10', 'log10', 'The logarithm of base 10.', 'LOG10(1000)', '3.0'),
  mathFunction('SIN', 'sin', 'The sine of an angle in radians.', 'SIN(0)', '0.0'),
  mathFunction('COS', 'cos', 'The cosine of an angle in radians.', 'COS(0)', '1.0'),
  mathFunction('TAN', 'tan', 'The tangent of an angle in radians.', 'TAN(0)', '0.0'),
  mathFunction('SINH', 'sinh', 'The hyperbolic sine.', 'SINH(0)', '0.0'),
  mathFunction('COSH', 'cosh', 'The hyperbolic cosine.', 'COSH(0)', '1.0'),
  mathFunction('TANH', 'tanh', 'The hyperbolic tangent.', 'TANH(0)', '0.0'),
  mathFunction('ASIN', 'asin', 'The angle of a sine, in radians.', 'ASIN(0)', '0.0'),
  mathFunction('ACOS', 'acos', 'The angle of a cosine, in radians.', 'ACOS(1)', '0.0'),
  mathFunction('ATAN', 'atan', 'The angle of a tangent, in radians.', 'ATAN(0)', '0.0'),
  doubleFunction({
    name: 'COT',
    usage: 'COT(numeric)',
    summary: 'The cotangent of an angle in radians.',
    counts: [1],
    evaluate: (value: number) => 1 / Math.tan(value),
    sql: 'COT(0.7853981633974483)',
    result: '1.0000000000000002',
  }),
  doubleFunction({
    name: 'ATAN2',
    usage: 'ATAN2(y, x)',
    summary: 'The angle of the point (x, y), in radians.',
    counts: [2],
    evaluate: Math.atan2,
    sql: 'ATAN2(0, 1)',
    result: '0.0',
  }),
  doubleFunction({
    name: 'DEGREES',
    usage: 'DEGREES(numeric)',
    summary: 'An angle in radians as degrees.',
    counts: [1],
    evaluate: (value: number) => value * (180 / Math.PI),
    sql: 'DEGREES(PI())',
    result: '180.0',
  }),
  doubleFunction({
    name: 'RADIANS',
    usage: 'RADIANS(numeric)',
    summary: 'An angle in degrees as radians.',
    counts: [1],
    evaluate: (value: number) => value * (Math.PI / 180),
    sql: 'RADIANS(180)',
    result: '3.141592653589793',
  }),
  doubleFunction({
    name: 'POWER',
    usage: 'POWER(numeric1, numeric2)',
    summary: 'The first number to the power of the second.',
    counts: [2],
    evaluate: Math.pow,
    sql: 'POWER(2, 10)',
    result: '1024.0',
  }),
  doubleFunction({
    name: 'LOG2',
    usage: 'LOG2(numeric)',
    summary: 'The logarithm of base 2.',
    counts: [1],
    evaluate: (value: number) => logarithm(2, value),
    sql: 'LOG2(8)',
    result: '3.0',
  }),
  doubleFunction({
    name: 'LOG',
    usage: 'LOG(numeric), LOG(base, numeric)',
    summary: 'The natural logarithm, or the logarithm of a base.',
    counts: [1, 2],
    evaluate: (a: number, b?: number) => (b === undefined ? Math.log(a) : logarithm(a, b)),
    sql: 'LOG(2, 8)',
    result: '3.0',
  }),
  constantFunction('PI', Math.PI, 'The ratio of the circumference of a circle to its diameter.'),
  constantFunction('E', Math.E, 'The base of the natural logarithm.'),
];
