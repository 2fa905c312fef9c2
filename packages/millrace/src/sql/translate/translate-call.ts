import { resolveCall } from '../../expressions/resolve-call.js';
import { literal, type ResolvedExpression } from '../../expressions/resolved-expression.js';
import { notNull, SYMBOL } from '../../model/logical-types/logical-type.js';
import type { Expression } from '../ast/expression.js';
import type { Argument, FunctionCall } from '../ast/function-call.js';
import type { TranslateContext } from './translate-context.js';
import { placed, translateFailure } from './translate-failure.js';

type Translate = (node: Expression, context: TranslateContext) => ResolvedExpression;

/** A keyword as an argument. */
export const symbolArgument = (value: string): ResolvedExpression => literal(value, notNull(SYMBOL));

/** A call of a scalar function. Aggregates and window functions are taken out of a query before. */
export function translateCall(node: FunctionCall, context: TranslateContext, translate: Translate): ResolvedExpression {
  const name = node.name.names.map(({ value }) => value).join('.');
  if (
    node.over !== undefined ||
    node.quantifier !== undefined ||
    node.filter !== undefined ||
    node.orderBy.length > 0
  ) {
    throw translateFailure(
      'SQL_AGGREGATE_MISPLACED',
      `${name} is used as an aggregate function, which cannot stand here.`,
      node,
    );
  }
  const args = node.arguments.map((argument) => translateArgument(argument, context, translate));
  return placed(node, () => resolveCall(context.registry, name, args));
}

function translateArgument(node: Argument, context: TranslateContext, translate: Translate): ResolvedExpression {
  switch (node.kind) {
    case 'symbol':
      return symbolArgument(node.value);
    case 'named-argument':
    case 'default':
    case 'star':
    case 'table-argument':
    case 'model-argument':
    case 'descriptor':
      throw translateFailure('SQL_ARGUMENTS_INVALID', 'This cannot be an argument of a scalar function.', node);
    default:
      return translate(node, context);
  }
}
