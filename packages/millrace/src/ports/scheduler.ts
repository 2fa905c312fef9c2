/** Runs work later in the same thread, after input and output of the host had a chance. */
export interface Scheduler {
  /** Calls `work` soon, never synchronously. */
  soon(work: () => void): void;
}
