import type { OutputTag } from './output-tag.js';

/**
 * Takes what a function emits. Valid during the call that it was given to, and no longer.
 *
 * What is collected is emitted at once; a function with very much to emit returns a generator instead, which is pulled
 * only as fast as the outputs take it.
 */
export interface Collector<T> {
  /**
   * Emits a record.
   *
   * @throws MillraceError `USED_AFTER_CALL` after the call has returned; `FUNCTION_RETURNED_NOTHING` for undefined;
   *   `FUNCTION_RETURNED_PROMISE` for a promise. What fails further down fails the job, even if it is caught here.
   */
  collect(value: T): void;
}

/** What a flatMap-like method may return: records to emit (an array, a generator), or nothing. */
// biome-ignore lint/suspicious/noConfusingVoidType: a function that uses the collector returns nothing.
export type Emitted<T> = Iterable<T> | null | undefined | void;

/** A record for a side output, in PyFlink's form: `yield [tag, value]` does the same as `ctx.output(tag, value)`. */
export type SideOutputRecord = readonly [tag: OutputTag<unknown>, value: unknown];

/** What a process method may return: records, and records for side outputs. */
export type ProcessEmitted<T> = Emitted<T | SideOutputRecord>;
