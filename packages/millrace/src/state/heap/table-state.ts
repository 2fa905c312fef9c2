import type { DataReader } from '../../model/data-reader.js';
import type { TypeInformation } from '../../model/type-information.js';
import type { RecordWriter } from '../record-writer.js';
import type { KeyedStateMeta } from '../snapshot.js';

/** One column of the key table, as snapshots and the cleanup see it: a state, or the timers of one service. */
export interface TableState {
  readonly meta: KeyedStateMeta;
  readonly namespaceType: TypeInformation<unknown>;
  /**
   * Writes what a frozen row has in the column.
   *
   * @returns undefined when all is written; else steps to be taken with pauses between them.
   */
  write(stored: unknown, records: RecordWriter, now: number): Iterator<void> | undefined;
  /** Takes what a snapshot holds of this state, record by record, each under its key. */
  restore(): StateRestore;
  /** Looks at a row for what has expired, a bounded part a step, and drops it. Undefined when nothing expires. */
  readonly sweep: ((row: number) => Iterable<void>) | undefined;
}

/** The restore of one state: all its records are read, then `end` is called. */
export interface StateRestore {
  namespace(namespace: unknown): void;
  /** @param time stands for the time of a record stored without; undefined when it was stored with its own. */
  record(input: DataReader, time: number | undefined): void;
  end(): void;
}
