import type { Codec, KeyToken, Slots } from '../../model/codec.js';
import type { KeyGroupRange } from '../../model/key-groups.js';
import { keyGroupOf } from '../../model/key-hash.js';
import { MillraceError } from '../../model/millrace-error.js';
import type { TypeInformation } from '../../model/type-information.js';
import { takesSmallIntegers, takesStrings } from '../../model/types/plain-types.js';
import { Column } from './column.js';
import { compiledKeyChoice } from './compiled-key-choice.js';
import { KeyIndex, NO_ROW } from './key-index.js';
import { Versions } from './versions.js';

/** Stands for the current key before there is one. */
const NO_KEY = Symbol('no key');

/** The table gets shorter when its holes outnumber its keys by this. */
const HOLES_KEPT = 1024;

/** A frozen version of the table. */
export interface TableView {
  readonly version: number;
  /** True until the view has no more use for any row. */
  readonly needsRows: boolean;
  /** Copies a row that is about to change, unless the view has it already or does not have it at all. */
  keep(row: number): void;
  discard(): void;
}

export interface HeapKeysOptions {
  readonly keyType: TypeInformation<unknown>;
  readonly keyGroupRange: KeyGroupRange;
  readonly maxParallelism: number;
}

/**
 * The key table of a heap back end: one index from key to row for all states, a column for each state, and the row of the
 * current key in hand, so that states read and write without another look-up.
 *
 * Columns of plain arrays, not an object a key: a row number in hand costs the garbage collector nothing to keep, a key
 * costs 8 bytes a column, and with a million keys most of the time is waiting for memory.
 *
 * A freeze copies nothing. The view reads the rows later; a row that changes before that is copied for the view first,
 * which is when its key becomes current.
 */
export class HeapKeys {
  readonly versions = new Versions();
  readonly codec: Codec<unknown>;
  readonly maxParallelism: number;
  /** The row of the current key, or `NO_ROW` when nothing is stored under it. */
  row = NO_ROW;
  readonly rows = new KeyIndex();
  private readonly keyColumn = new Column();
  private readonly columns: Column[] = [];
  /** Rows that have lost their key, to be used again before any is added; some may have been cut off since. */
  private holes: number[] = [];
  /** Rows from here on were never used, or have been cut off. */
  private end = 0;
  private readonly views: TableView[] = [];
  private readonly range: KeyGroupRange;
  private readonly ownsAllGroups: boolean;
  /** Small whole numbers, or texts, are their own token and need no check. */
  private readonly smallIntegers: boolean;
  private readonly strings: boolean;
  readonly setCurrentKey: (key: unknown) => void;
  /** What `currentKey` gives, or a mark for none. */
  key: unknown = NO_KEY;
  /** The current key again, when it is a small integer: kept apart because engines compare known integers in one step. */
  smallKey = 0;
  hasSmallKey = false;
  private onKeyChosen: (() => void) | undefined = undefined;
  /** True when the current row has lost something, and may be empty. */
  private mayBeEmpty = false;
  /** True when a view may need a row before it changes. */
  private viewsNeedRows = false;
  /** True when a change of key is nothing but a look-up: one check a record instead of three. */
  quiet = true;

  constructor(options: HeapKeysOptions) {
    this.codec = options.keyType.codec;
    this.maxParallelism = options.maxParallelism;
    this.range = options.keyGroupRange;
    this.ownsAllGroups = this.range.start === 0 && this.range.end === this.maxParallelism - 1;
    this.smallIntegers = takesSmallIntegers(this.codec);
    this.strings = takesStrings(this.codec);
    this.setCurrentKey = this.smallIntegers ? compiledKeyChoice(this) : (key) => this.chooseAny(key);
  }

  get currentKey(): unknown {
    return this.key === NO_KEY ? undefined : this.key;
  }

  /** As `setCurrentKey`, whatever the key is. */
  chooseAny(key: unknown): void {
    if (!this.quiet) this.onKeyChosen?.();
    if (this.quiet && this.strings && typeof key === 'string') {
      if (key !== this.key) this.choose(key, key);
    } else {
      this.chooseChecked(key);
    }
  }

  /** Makes a key current that is known to be of the key type. */
  setKnownKey(key: unknown): void {
    this.choose(this.codec.token(key), key);
  }

  /** As `setKnownKey`, quicker when keys come in the order in which they came before, as in a restore. */
  setNextKnownKey(key: unknown): void {
    const next = this.row + 1;
    const isNext = typeof key !== 'object' && key !== 0 && next < this.end && this.keyColumn.get(next) === key;
    if (!isNext || !this.quiet) {
      this.setKnownKey(key);
      return;
    }
    this.row = next;
    this.key = key;
    this.hasSmallKey = false;
  }

  clearCurrentKey(): void {
    if (this.mayBeEmpty) this.dropIfEmpty();
    this.row = NO_ROW;
    this.key = NO_KEY;
    this.hasSmallKey = false;
  }

  /** Does something with a known key current, and goes back to the key before. */
  within(key: unknown, work: () => void): void {
    const before = this.key;
    this.setKnownKey(key);
    work();
    if (before === NO_KEY) this.clearCurrentKey();
    else this.setKnownKey(before);
  }

  currentKeyGroup(): number {
    if (this.key === NO_KEY) throw noKey();
    return keyGroupOf(this.codec, this.key, this.maxParallelism);
  }

  /** Undefined, for a state that finds no row. An error when that is because there is no current key. */
  nothing(): undefined {
    if (this.key === NO_KEY) throw noKey();
    return undefined;
  }

  /** The current row, made when there is none. */
  ensure(): number {
    return this.row === NO_ROW ? this.create() : this.row;
  }

  /** To be called when the current row has lost what a state had in it. */
  noteRemoval(): void {
    this.mayBeEmpty = true;
    this.quiet = false;
  }

  /** Calls something at each record, before its key becomes current: the incremental cleanup of TTL. */
  callForEveryRecord(call: () => void): void {
    this.onKeyChosen = call;
    this.quiet = false;
  }

  keyCount(): number {
    if (this.mayBeEmpty) this.dropIfEmpty();
    return this.rows.size;
  }

  /** The row behind the last one. Rows before it may have no key. */
  get endRow(): number {
    if (this.mayBeEmpty) this.dropIfEmpty();
    return this.end;
  }

  /** Undefined for a row that has no key now. Only of rows before `endRow`. */
  keyAt(row: number): unknown {
    return this.keyColumn.get(row);
  }

  valueAt(row: number, column: number): unknown {
    return this.columns[column]!.get(row);
  }

  addColumn(form?: Slots<unknown>): Column {
    const column = new Column(form);
    column.reserve(this.end);
    this.columns.push(column);
    return column;
  }

  /** Appends the key of a row, and what stands in its first columns. */
  appendRow(row: number, columns: number, to: unknown[]): void {
    to.push(this.keyColumn.get(row));
    for (let i = 0; i < columns; i++) to.push(this.columns[i]!.get(row));
  }

  /** Freezes the present version; `makeView` is given its number. */
  freeze<V extends TableView>(makeView: (version: number) => V): V {
    if (this.mayBeEmpty) this.dropIfEmpty();
    const view = makeView(this.versions.freeze());
    this.views.push(view);
    this.updateViewsNeedRows();
    if (this.row !== NO_ROW) view.keep(this.row);
    return view;
  }

  release(view: TableView): void {
    const position = this.views.indexOf(view);
    if (position === -1) return;
    this.views.splice(position, 1);
    this.versions.release(view.version);
    this.updateViewsNeedRows();
  }

  /** Drops everything, also the views. */
  clear(): void {
    for (const view of [...this.views]) view.discard();
    this.mayBeEmpty = false;
    this.updateQuiet();
    this.clearCurrentKey();
    this.rows.clear();
    this.cutOff(0);
  }

  private chooseChecked(key: unknown): void {
    if (key === null || key === undefined) {
      throw new MillraceError('KEY_NULL', `The key of a record is ${String(key)}.`, {
        hint: 'Let the key selector return a value for every record, or filter such records out before keyBy.',
      });
    }
    // −0 and 0 are one by `===`, and two as DOUBLE keys; an object may have been changed since.
    if (key === this.key && key !== 0 && typeof key !== 'object') return;
    const checked = this.codec.check(key, 'The key');
    this.choose(this.codec.token(checked), checked);
  }

  private choose(token: KeyToken, key: unknown): void {
    if (this.mayBeEmpty) this.dropIfEmpty();
    const row = this.rows.rowOf(token);
    this.row = row;
    this.key = key;
    this.hasSmallKey = this.smallIntegers && typeof key === 'number' && (key | 0) === key;
    if (this.hasSmallKey) this.smallKey = (key as number) | 0;
    if (this.viewsNeedRows && row !== NO_ROW) this.keepForViews(row);
  }

  private create(): number {
    if (this.key === NO_KEY) throw noKey();
    if (!this.ownsAllGroups) this.checkGroup();
    const row = this.takeHole() ?? this.addRow();
    // A view may have had nothing here, and must not find what comes.
    if (this.viewsNeedRows) this.keepForViews(row);
    this.rows.set(this.codec.token(this.key), row);
    this.keyColumn.set(row, this.codec.copy(this.key));
    this.row = row;
    return row;
  }

  private updateViewsNeedRows(): void {
    this.viewsNeedRows = this.views.some((view) => view.needsRows);
    this.updateQuiet();
  }

  private updateQuiet(): void {
    this.quiet = !this.mayBeEmpty && !this.viewsNeedRows && this.onKeyChosen === undefined;
  }

  private keepForViews(row: number): void {
    for (const view of this.views) view.keep(row);
  }

  private addRow(): number {
    const row = this.end++;
    this.keyColumn.reserve(this.end);
    for (const column of this.columns) column.reserve(this.end);
    return row;
  }

  private takeHole(): number | undefined {
    while (this.holes.length > 0) {
      const row = this.holes.pop()!;
      if (row < this.end) return row;
    }
    return undefined;
  }

  private dropIfEmpty(): void {
    this.mayBeEmpty = false;
    this.updateQuiet();
    const { row } = this;
    if (row === NO_ROW || this.columns.some((column) => column.get(row) !== undefined)) return;
    this.rows.delete(this.codec.token(this.keyColumn.get(row)));
    this.keyColumn.set(row, undefined);
    this.holes.push(row);
    this.row = NO_ROW;
    if (this.rows.size === 0) this.cutOff(0);
    else if (this.end > 2 * this.rows.size + HOLES_KEPT) this.shorten();
  }

  /** Makes the table shorter by a row or more, once there are more holes than keys: a step at each removal. */
  private shorten(): void {
    let end = this.end;
    while (this.keyColumn.get(end - 1) === undefined) end--;
    const last = end - 1;
    const hole = this.takeHole();
    if (hole === undefined || hole > last) {
      this.cutOff(end);
      return;
    }
    if (this.viewsNeedRows) {
      this.keepForViews(last);
      this.keepForViews(hole);
    }
    this.rows.set(this.codec.token(this.keyColumn.get(last)), hole);
    for (const column of [this.keyColumn, ...this.columns]) {
      column.set(hole, column.get(last));
      column.set(last, undefined);
    }
    this.cutOff(last);
  }

  private cutOff(end: number): void {
    this.end = end;
    for (const column of [this.keyColumn, ...this.columns]) column.release(end);
    if (end === 0) this.holes = [];
    else if (this.holes.length > 2 * end + HOLES_KEPT) this.holes = this.holes.filter((row) => row < end);
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
