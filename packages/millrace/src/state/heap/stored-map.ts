import type { Codec, KeyToken } from '../../model/codec.js';
import type { DataReader } from '../../model/data-reader.js';
import type { DataWriter } from '../../model/data-writer.js';
import { MillraceError } from '../../model/millrace-error.js';
import type { RecordWriter } from '../record-writer.js';
import type { MapState } from '../state.js';
import { isExpired, type TimeToLive } from '../time-to-live.js';
import { ValueCheck } from '../value-check.js';
import { OneEntry } from './one-entry.js';
import type { Place } from './place.js';
import { ELEMENTS_AT_ONCE, ELEMENTS_LOOKED_AT, type Expiry, type StoredForm } from './stored-form.js';
import { TokenMap } from './token-map.js';

/** An entry whose key is not its own token, or that expires. Any other value stands in the map as it is. */
class MapItem {
  readonly key: unknown;
  readonly value: unknown;
  time: number;

  constructor(key: unknown, value: unknown, time: number) {
    this.key = key;
    this.value = value;
    this.time = time;
  }
}

type Items = TokenMap<unknown>;
type Stored = Items | OneEntry | undefined;

/** A map in a place: map state under a key, or broadcast state. */
export class StoredMap<K, V> implements MapState<K, V>, StoredForm {
  readonly expiry: Expiry | undefined;
  private readonly place: Place;
  private readonly keyCodec: Codec<K>;
  private readonly valueCodec: Codec<V>;
  private readonly ttl: TimeToLive | undefined;
  private readonly keyPath: string;
  readonly valueCheck: ValueCheck<V>;
  /** True when nothing in an entry can change, so that versions may share it. */
  private readonly sharable: boolean;

  constructor(place: Place, name: string, keyCodec: Codec<K>, valueCodec: Codec<V>, ttl: TimeToLive | undefined) {
    this.place = place;
    this.keyCodec = keyCodec;
    this.valueCodec = valueCodec;
    this.ttl = ttl;
    this.keyPath = `A key of state '${name}'`;
    this.valueCheck = new ValueCheck(valueCodec, `A value of state '${name}'`);
    this.sharable = valueCodec.immutable && ttl === undefined;
    this.expiry = ttl === undefined ? undefined : this.expiryAfter(ttl);
  }

  get(key: K): V | undefined {
    this.ttl?.onAccess();
    const token = this.keyCodec.token(this.keyCodec.check(key, this.keyPath));
    const items = this.stored();
    return items === undefined ? undefined : this.valueIn(items, token);
  }

  contains(key: K): boolean {
    this.ttl?.onAccess();
    const token = this.keyCodec.token(this.keyCodec.check(key, this.keyPath));
    const items = this.stored();
    if (items?.get(token) === undefined) return false;
    return this.ttl === undefined || this.valueIn(items, token) !== undefined;
  }

  put(key: K, value: V): void {
    const checkedKey = this.keyCodec.check(key, this.keyPath);
    // Null may stand in a map, as in Flink.
    const checkedValue = value === null ? value : this.valueCheck.checkNotNull(value);
    this.ttl?.onAccess();
    this.store(checkedKey, checkedValue, this.ttl?.now() ?? 0);
  }

  putAll(entries: Iterable<readonly [K, V]>): void {
    for (const [key, value] of entries) this.put(key, value);
  }

  remove(key: K): void {
    this.ttl?.onAccess();
    this.deleteToken(this.keyCodec.token(this.keyCodec.check(key, this.keyPath)));
  }

  clear(): void {
    const items = this.stored();
    if (items !== undefined && items.stamp > this.place.versions.newest) items.clear();
    this.place.remove();
  }

  /** Looks without renewing or dropping anything. */
  isEmpty(): boolean {
    const items = this.stored();
    const { ttl } = this;
    if (items === undefined || ttl === undefined || ttl.returnsExpired) return items === undefined;
    const now = ttl.now();
    for (const [, item] of items.entries()) {
      if (item instanceof MapItem && !isExpired(item.time, now, ttl.ttlMs)) return false;
    }
    return true;
  }

  /** The entries one by one; the state may be changed meanwhile, and `clear` ends it. */
  *items(): Generator<[K, V]> {
    this.ttl?.onAccess();
    const stored = this.stored();
    if (stored === undefined) return;
    const items = this.own(stored);
    for (const [token] of items.entries()) {
      if (items.stamp <= this.place.versions.newest) throw staleIterator();
      const item = items.get(token);
      const value = this.valueIn(items, token);
      if (value !== undefined) yield [this.keyOf(token, item), value];
    }
  }

  *keys(): Generator<K> {
    for (const [key] of this.items()) yield key;
  }

  *values(): Generator<V> {
    for (const [, value] of this.items()) yield value;
  }

  write(stored: unknown, records: RecordWriter, now: number): Iterator<void> | undefined {
    if (stored instanceof OneEntry) {
      this.writeItem(stored.token, stored.value, records, now);
      return undefined;
    }
    const items = stored as Items;
    if (items.size > ELEMENTS_AT_ONCE) return this.writeInSteps(items, records, now);
    for (const [token, item] of items.frozenEntries()) this.writeItem(token, item, records, now);
    return undefined;
  }

  read(input: DataReader, time: number | undefined): void {
    const storedTime = time ?? input.readTime();
    const key = this.keyCodec.read(input);
    const value = input.readBoolean() ? this.valueCodec.read(input) : (null as V);
    this.store(key, value, storedTime);
  }

  /** What is here, as a map: an entry that stands in the row becomes one, which it stays. */
  private stored(): Items | undefined {
    const stored = this.place.get() as Stored;
    if (!(stored instanceof OneEntry)) return stored;
    const items: Items = new TokenMap(this.place.versions.current);
    items.set(stored.token, stored.value, this.place.versions);
    this.place.set(items);
    return items;
  }

  private store(key: K, value: V, time: number): void {
    const token = this.keyCodec.token(key);
    const bare = this.ttl === undefined && token === key;
    const item = bare ? value : new MapItem(this.keyCodec.copy(key), value, time);
    this.ownOrNew().set(token, item, this.place.versions);
  }

  private valueIn(items: Items, token: KeyToken): V | undefined {
    if (this.sharable) {
      const item = items.get(token);
      return (item instanceof MapItem ? item.value : item) as V | undefined;
    }
    const item = this.own(items).getOwned(token, this.copyItem, this.place.versions);
    if (!(item instanceof MapItem)) return item as V | undefined;
    return this.ttl === undefined ? (item.value as V) : this.timedValue(item, token, this.ttl);
  }

  private timedValue(item: MapItem, token: KeyToken, ttl: TimeToLive): V | undefined {
    const now = ttl.now();
    if (isExpired(item.time, now, ttl.ttlMs)) {
      this.deleteToken(token);
      return ttl.returnsExpired ? (item.value as V) : undefined;
    }
    if (ttl.renewedByRead) item.time = now;
    return item.value as V;
  }

  private deleteToken(token: KeyToken): void {
    const stored = this.stored();
    if (stored === undefined) return;
    const items = this.own(stored);
    if (items.delete(token, this.place.versions) && items.size === 0) this.place.remove();
  }

  private keyOf(token: KeyToken, item: unknown): K {
    return item instanceof MapItem ? this.keyCodec.copy(item.key as K) : (token as K);
  }

  private ownOrNew(): Items {
    const stored = this.stored();
    if (stored !== undefined) return this.own(stored);
    const items: Items = new TokenMap(this.place.versions.current);
    this.place.set(items);
    return items;
  }

  private own(items: Items): Items {
    if (items.stamp > this.place.versions.newest) return items;
    const own = items.fork(this.copyItem, this.place.versions);
    this.place.set(own);
    return own;
  }

  private readonly copyItem = (item: unknown): unknown => {
    if (this.sharable || item === null) return item;
    if (!(item instanceof MapItem)) return this.valueCodec.copy(item as V);
    const value = item.value === null ? null : this.valueCodec.copy(item.value as V);
    return new MapItem(item.key, value, item.time);
  };

  writeEntry(key: K, value: V, out: DataWriter): void {
    this.keyCodec.write(key, out);
    out.writeBoolean(value !== null);
    if (value !== null) this.valueCodec.write(value, out);
  }

  /** What a frozen version has, one by one. */
  *frozenItems(stored: unknown): Generator<[K, V]> {
    for (const [token, item] of (stored as Items).frozenEntries()) {
      yield item instanceof MapItem ? [item.key as K, item.value as V] : [token as K, item as V];
    }
  }

  private *writeInSteps(items: Items, records: RecordWriter, now: number): Generator<void> {
    let written = 0;
    for (const [token, item] of items.frozenEntries()) {
      this.writeItem(token, item, records, now);
      if (++written % ELEMENTS_AT_ONCE === 0) yield;
    }
  }

  private writeItem(token: KeyToken, item: unknown, records: RecordWriter, now: number): void {
    const { ttl } = this;
    const timed = item instanceof MapItem;
    if (timed && ttl?.leftOutOfSnapshots && isExpired(item.time, now, ttl.ttlMs)) return;
    const value = timed ? item.value : item;
    const out = records.startRecord();
    if (ttl !== undefined) out.writeTime(timed ? item.time : 0);
    this.writeEntry((timed ? item.key : token) as K, value as V, out);
  }

  private expiryAfter(ttl: TimeToLive): Expiry {
    const expired = (item: unknown) => item instanceof MapItem && isExpired(item.time, ttl.now(), ttl.ttlMs);
    let found: KeyToken[] = [];
    return {
      *search(stored) {
        let looked = 0;
        for (const [token, item] of (stored as Items).entries()) {
          if (expired(item)) found.push(token);
          if (++looked % ELEMENTS_LOOKED_AT === 0) yield found.length > 0;
        }
        yield found.length > 0;
      },
      drop: () => {
        const items = this.stored();
        for (const token of found) if (expired(items?.get(token))) this.deleteToken(token);
        found = [];
      },
    };
  }
}

function staleIterator(): MillraceError {
  return new MillraceError('STATE_ITERATOR_STALE', 'An iterator over map state was used after its call had returned.', {
    hint: 'Go through the entries within the call that asked for them, or copy them.',
  });
}
