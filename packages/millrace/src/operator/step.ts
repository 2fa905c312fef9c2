import type { KeyedStateBackend } from '../state/keyed-state-backend.js';
import type { RecordCounts } from './operator-context.js';

interface StepPlace {
  readonly operatorIndex: number;
  /**
   * What is thrown when the step threw.
   *
   * @param key what the last key selector gave.
   */
  threw(cause: unknown, key: unknown): unknown;
}

/** The user's function gives a record for a record. */
interface MapStep extends StepPlace {
  readonly kind: 'map';
  readonly call: (value: unknown) => unknown;
  readonly counts: RecordCounts;
  /** What is thrown for a result that is none: undefined, a promise. */
  refuse(result: unknown): Error;
}

/** The user's function says whether a record passes. */
interface FilterStep extends StepPlace {
  readonly kind: 'filter';
  readonly call: (value: unknown) => unknown;
  readonly counts: RecordCounts;
  /** What is thrown for a result that is no boolean. */
  refuse(result: unknown): Error;
}

/** The key of the record becomes current. Counts nothing. */
interface KeyStep extends StepPlace {
  readonly kind: 'key';
  readonly call: (value: unknown) => unknown;
  readonly keyed: KeyedStateBackend;
}

/** A value of the key that the user's function folds each record into. */
export interface FoldedValue {
  value(): unknown;
  update(value: unknown): void;
}

/** The record is folded into the value of its key; the value takes the place of the record. */
interface FoldStep extends StepPlace {
  readonly kind: 'fold';
  readonly call: (folded: unknown, value: unknown) => unknown;
  readonly counts: RecordCounts;
  /** The state; called once, after the operator has been opened. */
  folded(): FoldedValue;
  /** What is thrown for a result that is none: undefined, null, a promise. */
  refuse(result: unknown): Error;
}

/**
 * A part of what an operator does with a record that holds nothing back, emits at most one record, and has no side output.
 *
 * Steps behind one another run as one generated function; the `processElement` of the operators stays the reference: both
 * must do the same.
 */
export type Step = MapStep | FilterStep | KeyStep | FoldStep;
