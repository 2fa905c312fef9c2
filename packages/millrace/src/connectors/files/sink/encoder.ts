import { type JsonWriterOptions, jsonWriter } from '../../../model/json/json-writer.js';
import { MillraceError } from '../../../model/millrace-error.js';
import type { TypeInformation } from '../../../model/type-information.js';
import type { SerializationSchema } from '../../formats/schemas.js';
import type { PartOutput } from './part-output.js';

/** Writes one record at a time into a file, as PyFlink's `Encoder`. */
export interface Encoder<T> {
  encode(element: T, output: PartOutput): void;
}

/** Encoders of lines. For a format of your own, give an object of this type. */
export const Encoder = {
  /**
   * The text of each record, as `String` makes it, and a line feed.
   *
   * @param charsetName only `UTF-8` is written.
   * @throws MillraceError `CONFIG_INVALID_VALUE` for another character set.
   */
  simpleStringEncoder<T = unknown>(charsetName = 'UTF-8'): Encoder<T> {
    if (!/^utf-?8$/i.test(charsetName)) {
      throw new MillraceError('CONFIG_INVALID_VALUE', `Text cannot be written as ${charsetName}.`, {
        facts: { charset: charsetName },
        hint: "Use 'UTF-8', or an encoder of your own.",
      });
    }
    return {
      encode(element, output) {
        output.writeText(`${String(element)}\n`);
      },
    };
  },

  /**
   * Each record as JSON, and a line feed.
   *
   * @param typeInfo of the records.
   */
  jsonEncoder<T>(typeInfo: TypeInformation<T>, options: JsonWriterOptions = {}): Encoder<T> {
    const writer = jsonWriter(typeInfo, options);
    return {
      encode(element, output) {
        output.write(writer.writeBytes(element));
        output.writeText('\n');
      },
    };
  },

  /** What a schema makes of each record, and a line feed. */
  lineEncoder<T>(schema: SerializationSchema<T>): Encoder<T> {
    return {
      encode(element, output) {
        output.write(schema.serialize(element));
        output.writeText('\n');
      },
    };
  },
};
