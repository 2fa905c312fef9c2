import { type EagerImplementation, eager } from '../expressions/implementation.js';
import { type BoundCall, type ScalarFunction, scalarFunction } from '../expressions/scalar-function.js';
import { anyNullable, kinds, NUMBERS, returnsArgument, type Signature, signature } from '../expressions/signature.js';
import { leastRestrictiveType } from '../model/logical-types/common-type.js';
import {
  decimalFormOf,
  productType,
  quotientType,
  remainderType,
  sumType,
} from '../model/logical-types/decimal-types.js';
import { type DecimalType, type LogicalType, withNullability } from '../model/logical-types/logical-type.js';
import { hasFamily } from '../model/logical-types/type-families.js';
import { intOfLong, type Long, negateLong } from '../model/sql-values/long.js';
import { type ArithmeticSign, implementArithmetic } from './arithmetic-implementation.js';
import {
  implementIntervalProduct,
  implementIntervalSum,
  intervalProduct,
  intervalSum,
  shiftSignatures,
} from './datetime-arithmetic.js';

type DecimalRule = (a: DecimalType, b: DecimalType) => LogicalType;

/** Two numbers of any kinds: exact ones with a DECIMAL among them as decimals, else as the wider of their types. */
function numeric(decimalResult: DecimalRule): Signature {
  return {
    text: '<NUMERIC>, <NUMERIC>',
    infer(args) {
      const types = args.map((argument) => argument.type);
      const [a, b] = types;
      if (a === undefined || b === undefined || types.length !== 2) return undefined;
      if (!types.every((type) => hasFamily(type, 'NUMERIC'))) return undefined;
      const nullable = anyNullable(types);
      const exact = types.every((type) => hasFamily(type, 'EXACT_NUMERIC'));
      if (exact && (a.kind === 'DECIMAL' || b.kind === 'DECIMAL')) {
        const decimals = types.map((type) =>
          withNullability(decimalFormOf(type) as DecimalType, type.nullable),
        ) as unknown as readonly [DecimalType, DecimalType];
        return { argumentTypes: decimals, resultType: withNullability(decimalResult(...decimals), nullable) };
      }
      const common = leastRestrictiveType(types) as LogicalType;
      return {
        argumentTypes: types.map((type) => withNullability(common, type.nullable)),
        resultType: withNullability(common, nullable),
      };
    },
  };
}

interface Arithmetic {
  readonly sign: ArithmeticSign;
  readonly summary: string;
  readonly signatures: readonly Signature[];
  readonly examples: ScalarFunction['examples'];
}

function arithmetic({ sign, summary, signatures, examples }: Arithmetic): ScalarFunction {
  return scalarFunction({
    name: sign,
    category: 'arithmetic',
    usage: `value1 ${sign} value2`,
    summary,
    signatures,
    implement: (call: BoundCall): EagerImplementation =>
      implementWithIntervals(sign, call) ?? implementArithmetic(sign, call),
    examples,
    print: ([a, b]) => `(${a} ${sign} ${b})`,
  });
}

function implementWithIntervals(sign: ArithmeticSign, call: BoundCall): EagerImplementation | undefined {
  if (sign === '+' || sign === '-') return implementIntervalSum(sign, call);
  return sign === '*' ? implementIntervalProduct(call) : undefined;
}

/** The rest has the type of the divisor when both are whole. */
const remainder: Signature = {
  text: '<EXACT_NUMERIC>, <EXACT_NUMERIC>',
  infer(args) {
    const types = args.map((argument) => argument.type);
    const [a, b] = types;
    if (a === undefined || b === undefined || !types.every((type) => hasFamily(type, 'EXACT_NUMERIC')))
      return undefined;
    const inferred = numeric(remainderType).infer(args);
    if (inferred === undefined) return undefined;
    const whole = types.every((type) => type.kind !== 'DECIMAL' || type.scale === 0);
    return whole ? { ...inferred, resultType: withNullability(b, anyNullable(types)) } : inferred;
  },
};

const remainderFunction = scalarFunction({
  name: '%',
  aliases: ['MOD'],
  category: 'arithmetic',
  usage: 'numeric1 % numeric2, MOD(numeric1, numeric2)',
  summary: 'What is left of the first number when it is divided by the second; it has the sign of the first.',
  signatures: [remainder],
  implement: implementRemainder,
  examples: [
    { sql: '7 % 3', result: '1' },
    { sql: 'MOD(-26, 5)', result: '-1' },
  ],
  print: ([a, b]) => `(${a} % ${b})`,
});

/** The rest is smaller than the divisor, so the type of a whole divisor holds it, but for the most negative one. */
function implementRemainder(call: BoundCall): EagerImplementation {
  const { resultType, argumentTypes } = call;
  if (argumentTypes[0]?.kind !== 'DECIMAL' || resultType.kind === 'DECIMAL') return implementArithmetic('%', call);
  const wide = { ...call, resultType: { ...(argumentTypes[0] as DecimalType), precision: 38 } };
  return implementArithmetic('%', wide);
}

function negated(type: LogicalType): EagerImplementation {
  switch (type.kind) {
    case 'TINYINT':
      return eager((value: number) => (-value << 24) >> 24);
    case 'SMALLINT':
      return eager((value: number) => (-value << 16) >> 16);
    case 'INT':
    case 'INTERVAL_YEAR_MONTH':
      return eager((value: number) => intOfLong(0 - value));
    case 'BIGINT':
    case 'INTERVAL_DAY_TIME':
      return eager(negateLong);
    case 'DECIMAL':
      return eager((value: Long) => (typeof value === 'number' ? 0 - value : -value));
    default:
      return eager(
        (value: number) => -value,
        ([value]) => `-${value}`,
      );
  }
}

const SIGNED = [NUMBERS, kinds('INTERVAL_YEAR_MONTH', 'INTERVAL_DAY_TIME')];
const unary = SIGNED.map((parameter) => signature([parameter], returnsArgument(0)));

const negate = scalarFunction({
  name: 'NEGATE',
  category: 'arithmetic',
  usage: '- numeric',
  summary: 'The number with the other sign.',
  signatures: unary,
  implement: ({ resultType }) => negated(resultType),
  examples: [{ sql: '-(5)', result: '-5' }],
  print: ([value]) => `-${value}`,
});

const plus = scalarFunction({
  name: 'UNARY_PLUS',
  category: 'arithmetic',
  usage: '+ numeric',
  summary: 'The number itself.',
  signatures: unary,
  implement: () =>
    eager(
      (value: unknown) => value,
      ([value]) => `${value}`,
    ),
  examples: [{ sql: '+5', result: '5' }],
  print: ([value]) => `+${value}`,
});

export const arithmeticFunctions = [
  arithmetic({
    sign: '+',
    summary: 'The sum. A whole number too large for its type begins again at the other end.',
    signatures: [numeric(sumType), intervalSum, ...shiftSignatures(true)],
    examples: [
      { sql: '1 + 2', result: '3' },
      { sql: '1.5 + 1', result: '2.5' },
      { sql: '2147483647 + 1', result: '-2147483648' },
    ],
  }),
  arithmetic({
    sign: '-',
    summary: 'The difference.',
    signatures: [numeric(sumType), intervalSum, ...shiftSignatures(false)],
    examples: [{ sql: '1.5 - 1', result: '0.5' }],
  }),
  arithmetic({
    sign: '*',
    summary: 'The product.',
    signatures: [numeric(productType), intervalProduct],
    examples: [{ sql: '1.5 * 1.5', result: '2.25' }],
  }),
  arithmetic({
    sign: '/',
    summary: 'The quotient; of whole numbers cut towards zero.',
    signatures: [numeric(quotientType)],
    examples: [
      { sql: '-7 / 2', result: '-3' },
      { sql: '10 / 4.0', result: '2.500000' },
    ],
  }),
  remainderFunction,
  negate,
  plus,
];
