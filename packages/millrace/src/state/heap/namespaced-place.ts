import type { Codec, KeyToken } from '../../model/codec.js';
import { MillraceError } from '../../model/millrace-error.js';
import type { TypeInformation } from '../../model/type-information.js';
import { BareCell } from './bare-cell.js';
import type { Column } from './column.js';
import type { HeapKeys } from './heap-keys.js';
import { NO_ROW } from './key-index.js';
import type { KeyedPlace } from './keyed-place.js';
import { TokenMap } from './token-map.js';
import type { Versions } from './versions.js';

/** What is stored under one namespace of one key. */
export class NamespaceCell {
  readonly namespace: unknown;
  stored: unknown;

  constructor(namespace: unknown, stored: unknown) {
    this.namespace = namespace;
    this.stored = stored;
  }
}

const copyCell = (cell: NamespaceCell) => new NamespaceCell(cell.namespace, cell.stored);

/** A state with namespaces in the row of the current key: a map by namespace stands in its column. */
export class NamespacedPlace implements KeyedPlace {
  readonly takesParts = false;
  readonly versions: Versions;
  readonly namespaceType: TypeInformation<unknown>;
  private readonly keys: HeapKeys;
  private readonly column: Column;
  private readonly namespaceCodec: Codec<unknown>;
  private namespace: unknown = undefined;
  private namespaceToken: KeyToken = undefined;
  private namespaceChosen = false;

  constructor(keys: HeapKeys, column: Column, namespaceType: TypeInformation<unknown>) {
    this.keys = keys;
    this.versions = keys.versions;
    this.column = column;
    this.namespaceType = namespaceType;
    this.namespaceCodec = namespaceType.codec;
  }

  bareCell<T>(codec: Codec<T>): BareCell<T> {
    return new BareCell(this, codec);
  }

  setCurrentNamespace(namespace: unknown): void {
    const checked = this.namespaceCodec.check(namespace, 'The namespace');
    this.namespace = checked;
    this.namespaceToken = this.namespaceCodec.token(checked);
    this.namespaceChosen = true;
  }

  sameNamespace(one: unknown, other: unknown): boolean {
    return Object.is(this.tokenOf(one), this.tokenOf(other));
  }

  tokenOf(namespace: unknown): KeyToken {
    return this.namespaceCodec.token(this.namespaceCodec.check(namespace, 'The namespace'));
  }

  get(): unknown {
    const { row } = this.keys;
    if (row === NO_ROW) return this.keys.nothing();
    return this.peek(row, this.namespaceToken);
  }

  set(stored: unknown): void {
    this.setInNamespace(this.keys.ensure(), stored);
  }

  remove(): void {
    const { row } = this.keys;
    if (row === NO_ROW) {
      this.keys.nothing();
      return;
    }
    this.removeInNamespace(row);
    this.keys.noteRemoval();
  }

  *namespaces(row: number): Generator<[unknown, KeyToken]> {
    const cells = this.column.get(row) as TokenMap<NamespaceCell> | undefined;
    if (cells !== undefined) for (const [token, { namespace }] of cells.entries()) yield [namespace, token];
  }

  peek(row: number, token: KeyToken): unknown {
    return (this.column.get(row) as TokenMap<NamespaceCell> | undefined)?.get(token)?.stored;
  }

  within(namespace: unknown, token: KeyToken, work: () => void): void {
    const { namespace: before, namespaceToken: tokenBefore, namespaceChosen: chosenBefore } = this;
    this.namespace = namespace;
    this.namespaceToken = token;
    this.namespaceChosen = true;
    work();
    this.namespace = before;
    this.namespaceToken = tokenBefore;
    this.namespaceChosen = chosenBefore;
  }

  leaveNamespace(): void {
    this.namespace = undefined;
    this.namespaceToken = undefined;
    this.namespaceChosen = false;
  }

  private setInNamespace(row: number, stored: unknown): void {
    const cells = this.ownCells(row) ?? this.addCells(row);
    const cell = cells.getOwned(this.namespaceToken, copyCell, this.versions);
    if (cell !== undefined) cell.stored = stored;
    else cells.set(this.namespaceToken, new NamespaceCell(this.ownNamespace(), stored), this.versions);
  }

  private removeInNamespace(row: number): void {
    const cells = this.ownCells(row);
    if (cells?.delete(this.namespaceToken, this.versions) && cells.size === 0) this.column.set(row, undefined);
  }

  private ownCells(row: number): TokenMap<NamespaceCell> | undefined {
    const cells = this.column.get(row) as TokenMap<NamespaceCell> | undefined;
    if (cells === undefined || cells.stamp > this.versions.newest) return cells;
    const own = cells.fork(copyCell, this.versions);
    this.column.set(row, own);
    return own;
  }

  private addCells(row: number): TokenMap<NamespaceCell> {
    const cells = new TokenMap<NamespaceCell>(this.versions.current);
    this.column.set(row, cells);
    return cells;
  }

  private ownNamespace(): unknown {
    if (this.namespaceChosen) return this.namespaceCodec.copy(this.namespace);
    throw new MillraceError(
      'STATE_WITHOUT_NAMESPACE',
      'State with namespaces was written before a namespace was chosen.',
    );
  }
}
