import { boundCall } from './bound-call.js';
import type { EvaluationRuntime } from './evaluation-runtime.js';
import type { Call, ResolvedExpression } from './resolved-expression.js';

/** Computes a value from the fields of a row. */
export type RowFunction = (row: readonly unknown[]) => unknown;

/** The reference: evaluates an expression by walking its tree. */
export function interpret(expression: ResolvedExpression, runtime: EvaluationRuntime): RowFunction {
  switch (expression.kind) {
    case 'literal':
      return () => expression.value;
    case 'input':
      return (row) => row[expression.position];
    case 'call':
      return interpretCall(expression, runtime);
  }
}

function interpretCall(expression: Call, runtime: EvaluationRuntime): RowFunction {
  const args = expression.arguments.map((argument) => interpret(argument, runtime));
  const implementation = expression.definition.implement(boundCall(expression), runtime);
  if (implementation.kind === 'lazy') {
    return (row) => implementation.evaluate(args.map((argument) => () => argument(row)));
  }
  const evaluate = implementation.evaluate as (...values: unknown[]) => unknown;
  const propagates = expression.definition.nulls === 'propagate';
  return (row) => {
    const values = args.map((argument) => argument(row));
    return propagates && values.includes(null) ? null : evaluate(...values);
  };
}
