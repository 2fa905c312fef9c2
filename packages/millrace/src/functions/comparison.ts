import { type EagerImplementation, eager } from '../expressions/implementation.js';
import { type BoundCall, type ScalarFunction, scalarFunction } from '../expressions/scalar-function.js';
import type { Signature } from '../expressions/signature.js';
import type { UnscaledDecimal } from '../model/decimal.js';
import { BOOLEAN, type DecimalType, type LogicalType, notNull } from '../model/logical-types/logical-type.js';
import { hasFamily } from '../model/logical-types/type-families.js';
import { compareDecimal } from '../model/sql-values/decimal-arithmetic.js';
import { equalityOf } from '../model/sql-values/value-equality.js';
import { type Order, orderOf } from '../model/sql-values/value-order.js';
import { type ComparisonKind, inferComparison } from './comparison-types.js';

const comparison = (kind: ComparisonKind): Signature => ({
  text: '<COMPARABLE>, <COMPARABLE>',
  infer: (args) => (args.length === 2 ? inferComparison(args, kind) : undefined),
});

/** Values that JavaScript's own operators compare as SQL does. */
const NATIVE = new Set([
  'BOOLEAN',
  'TINYINT',
  'SMALLINT',
  'INT',
  'BIGINT',
  'FLOAT',
  'DOUBLE',
  'DATE',
  'TIME',
  'INTERVAL_YEAR_MONTH',
  'INTERVAL_DAY_TIME',
]);

function isNative([a, b]: readonly LogicalType[]): boolean {
  if (a === undefined || b === undefined) return false;
  if (a.kind === 'DECIMAL' && b.kind === 'DECIMAL') return a.scale === b.scale;
  const ms = (type: LogicalType): boolean => hasFamily(type, 'TIMESTAMP') && 'precision' in type && type.precision <= 3;
  return (NATIVE.has(a.kind) && NATIVE.has(b.kind)) || (ms(a) && ms(b));
}

const isText = (type: LogicalType | undefined): boolean => type !== undefined && hasFamily(type, 'CHARACTER_STRING');

/** The order of two values, which may be decimals of different scales. */
function orderBetween(types: readonly LogicalType[]): Order {
  const [a, b] = types as readonly [LogicalType, LogicalType];
  if (a.kind === 'DECIMAL') {
    const { scale } = b as DecimalType;
    return (left, right) => compareDecimal(left as UnscaledDecimal, a.scale, right as UnscaledDecimal, scale);
  }
  return orderOf(a) as Order;
}

export function equalityBetween(types: readonly LogicalType[]): (a: unknown, b: unknown) => boolean {
  const [a] = types as readonly [LogicalType];
  if (a.kind !== 'DECIMAL') return equalityOf(a);
  const order = orderBetween(types);
  return (left, right) => order(left, right) === 0;
}

interface Operator {
  readonly name: string;
  readonly usage: string;
  readonly summary: string;
  readonly kind: ComparisonKind;
  readonly implement: (types: readonly LogicalType[]) => EagerImplementation;
  readonly examples: ScalarFunction['examples'];
}

function operator({ name, usage, summary, kind, implement, examples }: Operator): ScalarFunction {
  return scalarFunction({
    name,
    category: 'comparison',
    usage,
    summary,
    signatures: [comparison(kind)],
    implement: ({ argumentTypes }: BoundCall) => implement(argumentTypes),
    examples,
    print: ([a, b]) => `(${a} ${name} ${b})`,
  });
}

function equalOrNot(types: readonly LogicalType[], wanted: boolean): EagerImplementation {
  if (isNative(types) || isText(types[0])) {
    const sign = wanted ? '===' : '!==';
    return eager(
      (a: unknown, b: unknown) => (a === b) === wanted,
      ([a, b]) => `${a} ${sign} ${b}`,
    );
  }
  const equal = equalityBetween(types);
  return eager((a: unknown, b: unknown) => equal(a, b) === wanted);
}

type Relation = '<' | '<=' | '>' | '>=';

const HOLDS: Readonly<Record<Relation, (a: never, b: never) => boolean>> = {
  '<': (a, b) => a < b,
  '<=': (a, b) => a <= b,
  '>': (a, b) => a > b,
  '>=': (a, b) => a >= b,
};

function related(types: readonly LogicalType[], relation: Relation): EagerImplementation {
  const holds = HOLDS[relation] as (a: unknown, b: unknown) => boolean;
  if (isNative(types)) return eager(holds, ([a, b]) => `${a} ${relation} ${b}`);
  const order = orderBetween(types);
  return eager((a: unknown, b: unknown) => holds(order(a, b), 0));
}

function relationOperator(name: Relation, words: string, holdsFor: string): ScalarFunction {
  return operator({
    name,
    usage: `value1 ${name} value2`,
    summary: `TRUE when the first value is ${words} the second. Texts are ordered by code point.`,
    kind: 'order',
    implement: (types) => related(types, name),
    examples: [{ sql: holdsFor, result: 'TRUE' }],
  });
}

const equals = operator({
  name: '=',
  usage: 'value1 = value2',
  summary: 'TRUE when both are the same value; NULL when one of them is NULL.',
  kind: 'equality',
  implement: (types) => equalOrNot(types, true),
  examples: [
    { sql: '1 = 1.00', result: 'TRUE' },
    { sql: "'a' = 'b'", result: 'FALSE' },
    { sql: 'CAST(NULL AS INT) = 1', result: 'NULL' },
  ],
});

const notEquals = operator({
  name: '<>',
  usage: 'value1 <> value2',
  summary: 'TRUE when the values differ; NULL when one of them is NULL.',
  kind: 'equality',
  implement: (types) => equalOrNot(types, false),
  examples: [{ sql: '1 <> 2', result: 'TRUE' }],
});

function nullTest(name: string, wanted: boolean): ScalarFunction {
  return scalarFunction({
    name,
    category: 'comparison',
    usage: `value ${name}`,
    summary: `TRUE when the value is ${wanted ? '' : 'not '}NULL.`,
    nulls: 'own',
    signatures: [
      {
        text: '<ANY>',
        infer: (args) =>
          args.length === 1
            ? { argumentTypes: args.map((argument) => argument.type), resultType: notNull(BOOLEAN) }
            : undefined,
      },
    ],
    implement: () =>
      eager(
        (value: unknown) => (value === null) === wanted,
        ([value]) => `${value} ${wanted ? '===' : '!=='} null`,
      ),
    examples: [{ sql: `1 ${name}`, result: wanted ? 'FALSE' : 'TRUE' }],
    print: ([value]) => `(${value} ${name})`,
  });
}

function distinction(name: string, distinct: boolean): ScalarFunction {
  return scalarFunction({
    name,
    category: 'comparison',
    usage: `value1 ${name} value2`,
    summary: `TRUE when the values ${distinct ? 'differ' : 'are the same'}; two NULLs are the same.`,
    nulls: 'own',
    signatures: [
      {
        text: '<COMPARABLE>, <COMPARABLE>',
        infer(args) {
          const inferred = args.length === 2 ? inferComparison(args, 'equality') : undefined;
          return inferred && { ...inferred, resultType: notNull(BOOLEAN) };
        },
      },
    ],
    implement({ argumentTypes }) {
      const equal = equalityBetween(argumentTypes);
      return eager((a: unknown, b: unknown) => {
        const same = a === null || b === null ? a === b : equal(a, b);
        return same !== distinct;
      });
    },
    examples: [{ sql: `1 ${name} CAST(NULL AS INT)`, result: distinct ? 'TRUE' : 'FALSE' }],
    print: ([a, b]) => `(${a} ${name} ${b})`,
  });
}

const inList = scalarFunction({
  name: 'IN',
  category: 'comparison',
  usage: 'value IN (value1, value2, ...)',
  summary: 'TRUE when the value is one of the list; NULL when it is none of them but one of them, or it, is NULL.',
  nulls: 'own',
  signatures: [
    {
      text: '<COMPARABLE>, [<COMPARABLE> ...]',
      infer: (args) => (args.length >= 2 ? inferComparison(args, 'equality') : undefined),
    },
  ],
  implement({ argumentTypes }) {
    const [type, ...items] = argumentTypes as readonly [LogicalType, ...LogicalType[]];
    const equalities = items.map((item) => equalityBetween([type, item]));
    return eager((value: unknown, ...list: readonly unknown[]) => {
      if (value === null) return null;
      let unknown = false;
      for (let i = 0; i < list.length; i++) {
        const item = list[i];
        if (item === null) unknown = true;
        else if (equalities[i]?.(value, item) === true) return true;
      }
      return unknown ? null : false;
    });
  },
  examples: [
    { sql: '1 IN (2, 1)', result: 'TRUE' },
    { sql: '1 IN (2, CAST(NULL AS INT))', result: 'NULL' },
  ],
  print: ([value, ...list]) => `(${value} IN (${list.join(', ')}))`,
});

export const comparisonFunctions = [
  equals,
  notEquals,
  relationOperator('<', 'less than', "'a' < 'b'"),
  relationOperator('<=', 'less than or equal to', '1 <= 1'),
  relationOperator('>', 'greater than', '2 > 1.5'),
  relationOperator('>=', 'greater than or equal to', "DATE '2026-01-02' >= DATE '2026-01-01'"),
  nullTest('IS NULL', true),
  nullTest('IS NOT NULL', false),
  distinction('IS DISTINCT FROM', true),
  distinction('IS NOT DISTINCT FROM', false),
  inList,
];
