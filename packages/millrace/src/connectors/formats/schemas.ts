import type { TypeInformation } from '../../model/type-information.js';

/** Turns the bytes of a record into a value. */
export interface DeserializationSchema<T> {
  /** The value, or undefined when the record is to be skipped. */
  deserialize(bytes: Uint8Array): T | undefined;
  /**
   * The same for bytes that are a part of others, between two places. A source that holds many records in one buffer calls
   * it, where it is there, so that no view of each record has to be made.
   */
  readonly deserializeRange?: ((bytes: Uint8Array, start: number, end: number) => T | undefined) | undefined;
  /** The type of the values. */
  getProducedType(): TypeInformation<T>;
}

/** Turns a value into the bytes of a record. */
export interface SerializationSchema<T> {
  serialize(value: T): Uint8Array;
  /**
   * Puts the bytes of a value into a buffer at a place, and gives the place behind them. −1: they do not fit, and a part of them
   * may stand there; the sink then calls `serialize`. A sink that fills buffers calls it where it is there.
   */
  readonly serializeInto?: ((value: T, bytes: Uint8Array, position: number) => number) | undefined;
}
