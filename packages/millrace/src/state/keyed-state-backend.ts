import type { TypeInformation } from '../model/type-information.js';
import type { InternalState } from './internal-state.js';
import type { FrozenState } from './snapshot.js';
import type { StateDescriptor } from './state-descriptor.js';
import type { TimerQueue } from './timer-queue.js';

/**
 * Keyed state of one subtask of one operator, addressed by (state name, key group, key, namespace).
 *
 * Access is synchronous and scoped by the current key. Two hosts of the same contract: the heap, and later RocksDB.
 */
export interface KeyedStateBackend {
  /** The key that state handles read and write; undefined before the first one. */
  readonly currentKey: unknown;
  /**
   * Makes a key current. Every later access through any handle of this back end is about it.
   *
   * @throws MillraceError `KEY_NULL` for null or undefined, `TYPE_MISMATCH` for a value that is not of the key type.
   */
  setCurrentKey(key: unknown): void;
  /** Leaves no key current: until the next one, state and timers throw `STATE_WITHOUT_KEY` (broadcast elements, `open`). */
  clearCurrentKey(): void;
  /** The key group of the current key; computed when first asked. */
  currentKeyGroup(): number;
  /**
   * The handle of a state, the same one for the same name.
   *
   * @param namespaceType the type of its namespaces; `VOID_NAMESPACE` for state of user functions.
   * @throws MillraceError `STATE_DESCRIPTOR_CHANGED` when the name was used with another kind or type.
   */
  state<S extends InternalState>(descriptor: StateDescriptor<S>, namespaceType: TypeInformation<unknown>): S;
  /** The timers of one service and time domain, part of the snapshot; the same queue for the same name. */
  timers(name: string, namespaceType: TypeInformation<unknown>): TimerQueue;
  /** The keys that have something in a state under a namespace, as they were when asked. */
  keys(stateName: string, namespace: unknown): Iterable<unknown>;
  /** True when the current key has something in a state under a namespace. */
  hasState(stateName: string, namespace: unknown): boolean;
  /**
   * Freezes the present version in O(1); several may be frozen at once. Once the frozen version has been written, it is
   * given up by itself.
   */
  freeze(): FrozenState;
  /** How many keys hold state. */
  keyCount(): number;
  /** Drops the state and the timers of all keys, and all frozen versions; no key is current afterwards. */
  clear(): void;
  close(): void;
}
