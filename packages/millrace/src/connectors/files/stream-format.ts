import type { TypeInformation } from '../../model/type-information.js';
import type { DeserializationSchema } from '../formats/schemas.js';
import { type JsonLineOptions, jsonLineFormat } from './json-lines.js';
import { byteLineEnding } from './line-cursor.js';
import { SchemaLines } from './schema-lines.js';
import { type TextLineOptions, textLineFormat } from './text-lines.js';

/** How the bytes of a file become records, one behind the other. */
export interface StreamFormat<T> {
  /** Its name in plans, such as `text-lines`. */
  readonly name: string;
  /** True when every line feed ends a record, so that a large file can be read at several places at once. */
  readonly isSplittable: boolean;
  producedType(): TypeInformation<T>;
  /** A decoder for one split. */
  createDecoder(): RecordDecoder<T>;
}

/**
 * Finds records in pieces of a file. A piece begins where the decoder stopped in the one before; its bytes do not change
 * until the next one.
 *
 * A UTF-8 byte order mark at the beginning of a file never reaches it.
 */
export interface RecordDecoder<T> {
  /**
   * Looks at the beginning of a file before anything else, also where reading goes on later in the file: only in formats
   * that are not splittable.
   *
   * @returns where the first record begins; -1 when more bytes are needed, which never is the answer with `isLast`.
   */
  readHeader?(bytes: Uint8Array, start: number, end: number, isLast: boolean): number;
  /** Takes the bytes from `start` to `end`. With `isLast` the file ends there, and what is left is a record too. */
  begin(bytes: Uint8Array, start: number, end: number, isLast: boolean): void;
  /**
   * Decodes the next record.
   *
   * @returns false when no whole record is left.
   * @throws what is wrong with a record. `start` and `position` are then around it, and the next call goes on behind it.
   */
  next(): boolean;
  /** The record. */
  readonly value: T;
  /** Where the record begins, in the bytes given. */
  readonly start: number;
  /** Behind the record, and behind everything that was passed over. */
  readonly position: number;
}

/**
 * The formats that go through a file from its beginning to its end. CSV is {@link CsvReaderFormat}; for one of your own,
 * give an object of this type.
 *
 * @example
 * ```ts
 * import { StreamFormat, Types } from 'millrace';
 *
 * console.log(StreamFormat.jsonLineFormat(Types.OBJECT({ id: Types.LONG() })).name);
 * ```
 */
export const StreamFormat = {
  /**
   * Lines of text, without their ending: a line feed, or a carriage return and a line feed. A byte order mark at the
   * beginning of a file is dropped.
   *
   * @param charsetName as `TextDecoder` names it. Default `UTF-8`. `UTF-16` goes by the byte order mark, and is big-endian
   * without one.
   * @throws MillraceError `CONFIG_INVALID_VALUE` for a character set that the host does not know.
   */
  textLineFormat(charsetName = 'UTF-8', options: TextLineOptions = {}): StreamFormat<string> {
    return textLineFormat(charsetName, options);
  },

  /**
   * One JSON value a line, in UTF-8; lines of nothing but white space are passed over.
   *
   * @param typeInfo of the values; without it they are whatever JSON can hold.
   */
  jsonLineFormat<T = unknown>(typeInfo?: TypeInformation<T>, options: JsonLineOptions = {}): StreamFormat<T> {
    return jsonLineFormat(typeInfo, options);
  },

  /** Lines that a schema makes values of; those of which it makes none are passed over. */
  lineFormat<T>(schema: DeserializationSchema<T>): StreamFormat<T> {
    return {
      name: 'lines',
      isSplittable: true,
      producedType: () => schema.getProducedType(),
      createDecoder: () => new SchemaLines(schema, byteLineEnding),
    };
  },
};
