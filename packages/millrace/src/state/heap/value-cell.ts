import type { Codec } from '../../model/codec.js';
import type { DataReader } from '../../model/data-reader.js';
import type { RecordWriter } from '../record-writer.js';
import { isExpired, type TimeToLive } from '../time-to-live.js';
import type { Place } from './place.js';
import type { Expiry, StoredForm } from './stored-form.js';

/** A value that may be changed in place, or that expires. Values that do neither stand in their place as they are. */
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

/** One value in a place: what value, reducing and aggregating states have in common. */
export class ValueCell<T> implements StoredForm {
  readonly expiry: Expiry | undefined;
  private readonly codec: Codec<T>;
  private readonly ttl: TimeToLive | undefined;
  private readonly place: Place;
  private readonly bare: boolean;

  constructor(place: Place, codec: Codec<T>, ttl: TimeToLive | undefined) {
    this.place = place;
    this.codec = codec;
    this.ttl = ttl;
    this.bare = codec.immutable && ttl === undefined;
    this.expiry = ttl === undefined ? undefined : expiryAfter(ttl, place);
  }

  /** The value, not shared with any frozen version. */
  get(): T | undefined {
    if (this.bare) return this.place.get() as T | undefined;
    this.ttl?.onAccess();
    const box = this.place.get() as ValueBox | undefined;
    return box === undefined ? undefined : this.open(box);
  }

  /** Stores a checked value. */
  set(value: T): void {
    if (this.bare) {
      this.place.set(value);
      return;
    }
    this.ttl?.onAccess();
    this.setBoxed(value, this.ttl?.now() ?? 0);
  }

  clear(): void {
    this.place.remove();
  }

  write(stored: unknown, records: RecordWriter, now: number): undefined {
    if (this.bare) {
      this.codec.write(stored as T, records.startRecord());
      return;
    }
    const { value, time } = stored as ValueBox;
    const { ttl } = this;
    if (ttl?.leftOutOfSnapshots && isExpired(time, now, ttl.ttlMs)) return;
    const out = records.startRecord();
    if (ttl !== undefined) out.writeTime(time);
    this.codec.write(value as T, out);
  }

  read(input: DataReader, time: number | undefined): void {
    const storedTime = time ?? input.readTime();
    const value = this.codec.read(input);
    if (this.bare) this.place.set(value);
    else this.place.set(new ValueBox(this.place.versions.current, value, storedTime));
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
