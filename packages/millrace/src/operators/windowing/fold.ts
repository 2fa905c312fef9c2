import type { TypeInformation, TypeSpec } from '../../model/type-information.js';
import { typeFromSpec } from '../../model/types/type-from-spec.js';
import type { OperatorContext } from '../../operator/operator-context.js';
import type { OperatorSpec } from '../../operator/operator-definition.js';
import { isNoRecord, noRecordError } from '../../operator/user-functions/emitted-value.js';
import { normaliseAggregate, normaliseReduce } from '../../operator/user-functions/normalise.js';
import { subtaskCopy } from '../../operator/user-functions/subtask-copy.js';
import type { AggregateFunctionLike } from '../../state/fold-functions.js';
import type { InternalAggregatingState, InternalReducingState } from '../../state/internal-state.js';
import {
  AggregatingStateDescriptor,
  ReducingStateDescriptor,
  type StateDescriptor,
} from '../../state/state-descriptor.js';

/**
 * What the functions of an operator fold the records of a window into. What user code throws names the operator and the
 * call.
 */
export interface Fold {
  /** The type of what is folded. */
  readonly type: TypeInformation<unknown>;
  /** The values given to `merge` may be changed by it. */
  readonly changesArguments: boolean;
  /** What no records give; undefined when that is nothing. */
  empty(): unknown;
  first(value: unknown): unknown;
  add(folded: unknown, value: unknown): unknown;
  merge(one: unknown, other: unknown): unknown;
  result(folded: unknown): unknown;
  /** False for an aggregate function that does not know how to merge. */
  canMerge(): boolean;
  /** State that folds what is added to it. */
  descriptor(name: string): StateDescriptor<FoldingState>;
}

/** State of either folding kind. */
export type FoldingState = InternalReducingState<unknown> | InternalAggregatingState<unknown, unknown>;

/** The fold of an operator; undefined when its windows keep all records. */
export function foldOf(spec: OperatorSpec, context: OperatorContext): Fold | undefined {
  const { reduce, aggregate } = spec.functions;
  const { operatorName, parallelism } = context.info;
  const own = (code: unknown) => subtaskCopy(code, operatorName, parallelism === 1);
  if (reduce !== undefined) return reduceFold(spec, guardedReduce(context, own(reduce)));
  if (aggregate !== undefined) return aggregateFold(spec, guardedAggregate(context, own(aggregate)));
  return undefined;
}

function reduceFold(spec: OperatorSpec, reduce: (value1: unknown, value2: unknown) => unknown): Fold {
  const type = spec.inputTypes[0] as TypeInformation<unknown>;
  return {
    type,
    changesArguments: false,
    empty: () => undefined,
    first: (value) => value,
    add: reduce,
    merge: reduce,
    result: (folded) => folded,
    canMerge: () => true,
    descriptor: (name) => new ReducingStateDescriptor(name, reduce, type),
  };
}

function aggregateFold(spec: OperatorSpec, aggregate: AggregateFunctionLike<unknown, unknown, unknown>): Fold {
  const type = typeFromSpec(spec.options['accumulatorType'] as TypeSpec);
  return {
    type,
    changesArguments: !type.codec.immutable,
    empty: () => aggregate.createAccumulator(),
    first: (value) => aggregate.add(value, aggregate.createAccumulator()),
    add: (folded, value) => aggregate.add(value, folded),
    merge: (one, other) => aggregate.merge(one, other),
    result: (folded) => aggregate.getResult(folded),
    canMerge: () => mergesEmptyOnes(aggregate),
    descriptor: (name) => new AggregatingStateDescriptor(name, aggregate, type),
  };
}

/** Many programs leave `merge` out, as far as the types allow it: only windows that merge call it in Flink. */
function mergesEmptyOnes(aggregate: AggregateFunctionLike<unknown, unknown, unknown>): boolean {
  try {
    const merged = aggregate.merge(aggregate.createAccumulator(), aggregate.createAccumulator());
    return merged !== undefined && merged !== null;
  } catch {
    return false;
  }
}

function guardedReduce(context: OperatorContext, code: unknown): (value1: unknown, value2: unknown) => unknown {
  const { reduce } = normaliseReduce(code);
  return (value1, value2) => {
    let result: unknown;
    try {
      result = reduce(value1, value2);
    } catch (cause) {
      throw context.userError(cause, 'reduce');
    }
    if (isNoRecord(result) || result === null) throw noRecordError(context, 'reduce', result);
    return result;
  };
}

function guardedAggregate(context: OperatorContext, code: unknown): AggregateFunctionLike<unknown, unknown, unknown> {
  const target = normaliseAggregate(code);
  return {
    createAccumulator() {
      try {
        return target.createAccumulator();
      } catch (cause) {
        throw context.userError(cause, 'createAccumulator');
      }
    },
    add(value, accumulator) {
      try {
        return target.add(value, accumulator);
      } catch (cause) {
        throw context.userError(cause, 'add');
      }
    },
    getResult(accumulator) {
      let result: unknown;
      try {
        result = target.getResult(accumulator);
      } catch (cause) {
        throw context.userError(cause, 'getResult');
      }
      if (isNoRecord(result)) throw noRecordError(context, 'getResult', result);
      return result;
    },
    merge(first, second) {
      try {
        return target.merge(first, second);
      } catch (cause) {
        throw context.userError(cause, 'merge');
      }
    },
  };
}
