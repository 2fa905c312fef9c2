import type { InternalState } from '../../state/internal-state.js';
import type { AggregatingState, ListState, MapState, ReducingState, State, ValueState } from '../../state/state.js';
import {
  type AggregatingStateDescriptor,
  type ListStateDescriptor,
  type MapStateDescriptor,
  type ReducingStateDescriptor,
  type StateDescriptor,
  type StateFactory,
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
import { streamNotKeyed } from './stream-not-keyed.js';

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

  /** The state of any kind that a descriptor describes. */
  of<S extends State>(descriptor: StateDescriptor<S>): S {
    const factory: Record<keyof StateFactory, (described: never) => unknown> = {
      value: (described: ValueStateDescriptor<unknown>) => this.getState(described),
      list: (described: ListStateDescriptor<unknown>) => this.getListState(described),
      map: (described: MapStateDescriptor<unknown, unknown>) => this.getMapState(described),
      reducing: (described: ReducingStateDescriptor<unknown>) => this.getReducingState(described),
      aggregating: (described: AggregatingStateDescriptor<unknown, unknown, unknown>) =>
        this.getAggregatingState(described),
    };
    return descriptor.createState(factory as StateFactory);
  }

  private handle<S extends InternalState, G extends State>(descriptor: StateDescriptor<S>, wrap: (state: S) => G): G {
    const { keyed } = this.context;
    if (keyed === undefined) throw streamNotKeyed(this.context, `the keyed state '${descriptor.name}'`);
    const state = keyed.state(descriptor, VOID_NAMESPACE);
    let handle = this.guarded.get(state);
    if (handle === undefined) {
      handle = wrap(state);
      this.guarded.set(state, handle);
    }
    return handle as G;
  }
}
