/** State of one key: what every kind can do. */
export interface State {
  /** Removes what is stored under the current key. */
  clear(): void;
}

/** One value a key. */
export interface ValueState<T> extends State {
  /** The value, or undefined when there is none. */
  value(): T | undefined;
  /** Replaces the value; null and undefined clear it, as in Flink. */
  update(value: T | null | undefined): void;
}

/** A list a key, appended to or replaced. */
export interface ListState<T> extends State {
  /** The elements in the order in which they were added; empty when there are none. */
  get(): Iterable<T>;
  add(value: T): void;
  addAll(values: Iterable<T>): void;
  /** Replaces the list; an empty one clears it. */
  update(values: Iterable<T>): void;
}

/** A map a key. It promises no order. */
export interface MapState<K, V> extends State {
  get(key: K): V | undefined;
  put(key: K, value: V): void;
  putAll(entries: Iterable<readonly [K, V]>): void;
  remove(key: K): void;
  contains(key: K): boolean;
  items(): Iterable<[K, V]>;
  keys(): Iterable<K>;
  values(): Iterable<V>;
  isEmpty(): boolean;
}

/** One value a key, folded from what is added. */
export interface ReducingState<T> extends State {
  get(): T | undefined;
  add(value: T): void;
}

/** One accumulator a key; `get` gives its result. */
export interface AggregatingState<In, Out> extends State {
  get(): Out | undefined;
  add(value: In): void;
}

/** What a broadcast side may read; the other side may not write, so that all subtasks agree. */
export interface ReadOnlyBroadcastState<K, V> {
  get(key: K): V | undefined;
  contains(key: K): boolean;
  items(): Iterable<[K, V]>;
  keys(): Iterable<K>;
  values(): Iterable<V>;
  isEmpty(): boolean;
}

/** A map that is the same on every subtask: all of them see the same broadcast elements. */
export interface BroadcastState<K, V> extends ReadOnlyBroadcastState<K, V>, State {
  put(key: K, value: V): void;
  putAll(entries: Iterable<readonly [K, V]>): void;
  remove(key: K): void;
}
