import type { Codec, KeyToken } from '../../model/codec.js';
import { VOID_NAMESPACE } from '../void-namespace.js';
import type { Column } from './column.js';
import { ColumnCell } from './column-cell.js';
import type { HeapKeys } from './heap-keys.js';
import { NO_ROW } from './key-index.js';
import type { KeyedPlace } from './keyed-place.js';
import type { Versions } from './versions.js';

/** A state without namespaces in the row of the current key. */
export class VoidPlace implements KeyedPlace {
  readonly namespaceType = VOID_NAMESPACE;
  readonly versions: Versions;
  readonly takesParts: boolean;
  private readonly keys: HeapKeys;
  readonly column: Column;

  constructor(keys: HeapKeys, column: Column) {
    this.keys = keys;
    this.versions = keys.versions;
    this.column = column;
    this.takesParts = column.form !== undefined;
  }

  get(): unknown {
    const { row } = this.keys;
    return row === NO_ROW ? this.keys.nothing() : this.column.get(row);
  }

  set(stored: unknown): void {
    this.column.set(this.keys.ensure(), stored);
  }

  remove(): void {
    const { row } = this.keys;
    if (row === NO_ROW) {
      this.keys.nothing();
      return;
    }
    this.column.set(row, undefined);
    this.keys.noteRemoval();
  }

  bareCell<T>(codec: Codec<T>): ColumnCell<T> {
    return new ColumnCell(this.keys, this.column, codec);
  }

  setCurrentNamespace(namespace: unknown): void {
    this.tokenOf(namespace);
  }

  tokenOf(namespace: unknown): KeyToken {
    return VOID_NAMESPACE.codec.check(namespace, 'The namespace');
  }

  sameNamespace(one: unknown, other: unknown): boolean {
    return this.tokenOf(one) === this.tokenOf(other);
  }

  namespaces(row: number): [unknown, KeyToken][] {
    return this.column.get(row) === undefined ? [] : [[undefined, undefined]];
  }

  peek(row: number): unknown {
    return this.column.get(row);
  }

  within(_namespace: unknown, _token: KeyToken, work: () => void): void {
    work();
  }

  leaveNamespace(): void {
    // There is only one.
  }
}
