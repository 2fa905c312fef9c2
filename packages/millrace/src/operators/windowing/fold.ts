import type { OperatorContext } from '../../operator/operator-context.js';
import type { OperatorSpec } from '../../operator/operator-definition.js';
import { isNoRecord, noRecordError } from '../../operator/user-functions/emitted-value.js';
import { normaliseAggregate, normaliseReduce } from '../../operator/user-functions/normalise.js';
import { subtaskCopy } from '../../operator/user-functions/subtask-copy.js';
import type { AggregateFunctionLike } from '../../state/fold-functions.js';

/** What the functions of an operator fold the records of a window with. What user code throws names the operator and the call. */
export type Fold =
  | { readonly kind: 'none' }
  | { readonly kind: 'reduce'; readonly reduce: (value1: unknown, value2: unknown) => unknown }
  | { readonly kind: 'aggregate'; readonly aggregate: AggregateFunctionLike<unknown, unknown, unknown> };

export function foldOf(spec: OperatorSpec, context: OperatorContext): Fold {
  const { reduce, aggregate } = spec.functions;
  const { operatorName, parallelism } = context.info;
  const own = (code: unknown) => subtaskCopy(code, operatorName, parallelism === 1);
  if (reduce !== undefined) return { kind: 'reduce', reduce: guardedReduce(context, own(reduce)) };
  if (aggregate !== undefined) return { kind: 'aggregate', aggregate: guardedAggregate(context, own(aggregate)) };
  return { kind: 'none' };
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
