import { MillraceError } from '../../model/millrace-error.js';
import type {
  AggregatingState,
  BroadcastState,
  ListState,
  MapState,
  ReadOnlyBroadcastState,
  ReducingState,
  ValueState,
} from '../../state/state.js';
import { CallPhase, usedAfterCall } from './user-code.js';

/** What a handle asks before it reaches its state. */
export interface CallGuard {
  readonly phase: CallPhase;
}

function refuse(phase: CallPhase, name: string): MillraceError {
  if (phase === CallPhase.OUTSIDE) return usedAfterCall(`The state '${name}'`);
  return new MillraceError('STATE_WITHOUT_KEY', `The keyed state '${name}' was used where no key is in hand.`, {
    facts: { state: name },
    hint: 'On the broadcast side, reach keyed state with ctx.applyToKeyedState.',
  });
}

/*
 * The handles that user functions hold. Each asks first whether the function runs: a handle that is used in a callback of the
 * host would read or write the state of whatever key happens to be current.
 */

export class GuardedValueState<T> implements ValueState<T> {
  constructor(
    private readonly guard: CallGuard,
    private readonly state: ValueState<T>,
    private readonly name: string,
  ) {}

  value(): T | undefined {
    if (this.guard.phase !== CallPhase.RUNNING) throw refuse(this.guard.phase, this.name);
    return this.state.value();
  }

  update(value: T | null | undefined): void {
    if (this.guard.phase !== CallPhase.RUNNING) throw refuse(this.guard.phase, this.name);
    this.state.update(value);
  }

  clear(): void {
    if (this.guard.phase !== CallPhase.RUNNING) throw refuse(this.guard.phase, this.name);
    this.state.clear();
  }
}

export class GuardedListState<T> implements ListState<T> {
  constructor(
    private readonly guard: CallGuard,
    private readonly state: ListState<T>,
    private readonly name: string,
  ) {}

  get(): Iterable<T> {
    return this.checked().get();
  }

  add(value: T): void {
    this.checked().add(value);
  }

  addAll(values: Iterable<T>): void {
    this.checked().addAll(values);
  }

  update(values: Iterable<T>): void {
    this.checked().update(values);
  }

  clear(): void {
    this.checked().clear();
  }

  private checked(): ListState<T> {
    if (this.guard.phase !== CallPhase.RUNNING) throw refuse(this.guard.phase, this.name);
    return this.state;
  }
}

export class GuardedMapState<K, V> implements MapState<K, V> {
  constructor(
    private readonly guard: CallGuard,
    private readonly state: MapState<K, V>,
    private readonly name: string,
  ) {}

  get(key: K): V | undefined {
    return this.checked().get(key);
  }

  put(key: K, value: V): void {
    this.checked().put(key, value);
  }

  putAll(entries: Iterable<readonly [K, V]>): void {
    this.checked().putAll(entries);
  }

  remove(key: K): void {
    this.checked().remove(key);
  }

  contains(key: K): boolean {
    return this.checked().contains(key);
  }

  items(): Iterable<[K, V]> {
    return this.checked().items();
  }

  keys(): Iterable<K> {
    return this.checked().keys();
  }

  values(): Iterable<V> {
    return this.checked().values();
  }

  isEmpty(): boolean {
    return this.checked().isEmpty();
  }

  clear(): void {
    this.checked().clear();
  }

  private checked(): MapState<K, V> {
    if (this.guard.phase !== CallPhase.RUNNING) throw refuse(this.guard.phase, this.name);
    return this.state;
  }
}

export class GuardedReducingState<T> implements ReducingState<T> {
  constructor(
    private readonly guard: CallGuard,
    private readonly state: ReducingState<T>,
    private readonly name: string,
  ) {}

  get(): T | undefined {
    return this.checked().get();
  }

  add(value: T): void {
    this.checked().add(value);
  }

  clear(): void {
    this.checked().clear();
  }

  private checked(): ReducingState<T> {
    if (this.guard.phase !== CallPhase.RUNNING) throw refuse(this.guard.phase, this.name);
    return this.state;
  }
}

export class GuardedAggregatingState<In, Out> implements AggregatingState<In, Out> {
  constructor(
    private readonly guard: CallGuard,
    private readonly state: AggregatingState<In, Out>,
    private readonly name: string,
  ) {}

  get(): Out | undefined {
    return this.checked().get();
  }

  add(value: In): void {
    this.checked().add(value);
  }

  clear(): void {
    this.checked().clear();
  }

  private checked(): AggregatingState<In, Out> {
    if (this.guard.phase !== CallPhase.RUNNING) throw refuse(this.guard.phase, this.name);
    return this.state;
  }
}

/** Broadcast state as the other side sees it: it belongs to no key, and cannot be written. */
export class ReadOnlyGuardedBroadcastState<K, V> implements ReadOnlyBroadcastState<K, V> {
  constructor(
    private readonly guard: CallGuard,
    private readonly state: ReadOnlyBroadcastState<K, V>,
    private readonly name: string,
  ) {}

  get(key: K): V | undefined {
    return this.checked().get(key);
  }

  contains(key: K): boolean {
    return this.checked().contains(key);
  }

  items(): Iterable<[K, V]> {
    return this.checked().items();
  }

  keys(): Iterable<K> {
    return this.checked().keys();
  }

  values(): Iterable<V> {
    return this.checked().values();
  }

  isEmpty(): boolean {
    return this.checked().isEmpty();
  }

  private checked(): ReadOnlyBroadcastState<K, V> {
    if (this.guard.phase === CallPhase.OUTSIDE) throw refuse(this.guard.phase, this.name);
    return this.state;
  }
}

/** Broadcast state as the broadcast side sees it. */
export class GuardedBroadcastState<K, V> implements BroadcastState<K, V> {
  private readonly reads: ReadOnlyGuardedBroadcastState<K, V>;

  constructor(
    private readonly guard: CallGuard,
    private readonly state: BroadcastState<K, V>,
    private readonly name: string,
  ) {
    this.reads = new ReadOnlyGuardedBroadcastState(guard, state, name);
  }

  get(key: K): V | undefined {
    return this.reads.get(key);
  }

  contains(key: K): boolean {
    return this.reads.contains(key);
  }

  items(): Iterable<[K, V]> {
    return this.reads.items();
  }

  keys(): Iterable<K> {
    return this.reads.keys();
  }

  values(): Iterable<V> {
    return this.reads.values();
  }

  isEmpty(): boolean {
    return this.reads.isEmpty();
  }

  put(key: K, value: V): void {
    this.checked().put(key, value);
  }

  putAll(entries: Iterable<readonly [K, V]>): void {
    this.checked().putAll(entries);
  }

  remove(key: K): void {
    this.checked().remove(key);
  }

  clear(): void {
    this.checked().clear();
  }

  /** A handle of the broadcast side that was kept: the other side would write through it. */
  private checked(): BroadcastState<K, V> {
    const { phase } = this.guard;
    if (phase === CallPhase.WITHOUT_KEY) return this.state;
    if (phase === CallPhase.OUTSIDE) throw refuse(phase, this.name);
    throw new MillraceError(
      'BROADCAST_STATE_READ_ONLY',
      `The broadcast state '${this.name}' was written outside of processBroadcastElement.`,
      {
        facts: { state: this.name },
        hint: 'Only the broadcast side may write it, so that all subtasks agree.',
      },
    );
  }
}
