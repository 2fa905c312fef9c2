import { formatDate, formatTime, formatTimestamp, parseDate, parseTime, parseTimestamp } from '../calendar.js';
import type { Codec } from '../codec.js';
import type { JsonConversion } from '../json/json-conversion.js';
import { textJson } from '../json/scalar-json.js';
import { compareNatural } from '../natural-order.js';
import type { TypeInformation } from '../type-information.js';
import { typeMismatch } from '../type-mismatch.js';
import type { TypeKind } from './type-kind.js';

function temporalType(
  kind: string,
  name: string,
  min: number,
  max: number,
  hint: string,
  json: JsonConversion<number>,
): TypeInformation<number> {
  const fits = (value: unknown): boolean =>
    typeof value === 'number' && Number.isSafeInteger(value) && value >= min && value <= max && !Object.is(value, -0);
  const codec: Codec<number> = {
    immutable: true,
    fits,
    check(value, path) {
      if (fits(value)) return value as number;
      if (value === 0) return 0;
      throw typeMismatch(path, name, value, hint);
    },
    write: (value, out) => out.writeLong(value),
    read(input) {
      const value = input.readSafeLong();
      if (value < min || value > max) throw input.corrupt(`${value} is no ${name}`);
      return value;
    },
    copy: (value) => value,
    token: (value) => value,
  };
  return { spec: { kind }, codec, json, compare: compareNatural, toString: () => name };
}

function printTimestamp(ms: number, options: { readonly timestampFormat: string }): string {
  const { timestampFormat } = options;
  return `${formatTimestamp(ms, timestampFormat === 'SQL' ? ' ' : 'T')}${timestampFormat === 'RFC3339' ? 'Z' : ''}`;
}

const DAY_MS = 86_400_000;

export const DATE_TYPE = temporalType(
  'date',
  'Date',
  -0x8000_0000,
  0x7fff_ffff,
  'A SQL_DATE is the number of days since 1970-01-01, such as Date.UTC(2026, 0, 31) / 86_400_000.',
  textJson('Date', formatDate, parseDate),
);
export const TIME_TYPE = temporalType(
  'time',
  'Time',
  0,
  DAY_MS - 1,
  'A SQL_TIME is the number of milliseconds since midnight, from 0 to 86,399,999.',
  textJson(
    'Time',
    (ms, { timestampFormat }) => `${formatTime(ms)}${timestampFormat === 'RFC3339' ? 'Z' : ''}`,
    parseTime,
  ),
);
export const TIMESTAMP_TYPE = temporalType(
  'timestamp',
  'Timestamp',
  Number.MIN_SAFE_INTEGER,
  Number.MAX_SAFE_INTEGER,
  'A SQL_TIMESTAMP is the number of milliseconds since 1970-01-01 00:00:00: of a Date, take getTime().',
  textJson('Timestamp', printTimestamp, parseTimestamp),
);

export const dateKind: TypeKind = { kind: 'date', fromSpec: () => DATE_TYPE };
export const timeKind: TypeKind = { kind: 'time', fromSpec: () => TIME_TYPE };
export const timestampKind: TypeKind = { kind: 'timestamp', fromSpec: () => TIMESTAMP_TYPE };
