import type { AggregateFunctionLike } from '../fold-functions.js';
import type {
  InternalAggregatingState,
  InternalListState,
  InternalMapState,
  InternalReducingState,
  InternalValueState,
} from '../internal-state.js';
import type { ValueCheck } from '../value-check.js';
import type { KeyedPlace } from './keyed-place.js';
import type { StoredList } from './stored-list.js';
import type { StoredMap } from './stored-map.js';
import type { ValueCell } from './value-cell.js';

export class HeapValueState<T> implements InternalValueState<T> {
  private readonly place: KeyedPlace;
  private readonly cell: ValueCell<T>;
  private readonly check: ValueCheck<T>;

  constructor(place: KeyedPlace, cell: ValueCell<T>, check: ValueCheck<T>) {
    this.place = place;
    this.cell = cell;
    this.check = check;
  }

  setCurrentNamespace(namespace: unknown): void {
    this.place.setCurrentNamespace(namespace);
  }

  value(): T | undefined {
    return this.cell.get();
  }

  update(value: T | null | undefined): void {
    if (value === null || value === undefined) this.cell.clear();
    else this.cell.set(this.check.check(value));
  }

  clear(): void {
    this.cell.clear();
  }
}

export class HeapListState<T> implements InternalListState<T> {
  private readonly place: KeyedPlace;
  private readonly list: StoredList<T>;

  constructor(place: KeyedPlace, list: StoredList<T>) {
    this.place = place;
    this.list = list;
  }

  setCurrentNamespace(namespace: unknown): void {
    this.place.setCurrentNamespace(namespace);
  }

  get(): T[] {
    return this.list.get();
  }

  add(value: T): boolean {
    return this.list.add(value);
  }

  addAll(values: Iterable<T>): void {
    this.list.addAll(values);
  }

  update(values: Iterable<T>): void {
    this.list.update(values);
  }

  clear(): void {
    this.list.clear();
  }

  mergeNamespaces(target: unknown, sources: Iterable<unknown>): void {
    const moved = takeFromNamespaces(this.place, target, sources, () => {
      const elements = this.list.get();
      this.list.clear();
      return elements.length === 0 ? undefined : elements;
    });
    for (const elements of moved) this.list.addAll(elements);
  }
}

export class HeapMapState<K, V> implements InternalMapState<K, V> {
  private readonly place: KeyedPlace;
  private readonly map: StoredMap<K, V>;

  constructor(place: KeyedPlace, map: StoredMap<K, V>) {
    this.place = place;
    this.map = map;
  }

  setCurrentNamespace(namespace: unknown): void {
    this.place.setCurrentNamespace(namespace);
  }

  get(key: K): V | undefined {
    return this.map.get(key);
  }

  put(key: K, value: V): void {
    this.map.put(key, value);
  }

  putAll(entries: Iterable<readonly [K, V]>): void {
    this.map.putAll(entries);
  }

  remove(key: K): void {
    this.map.remove(key);
  }

  contains(key: K): boolean {
    return this.map.contains(key);
  }

  items(): Iterable<[K, V]> {
    return this.map.items();
  }

  keys(): Iterable<K> {
    return this.map.keys();
  }

  values(): Iterable<V> {
    return this.map.values();
  }

  isEmpty(): boolean {
    return this.map.isEmpty();
  }

  clear(): void {
    this.map.clear();
  }
}

export class HeapReducingState<T> implements InternalReducingState<T> {
  private readonly place: KeyedPlace;
  private readonly cell: ValueCell<T>;
  private readonly check: ValueCheck<T>;
  private readonly reduce: (value1: T, value2: T) => T;

  constructor(place: KeyedPlace, cell: ValueCell<T>, check: ValueCheck<T>, reduce: (value1: T, value2: T) => T) {
    this.place = place;
    this.cell = cell;
    this.check = check;
    this.reduce = reduce;
  }

  setCurrentNamespace(namespace: unknown): void {
    this.place.setCurrentNamespace(namespace);
  }

  get(): T | undefined {
    return this.cell.get();
  }

  add(value: T): boolean {
    const before = this.cell.get();
    this.cell.set(this.check.checkDefined(before === undefined ? value : this.reduce(before, value)));
    return before === undefined;
  }

  clear(): void {
    this.cell.clear();
  }

  mergeNamespaces(target: unknown, sources: Iterable<unknown>): void {
    const values = takeFromNamespaces(this.place, target, sources, () => {
      const value = this.cell.get();
      this.cell.clear();
      return value;
    });
    if (values.length > 0) this.add(values.reduce((one, other) => this.reduce(one, other)));
  }
}

export class HeapAggregatingState<In, Acc, Out> implements InternalAggregatingState<In, Out> {
  private readonly place: KeyedPlace;
  private readonly cell: ValueCell<Acc>;
  private readonly check: ValueCheck<Acc>;
  private readonly aggregate: AggregateFunctionLike<In, Acc, Out>;

  constructor(
    place: KeyedPlace,
    cell: ValueCell<Acc>,
    check: ValueCheck<Acc>,
    aggregate: AggregateFunctionLike<In, Acc, Out>,
  ) {
    this.place = place;
    this.cell = cell;
    this.check = check;
    this.aggregate = aggregate;
  }

  setCurrentNamespace(namespace: unknown): void {
    this.place.setCurrentNamespace(namespace);
  }

  get(): Out | undefined {
    const accumulator = this.cell.get();
    return accumulator === undefined ? undefined : this.aggregate.getResult(accumulator);
  }

  add(value: In): boolean {
    const before = this.cell.get();
    const accumulator = before === undefined ? this.aggregate.createAccumulator() : before;
    this.cell.set(this.check.checkDefined(this.aggregate.add(value, accumulator)));
    return before === undefined;
  }

  clear(): void {
    this.cell.clear();
  }

  mergeNamespaces(target: unknown, sources: Iterable<unknown>): void {
    const accumulators = takeFromNamespaces(this.place, target, sources, () => {
      const accumulator = this.cell.get();
      this.cell.clear();
      return accumulator;
    });
    if (accumulators.length === 0) return;
    const before = this.cell.get();
    const all = before === undefined ? accumulators : [before, ...accumulators];
    this.cell.set(this.check.checkDefined(all.reduce((one, other) => this.aggregate.merge(one, other))));
  }
}

/** Takes what is under the sources away, and leaves the target as the current namespace. */
function takeFromNamespaces<T>(
  place: KeyedPlace,
  target: unknown,
  sources: Iterable<unknown>,
  take: () => T | undefined,
): T[] {
  const taken: T[] = [];
  for (const source of sources) {
    if (place.sameNamespace(source, target)) continue;
    place.setCurrentNamespace(source);
    const content = take();
    if (content !== undefined) taken.push(content);
  }
  place.setCurrentNamespace(target);
  return taken;
}
