import type { KeyGroupRange } from '../model/key-groups.js';
import type { TypeInformation } from '../model/type-information.js';
import type { KeyedStateBackend } from './keyed-state-backend.js';
import type { OperatorStateBackend } from './operator-state-backend.js';
import type { OperatorSnapshot } from './snapshot.js';

/** What a keyed back end is made from. */
export interface KeyedStateOptions {
  readonly keyType: TypeInformation<unknown>;
  readonly keyGroupRange: KeyGroupRange;
  readonly maxParallelism: number;
  /** Milliseconds, for time-to-live. */
  readonly ttlClock: () => number;
  /** Snapshots that hold the key groups of the range; states become visible when their descriptors are asked for. */
  readonly restored: readonly OperatorSnapshot[];
}

/** Makes the state of operators: on the heap, or on disk. */
export interface StateBackend {
  /** Flink's name of it, such as `hashmap`. */
  readonly name: string;
  createKeyedState(options: KeyedStateOptions): KeyedStateBackend;
  createOperatorState(restored: readonly OperatorSnapshot[]): OperatorStateBackend;
}
