import type { TypeInformation } from '../../model/type-information.js';
import type { InternalState } from '../../state/internal-state.js';
import type { KeyedStateBackend } from '../../state/keyed-state-backend.js';
import type { AggregatingState, ListState, MapState, ReducingState, State, ValueState } from '../../state/state.js';
import type {
  AggregatingStateDescriptor,
  ListStateDescriptor,
  MapStateDescriptor,
  ReducingStateDescriptor,
  StateDescriptor,
  StateFactory,
  ValueStateDescriptor,
} from '../../state/state-descriptor.js';
import type { Window } from '../../time/window.js';
import {
  type CallGuard,
  GuardedAggregatingState,
  GuardedListState,
  GuardedMapState,
  GuardedReducingState,
  GuardedValueState,
} from '../user-functions/guarded-state.js';
import type { KeyedStateStore } from '../user-functions/runtime-context.js';

interface Known {
  readonly descriptor: StateDescriptor<State>;
  readonly state: InternalState;
  readonly handle: State;
}

/** States of a key and a window, as triggers and window functions get them: guarded, and always about the window in hand. */
export class NamespacedStates implements KeyedStateStore {
  private readonly known = new Map<string, Known>();
  private window: Window | undefined;

  /** @param prefix keeps the names apart from those of the operator's other states. */
  constructor(
    private readonly keyed: KeyedStateBackend,
    private readonly windowType: TypeInformation<unknown>,
    private readonly guard: CallGuard,
    private readonly prefix: string,
  ) {}

  /** Every state is about this window from now on. */
  enter(window: Window): void {
    this.window = window;
    if (this.known.size === 0) return;
    for (const { state } of this.known.values()) state.setCurrentNamespace(window);
  }

  getState<T>(descriptor: ValueStateDescriptor<T>): ValueState<T> {
    return this.of(descriptor);
  }

  getListState<T>(descriptor: ListStateDescriptor<T>): ListState<T> {
    return this.of(descriptor);
  }

  getMapState<K, V>(descriptor: MapStateDescriptor<K, V>): MapState<K, V> {
    return this.of(descriptor);
  }

  getReducingState<T>(descriptor: ReducingStateDescriptor<T>): ReducingState<T> {
    return this.of(descriptor);
  }

  getAggregatingState<In, Acc, Out>(descriptor: AggregatingStateDescriptor<In, Acc, Out>): AggregatingState<In, Out> {
    return this.of(descriptor);
  }

  /** The state of any kind that a descriptor describes. */
  of<S extends State>(descriptor: StateDescriptor<S>): S {
    return this.knownOf(descriptor).handle as S;
  }

  /** As the back end has it, without guard. */
  internal<S extends InternalState>(descriptor: StateDescriptor<S>): S {
    return this.knownOf(descriptor).state as S;
  }

  private knownOf(descriptor: StateDescriptor<State>): Known {
    const known = this.known.get(descriptor.name);
    if (known !== undefined && known.descriptor === descriptor) return known;
    const own = Object.create(descriptor, {
      name: { value: `${this.prefix}${descriptor.name}`, enumerable: true },
    }) as StateDescriptor<InternalState>;
    const state = this.keyed.state(own, this.windowType);
    state.setCurrentNamespace(this.window);
    const added = { descriptor, state, handle: guarded(descriptor, state, this.guard) };
    this.known.set(descriptor.name, added);
    return added;
  }
}

function guarded(descriptor: StateDescriptor<State>, state: State, guard: CallGuard): State {
  const { name } = descriptor;
  const factory: Record<keyof StateFactory, () => State> = {
    value: () => new GuardedValueState(guard, state as ValueState<unknown>, name),
    list: () => new GuardedListState(guard, state as ListState<unknown>, name),
    map: () => new GuardedMapState(guard, state as MapState<unknown, unknown>, name),
    reducing: () => new GuardedReducingState(guard, state as ReducingState<unknown>, name),
    aggregating: () => new GuardedAggregatingState(guard, state as AggregatingState<unknown, unknown>, name),
  };
  return descriptor.createState(factory as unknown as StateFactory);
}
