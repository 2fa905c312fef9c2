import { keyGroupOf } from '../../model/key-hash.js';
import { MillraceError } from '../../model/millrace-error.js';
import { RecordWriter } from '../record-writer.js';
import type { FrozenState, SnapshotSink } from '../snapshot.js';
import type { HeapKeys, TableView } from './heap-keys.js';
import type { RestoredState } from './restored-states.js';
import type { TableState } from './table-state.js';

/** How much of a frozen version is worked on between two pauses. */
export interface SliceLimits {
  /** Rows that are put into their key groups. */
  readonly rowsScanned: number;
  /** Rows of one state that are written. */
  readonly rowsWritten: number;
  /** Bytes after which a pause comes earlier. */
  readonly bytesWritten: number;
}

/** About a millisecond of work. */
export const SLICE_LIMITS: SliceLimits = { rowsScanned: 4096, rowsWritten: 1024, bytesWritten: 128 * 1024 };

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

/**
 * A frozen version of a heap.
 *
 * Writing copies the rows of the table first, sorted into key groups; a row that changes before the scan has come to it
 * is copied for the view by then. From then on the view needs the table no more. What stands in the rows is shared with
 * the live state, which copies it before it changes it, as long as the version is frozen.
 */
export class FrozenHeap implements FrozenState, TableView {
  readonly version: number;
  private readonly contents: FrozenContents;
  private readonly endRow: number;
  /** The next row that the scan looks at. */
  private nextRow = 0;
  private readonly kept = new Map<number, unknown[]>();
  private phase: 'frozen' | 'writing' | 'gone' = 'frozen';

  constructor(version: number, contents: FrozenContents) {
    this.version = version;
    this.contents = contents;
    this.endRow = contents.keys.endRow;
  }

  get needsRows(): boolean {
    return this.phase !== 'gone' && this.nextRow < this.endRow;
  }

  keep(row: number): void {
    if (row < this.nextRow || row >= this.endRow || this.kept.has(row)) return;
    const copy: unknown[] = [];
    this.contents.keys.appendRow(row, this.contents.states.length, copy);
    this.kept.set(row, copy);
  }

  async write(sink: SnapshotSink, pause: () => Promise<void>): Promise<void> {
    if (this.phase !== 'frozen') throw notThere(this.phase);
    this.phase = 'writing';
    const { states, undecoded, keys } = this.contents;
    sink.keyedStates([...states, ...undecoded].map(({ meta }) => meta));
    const groups = await this.scan(pause);
    const records = new RecordWriter(keys.codec);
    for (const group of this.groupsOf(groups)) {
      await this.writeGroup(group, groups.get(group) ?? [], records, pause);
      groups.delete(group);
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
    this.contents.keys.release(this);
  }

  /** The rows by key group, one behind the other: the key, and a value for each state. */
  private async scan(pause: () => Promise<void>): Promise<Map<number, unknown[]>> {
    const { keys, limits } = this.contents;
    const groups = new Map<number, unknown[]>();
    while (this.nextRow < this.endRow) {
      this.scanRow(this.nextRow++, groups);
      if (this.nextRow % limits.rowsScanned === 0) await this.pause(pause);
    }
    keys.noteScanned();
    return groups;
  }

  private scanRow(row: number, groups: Map<number, unknown[]>): void {
    const { keys, states } = this.contents;
    const kept = this.kept.get(row);
    // A row that has been cut off since without being kept had no key before either.
    const key = kept !== undefined ? kept[0] : row < keys.endRow ? keys.keyAt(row) : undefined;
    if (key === undefined) return;
    const group = keyGroupOf(keys.codec, key, keys.maxParallelism);
    let rows = groups.get(group);
    if (rows === undefined) {
      rows = [];
      groups.set(group, rows);
    }
    if (kept === undefined) keys.appendRow(row, states.length, rows);
    else for (const value of kept) rows.push(value);
  }

  private groupsOf(rows: ReadonlyMap<number, unknown>): number[] {
    const groups = new Set(rows.keys());
    for (const state of this.contents.undecoded) for (const group of state.groups.keys()) groups.add(group);
    return [...groups].sort((one, other) => one - other);
  }

  private async writeGroup(
    group: number,
    rows: readonly unknown[],
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
    rows: readonly unknown[],
    records: RecordWriter,
    pause: () => Promise<void>,
  ): Promise<void> {
    const { states, now, limits } = this.contents;
    const stride = states.length + 1;
    let written = 0;
    let pausedAt = records.length;
    for (let start = 0; start < rows.length; start += stride) {
      const stored = rows[start + 1 + column];
      if (stored === undefined) continue;
      records.startKey(rows[start]);
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
