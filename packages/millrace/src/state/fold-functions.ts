import { MillraceError } from '../model/millrace-error.js';

/** What a reducing state folds with: a plain function, or an object with `reduce`. */
export type ReduceFunctionLike<T> = ((value1: T, value2: T) => T) | { reduce(value1: T, value2: T): T };

/** What an aggregating state folds with: an object literal or a class instance. */
export interface AggregateFunctionLike<In, Acc, Out> {
  createAccumulator(): Acc;
  add(value: In, accumulator: Acc): Acc;
  getResult(accumulator: Acc): Out;
  /** Called when windows merge. */
  merge(accumulator1: Acc, accumulator2: Acc): Acc;
}

const AGGREGATE_METHODS = ['createAccumulator', 'add', 'getResult', 'merge'] as const;

/** The plain function behind either form of a reduce function. */
export function toReduce<T>(reduce: ReduceFunctionLike<T>, stateName: string): (value1: T, value2: T) => T {
  if (typeof reduce === 'function') return reduce;
  if (typeof reduce === 'object' && reduce !== null && typeof reduce.reduce === 'function') {
    return (value1, value2) => reduce.reduce(value1, value2);
  }
  throw new MillraceError(
    'STATE_FUNCTION_INVALID',
    `The reducing state '${stateName}' needs a function (value1, value2) => value, or an object with 'reduce'.`,
    { facts: { state: stateName, seen: typeof reduce } },
  );
}

/**
 * Hands the function back after a look at its methods.
 *
 * @throws MillraceError `STATE_FUNCTION_INVALID` naming the method that is missing.
 */
export function checkAggregate<In, Acc, Out>(
  aggregate: AggregateFunctionLike<In, Acc, Out>,
  stateName: string,
): AggregateFunctionLike<In, Acc, Out> {
  for (const method of AGGREGATE_METHODS) {
    if (typeof aggregate?.[method] === 'function') continue;
    throw new MillraceError(
      'STATE_FUNCTION_INVALID',
      `The aggregate function of the aggregating state '${stateName}' has no method '${method}'.`,
      { facts: { state: stateName, method }, hint: `It needs ${AGGREGATE_METHODS.join(', ')}.` },
    );
  }
  return aggregate;
}
