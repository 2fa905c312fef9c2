import { MillraceError } from '../../model/millrace-error.js';
import type { InternalState } from '../../state/internal-state.js';
import type { AggregatingState, ListState, MapState, ReducingState, State, ValueState } from '../../state/state.js';
import {
  type AggregatingStateDescriptor,
  type ListStateDescriptor,
  type MapStateDescriptor,
  type ReducingStateDescriptor,
  type StateDescriptor,
  type ValueStateDescriptor,
  VOID_NAMESPACE,
} from '../../state/state-descriptor.js';
import type { OperatorContext } from '../operator-context.js';
import {
  type CallGuard,
  GuardedAggregatingState,
  GuardedListState,
  GuardedMapState,
  GuardedReducingState,
  GuardedValueState,
} from './guarded-state.js';
import type { KeyedStateStore } from './runtime-context.js';

/** The keyed states of one operator as its user function gets them: in the void namespace, and guarded. */
export class KeyedStates implements KeyedStateStore {
  /** By the back end's handle, which is the same one for the same name. */
  private readonly guarded = new Map<State, State>();

  constructor(
    private readonly context: OperatorContext,
    private readonly guard: CallGuard,
  ) {}

  getState<T>(descriptor: ValueStateDescriptor<T>): ValueState<T> {
    return this.handle(descriptor, (state) => new GuardedValueState<T>(this.guard, state, descriptor.name));
  }

  getListState<T>(descriptor: ListStateDescriptor<T>): ListState<T> {
    return this.handle(descriptor, (state) => new GuardedListState<T>(this.guard, state, descriptor.name));
  }

  getMapState<K, V>(descriptor: MapStateDescriptor<K, V>): MapState<K, V> {
    return this.handle(descriptor, (state) => new GuardedMapState<K, V>(this.guard, state, descriptor.name));
  }

  getReducingState<T>(descriptor: ReducingStateDescriptor<T>): ReducingState<T> {
    return this.handle(descriptor, (state) => new GuardedReducingState<T>(this.guard, state, descriptor.name));
  }

  getAggregatingState<In, Acc, Out>(descriptor: AggregatingStateDescriptor<In, Acc, Out>): AggregatingState<In, Out> {
    return this.handle(descriptor, (state) => new GuardedAggregatingState<In, Out>(this.guard, state, descriptor.name));
  }

  private handle<S extends InternalState, G extends State>(descriptor: StateDescriptor<S>, wrap: (state: S) => G): G {
    const { keyed, info } = this.context;
    if (keyed === undefined) {
      throw new MillraceError(
        'STATE_NOT_KEYED',
        `'${info.operatorName}' asks for the keyed state '${descriptor.name}' on a stream that is not keyed.`,
        { facts: { state: descriptor.name, operator: info.operatorName }, hint: 'Call keyBy before this operator.' },
      );
    }
    const state = keyed.state(descriptor, VOID_NAMESPACE);
    let handle = this.guarded.get(state);
    if (handle === undefined) {
      handle = wrap(state);
      this.guarded.set(state, handle);
    }
    return handle as G;
  }
}
