import { Row } from '../model/row.js';
import { RowKind, rowKindShortString } from '../model/row-kind.js';

/** Deeper parts of a value are left out of a printed line. */
const MAX_DEPTH = 32;

/**
 * The text of a value on a line of its own: text as it is, rows as Flink prints them (`+I[1, apple]`), arrays and
 * objects as JSON, with big integers in digits.
 *
 * @param kind the kind of the record; a row may also carry its own.
 */
export function printedValue(value: unknown, kind: RowKind): string {
  if (typeof value === 'string') return value;
  if (value instanceof Row) return printedRow(value, kind, []);
  return jsonText(value, []);
}

function printedRow(row: Row, kind: RowKind, above: readonly object[]): string {
  const shownKind = kind === RowKind.INSERT ? row.getRowKind() : kind;
  const inside = [...above, row];
  return `${rowKindShortString(shownKind)}[${row
    .toArray()
    .map((field) => printedField(field, inside))
    .join(', ')}]`;
}

function printedField(field: unknown, above: readonly object[]): string {
  if (typeof field === 'string') return field;
  if (field instanceof Row) return above.length < MAX_DEPTH ? printedRow(field, RowKind.INSERT, above) : '…';
  return jsonText(field, above);
}

function jsonText(value: unknown, above: readonly object[]): string {
  if (typeof value === 'string') return JSON.stringify(value);
  if (typeof value !== 'object' || value === null) return value === undefined ? 'null' : String(value);
  if (value instanceof Date) return Number.isNaN(value.getTime()) ? 'null' : `"${value.toISOString()}"`;
  if (above.includes(value) || above.length >= MAX_DEPTH) return '"…"';
  const inside = [...above, value];
  const text = (part: unknown) => jsonText(part, inside);
  if (value instanceof Row) return text(value.toJSON());
  if (Array.isArray(value) || ArrayBuffer.isView(value) || value instanceof Set) {
    return `[${Array.from(value as Iterable<unknown>, text).join(',')}]`;
  }
  if (value instanceof Map)
    return `{${Array.from(value, ([key, item]) => `${keyText(key, text)}:${text(item)}`).join(',')}}`;
  const ownForm = (value as { toJSON?: unknown }).toJSON;
  if (typeof ownForm === 'function') return text(ownForm.call(value));
  const fields = Object.entries(value).filter(([, field]) => field !== undefined && typeof field !== 'function');
  return `{${fields.map(([name, field]) => `${JSON.stringify(name)}:${text(field)}`).join(',')}}`;
}

/** JSON's keys are text. */
function keyText(key: unknown, text: (part: unknown) => string): string {
  return JSON.stringify(typeof key === 'string' ? key : text(key));
}
