import type { TypeSpec } from '../model/type-information.js';

/** How operator state is handed out when the parallelism changes: each item to one, or all items to all. */
export type RedistributionMode = 'split' | 'union' | 'broadcast';

/** What a snapshot says about one keyed state or timer service before its data. */
export interface KeyedStateMeta {
  readonly name: string;
  /** `value`, `list`, `map`, `reducing`, `aggregating`, or `timers`. */
  readonly kind: string;
  readonly keyType: TypeSpec;
  readonly namespaceType: TypeSpec;
  /** Types of what is stored, such as `{ value }` or `{ key, value }`. */
  readonly types: Readonly<Record<string, TypeSpec>>;
  readonly ttl: boolean;
}

/** One operator state: its items as bytes. For broadcast state each item is one entry. */
export interface OperatorStateSnapshot {
  readonly name: string;
  readonly mode: RedistributionMode;
  readonly types: Readonly<Record<string, TypeSpec>>;
  readonly items: readonly Uint8Array[];
  /**
   * True for union state that nobody has asked for since it was restored: the items are those of all subtasks, and the
   * other subtasks have the same.
   */
  readonly ofAllSubtasks?: boolean;
}

/** Takes what one subtask of one operator writes for one checkpoint. The same form for every state back end. */
export interface SnapshotSink {
  /** All metas come before the first key group; entries refer to them by position. */
  keyedStates(metas: readonly KeyedStateMeta[]): void;
  /** The entries of one key group. Called once a group that has entries, in ascending order. */
  keyGroup(group: number, entries: Uint8Array): void | Promise<void>;
  operatorState(state: OperatorStateSnapshot): void | Promise<void>;
}

/** A snapshot of one operator as the restoring subtask sees it: only its own key groups, its share of operator state. */
export interface OperatorSnapshot {
  readonly keyedStates: readonly KeyedStateMeta[];
  readonly keyGroups: ReadonlyMap<number, Uint8Array>;
  readonly operatorStates: readonly OperatorStateSnapshot[];
}

/** A frozen version of state: written in slices while records go on, then dropped. */
export interface FrozenState {
  /**
   * Writes the version to the sink.
   *
   * @param pause awaited between slices, so that records and control messages come between.
   */
  write(sink: SnapshotSink, pause: () => Promise<void>): Promise<void>;
  /** Gives the version up, written or not. Calling it twice is harmless. */
  discard(): void;
}
