import { argumentInfo } from './resolve-call.js';
import type { Call } from './resolved-expression.js';
import type { BoundCall } from './scalar-function.js';

/** What a function is told about a call of it. */
export function boundCall(expression: Call): BoundCall {
  return {
    argumentTypes: expression.arguments.map((argument) => argument.type),
    resultType: expression.type,
    arguments: expression.arguments.map(argumentInfo),
  };
}
