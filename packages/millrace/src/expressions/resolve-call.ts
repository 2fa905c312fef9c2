import { type LogicalType, withNullability } from '../model/logical-types/logical-type.js';
import { summarizeType } from '../model/logical-types/print-type.js';
import { equalIgnoringNullability } from '../model/logical-types/type-equality.js';
import { MillraceError } from '../model/millrace-error.js';
import { nameHint } from '../model/nearest-name.js';
import type { FunctionRegistry } from './function-registry.js';
import { call, literal, type ResolvedExpression } from './resolved-expression.js';
import type { ScalarFunction } from './scalar-function.js';
import type { ArgumentInfo } from './signature.js';

/** The name under which the function stands that converts a value to the type of the call. */
export const IMPLICIT_CAST = 'IMPLICIT_CAST';

/**
 * A call of the function with a name: the first signature that fits, with casts around arguments that need one.
 *
 * @throws MillraceError `SQL_FUNCTION_UNKNOWN` with the nearest name; `SQL_ARGUMENTS_INVALID` with the signatures.
 */
export function resolveCall(
  registry: FunctionRegistry,
  name: string,
  args: readonly ResolvedExpression[],
): ResolvedExpression {
  const definition = registry.find(name);
  if (definition === undefined) {
    const hint = nameHint(name.toUpperCase(), registry.names());
    throw new MillraceError('SQL_FUNCTION_UNKNOWN', `There is no function ${name}.`, {
      facts: { function: name },
      ...(hint === undefined ? {} : { hint }),
    });
  }
  return resolveDefinition(registry, definition, args);
}

/** The same for a function at hand. */
function resolveDefinition(
  registry: FunctionRegistry,
  definition: ScalarFunction,
  args: readonly ResolvedExpression[],
): ResolvedExpression {
  const infos = args.map(argumentInfo);
  for (const signature of definition.signatures) {
    const inferred = signature.infer(infos);
    if (inferred === undefined) continue;
    const cast = args.map((argument, i) => castIfNeeded(registry, argument, inferred.argumentTypes[i] as LogicalType));
    return call(definition, cast, inferred.resultType);
  }
  throw invalidArguments(definition, args);
}

/** What a function may know of an argument. */
export function argumentInfo(argument: ResolvedExpression): ArgumentInfo {
  return {
    type: argument.type,
    literal: argument.kind === 'literal' ? { value: argument.value } : undefined,
  };
}

/** The expression as a value of a type; itself when it is one. */
function castIfNeeded(
  registry: FunctionRegistry,
  expression: ResolvedExpression,
  type: LogicalType,
): ResolvedExpression {
  if (equalIgnoringNullability(expression.type, type)) return expression;
  if (expression.kind === 'literal' && expression.value === null) return literal(null, withNullability(type, true));
  const definition = registry.find(IMPLICIT_CAST) as ScalarFunction;
  return call(definition, [expression], withNullability(type, expression.type.nullable));
}

function invalidArguments(definition: ScalarFunction, args: readonly ResolvedExpression[]): MillraceError {
  const seen = args.map((argument) => summarizeType(argument.type)).join(', ');
  const forms = definition.signatures.map((signature) => `${definition.name}(${signature.text})`);
  return new MillraceError('SQL_ARGUMENTS_INVALID', `${definition.name} does not take (${seen}).`, {
    facts: { function: definition.name, arguments: seen },
    hint: `It can be called as ${forms.join(' or ')}. ${definition.usage}`,
  });
}
