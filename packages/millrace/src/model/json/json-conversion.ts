import { MillraceError } from '../millrace-error.js';
import type { TypeInformation } from '../type-information.js';
import { describeValue, pathOf, shortened, typeMismatchSeen } from '../type-mismatch.js';
import type { JsonInput } from './json-input.js';
import type { JsonOutput } from './json-output.js';

/**
 * How dates and times are written: `SQL` is `2026-01-31 12:00:00.5`, `ISO-8601` has a `T` between, `RFC3339` a `T` and a
 * `Z` behind. All are read.
 */
export type JsonTimestampFormat = 'SQL' | 'ISO-8601' | 'RFC3339';

export interface JsonEncodeOptions {
  readonly timestampFormat: JsonTimestampFormat;
  /** True: a field that is null is left out. */
  readonly ignoreNullFields: boolean;
}

export interface JsonDecodeOptions {
  /** What a field that the type does not have means. */
  readonly unknownFields: 'ignore' | 'fail';
  /** What it means when a field that may be null is not there. */
  readonly missingFields: 'null' | 'fail';
  /** What a null means in a field that may be null. */
  readonly nullFields: 'null' | 'fail';
  /** True when numbers that `JSON.parse` could get wrong arrive as {@link JsonNumber}. */
  readonly exact: boolean;
}

/** Where a part of a JSON value stands. */
export interface JsonPath {
  readonly parent: JsonPath | undefined;
  readonly key: string | number;
}

/** Writes a checked value as JSON. */
// Taken from a method, because a type of numbers must be a type of unknown too, and parameters of methods allow it.
export type JsonEncoder<T> = { encode(value: T, out: JsonOutput): void }['encode'];

/**
 * Turns a parsed JSON value into a value of the type.
 *
 * @param parent where the value around this one stands; with `key` the path of this one, put together only for errors.
 */
export type JsonDecoder<T> = (json: unknown, parent: JsonPath | undefined, key: string | number) => T;

/** Reads a value from bytes as long as they are plain JSON; where the input gives up, what is returned means nothing. */
export type PlainJsonReader<T> = (input: JsonInput) => T;

/** How values of one type become JSON and come back. */
export interface JsonConversion<T> {
  encoder(options: JsonEncodeOptions): JsonEncoder<T>;
  decoder(options: JsonDecodeOptions): JsonDecoder<T>;
  /** Reads from bytes what the decoder would make of the parsed text; not there for types that are rarely plain. */
  plain?(options: JsonDecodeOptions): PlainJsonReader<T>;
  /** True when every number must be read by its digits: `1.0` and `1.00` are different values of the type. */
  readonly exact?: boolean;
}

/** A number as it stands in the text: handed out by the exact reader where a JavaScript number might not be the same. */
export class JsonNumber {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }

  toString(): string {
    return this.text;
  }
}

/** Thrown by a decoder that needs the digits of a number: the reader starts over with the exact parser. */
export const NEEDS_EXACT_NUMBERS = Symbol('needs exact numbers');

/** The JSON conversion of a type. */
export function jsonOf<T>(type: TypeInformation<T>): JsonConversion<T> {
  if (type.json !== undefined) return type.json;
  throw new MillraceError('TYPE_NO_JSON', `Values of the type ${type} have no JSON form.`, {
    hint: 'Use a type made by Types for what is read from or written to JSON.',
  });
}

/** `value.items[3]` for errors. */
export function printJsonPath(parent: JsonPath | undefined, key: string | number): string {
  if (parent === undefined) return String(key);
  return pathOf(printJsonPath(parent.parent, parent.key), key);
}

/** The error for JSON that is not of the type. */
export function jsonMismatch(
  type: string,
  json: unknown,
  parent: JsonPath | undefined,
  key: string | number,
  hint = 'Change the declared type or the data; or let the source skip what does not fit.',
): MillraceError {
  // By its digits: as a JavaScript number it might look like one that fits.
  const seen = json instanceof JsonNumber ? shortened(json.text) : describeValue(json);
  return typeMismatchSeen(printJsonPath(parent, key), type, seen, hint);
}
