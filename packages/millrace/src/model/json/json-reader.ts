import { MillraceError } from '../millrace-error.js';
import type { TypeInformation } from '../type-information.js';
import { decodeUtf8, invalidUtf8Position } from '../utf8.js';
import { type JsonDecodeOptions, jsonOf, NEEDS_EXACT_NUMBERS } from './json-conversion.js';
import { JsonInput } from './json-input.js';
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
  /**
   * @param start where the text begins in the bytes, by default at their beginning; `end` by default at their end.
   * @throws MillraceError also `JSON_NOT_UTF8`, with the position of the first wrong byte.
   */
  readBytes(bytes: Uint8Array, start?: number, end?: number): T;
}

/**
 * A reader of JSON for one type. Bytes that are plain JSON become a value at once ({@link JsonInput}); the engine's own parser
 * does the rest, wherever it cannot be wrong: whole numbers of any length and decimals are read exactly.
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
  const readText = (bytes: Uint8Array): T => read(jsonText(bytes));
  const readPlain = conversion.plain?.({ ...decodeOptions, exact: false });
  const input = new JsonInput();
  return {
    read,
    readBytes(bytes, start = 0, end = bytes.length) {
      if (readPlain !== undefined) {
        input.begin(bytes, start, end);
        const value = readPlain(input);
        if (input.endsHere()) return value;
      }
      return readText(start === 0 && end === bytes.length ? bytes : bytes.subarray(start, end));
    },
  };
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
