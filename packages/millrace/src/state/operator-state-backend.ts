import type { FrozenState } from './snapshot.js';
import type { BroadcastState, ListState } from './state.js';
import type { ListStateDescriptor, MapStateDescriptor } from './state-descriptor.js';

/** State of an operator that belongs to no key. */
export interface OperatorStateBackend {
  /** A list whose items are dealt out evenly when the parallelism changes. */
  listState<T>(descriptor: ListStateDescriptor<T>): ListState<T>;
  /** A list of which every subtask gets all items after a restore. */
  unionListState<T>(descriptor: ListStateDescriptor<T>): ListState<T>;
  /** A map that is the same on every subtask. */
  broadcastState<K, V>(descriptor: MapStateDescriptor<K, V>): BroadcastState<K, V>;
  freeze(): FrozenState;
  close(): void;
}
