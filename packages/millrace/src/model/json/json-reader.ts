import { MillraceError } from '../millrace-error.js';
import type { TypeInformation } from '../type-information.js';
import { decodeUtf8, invalidUtf8Position } from '../utf8.js';
import { type JsonDecodeOptions, jsonOf, NEEDS_EXACT_NUMBERS } from './json-conversion.js';
import { jsonMalformed, jsonTooDeep, parseJsonExactly } from './parse-json.js';
import { hasLongNumber, isTooDeep } from './scan-json.js';

/** What a reader does with fields that are unknown, missing or null. */
export type JsonReaderOptions = Partial<Omit<JsonDecodeOptions, 'exact'>>;

/** Reads JSON text as values of one type. */
export interface JsonReader<T> {
  /**
   * @throws MillraceError `JSON_MALFORMED`, `JSON_TOO_DEEP`, `JSON_FIELD_MISSING`, `JSON_FIELD_UNKNOWN` or
   * `TYPE_MISMATCH`, with the path inside the value.
   */
  read(text: string): T;
  /** @throws MillraceError also `JSON_NOT_UTF8`, with the position of the first wrong byte. */
  readBytes(bytes: Uint8Array): T;
}

/**
 * A reader of JSON for one type. Whole numbers of any length and decimals are read exactly; the engine's own parser does
 * the work wherever it cannot be wrong.
 */
export function jsonReader<T>(type: TypeInformation<T>, options: JsonReaderOptions = {}): JsonReader<T> {
  const conversion = jsonOf(type);
  const decodeOptions = { unknownFields: 'ignore', missingFields: 'null', nullFields: 'null', ...options } as const;
  const decodeFast = conversion.decoder({ ...decodeOptions, exact: false });
  const decodeExact = conversion.decoder({ ...decodeOptions, exact: true });
  const alwaysExact = conversion.exact === true;
  const readExactly = (text: string): T => decodeExact(parseJsonExactly(text), undefined, 'value');
  const read = (text: string): T => {
    if (alwaysExact || hasLongNumber(text)) return readExactly(text);
    if (isTooDeep(text)) throw jsonTooDeep();
    try {
      return decodeFast(parseFast(text), undefined, 'value');
    } catch (error) {
      if (error === NEEDS_EXACT_NUMBERS) return readExactly(text);
      throw error;
    }
  };
  return { read, readBytes: (bytes) => read(jsonText(bytes)) };
}

function parseFast(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // Parsing again tells where it went wrong, in the same words on every version of Node.
    parseJsonExactly(text);
    throw jsonMalformed(text, 0, 'it cannot be parsed');
  }
}

function jsonText(bytes: Uint8Array): string {
  const text = decodeUtf8(bytes);
  if (text === undefined) throw notUtf8(bytes);
  return text.charCodeAt(0) === 0xfeff ? text.slice(1) : text;
}

function notUtf8(bytes: Uint8Array): MillraceError {
  const position = invalidUtf8Position(bytes);
  return new MillraceError('JSON_NOT_UTF8', `The bytes are not UTF-8: byte ${position} is wrong.`, {
    facts: { position, length: bytes.length },
    hint: 'Repair the data, or let the source skip records that cannot be read.',
  });
}
