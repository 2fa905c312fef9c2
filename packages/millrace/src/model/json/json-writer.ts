import type { TypeInformation } from '../type-information.js';
import { type JsonEncodeOptions, type JsonEncoder, jsonOf } from './json-conversion.js';

/** What a writer does with times and nulls. */
export type JsonWriterOptions = Partial<JsonEncodeOptions>;

/** A function that turns checked values of a type into JSON text, fields in the order of the type. */
export function jsonWriter<T>(type: TypeInformation<T>, options: JsonWriterOptions = {}): JsonEncoder<T> {
  return jsonOf(type).encoder({ timestampFormat: 'SQL', ignoreNullFields: false, ...options });
}
