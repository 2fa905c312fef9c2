import { keyGroupOf } from '../../model/key-hash.js';
import { MillraceError } from '../../model/millrace-error.js';
import { RecordWriter } from '../record-writer.js';
import type { FrozenState, SnapshotSink } from '../snapshot.js';
import { type HeapEntry, readSlot } from './heap-entry.js';
import type { HeapKeys, ReplacedEntries } from './heap-keys.js';
import type { RestoredState } from './restored-states.js';
import type { TableState } from './table-state.js';

/** Entries that are put into their key groups between two pauses. */
const ENTRIES_SCANNED_AT_ONCE = 4096;
/** Entries that are written between two pauses, and the bytes after which a pause comes earlier. */
const ENTRIES_WRITTEN_AT_ONCE = 1024;
const BYTES_WRITTEN_AT_ONCE = 128 * 1024;

/** What the back end had at the freeze. */
export interface FrozenContents {
  readonly keys: HeapKeys;
  readonly states: readonly TableState[];
  readonly undecoded: readonly RestoredState[];
  /** The TTL clock. */
  readonly now: number;
}

/**
 * A frozen version of a heap.
 *
 * Writing goes over the live key table first and sorts the entries of this version into key groups; an entry that is
 * replaced before the scan has come to it is handed to `keep`. From then on the version needs the table no more.
 */
export class FrozenHeap implements FrozenState, ReplacedEntries {
  readonly version: number;
  scannedTo = -1;
  private readonly contents: FrozenContents;
  private readonly endSequence: number;
  private kept: HeapEntry[] = [];
  private phase: 'frozen' | 'writing' | 'gone' = 'frozen';

  constructor(version: number, contents: FrozenContents) {
    this.version = version;
    this.contents = contents;
    this.endSequence = contents.keys.nextSequence;
  }

  keep(entry: HeapEntry): void {
    this.kept.push(entry);
  }

  async write(sink: SnapshotSink, pause: () => Promise<void>): Promise<void> {
    if (this.phase !== 'frozen') throw notThere(this.phase);
    this.phase = 'writing';
    const { states, undecoded } = this.contents;
    sink.keyedStates([...states, ...undecoded].map(({ meta }) => meta));
    const groups = await this.scan(pause);
    for (const { groups: sections } of undecoded)
      for (const group of sections.keys()) if (!groups.has(group)) groups.set(group, []);
    const records = new RecordWriter(this.contents.keys.codec);
    for (const group of [...groups.keys()].sort((one, other) => one - other)) {
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
    this.kept = [];
    this.contents.keys.release(this);
  }

  private async scan(pause: () => Promise<void>): Promise<Map<number, HeapEntry[]>> {
    const groups = new Map<number, HeapEntry[]>();
    let scanned = 0;
    for (const entry of this.contents.keys.entries()) {
      if (entry.sequence >= this.endSequence) break;
      this.scannedTo = entry.sequence;
      if (entry.stamp <= this.version) this.sort(entry, groups);
      if (++scanned % ENTRIES_SCANNED_AT_ONCE === 0) await this.pause(pause);
    }
    this.scannedTo = Number.POSITIVE_INFINITY;
    for (const entry of this.kept) {
      this.sort(entry, groups);
      if (++scanned % ENTRIES_SCANNED_AT_ONCE === 0) await this.pause(pause);
    }
    this.kept = [];
    return groups;
  }

  private sort(entry: HeapEntry, groups: Map<number, HeapEntry[]>): void {
    const { codec, maxParallelism } = this.contents.keys;
    const group = keyGroupOf(codec, entry.key, maxParallelism);
    const entries = groups.get(group);
    if (entries === undefined) groups.set(group, [entry]);
    else entries.push(entry);
  }

  private async writeGroup(
    group: number,
    entries: readonly HeapEntry[],
    records: RecordWriter,
    pause: () => Promise<void>,
  ): Promise<void> {
    const { states, undecoded } = this.contents;
    records.startKeyGroup();
    for (const [position, state] of states.entries()) {
      records.startState(position, state.namespaceType.codec);
      await this.writeState(state, entries, records, pause);
      records.endState();
    }
    for (const [position, state] of undecoded.entries()) {
      for (const section of state.groups.get(group) ?? []) records.copyState(states.length + position, section);
    }
  }

  private async writeState(
    state: TableState,
    entries: readonly HeapEntry[],
    records: RecordWriter,
    pause: () => Promise<void>,
  ): Promise<void> {
    let written = 0;
    let pausedAt = records.length;
    for (const entry of entries) {
      const stored = readSlot(entry, state.slot);
      if (stored === undefined) continue;
      records.startKey(entry.key);
      const steps = state.write(stored, records, this.contents.now);
      if (steps !== undefined) while (steps.next().done !== true) await this.pause(pause);
      if (++written % ENTRIES_WRITTEN_AT_ONCE !== 0 && records.length - pausedAt < BYTES_WRITTEN_AT_ONCE) continue;
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

function notThere(phase: string): MillraceError {
  return phase === 'gone'
    ? new MillraceError('SNAPSHOT_DISCARDED', 'This frozen state has been discarded, or written already.')
    : new MillraceError('SNAPSHOT_IN_PROGRESS', 'This frozen state is being written already.');
}
