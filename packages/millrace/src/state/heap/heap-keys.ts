import type { Codec, KeyToken } from '../../model/codec.js';
import type { KeyGroupRange } from '../../model/key-groups.js';
import { keyGroupOf } from '../../model/key-hash.js';
import { MillraceError } from '../../model/millrace-error.js';
import type { TypeInformation } from '../../model/type-information.js';
import { INT_TYPE } from '../../model/types/integer.js';
import { longType } from '../../model/types/long.js';
import { STRING_TYPE } from '../../model/types/string.js';
import { copyEntry, HeapEntry, isEmptyEntry } from './heap-entry.js';
import { Versions } from './versions.js';

/** Stands for the current key before there is one. */
const NO_KEY = Symbol('no key');

/** What a frozen version needs to know about entries that are replaced before its scan has come to them. */
export interface ReplacedEntries {
  readonly version: number;
  /** The sequence of the last entry that the scan has passed. */
  readonly scannedTo: number;
  /** Keeps an entry that the scan would no longer find. */
  keep(entry: HeapEntry): void;
  discard(): void;
}

export interface HeapKeysOptions {
  readonly keyType: TypeInformation<unknown>;
  readonly keyGroupRange: KeyGroupRange;
  readonly maxParallelism: number;
}

/**
 * The key table of a heap back end: one Map from key to entry for all states, and the entry of the current key in hand.
 *
 * The entry in hand is never shared with a frozen version: it is replaced by a copy when its key becomes current, and at
 * a freeze. So states read and write its slots without another look-up or check.
 */
export class HeapKeys {
  readonly versions = new Versions();
  readonly codec: Codec<unknown>;
  readonly maxParallelism: number;
  /** The entry of the current key; undefined when nothing is stored under it. */
  entry: HeapEntry | undefined = undefined;
  /** Called once a record, if set: the incremental cleanup of TTL. */
  onKeyChosen: (() => void) | undefined = undefined;

  private readonly table = new Map<KeyToken, HeapEntry>();
  private readonly frozen: ReplacedEntries[] = [];
  private readonly range: KeyGroupRange;
  private readonly ownsAllGroups: boolean;
  /** Small whole numbers, or texts, are their own token and need no check. */
  private readonly plainIntegers: boolean;
  private readonly plainStrings: boolean;
  private key: unknown = NO_KEY;
  private token: KeyToken = undefined;
  private group = -1;
  private sequence = 0;
  /** True when the entry in hand has lost something, and may be empty. */
  private mayBeEmpty = false;

  constructor(options: HeapKeysOptions) {
    this.codec = options.keyType.codec;
    this.maxParallelism = options.maxParallelism;
    this.range = options.keyGroupRange;
    this.ownsAllGroups = this.range.start === 0 && this.range.end === this.maxParallelism - 1;
    this.plainIntegers = this.codec === INT_TYPE.codec || this.codec === longType('number').codec;
    this.plainStrings = this.codec === STRING_TYPE.codec;
  }

  get currentKey(): unknown {
    return this.key === NO_KEY ? undefined : this.key;
  }

  setCurrentKey(key: unknown): void {
    if (this.onKeyChosen !== undefined) this.onKeyChosen();
    // An object may have been changed since; −0 and 0 are one by `===`, and two as DOUBLE keys.
    if (key === this.key && key !== 0 && typeof key !== 'object') return;
    if (this.plainIntegers && typeof key === 'number' && (key | 0) === key) this.choose(key | 0, key | 0);
    else if (this.plainStrings && typeof key === 'string') this.choose(key, key);
    else this.chooseChecked(key);
  }

  clearCurrentKey(): void {
    if (this.mayBeEmpty) this.dropIfEmpty();
    this.entry = undefined;
    this.key = NO_KEY;
    this.token = undefined;
    this.group = -1;
  }

  currentKeyGroup(): number {
    if (this.key === NO_KEY) throw noKey();
    if (this.group === -1) this.group = keyGroupOf(this.codec, this.key, this.maxParallelism);
    return this.group;
  }

  /** Undefined, for a state that finds no entry in hand. An error when that is because there is no current key. */
  nothing(): undefined {
    if (this.key === NO_KEY) throw noKey();
    return undefined;
  }

  /** The entry in hand, made when there is none. */
  ensure(): HeapEntry {
    return this.entry ?? this.create();
  }

  /** To be called when the entry in hand has lost what a state had in it. */
  noteRemoval(): void {
    this.mayBeEmpty = true;
  }

  keyCount(): number {
    if (this.mayBeEmpty) this.dropIfEmpty();
    return this.table.size;
  }

  /** All entries in the order of their sequence. What is read from them is shared with frozen versions. */
  entries(): IterableIterator<HeapEntry> {
    if (this.mayBeEmpty) this.dropIfEmpty();
    return this.table.values();
  }

  /**
   * Makes a key current that is known to be of the key type.
   *
   * @param group its key group, if that is known too.
   */
  setKnownKey(key: unknown, group = -1): void {
    this.choose(this.codec.token(key), key);
    this.group = group;
  }

  /** Does something with a known key current, and goes back to the key before. */
  within(key: unknown, work: () => void): void {
    const before = this.key;
    this.setKnownKey(key);
    work();
    if (before === NO_KEY) this.clearCurrentKey();
    else this.setKnownKey(before);
  }

  /** Freezes the present version. `view` is told what its scan can no longer find. */
  freeze<V extends ReplacedEntries>(view: (version: number) => V): V {
    if (this.mayBeEmpty) this.dropIfEmpty();
    const frozen = view(this.versions.freeze());
    this.frozen.push(frozen);
    if (this.entry !== undefined) this.entry = this.replace(this.token, this.entry);
    return frozen;
  }

  release(view: ReplacedEntries): void {
    const position = this.frozen.indexOf(view);
    if (position === -1) return;
    this.frozen.splice(position, 1);
    this.versions.release(view.version);
  }

  /** The sequence that the next entry will have. */
  get nextSequence(): number {
    return this.sequence;
  }

  /** Drops everything, also the frozen versions. */
  clear(): void {
    for (const view of [...this.frozen]) view.discard();
    this.mayBeEmpty = false;
    this.clearCurrentKey();
    this.table.clear();
  }

  private chooseChecked(key: unknown): void {
    if (key === null || key === undefined) {
      throw new MillraceError('KEY_NULL', `The key of a record is ${String(key)}.`, {
        hint: 'Let the key selector return a value for every record, or filter such records out before keyBy.',
      });
    }
    const checked = this.codec.check(key, 'The key');
    this.choose(this.codec.token(checked), checked);
  }

  private choose(token: KeyToken, key: unknown): void {
    if (this.mayBeEmpty) this.dropIfEmpty();
    const entry = this.table.get(token);
    this.entry = entry !== undefined && entry.stamp <= this.versions.newest ? this.replace(token, entry) : entry;
    this.key = key;
    this.token = token;
    this.group = -1;
  }

  private create(): HeapEntry {
    if (this.key === NO_KEY) throw noKey();
    if (!this.ownsAllGroups) this.checkGroup();
    const entry = new HeapEntry(this.codec.copy(this.key), this.sequence++, this.versions.current);
    this.table.set(this.token, entry);
    this.entry = entry;
    return entry;
  }

  /** Puts a copy in the place of an entry that a frozen version has. */
  private replace(token: KeyToken, entry: HeapEntry): HeapEntry {
    for (const view of this.frozen) {
      if (entry.stamp <= view.version && entry.sequence > view.scannedTo) view.keep(entry);
    }
    const copy = copyEntry(entry, this.versions.current);
    this.table.set(token, copy);
    return copy;
  }

  private dropIfEmpty(): void {
    this.mayBeEmpty = false;
    if (this.entry === undefined || !isEmptyEntry(this.entry)) return;
    this.table.delete(this.token);
    this.entry = undefined;
  }

  private checkGroup(): void {
    const group = this.currentKeyGroup();
    if (group >= this.range.start && group <= this.range.end) return;
    throw new MillraceError(
      'KEY_GROUP_NOT_OWNED',
      `A key of key group ${group} came to a subtask that owns the groups ${this.range.start} to ${this.range.end}.`,
      { hint: 'The key must be the same each time it is computed from a record.' },
    );
  }
}

function noKey(): MillraceError {
  return new MillraceError('STATE_WITHOUT_KEY', 'Keyed state was used while no key is current.', {
    hint: 'Use keyed state and timers while an element of a keyed stream (after keyBy) or a timer is processed.',
  });
}
