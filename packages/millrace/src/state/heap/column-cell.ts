import type { Codec } from '../../model/codec.js';
import type { DataReader } from '../../model/data-reader.js';
import type { RecordWriter } from '../record-writer.js';
import type { Column } from './column.js';
import type { HeapKeys } from './heap-keys.js';
import { NO_ROW } from './key-index.js';
import type { StoredForm } from './stored-form.js';
import type { ValueCell } from './value-cell.js';

/**
 * A value without namespaces that neither changes in place nor expires: by far the most frequent state. It does what a
 * `BareCell` in a `VoidPlace` would do, with a step less: each one delays the next look-up in memory.
 */
export class ColumnCell<T> implements ValueCell<T>, StoredForm {
  readonly expiry: undefined;
  readonly keys: HeapKeys;
  readonly column: Column;
  private readonly codec: Codec<T>;

  constructor(keys: HeapKeys, column: Column, codec: Codec<T>) {
    this.keys = keys;
    this.column = column;
    this.codec = codec;
  }

  get(): T | undefined {
    const { row } = this.keys;
    return row === NO_ROW ? this.keys.nothing() : (this.column.get(row) as T | undefined);
  }

  set(value: T): void {
    this.column.set(this.keys.ensure(), value);
  }

  clear(): void {
    const { row } = this.keys;
    if (row === NO_ROW) {
      this.keys.nothing();
      return;
    }
    this.column.set(row, undefined);
    this.keys.noteRemoval();
  }

  write(stored: unknown, records: RecordWriter): undefined {
    this.codec.write(stored as T, records.startRecord());
  }

  read(input: DataReader, time: number | undefined): void {
    if (time === undefined) input.readTime();
    this.set(this.codec.read(input));
  }
}
