import { eager, type LazyImplementation } from '../expressions/implementation.js';
import { scalarFunction } from '../expressions/scalar-function.js';
import { CHARACTERS, type Inferred, returnsExactly, type Signature, signature } from '../expressions/signature.js';
import { commonType, leastRestrictiveType } from '../model/logical-types/common-type.js';
import { BOOLEAN, type LogicalType, notNull, withNullability } from '../model/logical-types/logical-type.js';
import { hasFamily, type TypeFamily } from '../model/logical-types/type-families.js';
import { orderOf } from '../model/sql-values/value-order.js';
import { equalityBetween } from './comparison.js';
import { inferComparison } from './comparison-types.js';

/** Conditions and values in turn, then the value for the rest. */
const caseSignature: Signature = {
  text: '<BOOLEAN>, <ANY>, [<BOOLEAN>, <ANY> ...], <ANY>',
  infer(args) {
    if (args.length < 3 || args.length % 2 === 0) return undefined;
    const isCondition = (i: number): boolean => i % 2 === 0 && i < args.length - 1;
    const types = args.map((argument) => argument.type);
    if (types.some((type, i) => isCondition(i) && type.kind !== 'BOOLEAN')) return undefined;
    const resultType = leastRestrictiveType(types.filter((_, i) => !isCondition(i)));
    if (resultType === undefined) return undefined;
    return {
      argumentTypes: types.map((type, i) => (isCondition(i) ? type : withNullability(resultType, type.nullable))),
      resultType,
    };
  },
};

const caseImplementation: LazyImplementation = {
  kind: 'lazy',
  evaluate(args) {
    for (let i = 0; i + 1 < args.length; i += 2) {
      if (args[i]?.() === true) return args[i + 1]?.();
    }
    return args.at(-1)?.();
  },
  emit(args, writer) {
    const result = writer.declare();
    const label = `l${result}`;
    writer.line(`${label}: {`);
    for (let i = 0; i + 1 < args.length; i += 2) {
      writer.line(`if (${args[i]?.()} === true) {`);
      writer.line(`${result} = ${args[i + 1]?.()};`);
      writer.line(`break ${label};`);
      writer.line('}');
    }
    writer.line(`${result} = ${args.at(-1)?.()};`);
    writer.line('}');
    return result;
  },
};

const caseWhen = scalarFunction({
  name: 'CASE',
  category: 'conditional',
  usage: 'CASE WHEN condition1 THEN result1 [WHEN condition2 THEN result2 ...] [ELSE result] END',
  summary:
    'The result of the first condition that is TRUE; without one that of ELSE, or NULL. Others are not evaluated.',
  nulls: 'own',
  signatures: [caseSignature],
  implement: () => caseImplementation,
  examples: [
    { sql: "CASE WHEN 1 > 2 THEN 'a' ELSE 'b' END", result: 'b' },
    { sql: "CASE 2 WHEN 1, 2 THEN 'few' ELSE 'many' END", result: 'few' },
  ],
  print: (args) => `CASE(${args.join(', ')})`,
});

const IF_FAMILIES: readonly TypeFamily[] = ['NUMERIC', 'CHARACTER_STRING', 'BINARY_STRING', 'DATETIME'];

const ifFunction = scalarFunction({
  name: 'IF',
  category: 'conditional',
  usage: 'IF(condition, value_if_true, value_if_false)',
  summary: 'The second value when the condition is TRUE, else the third. Only the one is evaluated.',
  nulls: 'own',
  signatures: [
    {
      text: '<BOOLEAN>, <ANY>, <ANY>',
      infer(args) {
        const [, a, b] = args;
        if (args.length !== 3 || a === undefined || b === undefined) return undefined;
        const fits = IF_FAMILIES.some((family) => hasFamily(a.type, family) && hasFamily(b.type, family));
        const booleans = a.type.kind === 'BOOLEAN' && b.type.kind === 'BOOLEAN';
        return fits || booleans ? caseSignature.infer(args) : undefined;
      },
    },
  ],
  implement: () => caseImplementation,
  examples: [{ sql: 'IF(1 < 2, 10, 20)', result: '10' }],
});

/** The type that all generalise to; NULL only when each of them may be. */
function coalesced(types: readonly LogicalType[]): Inferred | undefined {
  const common = commonType(types);
  if (common === undefined) return undefined;
  return {
    argumentTypes: types.map((type) => withNullability(common, type.nullable)),
    resultType: withNullability(
      common,
      types.every((type) => type.nullable),
    ),
  };
}

const coalesceImplementation: LazyImplementation = {
  kind: 'lazy',
  evaluate(args) {
    for (const argument of args) {
      const value = argument();
      if (value !== null) return value;
    }
    return null;
  },
  emit(args, writer) {
    const result = writer.declare();
    const label = `l${result}`;
    writer.line(`${label}: {`);
    for (const argument of args) {
      writer.line(`${result} = ${argument()};`);
      writer.line(`if (${result} !== null) break ${label};`);
    }
    writer.line('}');
    return result;
  },
};

const coalesce = scalarFunction({
  name: 'COALESCE',
  category: 'conditional',
  usage: 'COALESCE(value1 [, value2 ...])',
  summary: 'The first value that is not NULL; what stands behind it is not evaluated.',
  nulls: 'own',
  signatures: [
    {
      text: '[<COMMON> ...]',
      infer: (args) => (args.length === 0 ? undefined : coalesced(args.map(({ type }) => type))),
    },
  ],
  implement: () => coalesceImplementation,
  examples: [{ sql: 'COALESCE(CAST(NULL AS INT), 3)', result: '3' }],
});

const ifNull = scalarFunction({
  name: 'IFNULL',
  category: 'conditional',
  usage: 'IFNULL(input, null_replacement)',
  summary: 'The input, or the replacement when the input is NULL.',
  nulls: 'own',
  signatures: [
    {
      text: '<COMMON>, <COMMON>',
      infer: (args) => (args.length === 2 ? coalesced(args.map(({ type }) => type)) : undefined),
    },
  ],
  implement: () => coalesceImplementation,
  examples: [{ sql: 'IFNULL(CAST(NULL AS INT), 5)', result: '5' }],
});

const nullIf = scalarFunction({
  name: 'NULLIF',
  category: 'conditional',
  usage: 'NULLIF(value1, value2)',
  summary: 'NULL when both values are equal, else the first.',
  nulls: 'own',
  signatures: [
    {
      text: '<COMPARABLE>, <COMPARABLE>',
      infer(args) {
        const [first] = args;
        if (first === undefined || args.length !== 2 || inferComparison(args, 'equality') === undefined)
          return undefined;
        return {
          argumentTypes: args.map(({ type }) => type),
          resultType: withNullability(first.type, true),
        };
      },
    },
  ],
  implement({ argumentTypes }) {
    const equal = equalityBetween(argumentTypes);
    return eager((a: unknown, b: unknown) => (a !== null && b !== null && equal(a, b) ? null : a));
  },
  examples: [
    { sql: 'NULLIF(5, 5)', result: 'NULL' },
    { sql: 'NULLIF(5, 0)', result: '5' },
  ],
});

/** The greatest or the least of values of one type, all of them not NULL. */
function extreme(name: 'GREATEST' | 'LEAST', wanted: 1 | -1, example: { sql: string; result: string }) {
  return scalarFunction({
    name,
    category: 'conditional',
    usage: `${name}(value1[, value2 ...])`,
    summary: `The ${name.toLowerCase()} of the values; NULL when one of them is NULL.`,
    signatures: [
      {
        text: '[<COMPARABLE> ...]',
        infer(args) {
          const common = args.length === 0 ? undefined : commonType(args.map(({ type }) => type));
          if (common === undefined || orderOf(common) === undefined) return undefined;
          return { argumentTypes: args.map(({ type }) => withNullability(common, type.nullable)), resultType: common };
        },
      },
    ],
    implement({ resultType }) {
      const order = orderOf(resultType) as (a: unknown, b: unknown) => number;
      return eager((...values: readonly unknown[]) =>
        values.reduce((best, value) => (order(value, best) * wanted > 0 ? value : best)),
      );
    },
    examples: [example],
  });
}

function textTest(name: string, words: string, test: (text: string) => boolean, example: string) {
  return scalarFunction({
    name,
    category: 'conditional',
    usage: `${name}(string)`,
    summary: `TRUE when the text is ${words}; FALSE for NULL.`,
    nulls: 'own',
    signatures: [signature([CHARACTERS], returnsExactly(notNull(BOOLEAN)))],
    implement: () => eager((text: string | null) => text !== null && test(text)),
    examples: [{ sql: `${name}('${example}')`, result: 'TRUE' }],
  });
}

export const conditionalFunctions = [
  caseWhen,
  ifFunction,
  coalesce,
  ifNull,
  nullIf,
  extreme('GREATEST', 1, { sql: 'GREATEST(1, 3, 2)', result: '3' }),
  extreme('LEAST', -1, { sql: 'LEAST(1, 3, 2)', result: '1' }),
  textTest('IS_ALPHA', 'made of letters only', (text) => /^\p{L}+$/u.test(text), 'abc'),
  textTest('IS_DIGIT', 'made of digits only', (text) => /^\p{Nd}+$/u.test(text), '123'),
  textTest('IS_DECIMAL', 'a number', (text) => /^[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?$/.test(text), '-1.5'),
];
