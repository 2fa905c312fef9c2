import type { Codec } from '../../model/codec.js';
import type { DataReader } from '../../model/data-reader.js';
import type { RecordWriter } from '../record-writer.js';
import type { ListState } from '../state.js';
import { isExpired, type TimeToLive } from '../time-to-live.js';
import { ValueCheck } from '../value-check.js';
import type { Place } from './place.js';
import { ELEMENTS_AT_ONCE, ELEMENTS_LOOKED_AT, type Expiry, type StoredForm } from './stored-form.js';

/**
 * One version of a list. A later version that only appends goes on in the same arrays, whose first elements are then
 * shared: the earlier one knows where it ends.
 */
class ListVersion<T> {
  readonly stamp: number;
  items: T[];
  /** When each element was last written, or read if reading counts; undefined without time to live. */
  times: number[] | undefined;
  /** How many elements at the beginning are shared with a frozen version. */
  shared: number;
  /** How many elements a frozen version has; −1 as long as it is also the live one. */
  end = -1;

  constructor(stamp: number, items: T[], times: number[] | undefined, shared: number) {
    this.stamp = stamp;
    this.items = items;
    this.times = times;
    this.shared = shared;
  }
}

/** A list in a place: list state under a key, or of an operator. */
export class StoredList<T> implements ListState<T>, StoredForm {
  readonly expiry: Expiry | undefined;
  private readonly place: Place;
  private readonly codec: Codec<T>;
  private readonly ttl: TimeToLive | undefined;
  private readonly elementCheck: ValueCheck<T>;

  constructor(place: Place, name: string, codec: Codec<T>, ttl: TimeToLive | undefined) {
    this.place = place;
    this.elementCheck = new ValueCheck(codec, `An element of state '${name}'`);
    this.codec = codec;
    this.ttl = ttl;
    this.expiry = ttl === undefined ? undefined : this.expiryAfter(ttl);
  }

  /** The elements as they are now, in an array of their own; none of them is shared with a frozen version. */
  get(): T[] {
    this.ttl?.onAccess();
    const list = this.place.get() as ListVersion<T> | undefined;
    if (list === undefined) return [];
    if (this.ttl !== undefined) return this.getTimed(this.ttl);
    return (this.codec.immutable ? list : this.ownItems(list)).items.slice();
  }

  /** @returns true when the list was empty. */
  add(element: T): boolean {
    const value = this.elementCheck.checkNotNull(element);
    this.ttl?.onAccess();
    const list = this.place.get() as ListVersion<T> | undefined;
    const now = this.ttl?.now() ?? 0;
    if (list === undefined) {
      this.put([value], this.ttl === undefined ? undefined : [now]);
      return true;
    }
    const own = this.own(list);
    own.items.push(value);
    own.times?.push(now);
    return false;
  }

  addAll(elements: Iterable<T>): void {
    const values = this.check(elements);
    if (values.length === 0) return;
    this.ttl?.onAccess();
    const list = this.place.get() as ListVersion<T> | undefined;
    const now = this.ttl?.now() ?? 0;
    if (list === undefined) {
      this.put(values, this.ttl === undefined ? undefined : timesOf(values.length, now));
      return;
    }
    const own = this.own(list);
    for (const value of values) {
      own.items.push(value);
      own.times?.push(now);
    }
  }

  /** An empty list clears the place. */
  update(elements: Iterable<T>): void {
    const values = this.check(elements);
    this.ttl?.onAccess();
    if (values.length === 0) this.place.remove();
    else this.put(values, this.ttl === undefined ? undefined : timesOf(values.length, this.ttl.now()));
  }

  clear(): void {
    this.place.remove();
  }

  write(stored: unknown, records: RecordWriter, now: number): Iterator<void> | undefined {
    const list = stored as ListVersion<T>;
    const end = list.end === -1 ? list.items.length : list.end;
    const count = this.countWritten(list, end, now);
    if (count === 0) return undefined;
    records.startRecord().writeVarUint(count);
    if (end > ELEMENTS_AT_ONCE) return this.writeInSteps(list, end, records, now);
    this.writeSome(list, 0, end, records, now);
    return undefined;
  }

  read(input: DataReader, time: number | undefined): void {
    const count = input.readCount();
    const items: T[] = [];
    const times: number[] = [];
    for (let i = 0; i < count; i++) {
      times.push(time ?? input.readTime());
      items.push(this.codec.read(input));
    }
    if (items.length > 0) this.put(items, this.ttl === undefined ? undefined : times);
  }

  /** All or nothing: a list stays as it is when one of the elements is of another type. */
  private check(elements: Iterable<T>): T[] {
    return Array.from(elements, (element) => this.elementCheck.checkNotNull(element));
  }

  /** What a frozen version has. */
  *frozenItems(stored: unknown): Generator<T> {
    const list = stored as ListVersion<T>;
    const end = list.end === -1 ? list.items.length : list.end;
    for (let i = 0; i < end; i++) yield list.items[i] as T;
  }

  private put(items: T[], times: number[] | undefined): void {
    this.place.set(new ListVersion(this.place.versions.current, items, times, 0));
  }

  private own(list: ListVersion<T>): ListVersion<T> {
    if (list.stamp > this.place.versions.newest) return list;
    list.end = list.items.length;
    const own = new ListVersion(this.place.versions.current, list.items, list.times, list.end);
    this.place.set(own);
    return own;
  }

  private ownItems(list: ListVersion<T>): ListVersion<T> {
    const own = this.own(list);
    if (own.shared > 0 && this.place.versions.newest >= 0) {
      own.items = own.items.map((item, index) => (index < own.shared ? this.codec.copy(item) : item));
    }
    own.shared = 0;
    return own;
  }

  private getTimed(ttl: TimeToLive): T[] {
    const now = ttl.now();
    const seen = this.ownItems(this.place.get() as ListVersion<T>).items.slice();
    // Expired elements that may be seen again stay, until the list is cleaned up or nothing else is left in it.
    const left = ttl.returnsExpired && !ttl.renewedByRead ? this.dropWhenAllExpired(now, ttl) : this.dropEach(now, ttl);
    if (left !== undefined && ttl.renewedByRead) left.times = timesOf(left.items.length, now);
    return ttl.returnsExpired ? seen : (left?.items.slice() ?? []);
  }

  private dropWhenAllExpired(now: number, ttl: TimeToLive): ListVersion<T> | undefined {
    const list = this.place.get() as ListVersion<T>;
    if (list.times?.some((time) => !isExpired(time, now, ttl.ttlMs))) return list;
    this.place.remove();
    return undefined;
  }

  /** Drops the elements that have expired, and returns what is left; undefined when nothing is. */
  private dropEach(now: number, ttl: TimeToLive): ListVersion<T> | undefined {
    const list = this.dropWhenAllExpired(now, ttl);
    if (list === undefined) return undefined;
    const own = this.own(list);
    const times = own.times ?? [];
    const alive = times.map((time) => !isExpired(time, now, ttl.ttlMs));
    if (alive.every(Boolean)) return own;
    // New arrays: frozen versions keep theirs.
    own.items = own.items.filter((_, index) => alive[index]);
    own.times = times.filter((_, index) => alive[index]);
    own.shared = alive.slice(0, own.shared).filter(Boolean).length;
    return own;
  }

  private expiryAfter(ttl: TimeToLive): Expiry {
    return {
      *search(stored) {
        const times = (stored as ListVersion<unknown>).times ?? [];
        for (let start = 0; start < times.length; start += ELEMENTS_LOOKED_AT) {
          const now = ttl.now();
          const part = times.slice(start, start + ELEMENTS_LOOKED_AT);
          yield part.some((time) => isExpired(time, now, ttl.ttlMs));
        }
      },
      drop: () => {
        if (this.place.get() !== undefined) this.dropEach(ttl.now(), ttl);
      },
    };
  }

  private countWritten(list: ListVersion<T>, end: number, now: number): number {
    const { ttl } = this;
    if (!ttl?.leftOutOfSnapshots) return end;
    let count = 0;
    for (let i = 0; i < end; i++) if (!isExpired(list.times?.[i] ?? 0, now, ttl.ttlMs)) count++;
    return count;
  }

  private writeSome(list: ListVersion<T>, start: number, end: number, records: RecordWriter, now: number): void {
    const { ttl, codec } = this;
    const { out } = records;
    for (let i = start; i < end; i++) {
      const time = list.times?.[i] ?? 0;
      if (ttl?.leftOutOfSnapshots && isExpired(time, now, ttl.ttlMs)) continue;
      if (ttl !== undefined) out.writeTime(time);
      codec.write(list.items[i] as T, out);
    }
  }

  private *writeInSteps(list: ListVersion<T>, end: number, records: RecordWriter, now: number): Generator<void> {
    for (let start = 0; start < end; start += ELEMENTS_AT_ONCE) {
      this.writeSome(list, start, Math.min(start + ELEMENTS_AT_ONCE, end), records, now);
      yield;
    }
  }
}

function timesOf(count: number, time: number): number[] {
  return new Array<number>(count).fill(time);
}
