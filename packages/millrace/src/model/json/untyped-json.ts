import { BigDecimal, parseDecimalText } from '../big-decimal.js';
import { Instant } from '../instant.js';
import { MillraceError } from '../millrace-error.js';
import { Row } from '../row.js';
import { describeValue } from '../type-mismatch.js';
import { type JsonConversion, JsonNumber } from './json-conversion.js';
import { quoteJson, toBase64 } from './json-text.js';
import { MAX_JSON_DEPTH } from './parse-json.js';

/**
 * Any JSON: objects, arrays, text, numbers, booleans and null. A whole number beyond ±(2^53 − 1) is read as a bigint.
 * Maps, rows, dates, bytes and bigints are written in their nearest form and do not come back as what they were.
 */
export const untypedJson: JsonConversion<unknown> = {
  encoder: () => (value, out) => out.raw(encode(value, 0)),
  decoder: (options) => (options.exact ? plainNumbers : (json) => json),
};

/** Puts JavaScript numbers in the place of the numbers that the exact parser hands out. */
export function plainNumbers(json: unknown): unknown {
  if (json instanceof JsonNumber) return plainNumber(json.text);
  if (Array.isArray(json)) {
    for (let i = 0; i < json.length; i++) json[i] = plainNumbers(json[i]);
  } else if (typeof json === 'object' && json !== null) {
    const object = json as Record<string, unknown>;
    for (const name of Object.keys(object)) {
      const value = object[name];
      // Assigned only where something changes, so that an own `__proto__` is never set through its setter.
      if (typeof value !== 'object' || value === null) continue;
      const plain = plainNumbers(value);
      if (plain !== value)
        Object.defineProperty(object, name, { value: plain, writable: true, enumerable: true, configurable: true });
    }
  }
  return json;
}

function plainNumber(text: string): number | bigint {
  const number = Number(text);
  if (Number.isSafeInteger(number) || !/^-?\d+$/.test(text)) return number;
  return parseDecimalText(text)?.unscaled ?? number;
}

function encode(value: unknown, depth: number): string {
  switch (typeof value) {
    case 'string':
      return quoteJson(value);
    case 'number':
      if (Number.isFinite(value)) return String(value);
      break;
    case 'boolean':
    case 'bigint':
      return String(value);
    case 'undefined':
      return 'null';
    case 'object':
      if (value === null) return 'null';
      if (depth < MAX_JSON_DEPTH) return encodeObject(value, depth + 1);
      break;
    case 'function':
    case 'symbol':
      break;
  }
  throw notEncodable(value, depth);
}

function encodeObject(value: object, depth: number): string {
  if (Array.isArray(value) || value instanceof Set)
    return `[${Array.from(value, (item) => encode(item, depth)).join(',')}]`;
  if (value instanceof Map)
    return encodeFields(
      Array.from(value, ([key, item]) => [mapKey(key), item]),
      depth,
    );
  if (value instanceof Date && !Number.isNaN(value.getTime())) return quoteJson(value.toISOString());
  if (value instanceof Row) return encode(value.toJSON(), depth);
  if (value instanceof Instant) return quoteJson(value.toString());
  if (value instanceof BigDecimal) return value.toString();
  if (value instanceof Uint8Array) return quoteJson(toBase64(value));
  const prototype: unknown = Object.getPrototypeOf(value);
  if (prototype === Object.prototype || prototype === null) return encodeFields(Object.entries(value), depth);
  throw notEncodable(value, depth);
}

function encodeFields(entries: readonly (readonly [string, unknown])[], depth: number): string {
  const fields = entries
    .filter(([, value]) => value !== undefined)
    .map(([name, value]) => `${quoteJson(name)}:${encode(value, depth)}`);
  return `{${fields.join(',')}}`;
}

function mapKey(key: unknown): string {
  if (typeof key === 'string' || typeof key === 'number' || typeof key === 'bigint' || typeof key === 'boolean') {
    return String(key);
  }
  throw new MillraceError('JSON_KEY_NOT_TEXT', `A JSON field cannot be named by ${describeValue(key)}.`, {
    hint: 'Keys of a map that is written as JSON must be text, numbers or booleans.',
  });
}

function notEncodable(value: unknown, depth: number): MillraceError {
  if (depth >= MAX_JSON_DEPTH) {
    return new MillraceError(
      'JSON_TOO_DEEP',
      `The value is nested more than ${MAX_JSON_DEPTH} levels deep, or contains itself.`,
    );
  }
  if (typeof value === 'number') return new MillraceError('JSON_NOT_FINITE', `JSON has no number for ${value}.`);
  return new MillraceError('JSON_NOT_ENCODABLE', `JSON has no form for ${describeValue(value)}.`, {
    hint: 'Turn it into plain objects, arrays, text and numbers first.',
  });
}
