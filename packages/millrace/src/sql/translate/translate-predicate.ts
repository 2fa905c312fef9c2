import { resolveCall } from '../../expressions/resolve-call.js';
import type { ResolvedExpression } from '../../expressions/resolved-expression.js';
import { literal } from '../../expressions/resolved-expression.js';
import { NULL } from '../../model/logical-types/logical-type.js';
import type {
  BetweenExpression,
  CaseExpression,
  Expression,
  InExpression,
  IsExpression,
  LikeExpression,
  QuantifiedComparison,
} from '../ast/expression.js';
import { symbolArgument } from './translate-call.js';
import type { TranslateContext } from './translate-context.js';
import { placed, translateFailure } from './translate-failure.js';

type Translate = (node: Expression, context: TranslateContext) => ResolvedExpression;

function negatedIf(negated: boolean, value: ResolvedExpression, context: TranslateContext): ResolvedExpression {
  return negated ? resolveCall(context.registry, 'NOT', [value]) : value;
}

export function translateBetween(node: BetweenExpression, context: TranslateContext, translate: Translate) {
  const [operand, low, high] = [node.operand, node.low, node.high].map((part) => translate(part, context)) as [
    ResolvedExpression,
    ResolvedExpression,
    ResolvedExpression,
  ];
  const { registry } = context;
  const within = (from: ResolvedExpression, to: ResolvedExpression): ResolvedExpression =>
    resolveCall(registry, 'AND', [
      resolveCall(registry, '>=', [operand, from]),
      resolveCall(registry, '<=', [operand, to]),
    ]);
  return placed(node, () => {
    const inside = node.symmetric
      ? resolveCall(registry, 'OR', [within(low, high), within(high, low)])
      : within(low, high);
    return negatedIf(node.negated, inside, context);
  });
}

export function translateIn(node: InExpression, context: TranslateContext, translate: Translate): ResolvedExpression {
  if (node.among.kind === 'query') return subqueryOf(node, context);
  const args = [node.operand, ...node.among.items].map((part) => translate(part, context));
  return placed(node, () => negatedIf(node.negated, resolveCall(context.registry, 'IN', args), context));
}

/** What holds a query is for the planner of queries. */
export function subqueryOf(node: Expression, context: TranslateContext): ResolvedExpression {
  if (context.subquery !== undefined) return context.subquery(node);
  throw translateFailure('SQL_UNSUPPORTED', 'A sub-query cannot stand here.', node);
}

export function translateQuantified(node: QuantifiedComparison, context: TranslateContext, translate: Translate) {
  if (node.among.kind === 'query') return subqueryOf(node, context);
  const operand = translate(node.operand, context);
  const comparisons = node.among.items.map((part) => {
    const item = translate(part, context);
    return placed(part, () => resolveCall(context.registry, node.operator, [operand, item]));
  });
  const [only] = comparisons;
  if (comparisons.length === 1 && only !== undefined) return only;
  return resolveCall(context.registry, node.quantifier === 'ALL' ? 'AND' : 'OR', comparisons);
}

export function translateLike(node: LikeExpression, context: TranslateContext, translate: Translate) {
  const parts = node.escape === undefined ? [node.operand, node.pattern] : [node.operand, node.pattern, node.escape];
  const args = parts.map((part) => translate(part, context));
  return placed(node, () => negatedIf(node.negated, resolveCall(context.registry, node.operator, args), context));
}

export function translateIs(node: IsExpression, context: TranslateContext, translate: Translate): ResolvedExpression {
  const operand = translate(node.operand, context);
  return placed(node, () => {
    const { registry } = context;
    if (node.test.startsWith('JSON')) {
      const kind = symbolArgument(node.test.slice('JSON '.length));
      return negatedIf(node.negated, resolveCall(registry, 'IS JSON', [operand, kind]), context);
    }
    const test = node.test === 'UNKNOWN' ? 'NULL' : node.test;
    return resolveCall(registry, `IS ${node.negated ? 'NOT ' : ''}${test}`, [operand]);
  });
}

/** Every branch becomes a condition and a value; `CASE x WHEN a, b` compares x with each. */
export function translateCase(node: CaseExpression, context: TranslateContext, translate: Translate) {
  const { registry } = context;
  const operand = node.operand === undefined ? undefined : translate(node.operand, context);
  const args = node.branches.flatMap(({ when, result }) => {
    const tests = when.map((part) => {
      const test = translate(part, context);
      return operand === undefined ? test : placed(part, () => resolveCall(registry, '=', [operand, test]));
    });
    const [only] = tests;
    const condition = tests.length === 1 && only !== undefined ? only : resolveCall(registry, 'OR', tests);
    return [condition, translate(result, context)];
  });
  const otherwise = node.otherwise === undefined ? literal(null, NULL) : translate(node.otherwise, context);
  return placed(node, () => resolveCall(registry, 'CASE', [...args, otherwise]));
}
