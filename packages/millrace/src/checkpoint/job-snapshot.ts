import type { OperatorSnapshot } from '../state/snapshot.js';

/** What one operator wrote for a checkpoint: one part a subtask. */
export interface OperatorState {
  readonly uid: string;
  readonly name: string;
  readonly maxParallelism: number;
  readonly subtasks: readonly OperatorSnapshot[];
  /** Of sources: the enumerator's state in its versioned form. */
  readonly coordinator?: { readonly version: number; readonly json: unknown };
}

/** The state of a whole job at one barrier, by operator uid. */
export interface JobSnapshot {
  readonly checkpointId: number;
  readonly operators: ReadonlyMap<string, OperatorState>;
}
