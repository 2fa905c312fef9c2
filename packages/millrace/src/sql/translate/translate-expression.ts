import { resolveCall } from '../../expressions/resolve-call.js';
import type { ResolvedExpression } from '../../expressions/resolved-expression.js';
import { resolveCast } from '../../functions/cast.js';
import type {
  BinaryExpression,
  Expression,
  IntervalDifference,
  Literal,
  RowConstructor,
  UnaryExpression,
} from '../ast/expression.js';
import { symbolArgument, translateCall } from './translate-call.js';
import { accessField, translateColumn } from './translate-column.js';
import type { TranslateContext } from './translate-context.js';
import { placed, translateFailure } from './translate-failure.js';
import { intervalOfUnit, isMonthUnit } from './translate-interval.js';
import { type JsonNode, translateJson } from './translate-json.js';
import { translateLiteral, translateNumber } from './translate-literal.js';
import {
  subqueryOf,
  translateBetween,
  translateCase,
  translateIn,
  translateIs,
  translateLike,
  translateQuantified,
} from './translate-predicate.js';
import { translateType } from './translate-type.js';

type Kind = Expression['kind'];
type NodeOf<K extends Kind> = Expression extends infer E
  ? E extends { readonly kind: infer Own }
    ? K extends Own
      ? E
      : never
    : never
  : never;
type Translators = {
  readonly [K in Kind]?: (node: NodeOf<K>, context: TranslateContext) => ResolvedExpression;
};

/**
 * What an expression of a query means: names become positions and definitions, and every type is known.
 *
 * Throws with line and column: `SQL_COLUMN_UNKNOWN`, `SQL_FUNCTION_UNKNOWN`, `SQL_ARGUMENTS_INVALID`,
 * `SQL_CAST_UNSUPPORTED`, `SQL_LITERAL_INVALID` and others.
 */
export function translateExpression(node: Expression, context: TranslateContext): ResolvedExpression {
  const translate = TRANSLATORS[node.kind] as
    | ((node: Expression, context: TranslateContext) => ResolvedExpression)
    | undefined;
  if (translate !== undefined) return translate(node, context);
  throw translateFailure('SQL_UNSUPPORTED', 'This kind of expression is not supported.', node);
}

/** A call of a function with these arguments. */
function resolve(name: string, parts: readonly Expression[], node: Expression, context: TranslateContext) {
  const args = parts.map((part) => translateExpression(part, context));
  return placed(node, () => resolveCall(context.registry, name, args));
}

const translateConstant = (node: Literal, { timeZone }: TranslateContext): ResolvedExpression =>
  translateLiteral(node, timeZone);

const json = (node: JsonNode, context: TranslateContext): ResolvedExpression =>
  translateJson(node, context, translateExpression);

const TRANSLATORS: Translators = {
  null: translateConstant,
  boolean: translateConstant,
  number: translateConstant,
  string: translateConstant,
  bytes: translateConstant,
  temporal: translateConstant,
  interval: translateConstant,
  column: translateColumn,
  field: (node, context) => accessField(translateExpression(node.base, context), node.name, context),
  element: (node, context) => translateElement(node.base, node.index, node, context),
  unary: translateUnary,
  binary: translateBinary,
  logical: (node, context) => resolve(node.operator, node.operands, node, context),
  is: (node, context) => translateIs(node, context, translateExpression),
  between: (node, context) => translateBetween(node, context, translateExpression),
  like: (node, context) => translateLike(node, context, translateExpression),
  in: (node, context) => translateIn(node, context, translateExpression),
  quantified: (node, context) => translateQuantified(node, context, translateExpression),
  case: (node, context) => translateCase(node, context, translateExpression),
  cast(node, context) {
    const value = translateExpression(node.operand, context);
    return placed(node, () => resolveCast(value, translateType(node.type), node.operator));
  },
  row: (node, context) => resolve('ROW', rowFields(node), node, context),
  array: (node, context) => resolve('ARRAY', node.elements, node, context),
  map: (node, context) => resolve('MAP', node.entries.flat(), node, context),
  call: (node, context) => translateCall(node, context, translateExpression),
  'interval-expression'(node, context) {
    const count = translateExpression(node.value, context);
    return placed(node, () => resolveCall(context.registry, '*', [count, intervalOfUnit(node.qualifier.from)]));
  },
  'interval-difference': translateDifference,
  'json-exists': json,
  'json-value': json,
  'json-query': json,
  'json-object': json,
  'json-array': json,
  'json-format': json,
  'query-test': subqueryOf,
  subquery: subqueryOf,
  'collection-query': subqueryOf,
};

function rowFields(node: RowConstructor): readonly Expression[] {
  return node.fields.map((field) => {
    if (field.kind !== 'star' && field.kind !== 'default') return field;
    throw translateFailure('SQL_UNSUPPORTED', 'This cannot be a field of a row here.', field);
  });
}

/** `array[i]`, `map[key]`, and `row['name']`. */
function translateElement(base: Expression, index: Expression, node: Expression, context: TranslateContext) {
  const collection = translateExpression(base, context);
  if ('fields' in collection.type && index.kind === 'string') {
    return accessField(collection, { kind: 'name', value: index.value, quoted: true, at: index.at }, context);
  }
  const key = translateExpression(index, context);
  return placed(node, () => resolveCall(context.registry, 'ITEM', [collection, key]));
}

function translateUnary(node: UnaryExpression, context: TranslateContext): ResolvedExpression {
  if (node.operator === '-' && node.operand.kind === 'number') return translateNumber(node.operand, true);
  const names = { '-': 'NEGATE', '+': 'UNARY_PLUS', NOT: 'NOT', RUNNING: undefined, FINAL: undefined } as const;
  const name = names[node.operator];
  if (name === undefined) {
    throw translateFailure('SQL_UNSUPPORTED', `${node.operator} stands in MATCH_RECOGNIZE only.`, node);
  }
  const operand = translateExpression(node.operand, context);
  return placed(node, () => resolveCall(context.registry, name, [operand]));
}

function translateBinary(node: BinaryExpression, context: TranslateContext): ResolvedExpression {
  if (node.operator === 'OVERLAPS' && node.left.kind === 'row' && node.right.kind === 'row') {
    const args = [...rowFields(node.left), ...rowFields(node.right)].map((part) => translateExpression(part, context));
    return placed(node, () => resolveCall(context.registry, 'TEMPORAL_OVERLAPS', args));
  }
  // A chain such as a || b || c leans to the left; it is walked without recursion, however long it is.
  const chain: BinaryExpression[] = [];
  let first: Expression = node;
  while (first.kind === 'binary' && first.operator === node.operator) {
    chain.push(first);
    first = first.left;
  }
  let value = translateExpression(first, context);
  for (const link of chain.reverse()) {
    const right = translateExpression(link.right, context);
    value = placed(link, () => resolveCall(context.registry, link.operator, [value, right]));
  }
  return value;
}

function translateDifference(node: IntervalDifference, context: TranslateContext): ResolvedExpression {
  const [left, right] = [translateExpression(node.left, context), translateExpression(node.right, context)];
  const unit = symbolArgument(isMonthUnit(node.qualifier.from) ? 'MONTH' : 'SECOND');
  return placed(node, () => resolveCall(context.registry, 'MINUS_DATETIME', [left, right, unit]));
}
