import type { Codec, KeyToken } from '../../model/codec.js';
import type { DataReader } from '../../model/data-reader.js';
import { MillraceError } from '../../model/millrace-error.js';
import type { TypeInformation } from '../../model/type-information.js';
import type { RecordWriter } from '../record-writer.js';
import type { KeyedStateMeta } from '../snapshot.js';
import type { Timer, TimerQueue } from '../timer-queue.js';
import type { Column } from './column.js';
import type { HeapKeys } from './heap-keys.js';
import { NO_ROW } from './key-index.js';
import type { StateRestore, TableState } from './table-state.js';
import { HeapTimer, TimerIndex } from './timer-index.js';
import { TokenMap } from './token-map.js';

/** What a key has in the column: its one timer, or several. */
type KeyTimers = HeapTimer | TokenMap<HeapTimer>;

const share = (timer: HeapTimer) => timer;

/**
 * Timers on the heap. They are state of their key, in a column of the table, and so are frozen and written with it;
 * the order in which they fire is an index beside the state, which no snapshot needs.
 */
export class HeapTimerQueue implements TimerQueue, TableState {
  readonly meta: KeyedStateMeta;
  readonly namespaceType: TypeInformation<unknown>;
  readonly sweep: undefined;
  private readonly keys: HeapKeys;
  private readonly column: Column;
  private readonly namespaceCodec: Codec<unknown>;
  private readonly index = new TimerIndex();
  private nextSequence = 0;

  constructor(keys: HeapKeys, meta: KeyedStateMeta, namespaceType: TypeInformation<unknown>) {
    this.keys = keys;
    this.column = keys.addColumn();
    this.meta = meta;
    this.namespaceType = namespaceType;
    this.namespaceCodec = namespaceType.codec;
  }

  get size(): number {
    return this.index.size;
  }

  add(namespace: unknown, time: number): boolean {
    const checked = this.namespaceCodec.check(namespace, 'The namespace');
    const token = this.namespaceCodec.token(checked);
    const wholeTime = checkTime(time);
    const row = this.keys.ensure();
    const timers = this.own(this.column.get(row) as KeyTimers | undefined);
    if (find(timers, token, wholeTime) !== undefined) return false;
    const own = this.namespaceCodec.copy(checked);
    const timer = new HeapTimer(wholeTime, this.keys.keyAt(row), own, token, this.nextSequence++);
    this.column.set(row, this.withTimer(timers, timer));
    this.index.add(timer);
    return true;
  }

  remove(namespace: unknown, time: number): boolean {
    const token = this.namespaceCodec.token(this.namespaceCodec.check(namespace, 'The namespace'));
    const { row } = this.keys;
    if (row === NO_ROW) {
      this.keys.nothing();
      return false;
    }
    const timer = find(this.column.get(row) as KeyTimers | undefined, token, checkTime(time));
    if (timer === undefined) return false;
    this.removeFromKey(timer);
    this.index.remove(timer);
    return true;
  }

  peekTime(): number | undefined {
    return this.index.peekTime();
  }

  poll(): Timer | undefined {
    const timer = this.index.poll();
    if (timer === undefined) return undefined;
    const key = this.keys.codec.copy(timer.key);
    this.keys.setKnownKey(key);
    this.removeFromKey(timer);
    return { time: timer.time, key, namespace: this.namespaceCodec.copy(timer.namespace) };
  }

  write(stored: unknown, records: RecordWriter): undefined {
    if (stored instanceof HeapTimer) writeTimer(stored, records);
    else for (const [, timer] of (stored as TokenMap<HeapTimer>).frozenEntries()) writeTimer(timer, records);
  }

  restore(): StateRestore {
    const restored: HeapTimer[] = [];
    let namespace: unknown;
    return {
      namespace: (value) => {
        namespace = value;
      },
      record: (input) => {
        const timer = this.readTimer(input, namespace);
        if (timer !== undefined) restored.push(timer);
      },
      end: () => this.index.addAll(restored),
    };
  }

  clear(): void {
    this.index.clear();
  }

  private readTimer(input: DataReader, namespace: unknown): HeapTimer | undefined {
    const time = input.readTime();
    const sequence = input.readVarUint();
    const token = this.namespaceCodec.token(namespace);
    const row = this.keys.ensure();
    const timers = this.own(this.column.get(row) as KeyTimers | undefined);
    if (find(timers, token, time) !== undefined) return undefined;
    const timer = new HeapTimer(time, this.keys.keyAt(row), namespace, token, sequence);
    this.column.set(row, this.withTimer(timers, timer));
    this.nextSequence = Math.max(this.nextSequence, sequence + 1);
    return timer;
  }

  /** Takes a timer out of the current key's row. */
  private removeFromKey(timer: HeapTimer): void {
    const row = this.keys.ensure();
    const timers = this.own(this.column.get(row) as KeyTimers | undefined);
    if (timers instanceof TokenMap) {
      timers.delete(tokenOf(timer.namespaceToken, timer.time), this.keys.versions);
      this.column.set(row, timers.size === 0 ? undefined : timers);
    } else {
      this.column.set(row, undefined);
    }
    this.keys.noteRemoval();
  }

  private withTimer(timers: KeyTimers | undefined, timer: HeapTimer): KeyTimers {
    if (timers === undefined) return timer;
    const { versions } = this.keys;
    const several = timers instanceof TokenMap ? timers : new TokenMap<HeapTimer>(versions.current);
    if (timers instanceof HeapTimer) several.set(tokenOf(timers.namespaceToken, timers.time), timers, versions);
    several.set(tokenOf(timer.namespaceToken, timer.time), timer, versions);
    return several;
  }

  private own(timers: KeyTimers | undefined): KeyTimers | undefined {
    const { versions } = this.keys;
    return timers instanceof TokenMap && timers.stamp <= versions.newest ? timers.fork(share, versions) : timers;
  }
}

function find(timers: KeyTimers | undefined, namespaceToken: KeyToken, time: number): HeapTimer | undefined {
  if (timers === undefined) return undefined;
  if (timers instanceof TokenMap) return timers.get(tokenOf(namespaceToken, time));
  return timers.time === time && Object.is(timers.namespaceToken, namespaceToken) ? timers : undefined;
}

/** Namespace tokens of one type may be texts and numbers, so that their type must show. */
function tokenOf(namespaceToken: KeyToken, time: number): KeyToken {
  if (namespaceToken === undefined) return time;
  return `${time} ${typeof namespaceToken} ${String(namespaceToken)}`;
}

function writeTimer(timer: HeapTimer, records: RecordWriter): void {
  records.startNamespace(timer.namespace);
  const out = records.startRecord();
  out.writeTime(timer.time);
  out.writeVarUint(timer.sequence);
}

function checkTime(time: unknown): number {
  if (typeof time === 'number' && (Number.isSafeInteger(time) || Math.abs(time) === Number.POSITIVE_INFINITY)) {
    return time + 0;
  }
  throw new MillraceError('TYPE_MISMATCH', `The time of a timer must be whole milliseconds, but is ${String(time)}.`);
}
