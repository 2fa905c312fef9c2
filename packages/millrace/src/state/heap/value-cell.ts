import type { Codec } from '../../model/codec.js';
import type { DataReader } from '../../model/data-reader.js';
import type { RecordWriter } from '../record-writer.js';
import { isExpired, type TimeToLive } from '../time-to-live.js';
import type { Place } from './place.js';
import type { Expiry, StoredForm } from './stored-form.js';

/** One value under the current key and namespace: what value, reducing and aggregating states have in common. */
export interface ValueCell<T> {
  /** The value, not shared with any frozen version. */
  get(): T | undefined;
  /** Stores a checked value. */
  set(value: T): void;
  clear(): void;
}

/** What stands in the place of a value: the value, whose it is, and since when. */
class ValueBox {
  readonly stamp: number;
  value: unknown;
  /** When it was last written, or read if reading counts. Without time to live, 0. */
  time: number;

  constructor(stamp: number, value: unknown, time: number) {
    this.stamp = stamp;
    this.value = value;
    this.time = time;
  }
}

/** A value in a place. */
export class BoxedCell<T> implements ValueCell<T>, StoredForm {
  readonly expiry: Expiry | undefined;
  private readonly codec: Codec<T>;
  private readonly ttl: TimeToLive | undefined;
  private readonly place: Place;

  constructor(place: Place, codec: Codec<T>, ttl: TimeToLive | undefined) {
    this.place = place;
    this.codec = codec;
    this.ttl = ttl;
    this.expiry = ttl === undefined ? undefined : expiryAfter(ttl, place);
  }

  get(): T | undefined {
    this.ttl?.onAccess();
    const box = this.place.get() as ValueBox | undefined;
    return box === undefined ? undefined : this.open(box);
  }

  set(value: T): void {
    this.ttl?.onAccess();
    this.setBoxed(value, this.ttl?.now() ?? 0);
  }

  clear(): void {
    this.place.remove();
  }

  write(stored: unknown, records: RecordWriter, now: number): undefined {
    const { value, time } = stored as ValueBox;
    const { ttl } = this;
    if (ttl?.leftOutOfSnapshots && isExpired(time, now, ttl.ttlMs)) return;
    const out = records.startRecord();
    if (ttl !== undefined) out.writeTime(time);
    this.codec.write(value as T, out);
  }

  read(input: DataReader, time: number | undefined): void {
    const storedTime = time ?? input.readTime();
    this.place.set(new ValueBox(this.place.versions.current, this.codec.read(input), storedTime));
  }

  private open(box: ValueBox): T | undefined {
    const { ttl } = this;
    if (ttl === undefined) return this.own(box, 0).value as T;
    const now = ttl.now();
    if (isExpired(box.time, now, ttl.ttlMs)) {
      this.place.remove();
      return ttl.returnsExpired ? this.codec.copy(box.value as T) : undefined;
    }
    return this.own(box, ttl.renewedByRead ? now : box.time).value as T;
  }

  private own(box: ValueBox, time: number): ValueBox {
    if (box.stamp > this.place.versions.newest) {
      box.time = time;
      return box;
    }
    const own = new ValueBox(this.place.versions.current, this.codec.copy(box.value as T), time);
    this.place.set(own);
    return own;
  }

  private setBoxed(value: T, time: number): void {
    const box = this.place.get() as ValueBox | undefined;
    if (box !== undefined && box.stamp > this.place.versions.newest) {
      box.value = value;
      box.time = time;
    } else {
      this.place.set(new ValueBox(this.place.versions.current, value, time));
    }
  }
}

function expiryAfter(ttl: TimeToLive, place: Place): Expiry {
  const expired = (stored: unknown) => isExpired((stored as ValueBox).time, ttl.now(), ttl.ttlMs);
  return {
    search: (stored) => [expired(stored)],
    drop: () => {
      const stored = place.get();
      if (stored !== undefined && expired(stored)) place.remove();
    },
  };
}
