import { MillraceError } from '../../model/millrace-error.js';
import type { TypeInformation } from '../../model/type-information.js';
import { Types } from '../../model/types.js';
import { encodeUtf8, invalidUtf8Position } from '../../model/utf8.js';
import type { DeserializationSchema, SerializationSchema } from './schemas.js';

type Decoder = InstanceType<typeof TextDecoder>;

/** How bytes that are not text of the character set are treated. */
export type InvalidText = 'fail' | 'replace';

export interface SimpleStringSchemaOptions {
  /** The character set, default `UTF-8`. Every one that `TextDecoder` knows can be read; only UTF-8 is written. */
  readonly charset?: string;
  /** `fail` (the default) refuses bytes that are no text; `replace` puts U+FFFD in their place, as Flink does. */
  readonly invalid?: InvalidText;
}

/**
 * Records that are text.
 *
 * @example
 * ```ts
 * import { SimpleStringSchema } from 'millrace';
 *
 * const schema = new SimpleStringSchema();
 * console.log(schema.deserialize(schema.serialize('apple')));
 * ```
 */
export class SimpleStringSchema implements DeserializationSchema<string>, SerializationSchema<string> {
  private readonly charset: string;
  private readonly decoder: Decoder;

  /**
   * @param charset the name of the character set, or options.
   * @throws MillraceError `CONFIG_INVALID_VALUE` for a character set that is not known.
   */
  constructor(charset: string | SimpleStringSchemaOptions = {}) {
    const options = typeof charset === 'string' ? { charset } : charset;
    this.charset = options.charset ?? 'UTF-8';
    this.decoder = decoderFor(this.charset, options.invalid ?? 'fail');
  }

  /** @throws MillraceError `TEXT_MALFORMED` for bytes that are not text of the character set. */
  deserialize(bytes: Uint8Array): string {
    try {
      return this.decoder.decode(bytes);
    } catch (cause) {
      throw this.malformed(bytes, cause);
    }
  }

  /** @throws MillraceError `CONFIG_INVALID_VALUE` when the character set is not UTF-8. */
  serialize(value: string): Uint8Array {
    if (this.decoder.encoding !== 'utf-8') {
      throw new MillraceError('CONFIG_INVALID_VALUE', `Text cannot be written as ${this.charset}.`, {
        facts: { charset: this.charset },
        hint: 'Write UTF-8, or turn the text into bytes first.',
      });
    }
    return encodeUtf8(Types.STRING().codec.check(value, 'value'));
  }

  getProducedType(): TypeInformation<string> {
    return Types.STRING();
  }

  private malformed(bytes: Uint8Array, cause: unknown): MillraceError {
    const position = this.decoder.encoding === 'utf-8' ? invalidUtf8Position(bytes) : -1;
    return new MillraceError('TEXT_MALFORMED', `The bytes are not ${this.charset} text.`, {
      facts: { charset: this.charset, length: bytes.length, ...(position === -1 ? {} : { position }) },
      hint: "Give the character set of the data, set invalid to 'replace', or let the source skip such records.",
      cause,
    });
  }
}

function decoderFor(charset: string, invalid: InvalidText): Decoder {
  if (invalid !== 'fail' && invalid !== 'replace') {
    throw new MillraceError('CONFIG_INVALID_VALUE', `'invalid' cannot be '${String(invalid)}'.`, {
      hint: "It takes 'fail' or 'replace'.",
    });
  }
  try {
    return new TextDecoder(charset, { fatal: invalid === 'fail', ignoreBOM: true });
  } catch (cause) {
    throw new MillraceError('CONFIG_INVALID_VALUE', `'${charset}' is not a character set.`, {
      facts: { charset },
      hint: "For example 'UTF-8', 'ISO-8859-1' or 'UTF-16LE'.",
      cause,
    });
  }
}
