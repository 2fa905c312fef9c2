import type { LogicalType } from '../model/logical-types/logical-type.js';
import { MillraceError } from '../model/millrace-error.js';
import type { ScalarFunction } from './scalar-function.js';

/** A constant, in its form in memory; NULL is null. */
export interface Literal {
  readonly kind: 'literal';
  readonly type: LogicalType;
  readonly value: unknown;
}

/** A field of the input row, by its position. */
export interface InputReference {
  readonly kind: 'input';
  readonly type: LogicalType;
  readonly position: number;
}

/** A function applied to arguments that have the types it takes. */
export interface Call {
  readonly kind: 'call';
  readonly type: LogicalType;
  readonly definition: ScalarFunction;
  readonly arguments: readonly ResolvedExpression[];
  /** How deep calls are nested in it, itself included. */
  readonly depth: number;
}

/** An expression of which every name is resolved and every type known. Frozen data. */
export type ResolvedExpression = Literal | InputReference | Call;

/** Evaluating and generating code recurse; far deeper ones would end in a stack overflow. */
const MAX_DEPTH = 1000;

export const literal = (value: unknown, type: LogicalType): Literal => Object.freeze({ kind: 'literal', type, value });

export const inputReference = (position: number, type: LogicalType): InputReference =>
  Object.freeze({ kind: 'input', type, position });

/**
 * A call of a function whose types were inferred.
 *
 * @throws MillraceError `SQL_EXPRESSION_TOO_DEEP`.
 */
export function call(definition: ScalarFunction, args: readonly ResolvedExpression[], type: LogicalType): Call {
  let depth = 1;
  for (const argument of args) {
    if (argument.kind === 'call' && argument.depth >= depth) depth = argument.depth + 1;
  }
  if (depth > MAX_DEPTH) {
    throw new MillraceError('SQL_EXPRESSION_TOO_DEEP', `An expression nests more than ${MAX_DEPTH} calls.`, {
      hint: 'Split it: compute parts of it in a sub-query or a view.',
    });
  }
  return Object.freeze({ kind: 'call', type, definition, arguments: args, depth });
}

/** True when the same input row always gives the same value. */
export function isDeterministic(expression: ResolvedExpression): boolean {
  if (expression.kind !== 'call') return true;
  const { determinism } = expression.definition;
  const own = typeof determinism === 'string' ? determinism : determinism(expression.arguments.length);
  return own === 'deterministic' && expression.arguments.every(isDeterministic);
}

/** True when no field of the input row is read. */
export function isConstant(expression: ResolvedExpression): boolean {
  if (expression.kind === 'input') return false;
  return expression.kind === 'literal' || expression.arguments.every(isConstant);
}
