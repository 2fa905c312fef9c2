import type { TypeInformation } from '../../model/type-information.js';

/** Turns the bytes of a record into a value. */
export interface DeserializationSchema<T> {
  /** The value, or undefined when the record is to be skipped. */
  deserialize(bytes: Uint8Array): T | undefined;
  /** The type of the values. */
  getProducedType(): TypeInformation<T>;
}

/** Turns a value into the bytes of a record. */
export interface SerializationSchema<T> {
  serialize(value: T): Uint8Array;
}
