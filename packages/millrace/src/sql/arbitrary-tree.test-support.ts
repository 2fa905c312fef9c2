import fc from 'fast-check';
import type { DataType } from './ast/data-type.js';
import type { Expression } from './ast/expression.js';
import type { Name, Position, StringLiteral } from './ast/node.js';
import type { OrderItem, Query } from './ast/query.js';
import type { TableReference } from './ast/table-reference.js';

const at = { offset: 0, line: 1, column: 1, end: 0 };

/** A node of these fields, each made by an arbitrary. */
function node<const K extends string, T extends object>(
  kind: K,
  fields: { readonly [P in keyof T]: fc.Arbitrary<T[P]> },
): fc.Arbitrary<T & { readonly kind: K; readonly at: Position }> {
  return fc.record({ kind: fc.constant(kind), ...fields, at: fc.constant(at) }) as unknown as fc.Arbitrary<
    T & { readonly kind: K; readonly at: Position }
  >;
}

const none = fc.constant(undefined);
const flag = fc.boolean();
const maybe = <T>(arbitrary: fc.Arbitrary<T>) => fc.option(arbitrary, { nil: undefined, freq: 2 });
const list = <T>(arbitrary: fc.Arbitrary<T>, minLength = 1) => fc.array(arbitrary, { minLength, maxLength: 3 });

/** Names of both sorts; those in backticks hold anything but a line end. */
export const name: fc.Arbitrary<Name> = fc.oneof(
  node('name', {
    value: fc.constantFrom('a', 'b', 'T1', 'type', 'ms_2', 'ä', '$x', 'key', 'final'),
    quoted: fc.constant(false),
  }),
  node('name', {
    value: fc.oneof(
      fc.constantFrom('select', 'weird`name', "it's", '--', '/*', '$' + '{x}', '__proto__', 'a.b', '\u2028', '"'),
      fc.string({ unit: 'grapheme', minLength: 1, maxLength: 6 }).filter((value) => !/[\n]/.test(value)),
    ),
    quoted: fc.constant(true),
  }),
);

const path = node('path', { names: list(name) });

export const text: fc.Arbitrary<StringLiteral> = node('string', {
  value: fc.oneof(
    fc.constantFrom("it's", '', "''", 'a\nb', '--', '\\', '\u2028', '$' + '{x}'),
    fc.string({ unit: 'binary', maxLength: 6 }),
  ),
  charset: fc.constantFrom(undefined, undefined, undefined, 'UTF16', 'N'),
});

const number = fc.oneof(
  node('number', { form: fc.constant('integer' as const), text: fc.constantFrom('0', '1', '9223372036854775808') }),
  node('number', { form: fc.constant('decimal' as const), text: fc.constantFrom('1.50', '.5', '5.') }),
  node('number', { form: fc.constant('approximate' as const), text: fc.constantFrom('1e3', '.5E-10') }),
);

const digits = maybe(fc.nat({ max: 9 }));
const qualifier = fc.oneof(
  node('interval-qualifier', { from: fc.constantFrom('YEAR', 'QUARTER', 'MONTH', 'WEEK', 'DAY', 'HOUR', 'MINUTE'), to: none, precision: digits, fraction: none }), // biome-ignore format: one row
  node('interval-qualifier', {
    from: fc.constant('DAY'),
    to: fc.constant('SECOND'),
    precision: digits,
    fraction: digits,
  }),
  node('interval-qualifier', {
    from: fc.constant('YEAR'),
    to: fc.constant('MONTH'),
    precision: digits,
    fraction: none,
  }),
);
const unitOnly = node('interval-qualifier', {
  from: fc.constantFrom('DAY', 'WEEK'),
  to: none,
  precision: none,
  fraction: none,
});

const nullable = fc.constantFrom(undefined, true, false);

/** Types inside of others; what stands in a CAST says nothing of NULL. */
const { inner } = fc.letrec<{ inner: DataType }>((tie) => ({
  inner: fc.oneof(
    { maxDepth: 3, withCrossShrink: true },
    node('scalar-type', {
      name: fc.constantFrom('INT', 'STRING', 'BYTES', 'VARIANT'),
      precision: none,
      scale: none,
      nullable,
    }),
    node('scalar-type', {
      name: fc.constantFrom('TIMESTAMP', 'VARCHAR', 'DECIMAL'),
      precision: digits,
      scale: none,
      nullable,
    }),
    node('scalar-type', { name: fc.constant('DECIMAL'), precision: fc.nat({ max: 9 }), scale: digits, nullable }),
    node('array-type', { element: tie('inner'), nullable }),
    node('multiset-type', { element: tie('inner'), nullable }),
    node('map-type', { key: tie('inner'), value: tie('inner'), nullable }),
    node('row-type', { fields: list(node('field-type', { name, type: tie('inner'), comment: none }), 0), nullable }),
    node('user-type', { path, nullable }),
  ) as fc.Arbitrary<DataType>,
}));

/** Types of columns. */
export const columnType = inner;
const castType = inner.map((type): DataType => ({ ...type, nullable: undefined }));

interface Trees {
  expression: Expression;
  orderItem: OrderItem;
  query: Query;
  table: TableReference;
}

const noSuffix = { nulls: none, orderBy: fc.constant([]), orderPlace: none, filter: none, over: none };

function operators(e: fc.Arbitrary<Expression>) {
  const binary = fc.constantFrom('+', '-', '*', '/', '%', '||', '=', '<>', '<', '>=', 'IS DISTINCT FROM', 'MEMBER OF', 'MULTISET UNION ALL', 'MULTISET INTERSECT', 'OVERLAPS', 'IMMEDIATELY PRECEDES', 'NOT SUBMULTISET OF'); // biome-ignore format: one list
  const items = node('list', { items: list(e.filter((each) => each.kind !== 'subquery')) });
  const test = fc.constantFrom('NULL', 'TRUE', 'UNKNOWN', 'A SET', 'EMPTY', 'JSON VALUE', 'JSON OBJECT');
  return [
    node('unary', { operator: fc.constantFrom('+', '-', 'NOT'), operand: e }),
    node('binary', { operator: binary, left: e, right: e }),
    node('logical', { operator: fc.constantFrom('AND', 'OR'), operands: list(e, 2) }),
    node('is', { operand: e, negated: flag, test }),
    node('between', { operand: e, negated: flag, symmetric: flag, low: e, high: e }),
    node('like', {
      operator: fc.constantFrom('LIKE', 'RLIKE', 'SIMILAR TO'),
      operand: e,
      negated: flag,
      pattern: e,
      escape: maybe(e),
    }),
    node('in', { operand: e, negated: flag, among: items }),
    node('quantified', {
      operand: e,
      operator: fc.constantFrom('=', '<='),
      quantifier: fc.constantFrom('ALL', 'SOME'),
      among: items,
    }),
    node('json-format', { operand: e }),
  ];
}

function others(e: fc.Arbitrary<Expression>, q: fc.Arbitrary<Query>, order: fc.Arbitrary<OrderItem>) {
  const functionName = node('path', { names: fc.tuple(node('name', { value: fc.constantFrom('f', 'ABS', 'COUNT'), quoted: fc.constant(false) })) }); // biome-ignore format: one row
  const special = (value: string) => node('path', { names: fc.tuple(node('name', { value: fc.constant(value), quoted: fc.constant(false) })) }); // biome-ignore format: one row
  const plain = { quantifier: none, ...noSuffix };
  const symbol = (...values: string[]) => node('symbol', { value: fc.constantFrom(...values) });
  const window = node('window', { base: maybe(name), partitionBy: list(e, 0), orderBy: list(order, 0), frame: none, allowPartial: none }); // biome-ignore format: one row
  return [
    node('field', { base: e, name }),
    node('element', { base: e, index: e }),
    node('case', {
      operand: none,
      branches: list(node('case-branch', { when: fc.tuple(e), result: e })),
      otherwise: maybe(e),
    }),
    node('case', {
      operand: e,
      branches: list(node('case-branch', { when: list(e), result: e })),
      otherwise: maybe(e),
    }),
    node('cast', { operator: fc.constantFrom('CAST', 'TRY_CAST'), operand: e, type: castType }),
    node('row', { explicit: fc.constant(true), fields: list(e) }),
    node('row', { explicit: fc.constant(false), fields: list(e, 2) }),
    node('array', { elements: list(e, 0) }),
    node('map', { entries: list(fc.tuple(e, e), 0) }),
    node('interval-expression', { value: e, qualifier: unitOnly }),
    node('interval-difference', { left: e, right: e, qualifier }),
    node('subquery', { query: q }),
    node('query-test', { test: fc.constantFrom('EXISTS', 'UNIQUE'), query: q }),
    node('call', { form: fc.constant('plain'), name: functionName, quantifier: maybe(fc.constantFrom('DISTINCT', 'ALL')), arguments: list(e), nulls: maybe(fc.constantFrom('IGNORE', 'RESPECT')), orderBy: fc.constant([]), orderPlace: none, filter: maybe(e), over: fc.oneof(none, name, window) }), // biome-ignore format: one row
    node('call', {
      form: fc.constant('extract'),
      name: special('EXTRACT'),
      arguments: fc.tuple(symbol('DAY', 'EPOCH'), e),
      ...plain,
    }),
    node('call', { form: fc.constant('position'), name: special('POSITION'), arguments: list(e, 2), ...plain }),
    node('call', {
      form: fc.constant('round-to'),
      name: special('FLOOR'),
      arguments: fc.tuple(e, symbol('WEEK')),
      ...plain,
    }),
    node('call', {
      form: fc.constant('trim'),
      name: special('TRIM'),
      arguments: fc.tuple(symbol('BOTH'), e, e),
      ...plain,
    }),
    node('json-object', {
      entries: list(node('json-entry', { key: e, value: e }), 0),
      onNull: maybe(fc.constantFrom('NULL ON NULL')),
    }),
    node('json-value', { input: e, path: e, passing: fc.constant([]), onError: none, returning: maybe(castType), onEmpty: maybe(node('json-behavior', { behavior: fc.constant('DEFAULT'), value: e })) }), // biome-ignore format: one row
  ];
}

const leaves = [
  node('null', {}),
  node('boolean', { value: fc.constantFrom(true, false, null) }),
  number,
  text,
  node('bytes', { hex: fc.constantFrom('', 'CAFE') }),
  node('temporal', {
    type: fc.constantFrom('DATE', 'TIMESTAMP', 'TIMESTAMP_LTZ'),
    text: fc.constantFrom('2020-01-01', "'"),
  }),
  node('interval', { negative: flag, text: fc.constantFrom('1', "-1'"), qualifier }),
  node('column', { names: list(name) }),
];

const trees = fc.letrec<Trees>((tie) => {
  const e = tie('expression') as fc.Arbitrary<Expression>;
  const q = tie('query') as fc.Arbitrary<Query>;
  const order = tie('orderItem') as fc.Arbitrary<OrderItem>;
  const table = tie('table') as fc.Arbitrary<TableReference>;
  return {
    expression: fc.oneof(
      { maxDepth: 4, depthSize: 'small', withCrossShrink: true },
      fc.oneof(...leaves),
      ...operators(e),
      ...others(e, q, order),
    ) as fc.Arbitrary<Expression>,
    orderItem: node('order-item', {
      expression: e,
      descending: flag,
      nulls: fc.constantFrom(undefined, 'FIRST', 'LAST'),
    }),
    table: fc.oneof(
      { maxDepth: 3, withCrossShrink: true },
      node('named-table', { path, hints: fc.constant([]), asOf: maybe(e) }),
      node('derived-table', { lateral: flag, query: q }),
      node('unnest', { lateral: flag, arguments: list(e), ordinality: flag }),
      node('join', { type: fc.constantFrom('INNER', 'LEFT', 'FULL', 'CROSS'), natural: flag, left: table, right: table, on: maybe(e), using: fc.constant([]) }), // biome-ignore format: one row
    ) as fc.Arbitrary<TableReference>,
    query: fc.oneof(
      { maxDepth: 3, withCrossShrink: true },
      node('table-query', { path }),
      node('select', { hints: fc.constant([]), stream: flag, quantifier: maybe(fc.constant('DISTINCT')), items: list(node('select-item', { expression: e, alias: maybe(name) })), from: table, where: maybe(e), groupBy: maybe(node('group-by', { distinct: flag, elements: list(e) })), having: maybe(e), windows: fc.constant([]), qualify: none }), // biome-ignore format: one row
      node('set-operation', {
        operator: fc.constantFrom('UNION', 'INTERSECT', 'EXCEPT'),
        all: flag,
        inputs: list(q, 2),
      }),
      node('ordered-query', { query: q, orderBy: list(order), offset: maybe(number.filter(({ form }) => form === 'integer')), limit: none }), // biome-ignore format: one row
      node('with-query', { recursive: flag, tables: list(node('common-table', { name, columns: list(name, 0), query: q })), query: q }), // biome-ignore format: one row
    ) as fc.Arbitrary<Query>,
  };
});

/** Expressions of nearly every kind, nested in one another. */
export const expression = trees.expression;

/** Queries, with such expressions inside. */
export const query = trees.query;
