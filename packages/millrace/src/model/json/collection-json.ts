import type { Codec } from '../codec.js';
import { MillraceError } from '../millrace-error.js';
import type { TypeInformation } from '../type-information.js';
import { describeValue } from '../type-mismatch.js';
import { decodeUtf8 } from '../utf8.js';
import {
  type JsonConversion,
  type JsonDecodeOptions,
  type JsonEncoder,
  JsonNumber,
  jsonMismatch,
  jsonOf,
  type PlainJsonReader,
} from './json-conversion.js';
import { JsonOutput } from './json-output.js';
import { quoteJson } from './json-text.js';

/** The mark of a conversion that needs the digits of every number, when that of a part does. */
export function exactIfAnyIs(types: readonly TypeInformation<unknown>[]): { readonly exact: true } | undefined {
  return types.some((type) => type.json?.exact === true) ? { exact: true } : undefined;
}

/** A reader of plain JSON for a type around others, if there is one for each of these. */
export function plainIfAllAre<T>(
  types: readonly TypeInformation<unknown>[],
  plain: (options: JsonDecodeOptions) => PlainJsonReader<T>,
): Pick<JsonConversion<T>, 'plain'> {
  return types.every((type) => type.json?.plain !== undefined) ? { plain } : {};
}

/** The reader of plain JSON of a conversion that has one. */
export function plainReader<T>(conversion: JsonConversion<T>, options: JsonDecodeOptions): PlainJsonReader<T> {
  const read = conversion.plain?.(options);
  if (read === undefined) throw new Error('The conversion reads no plain JSON.');
  return read;
}

/** JSON arrays of elements of one type, or of one type and null. */
export function arrayJson<T>(element: TypeInformation<T>, name: string): JsonConversion<T[]> {
  return {
    ...exactIfAnyIs([element]),
    encoder(options) {
      const encode = jsonOf(element).encoder(options);
      return (value, out) => {
        for (let i = 0; i < value.length; i++) {
          out.ascii(i === 0 ? '[' : ',');
          encode(value[i] as T, out);
        }
        out.ascii(value.length === 0 ? '[]' : ']');
      };
    },
    decoder(options) {
      const decode = jsonOf(element).decoder(options);
      return (json, parent, key) => {
        if (!Array.isArray(json)) throw jsonMismatch(name, json, parent, key);
        const path = { parent, key };
        return json.map((item: unknown, i) => decode(item, path, i));
      };
    },
    ...plainIfAllAre([element], (options) => {
      const read = plainReader(jsonOf(element), options);
      return (input) => {
        const values: T[] = [];
        if (!input.takes(0x5b)) input.giveUp();
        else if (!input.takes(0x5d)) {
          do values.push(read(input));
          while (!input.hasGivenUp && input.takes(0x2c));
          if (!input.takes(0x5d)) input.giveUp();
        }
        return values;
      };
    }),
  };
}

/** JSON arrays with a type for each position. */
export function tupleJson(fields: readonly TypeInformation<unknown>[], name: string): JsonConversion<unknown[]> {
  return {
    ...exactIfAnyIs(fields),
    encoder(options) {
      const encoders = fields.map((field) => jsonOf(field).encoder(options));
      return (value, out) => {
        encoders.forEach((encode, i) => {
          out.ascii(i === 0 ? '[' : ',');
          encode(value[i], out);
        });
        out.ascii(encoders.length === 0 ? '[]' : ']');
      };
    },
    decoder(options) {
      const decoders = fields.map((field) => jsonOf(field).decoder(options));
      return (json, parent, key) => {
        if (!Array.isArray(json) || json.length !== decoders.length) throw jsonMismatch(name, json, parent, key);
        const path = { parent, key };
        return decoders.map((decode, i) => decode(json[i], path, i));
      };
    },
  };
}

/** JSON objects whose field names are the keys of a map. Keys that are no text are written in quotes. */
export function mapJson<K, V>(
  key: TypeInformation<K>,
  value: TypeInformation<V>,
  name: string,
): JsonConversion<Map<K, V>> {
  return {
    ...exactIfAnyIs([key, value]),
    encoder(options) {
      const encodeKey = jsonOf(key).encoder(options);
      const encodeValue = jsonOf(value).encoder(options);
      return (map, out) => {
        let separator = '{';
        for (const [k, v] of map) {
          out.ascii(separator);
          if (typeof k === 'string') out.string(k);
          else out.raw(keyText(jsonTextOf(encodeKey, k), k));
          out.ascii(':');
          encodeValue(v, out);
          separator = ',';
        }
        out.ascii(map.size === 0 ? '{}' : '}');
      };
    },
    decoder(options) {
      const decodeKey = jsonOf(key).decoder(options);
      const decodeValue = jsonOf(value).decoder(options);
      return (json, parent, at) => {
        if (!isJsonObject(json)) throw jsonMismatch(name, json, parent, at);
        const path = { parent, key: at };
        const map = new Map<K, V>();
        for (const field of Object.keys(json))
          map.set(decodeKey(field, path, field), decodeValue(json[field], path, field));
        return map;
      };
    },
  };
}

/** What an encoder writes, as text. */
function jsonTextOf<T>(encode: JsonEncoder<T>, value: T): string {
  const out = new JsonOutput();
  encode(value, out);
  return decodeUtf8(out.finish()) ?? '';
}

function keyText(text: string, key: unknown): string {
  if (text.startsWith('"')) return text;
  if (text.startsWith('{') || text.startsWith('[') || key === null || key === undefined) {
    throw new MillraceError('JSON_KEY_NOT_TEXT', `A JSON field cannot be named by ${describeValue(key)}.`, {
      hint: 'Keys of a map that is written as JSON must be text, numbers or booleans.',
    });
  }
  return quoteJson(text);
}

/** True for a parsed JSON object. */
export function isJsonObject(json: unknown): json is Readonly<Record<string, unknown>> {
  return typeof json === 'object' && json !== null && !Array.isArray(json) && !(json instanceof JsonNumber);
}

/** JSON of a type that may also be null, or undefined, which JSON does not tell from null. */
export function absentJson<T, Absent extends null | undefined>(
  type: TypeInformation<T>,
  absent: Absent,
): JsonConversion<T | Absent> {
  return {
    ...exactIfAnyIs([type]),
    encoder(options) {
      const encode = jsonOf(type).encoder(options);
      return (value, out) => {
        if (value === null || value === undefined) out.ascii('null');
        else encode(value as T, out);
      };
    },
    decoder(options) {
      const decode = jsonOf(type).decoder(options);
      return (json, parent, key) => (json === null || json === undefined ? absent : decode(json, parent, key));
    },
    ...plainIfAllAre([type], (options) => {
      const read = plainReader(jsonOf(type), options);
      return (input) => (input.takesNull() ? absent : read(input));
    }),
  };
}

/** True when null is a value of the type. */
export function acceptsNull(codec: Codec<unknown>): boolean {
  return codec.fits?.(null) === true;
}
