import type { EvaluationRuntime } from '../../expressions/evaluation-runtime.js';
import { formatDate } from '../../model/calendar.js';
import { printDecimal, type UnscaledDecimal } from '../../model/decimal.js';
import {
  childTypes,
  type LogicalKind,
  type LogicalType,
  type PrecisionType,
} from '../../model/logical-types/logical-type.js';
import type { Long } from '../../model/sql-values/long.js';
import { msOf, nanosOf, type TimestampValue } from '../../model/sql-values/nano-timestamp.js';
import { printDouble, printFloat } from '../../model/sql-values/number-text.js';
import type { SqlMap } from '../../model/sql-values/sql-map.js';
import { decodeUtf8Leniently } from '../../model/utf8.js';

/** Prints a value that is not NULL, as CAST to STRING does. */
export type Printer = (value: unknown) => string;

type Runtime = Pick<EvaluationRuntime, 'timeZone'>;
type PrinterMaker = (type: never, runtime: Runtime) => Printer | undefined;

const DAY_MS = 86_400_000;

const asIs: Printer = (value) => String(value);
const bytes: Printer = (value) => decodeUtf8Leniently(value as Uint8Array);

const PRINTERS: Readonly<Partial<Record<LogicalKind, PrinterMaker>>> = {
  CHAR: () => asIs,
  VARCHAR: () => asIs,
  BOOLEAN: () => (value) => (value === true ? 'TRUE' : 'FALSE'),
  BINARY: () => bytes,
  VARBINARY: () => bytes,
  DECIMAL:
    ({ scale }: { readonly scale: number }) =>
    (value) =>
      printDecimal(value as UnscaledDecimal, scale),
  TINYINT: () => asIs,
  SMALLINT: () => asIs,
  INT: () => asIs,
  BIGINT: () => asIs,
  FLOAT: () => (value) => printFloat(value as number),
  DOUBLE: () => (value) => printDouble(value as number),
  DATE: () => (value) => formatDate(value as number),
  TIME: (type: PrecisionType) => (value) => printTime(value as number, type.precision),
  TIMESTAMP: (type: PrecisionType) => (value) => printTimestamp(value as TimestampValue, type.precision, 0),
  TIMESTAMP_LTZ:
    (type: PrecisionType, { timeZone }: Runtime) =>
    (value) =>
      printTimestamp(value as TimestampValue, type.precision, timeZone.offsetAt(msOf(value as TimestampValue))),
  INTERVAL_YEAR_MONTH: () => (value) => printMonths(value as number),
  INTERVAL_DAY_TIME: () => (value) => printDuration(value as Long),
  ARRAY: arrayPrinter,
  ROW: rowPrinter,
  STRUCTURED: rowPrinter,
  MAP: mapPrinter,
  MULTISET: mapPrinter,
};

/** How values of a type are printed; undefined for types that are not. */
export function printerOf(type: LogicalType, runtime: Runtime): Printer | undefined {
  return PRINTERS[type.kind]?.(type as never, runtime);
}

/** Seconds with as many digits of their fraction as the precision and the value have, at least one. */
function printTime(ms: number, precision: number): string {
  const clock = clockText(ms);
  if (precision === 0) return clock;
  const digits = threeDigits(ms % 1000).slice(0, Math.min(precision, 3));
  return `${clock}.${digits.replace(/(?<=.)0+$/, '')}`;
}

function printTimestamp(value: TimestampValue, precision: number, offsetMs: number): string {
  const ms = msOf(value) + offsetMs;
  const days = Math.floor(ms / DAY_MS);
  const timeOfDay = ms - days * DAY_MS;
  const text = `${formatDate(days)} ${clockText(timeOfDay)}`;
  if (precision === 0) return text;
  const fraction = `${threeDigits(timeOfDay % 1000)}${String(nanosOf(value)).padStart(6, '0')}`;
  return `${text}.${fraction.slice(0, precision)}`;
}

function printMonths(months: number): string {
  const magnitude = Math.abs(months);
  return `${months < 0 ? '-' : '+'}${Math.floor(magnitude / 12)}-${twoDigits(magnitude % 12)}`;
}

function printDuration(ms: Long): string {
  const magnitude = BigInt(ms) < 0n ? -BigInt(ms) : BigInt(ms);
  const days = magnitude / BigInt(DAY_MS);
  const rest = Number(magnitude % BigInt(DAY_MS));
  return `${ms < 0 ? '-' : '+'}${days} ${clockText(rest)}.${threeDigits(rest % 1000)}`;
}

function arrayPrinter(type: LogicalType, runtime: Runtime): Printer | undefined {
  const print = nullable(printerOf(childTypes(type)[0] as LogicalType, runtime));
  return print && ((value) => `[${(value as readonly unknown[]).map(print).join(', ')}]`);
}

function rowPrinter(type: LogicalType, runtime: Runtime): Printer | undefined {
  const fields = childTypes(type).map((field) => nullable(printerOf(field, runtime)));
  if (fields.includes(undefined)) return undefined;
  return (value) => `(${(value as readonly unknown[]).map((field, i) => fields[i]?.(field)).join(', ')})`;
}

function mapPrinter(type: LogicalType, runtime: Runtime): Printer | undefined {
  const [key, value = asIs] = childTypes(type).map((child) => nullable(printerOf(child, runtime)));
  if (key === undefined) return undefined;
  return (map) => {
    const { keys, values } = map as SqlMap;
    return `{${keys.map((item, i) => `${key(item)}=${value(values[i])}`).join(', ')}}`;
  };
}

function nullable(print: Printer | undefined): Printer | undefined {
  return print && ((value) => (value === null ? 'NULL' : print(value)));
}

function clockText(ms: number): string {
  const seconds = Math.floor(ms / 1000);
  const minutes = Math.floor(seconds / 60);
  return `${twoDigits(Math.floor(minutes / 60))}:${twoDigits(minutes % 60)}:${twoDigits(seconds % 60)}`;
}

const twoDigits = (value: number): string => (value < 10 ? `0${value}` : `${value}`);
const threeDigits = (value: number): string => String(value).padStart(3, '0');
