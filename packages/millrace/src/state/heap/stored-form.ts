import type { DataReader } from '../../model/data-reader.js';
import type { RecordWriter } from '../record-writer.js';

/** How what one kind of state stores becomes records of a snapshot, comes back, and expires. */
export interface StoredForm {
  /**
   * Writes what a frozen version has stored under one key and namespace.
   *
   * @param now the TTL clock at the freeze.
   * @returns undefined when all is written; else steps to be taken with pauses between them.
   */
  write(stored: unknown, records: RecordWriter, now: number): Iterator<void> | undefined;
  /**
   * Reads one record into the current key and namespace.
   *
   * @param time the time that stands for the one of a record that was stored without; undefined when it has its own.
   */
  read(input: DataReader, time: number | undefined): void;
  /** How what is stored expires; undefined when it does not. */
  readonly expiry: Expiry | undefined;
}

/** Finds and drops what has expired, for the cleanup in the background. */
export interface Expiry {
  /**
   * Looks through what is stored under one key and namespace, a bounded part a step. The state may change between steps.
   *
   * @returns for each step, whether it found something to drop.
   */
  search(stored: unknown): Iterable<boolean>;
  /** Drops, from the current key and namespace, what the last step found, unless it has been written again. */
  drop(): void;
}

/** Collections of more elements than this are written in steps of so many. */
export const ELEMENTS_AT_ONCE = 512;

/** The elements of a collection that one step of the cleanup looks at. */
export const ELEMENTS_LOOKED_AT = 64;
