import type { Codec } from '../../model/codec.js';
import type { DataReader } from '../../model/data-reader.js';
import type { RecordWriter } from '../record-writer.js';
import type { Place } from './place.js';
import type { StoredForm } from './stored-form.js';
import type { ValueCell } from './value-cell.js';

/** A value that neither changes in place nor expires: it stands in its place as it is. */
export class BareCell<T> implements ValueCell<T>, StoredForm {
  readonly expiry: undefined;
  private readonly place: Place;
  private readonly codec: Codec<T>;

  constructor(place: Place, codec: Codec<T>) {
    this.place = place;
    this.codec = codec;
  }

  get(): T | undefined {
    return this.place.get() as T | undefined;
  }

  set(value: T): void {
    this.place.set(value);
  }

  clear(): void {
    this.place.remove();
  }

  write(stored: unknown, records: RecordWriter): undefined {
    this.codec.write(stored as T, records.startRecord());
  }

  read(input: DataReader, time: number | undefined): void {
    if (time === undefined) input.readTime();
    this.place.set(this.codec.read(input));
  }
}
