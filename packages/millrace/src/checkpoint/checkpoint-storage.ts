import type { JobSnapshot } from './job-snapshot.js';

/** A checkpoint that is complete. */
export interface StoredCheckpoint {
  readonly checkpointId: number;
  /** Where it stands: what a restore from it is given. */
  readonly path: string;
  /** When it was written, in milliseconds since the epoch. */
  readonly createdMs: number;
  readonly sizeBytes: number;
}

/** What a checkpoint says of itself beside the state. */
export interface CheckpointAbout {
  readonly jobId: string;
  readonly jobName: string;
  /** Milliseconds since the epoch. */
  readonly createdMs: number;
}

/** A checkpoint that was read. */
export interface LoadedCheckpoint extends CheckpointAbout {
  readonly path: string;
  readonly snapshot: JobSnapshot;
}

/** Where the checkpoints of a job are kept: a file system, an object store. */
export interface CheckpointStorage {
  /**
   * Makes a snapshot durable. Once it settles, neither a crash nor a loss of power loses it; before, nobody takes what is
   * there for a checkpoint.
   */
  store(snapshot: JobSnapshot, about: CheckpointAbout): Promise<StoredCheckpoint>;
  /** The complete checkpoints, the latest first. */
  list(): Promise<readonly StoredCheckpoint[]>;
  /**
   * @throws MillraceError `CHECKPOINT_NOT_FOUND`, `CHECKPOINT_FOREIGN`, `CHECKPOINT_NEWER`, or `CHECKPOINT_DAMAGED` when any
   *   byte of it is not as it was written.
   */
  load(path: string): Promise<LoadedCheckpoint>;
  /** From its first moment on it is no checkpoint any more, however it ends. */
  remove(checkpoint: StoredCheckpoint): Promise<void>;
  /** Removes what stores that never completed have left. */
  removeLeftovers(): Promise<void>;
}
