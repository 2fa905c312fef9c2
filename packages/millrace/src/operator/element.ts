import { RowKind } from '../model/row-kind.js';

/** The timestamp of a record that has none: Flink's `Long.MIN_VALUE`. */
export const NO_TIMESTAMP = Number.NEGATIVE_INFINITY;

/**
 * What travels beside the value that a chain is working on: one object a task, shared by all its operators.
 *
 * An operator that emits with another timestamp or kind sets it, emits, and puts the old one back.
 */
export interface Element {
  /** Event time in milliseconds, or {@link NO_TIMESTAMP}. */
  timestamp: number;
  kind: RowKind;
}

/** A fresh element: no timestamp, an insert. */
export function createElement(): Element {
  return { timestamp: NO_TIMESTAMP, kind: RowKind.INSERT };
}
