import type { AggregatingState, ListState, MapState, ReducingState, State, ValueState } from './state.js';

/** What operators (windows) may do with a state beyond what user functions may: choose the namespace, and merge. */
export interface Namespaced {
  /** Every later access through this handle is about this namespace. A handle starts in the void namespace. */
  setCurrentNamespace(namespace: unknown): void;
}

/** A namespaced state whose contents can be merged: lists append, reducing and aggregating states fold. */
export interface Mergeable extends Namespaced {
  /** Moves what is under `sources` into `target` (under the current key); sources are empty after it. */
  mergeNamespaces(target: unknown, sources: Iterable<unknown>): void;
}

export type InternalState = State & Namespaced;
export type InternalValueState<T> = ValueState<T> & Namespaced;
export interface InternalListState<T> extends ListState<T>, Mergeable {
  /** @returns true when nothing was there before. */
  add(value: T): boolean;
}
export type InternalMapState<K, V> = MapState<K, V> & Namespaced;
export interface InternalReducingState<T> extends ReducingState<T>, Mergeable {
  /** @returns true when nothing was there before. */
  add(value: T): boolean;
}
export interface InternalAggregatingState<In, Out> extends AggregatingState<In, Out>, Mergeable {
  /** @returns true when nothing was there before. */
  add(value: In): boolean;
}
