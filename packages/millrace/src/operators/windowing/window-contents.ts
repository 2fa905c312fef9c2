import type { TypeInformation, TypeSpec } from '../../model/type-information.js';
import { typeFromSpec } from '../../model/types/type-from-spec.js';
import type { OperatorContext } from '../../operator/operator-context.js';
import type { OperatorSpec } from '../../operator/operator-definition.js';
import { isNoRecord, noRecordError } from '../../operator/user-functions/emitted-value.js';
import { normaliseAggregate, normaliseReduce } from '../../operator/user-functions/normalise.js';
import { subtaskCopy } from '../../operator/user-functions/subtask-copy.js';
import type { Mergeable } from '../../state/internal-state.js';
import type { KeyedStateBackend } from '../../state/keyed-state-backend.js';
import type { State } from '../../state/state.js';
import {
  AggregatingStateDescriptor,
  ListStateDescriptor,
  ReducingStateDescriptor,
} from '../../state/state-descriptor.js';

/** The name of the state with what is in the windows, as in Flink. */
const WINDOW_CONTENTS = 'window-contents';

/** A state with what is in the windows of a key, one namespace a window. */
interface ContentsState extends State, Mergeable {
  /** @returns true when nothing was there before. */
  add(value: unknown): boolean;
}

/** What is in windows: the records, or what they are folded into as they come. */
export interface WindowContents {
  readonly state: ContentsState;
  /** True when the records are folded into one value. */
  readonly isFolded: boolean;
  /** The records in an array, or the one value; undefined when there is nothing. */
  read(): unknown;
}

/** Opens the contents that the functions of an operator ask for. */
export function openContents(
  spec: OperatorSpec,
  context: OperatorContext,
  keyed: KeyedStateBackend,
  windowType: TypeInformation<unknown>,
): WindowContents {
  const { reduce, aggregate } = spec.functions;
  if (reduce !== undefined) {
    const state = keyed.state(reducing(spec, context, own(context, reduce)), windowType);
    return { state, isFolded: true, read: () => state.get() };
  }
  if (aggregate !== undefined) {
    const state = keyed.state(aggregating(spec, context, own(context, aggregate)), windowType);
    return { state, isFolded: true, read: () => state.get() };
  }
  const state = keyed.state(new ListStateDescriptor(WINDOW_CONTENTS, inputType(spec)), windowType);
  return { state, isFolded: false, read: () => elementsOf(state.get()) };
}

function inputType(spec: OperatorSpec): TypeInformation<unknown> {
  return spec.inputTypes[0] as TypeInformation<unknown>;
}

function own(context: OperatorContext, code: unknown): unknown {
  return subtaskCopy(code, context.info.operatorName, context.info.parallelism === 1);
}

function elementsOf(elements: Iterable<unknown>): readonly unknown[] | undefined {
  const array = Array.isArray(elements) ? elements : [...elements];
  return array.length === 0 ? undefined : array;
}

function reducing(spec: OperatorSpec, context: OperatorContext, code: unknown): ReducingStateDescriptor<unknown> {
  const { reduce } = normaliseReduce(code);
  return new ReducingStateDescriptor(
    WINDOW_CONTENTS,
    (value1: unknown, value2: unknown) => {
      let result: unknown;
      try {
        result = reduce(value1, value2);
      } catch (cause) {
        throw context.userError(cause, 'reduce');
      }
      if (isNoRecord(result) || result === null) throw noRecordError(context, 'reduce', result);
      return result;
    },
    inputType(spec),
  );
}

function aggregating(
  spec: OperatorSpec,
  context: OperatorContext,
  code: unknown,
): AggregatingStateDescriptor<unknown, unknown, unknown> {
  const target = normaliseAggregate(code);
  const guarded = (call: string, work: () => unknown): unknown => {
    try {
      return work();
    } catch (cause) {
      throw context.userError(cause, call);
    }
  };
  const type = typeFromSpec(spec.options['accumulatorType'] as TypeSpec);
  return new AggregatingStateDescriptor(
    WINDOW_CONTENTS,
    {
      createAccumulator: () => guarded('createAccumulator', () => target.createAccumulator()),
      add: (value: unknown, accumulator: unknown) => {
        try {
          return target.add(value, accumulator);
        } catch (cause) {
          throw context.userError(cause, 'add');
        }
      },
      getResult: (accumulator: unknown) => {
        const result = guarded('getResult', () => target.getResult(accumulator));
        if (isNoRecord(result)) throw noRecordError(context, 'getResult', result);
        return result;
      },
      merge: (first: unknown, second: unknown) => guarded('merge', () => target.merge(first, second)),
    },
    type,
  );
}
