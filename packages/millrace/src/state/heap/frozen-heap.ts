import { keyGroupOf } from '../../model/key-hash.js';
import { MillraceError } from '../../model/millrace-error.js';
import { RecordWriter } from '../record-writer.js';
import type { FrozenState, SnapshotSink } from '../snapshot.js';
import type { HeapKeys, TableView } from './heap-keys.js';
import type { RestoredState } from './restored-states.js';
import { SortedRows } from './sorted-rows.js';
import type { TableState } from './table-state.js';

/** How much of a frozen version is worked on between two pauses. */
export interface SliceLimits {
  /** Rows whose key group is found. */
  readonly rowsScanned: number;
  /** Rows of one state that are written. */
  readonly rowsWritten: number;
  /** Bytes after which a pause comes earlier. */
  readonly bytesWritten: number;
}

/** About a millisecond of work. */
export const SLICE_LIMITS: SliceLimits = { rowsScanned: 1024, rowsWritten: 512, bytesWritten: 64 * 1024 };

/** What the back end had at the freeze. */
export interface FrozenContents {
  readonly keys: HeapKeys;
  /** By their column. */
  readonly states: readonly TableState[];
  readonly undecoded: readonly RestoredState[];
  /** The TTL clock. */
  readonly now: number;
  readonly limits: SliceLimits;
}

/** A row that has no key in this version. */
const NO_GROUP = 0xffff;

/**
 * A frozen version of a heap.
 *
 * Writing finds the key group of each row first, and then writes group after group from the table as it is by then. A
 * row that changes before its group is written is copied for the view, which is when its key becomes current. What
 * stands in the rows is shared with the live state, which copies it before it changes it, as long as the version is
 * frozen.
 */
export class FrozenHeap implements FrozenState, TableView {
  readonly version: number;
  private readonly contents: FrozenContents;
  private readonly endRow: number;
  /** Rows as they were frozen, of those that have changed since: the key, and a value for each state. */
  private readonly kept = new Map<number, readonly unknown[]>();
  private groupOfRow = new Uint16Array(0);
  /** Rows of earlier key groups are not needed any more. */
  private nextGroup = 0;
  private phase: 'frozen' | 'writing' | 'gone' = 'frozen';

  constructor(version: number, contents: FrozenContents) {
    this.version = version;
    this.contents = contents;
    this.endRow = contents.keys.endRow;
  }

  get needsRows(): boolean {
    return this.phase !== 'gone' && this.endRow > 0;
  }

  keep(row: number): void {
    if (row >= this.endRow || this.kept.has(row)) return;
    const group = this.groupOfRow[row];
    if (group !== undefined && group < this.nextGroup) return;
    const copy: unknown[] = [];
    this.contents.keys.appendRow(row, this.contents.states.length, copy);
    this.kept.set(row, copy);
  }

  async write(sink: SnapshotSink, pause: () => Promise<void>): Promise<void> {
    if (this.phase !== 'frozen') throw notThere(this.phase);
    this.phase = 'writing';
    const { states, undecoded, keys } = this.contents;
    sink.keyedStates([...states, ...undecoded].map(({ meta }) => meta));
    const rows = await this.sortRows(pause);
    const records = new RecordWriter(keys.codec);
    for (const group of this.groupsOf(rows)) {
      const ofGroup = rows.of(group);
      await this.writeGroup(group, ofGroup, records, pause);
      this.nextGroup = group + 1;
      if (this.kept.size > 0) for (const row of ofGroup) this.kept.delete(row);
      const bytes = records.endKeyGroup();
      if (bytes !== undefined) await sink.keyGroup(group, bytes);
      this.checkThere();
    }
    this.discard();
  }

  discard(): void {
    if (this.phase === 'gone') return;
    this.phase = 'gone';
    this.kept.clear();
    this.groupOfRow = new Uint16Array(0);
    this.contents.keys.release(this);
  }

  private async sortRows(pause: () => Promise<void>): Promise<SortedRows> {
    const { limits, keys } = this.contents;
    const groupOfRow = new Uint16Array(this.endRow).fill(NO_GROUP);
    this.groupOfRow = groupOfRow;
    const rows = new SortedRows(keys.maxParallelism);
    for (let row = 0; row < this.endRow; row++) {
      const key = this.keyOf(row);
      if (key !== undefined) {
        const group = keyGroupOf(keys.codec, key, keys.maxParallelism);
        groupOfRow[row] = group;
        rows.count(group);
      }
      if ((row + 1) % limits.rowsScanned === 0) await this.pause(pause);
    }
    rows.startPlacing();
    for (let row = 0; row < this.endRow; row++) {
      const group = groupOfRow[row]!;
      if (group !== NO_GROUP) rows.place(row, group);
      if ((row + 1) % (16 * limits.rowsScanned) === 0) await this.pause(pause);
    }
    return rows;
  }

  private keyOf(row: number): unknown {
    const { keys } = this.contents;
    const kept = this.kept.get(row);
    if (kept !== undefined) return kept[0];
    // A row that has been cut off since without being kept had no key before either.
    return row < keys.endRow ? keys.keyAt(row) : undefined;
  }

  private groupsOf(rows: SortedRows): number[] {
    const groups = new Set(rows.groups());
    for (const state of this.contents.undecoded) for (const group of state.groups.keys()) groups.add(group);
    return [...groups].sort((one, other) => one - other);
  }

  private async writeGroup(
    group: number,
    rows: Int32Array,
    records: RecordWriter,
    pause: () => Promise<void>,
  ): Promise<void> {
    const { states, undecoded } = this.contents;
    records.startKeyGroup();
    for (const [column, state] of states.entries()) {
      records.startState(column, state.namespaceType.codec);
      await this.writeState(state, column, rows, records, pause);
      records.endState();
    }
    for (const [position, state] of undecoded.entries()) {
      for (const section of state.groups.get(group) ?? []) records.copyState(states.length + position, section);
    }
  }

  private async writeState(
    state: TableState,
    column: number,
    rows: Int32Array,
    records: RecordWriter,
    pause: () => Promise<void>,
  ): Promise<void> {
    const { keys, now, limits } = this.contents;
    let written = 0;
    let pausedAt = records.length;
    for (const row of rows) {
      const kept = this.kept.size === 0 ? undefined : this.kept.get(row);
      const stored = kept === undefined ? keys.valueAt(row, column) : kept[column + 1];
      if (stored === undefined) continue;
      records.startKey(kept === undefined ? keys.keyAt(row) : kept[0]);
      const steps = inState(state, () => state.write(stored, records, now));
      if (steps !== undefined) while (inState(state, () => steps.next()).done !== true) await this.pause(pause);
      if (++written % limits.rowsWritten !== 0 && records.length - pausedAt < limits.bytesWritten) continue;
      await this.pause(pause);
      pausedAt = records.length;
    }
  }

  private async pause(pause: () => Promise<void>): Promise<void> {
    await pause();
    this.checkThere();
  }

  private checkThere(): void {
    if (this.phase === 'gone') throw notThere(this.phase);
  }
}

/** Names the state in what a codec throws: an untyped value that was changed in place may hold what cannot be written. */
function inState<T>(state: TableState, work: () => T): T {
  try {
    return work();
  } catch (error) {
    throw error instanceof MillraceError ? error.withFacts({ state: state.meta.name }) : error;
  }
}

function notThere(phase: string): MillraceError {
  return phase === 'gone'
    ? new MillraceError('SNAPSHOT_DISCARDED', 'This frozen state has been discarded, or written already.')
    : new MillraceError('SNAPSHOT_IN_PROGRESS', 'This frozen state is being written already.');
}
