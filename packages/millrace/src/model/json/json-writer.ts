import type { TypeInformation } from '../type-information.js';
import { decodeUtf8 } from '../utf8.js';
import { type JsonEncodeOptions, jsonOf } from './json-conversion.js';
import { JsonOutput } from './json-output.js';

/** What a writer does with times and nulls. */
export type JsonWriterOptions = Partial<JsonEncodeOptions>;

/** Writes checked values of one type as JSON, fields in the order of the type. */
export interface JsonWriter<T> {
  /** @throws MillraceError `JSON_NOT_FINITE`, `JSON_KEY_NOT_TEXT`, `JSON_NOT_ENCODABLE` or `JSON_TOO_DEEP`. */
  write(value: T): string;
  /** The UTF-8 bytes: part of a larger buffer, which must not be transferred. Throws as `write` does. */
  writeBytes(value: T): Uint8Array<ArrayBuffer>;
  /**
   * Puts the bytes into a buffer at a place; gives the place behind them, or −1 when there is not enough room, or none can be
   * written just now: part of them may then stand there.
   */
  writeInto(value: T, bytes: Uint8Array, position: number): number;
}

/** A writer of JSON for one type. By default times are written in SQL's form, and null fields as null. */
export function jsonWriter<T>(type: TypeInformation<T>, options: JsonWriterOptions = {}): JsonWriter<T> {
  const encode = jsonOf(type).encoder({ timestampFormat: 'SQL', ignoreNullFields: false, ...options });
  const shared = new JsonOutput();
  let busy = false;
  const writeBytes = (value: T): Uint8Array<ArrayBuffer> => {
    // A getter of the value may come here again.
    const out = busy ? new JsonOutput() : shared;
    const outer = busy;
    busy = true;
    try {
      out.begin();
      encode(value, out);
      return out.finish();
    } finally {
      busy = outer;
    }
  };
  const inPlace = new JsonOutput();
  const writeInto = (value: T, bytes: Uint8Array, position: number): number => {
    if (busy) return -1;
    busy = true;
    try {
      inPlace.beginIn(bytes, position);
      encode(value, inPlace);
      return inPlace.finishIn(bytes);
    } finally {
      busy = false;
    }
  };
  return { writeBytes, writeInto, write: (value) => decodeUtf8(writeBytes(value)) ?? '' };
}
