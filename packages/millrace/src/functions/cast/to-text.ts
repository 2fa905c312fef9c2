import type { LengthType } from '../../model/logical-types/logical-type.js';
import { encodeUtf8 } from '../../model/utf8.js';
import type { ConversionRule, ConversionRules } from './conversion.js';
import { printerOf } from './print-value.js';

/** Cuts a text to a length in code points, and pads it with spaces where the length is fixed. */
function fitText(type: LengthType<'CHAR' | 'VARCHAR'>): (text: string) => string {
  const { length } = type;
  const cut = (text: string): string => {
    // As many units are never fewer code points.
    if (text.length <= length) return text;
    const points = Array.from(text);
    return points.length <= length ? text : points.slice(0, length).join('');
  };
  if (type.kind === 'VARCHAR') return cut;
  return (text) => {
    const fitted = cut(text);
    const missing = length - codePointCount(fitted);
    return missing > 0 ? fitted + ' '.repeat(missing) : fitted;
  };
}

/** How many code points a text has. */
export function codePointCount(text: string): number {
  let count = 0;
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i);
    // The second half of a pair counts with the first.
    if (unit < 0xdc00 || unit > 0xdfff || i === 0 || !isHighSurrogate(text.charCodeAt(i - 1))) count++;
  }
  return count;
}

const isHighSurrogate = (unit: number): boolean => unit >= 0xd800 && unit <= 0xdbff;

const printed: ConversionRule<never, 'CHAR' | 'VARCHAR'> = (from, to, runtime) => {
  const print = printerOf(from, runtime);
  if (print === undefined) return undefined;
  const fitted = fitText(to);
  return (value) => fitted(print(value));
};

const anyText = printed as ConversionRule;

/** A rule for every kind that prints. */
export const toText: ConversionRules<'CHAR' | 'VARCHAR'> = {
  CHAR: anyText,
  VARCHAR: anyText,
  BOOLEAN: anyText,
  BINARY: anyText,
  VARBINARY: anyText,
  DECIMAL: anyText,
  TINYINT: anyText,
  SMALLINT: anyText,
  INT: anyText,
  BIGINT: anyText,
  FLOAT: anyText,
  DOUBLE: anyText,
  DATE: anyText,
  TIME: anyText,
  TIMESTAMP: anyText,
  TIMESTAMP_LTZ: anyText,
  INTERVAL_YEAR_MONTH: anyText,
  INTERVAL_DAY_TIME: anyText,
  ARRAY: anyText,
  MULTISET: anyText,
  MAP: anyText,
  ROW: anyText,
  STRUCTURED: anyText,
  BITMAP: anyText,
};

/** Cuts bytes to a length, and pads them with zeros where the length is fixed. */
function fitBytes(type: LengthType<'BINARY' | 'VARBINARY'>): (bytes: Uint8Array) => Uint8Array {
  const { length } = type;
  return (bytes) => {
    if (bytes.length > length) return bytes.slice(0, length);
    if (type.kind === 'VARBINARY' || bytes.length === length) return bytes;
    const padded = new Uint8Array(length);
    padded.set(bytes);
    return padded;
  };
}

const bytesOfText: ConversionRule<'CHAR' | 'VARCHAR', 'BINARY' | 'VARBINARY'> = (_from, to) => {
  const fitted = fitBytes(to);
  return (value) => fitted(encodeUtf8(value as string));
};

const bytesOfBytes: ConversionRule<'BINARY' | 'VARBINARY', 'BINARY' | 'VARBINARY'> = (_from, to) => {
  const fitted = fitBytes(to);
  return (value) => fitted(value as Uint8Array);
};

export const toBytes: ConversionRules<'BINARY' | 'VARBINARY'> = {
  CHAR: bytesOfText,
  VARCHAR: bytesOfText,
  BINARY: bytesOfBytes,
  VARBINARY: bytesOfBytes,
};
