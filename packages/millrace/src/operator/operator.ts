import type { Input } from './input.js';

/**
 * A running operator: one parallel instance. The host calls it in this order and no other:
 *
 * create · open · (inputs, timers, mails, `prepareBarrier` → `freeze` → `complete` | `aborted`)* · `endInput` each ·
 * `finish` · possibly one more barrier · close.
 *
 * Keyed state, timers and operator state belong to the host, which restores them before `open`, freezes them right
 * after `freeze` returns, writes them while records go on, and discards the frozen version. A stop without drain calls
 * neither `endInput` nor `finish`. An operator never learns which host it runs on.
 */
export interface Operator {
  /** One an input, in the order of the plan. */
  readonly inputs: readonly Input[];
  /** State is restored and outputs are wired; user functions are opened here. */
  open?(): void | Promise<void>;
  /** Flushes what must leave before the barrier. No input is processed until it has returned or its promise settled. */
  prepareBarrier?(checkpointId: number): void | Promise<void>;
  /** Puts what is only in memory into the operator's state. Synchronous and O(1) in the size of the state. */
  freeze?(checkpointId: number): void;
  /**
   * The checkpoint is durable on all tasks.
   *
   * @param isLast the job ends or stops behind it: settle only when nothing is left to be done.
   */
  complete?(checkpointId: number, isLast: boolean): void | Promise<void>;
  /** The checkpoint will never complete. */
  aborted?(checkpointId: number): void;
  /** No more elements on this input; its last watermark and all timers that it caused are through. */
  endInput?(input: number): void | Promise<void>;
  /** All inputs have ended: emit what is left, wait for what is in flight. Nothing may be emitted after it. */
  finish?(): void | Promise<void>;
  /** Frees resources; called once, also after a failure at any point after `create`. */
  close?(): void | Promise<void>;
}

/** What became of one `poll`. */
export type PollStatus =
  /** At least one record may be there at once. */
  | 'more'
  /** Nothing now; `ready` says when. */
  | 'nothing'
  /** Nothing ever again. */
  | 'end';

/** An operator that has no input of the plan: it pulls from a reader. */
export interface SourceOperator extends Operator {
  /** Emits up to `limit` records, and stops at the first one after which the flow below must pause. */
  poll(limit: number): PollStatus;
  /** Settles when `poll` may have something again. */
  ready(): Promise<void>;
  /** Says in an error that the last record caused, further down, where the record comes from. */
  located(cause: unknown): unknown;
}
