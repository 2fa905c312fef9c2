import { MillraceError } from '../model/millrace-error.js';
import type { EvaluationRuntime } from './evaluation-runtime.js';
import { interpret } from './interpret.js';
import { IMPLICIT_CAST } from './resolve-call.js';
import {
  type Call,
  call,
  isConstant,
  isDeterministic,
  literal,
  type ResolvedExpression,
} from './resolved-expression.js';

/**
 * Replaces what does not depend on the input by its value. What fails is left to fail when it runs, but for a constant
 * that the resolver had to convert: that is a mistake of the query.
 *
 * @throws MillraceError of the conversion.
 */
export function foldConstants(expression: ResolvedExpression, runtime: EvaluationRuntime): ResolvedExpression {
  if (expression.kind !== 'call') return expression;
  const args = expression.arguments.map((argument) => foldConstants(argument, runtime));
  const folded = args.every((argument, i) => argument === expression.arguments[i])
    ? expression
    : call(expression.definition, args, expression.type);
  return isConstant(folded) && isDeterministic(folded) ? evaluated(folded, runtime) : folded;
}

function evaluated(expression: Call, runtime: EvaluationRuntime): ResolvedExpression {
  try {
    return literal(interpret(expression, runtime)([]), expression.type);
  } catch (error) {
    if (error instanceof MillraceError && expression.definition.name !== IMPLICIT_CAST) return expression;
    throw error;
  }
}
