import type { Codec, KeyToken } from '../../model/codec.js';
import { MillraceError } from '../../model/millrace-error.js';
import type { TypeInformation } from '../../model/type-information.js';
import { VOID_NAMESPACE } from '../void-namespace.js';
import { type HeapEntry, readSlot, writeSlot } from './heap-entry.js';
import type { HeapKeys } from './heap-keys.js';
import type { Place } from './place.js';
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

/** The slot of one state in the entry of the current key; with namespaces, a map by namespace stands in the slot. */
export class KeyedPlace implements Place {
  readonly versions: Versions;
  readonly slot: number;
  readonly namespaceType: TypeInformation<unknown>;
  private readonly keys: HeapKeys;
  /** Undefined for the void namespace, which needs no map. */
  private readonly namespaceCodec: Codec<unknown> | undefined;
  private namespace: unknown = undefined;
  private namespaceToken: KeyToken = undefined;
  private namespaceChosen = false;

  constructor(keys: HeapKeys, slot: number, namespaceType: TypeInformation<unknown>) {
    this.keys = keys;
    this.versions = keys.versions;
    this.slot = slot;
    this.namespaceType = namespaceType;
    this.namespaceCodec = namespaceType === VOID_NAMESPACE ? undefined : namespaceType.codec;
  }

  setCurrentNamespace(namespace: unknown): void {
    if (this.namespaceCodec === undefined) {
      VOID_NAMESPACE.codec.check(namespace, 'The namespace');
      return;
    }
    const checked = this.namespaceCodec.check(namespace, 'The namespace');
    this.namespace = checked;
    this.namespaceToken = this.namespaceCodec.token(checked);
    this.namespaceChosen = true;
  }

  sameNamespace(one: unknown, other: unknown): boolean {
    return Object.is(this.tokenOf(one), this.tokenOf(other));
  }

  tokenOf(namespace: unknown): KeyToken {
    const { codec } = this.namespaceType;
    return codec.token(codec.check(namespace, 'The namespace'));
  }

  get(): unknown {
    const entry = this.keys.entry;
    if (entry === undefined) return this.keys.nothing();
    const stored = readSlot(entry, this.slot);
    if (this.namespaceCodec === undefined || stored === undefined) return stored;
    return (stored as TokenMap<NamespaceCell>).get(this.namespaceToken)?.stored;
  }

  set(stored: unknown): void {
    const entry = this.keys.ensure();
    if (this.namespaceCodec === undefined) writeSlot(entry, this.slot, stored);
    else this.setInNamespace(entry, stored);
  }

  remove(): void {
    const entry = this.keys.entry;
    if (entry === undefined) {
      this.keys.nothing();
      return;
    }
    if (this.namespaceCodec === undefined) writeSlot(entry, this.slot, undefined);
    else this.removeInNamespace(entry);
    this.keys.noteRemoval();
  }

  /** The namespaces of an entry that hold something, as they are now, with their tokens. */
  namespaces(entry: HeapEntry): [unknown, KeyToken][] {
    const stored = readSlot(entry, this.slot);
    if (stored === undefined) return [];
    if (this.namespaceCodec === undefined) return [[undefined, undefined]];
    return Array.from((stored as TokenMap<NamespaceCell>).entries(), ([token, cell]) => [cell.namespace, token]);
  }

  /** What an entry holds under a namespace, perhaps shared with a frozen version. */
  peek(entry: HeapEntry, token: KeyToken): unknown {
    const stored = readSlot(entry, this.slot);
    if (stored === undefined || this.namespaceCodec === undefined) return stored;
    return (stored as TokenMap<NamespaceCell>).get(token)?.stored;
  }

  /** Does something with a namespace current, and goes back to the one before. */
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

  /** Leaves no namespace current, as in the beginning. */
  leaveNamespace(): void {
    this.namespace = undefined;
    this.namespaceToken = undefined;
    this.namespaceChosen = false;
  }

  private setInNamespace(entry: HeapEntry, stored: unknown): void {
    const cells = this.ownCells(entry) ?? this.addCells(entry);
    const cell = cells.getOwned(this.namespaceToken, copyCell, this.versions);
    if (cell !== undefined) cell.stored = stored;
    else cells.set(this.namespaceToken, new NamespaceCell(this.ownNamespace(), stored), this.versions);
  }

  private removeInNamespace(entry: HeapEntry): void {
    const cells = this.ownCells(entry);
    if (cells?.delete(this.namespaceToken, this.versions) && cells.size === 0) writeSlot(entry, this.slot, undefined);
  }

  private ownCells(entry: HeapEntry): TokenMap<NamespaceCell> | undefined {
    const cells = readSlot(entry, this.slot) as TokenMap<NamespaceCell> | undefined;
    if (cells === undefined || cells.stamp > this.versions.newest) return cells;
    const own = cells.fork(copyCell, this.versions);
    writeSlot(entry, this.slot, own);
    return own;
  }

  private addCells(entry: HeapEntry): TokenMap<NamespaceCell> {
    const cells = new TokenMap<NamespaceCell>(this.versions.current);
    writeSlot(entry, this.slot, cells);
    return cells;
  }

  private ownNamespace(): unknown {
    if (this.namespaceChosen) return this.namespaceCodec?.copy(this.namespace);
    throw new MillraceError(
      'STATE_WITHOUT_NAMESPACE',
      'State with namespaces was written before a namespace was chosen.',
    );
  }
}
