import type { KeyToken } from '../../model/codec.js';
import type { DataReader } from '../../model/data-reader.js';
import type { TypeInformation } from '../../model/type-information.js';
import type { RecordWriter } from '../record-writer.js';
import type { KeyedStateMeta } from '../snapshot.js';
import { VOID_NAMESPACE } from '../void-namespace.js';
import type { HeapKeys } from './heap-keys.js';
import type { KeyedPlace } from './keyed-place.js';
import type { NamespaceCell } from './namespaced-place.js';
import { ELEMENTS_AT_ONCE, type Expiry, type StoredForm } from './stored-form.js';
import type { StateRestore, TableState } from './table-state.js';
import type { TokenMap } from './token-map.js';

const NO_STEPS: Iterator<void> = { next: () => ({ done: true, value: undefined }) };

type Cells = Iterator<[KeyToken, NamespaceCell]>;

/** A state of one of the five kinds in the key table: where it stands, and the form of what stands there. */
export class PlacedState implements TableState {
  readonly meta: KeyedStateMeta;
  readonly namespaceType: TypeInformation<unknown>;
  readonly sweep: ((row: number) => Iterable<void>) | undefined;
  private readonly keys: HeapKeys;
  private readonly place: KeyedPlace;
  private readonly form: StoredForm;

  constructor(keys: HeapKeys, meta: KeyedStateMeta, place: KeyedPlace, form: StoredForm) {
    this.keys = keys;
    this.meta = meta;
    this.place = place;
    this.namespaceType = place.namespaceType;
    this.form = form;
    const { expiry } = form;
    this.sweep = expiry === undefined ? undefined : (row) => this.sweepRow(row, expiry);
  }

  write(stored: unknown, records: RecordWriter, now: number): Iterator<void> | undefined {
    if (this.namespaceType === VOID_NAMESPACE) return this.form.write(stored, records, now);
    const cells = (stored as TokenMap<NamespaceCell>).frozenEntries()[Symbol.iterator]();
    return this.writeCells(cells, records, now);
  }

  restore(): StateRestore {
    return {
      namespace: (namespace) => this.place.setCurrentNamespace(namespace),
      record: (input: DataReader, time: number | undefined) => this.form.read(input, time),
      end: () => this.place.leaveNamespace(),
    };
  }

  /** Writes so many namespaces, and returns what is left to do. */
  private writeCells(cells: Cells, records: RecordWriter, now: number): Iterator<void> | undefined {
    for (let written = 0; written < ELEMENTS_AT_ONCE; written++) {
      const { done, value } = cells.next();
      if (done === true) return undefined;
      const [, cell] = value;
      records.startNamespace(cell.namespace);
      const steps = this.form.write(cell.stored, records, now);
      if (steps !== undefined) return this.goOn(steps, cells, records, now);
    }
    return this.goOn(NO_STEPS, cells, records, now);
  }

  private *goOn(steps: Iterator<void>, cells: Cells, records: RecordWriter, now: number): Generator<void> {
    let left: Iterator<void> | undefined = steps;
    while (left !== undefined) {
      do yield;
      while (left.next().done !== true);
      left = this.writeCells(cells, records, now);
    }
  }

  private *sweepRow(row: number, expiry: Expiry): Generator<void> {
    const key = this.keys.keyAt(row);
    for (const [namespace, token] of this.place.namespaces(row)) {
      if (row >= this.keys.endRow) return;
      const stored = this.place.peek(row, token);
      if (stored === undefined) continue;
      for (const found of expiry.search(stored)) {
        // The row may belong to another key by now: the key counts.
        if (found) this.keys.within(key, () => this.place.within(namespace, token, () => expiry.drop()));
        yield;
      }
    }
  }
}
