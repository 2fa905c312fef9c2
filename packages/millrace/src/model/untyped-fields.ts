import { type FieldPosition, type Fields, noField } from './fields.js';
import { buildRow, Row } from './row.js';
import type { TypeInformation } from './type-information.js';
import { describeValue } from './type-mismatch.js';
import { setField } from './untyped-values.js';

/**
 * The fields of values without a declared type, found by looking at each value: an array by position, a row by position or
 * name, a plain object by name, anything else as a whole by 0.
 *
 * @param untyped the type itself, asked for when it is there.
 */
export function untypedFields(untyped: () => TypeInformation<unknown>): Fields<unknown> {
  return {
    at: (position) => ({
      type: untyped(),
      get: (value) => fieldOf(value, position),
      with: (value, field) => withField(value, position, field),
    }),
    project: (positions) => ({ type: untyped(), pick: (value) => pick(value, positions) }),
  };
}

function fieldOf(value: unknown, position: FieldPosition): unknown {
  if (Array.isArray(value)) return (value as unknown[])[indexIn(value, value.length, position)];
  if (value instanceof Row) return Row.valuesOf(value)[rowIndex(value, position)];
  if (isPlain(value)) {
    if (typeof position === 'string' && Object.hasOwn(value, position)) return value[position];
    throw noField(position, 'The record', Object.keys(value));
  }
  if (position === 0) return value;
  throw noField(position, describeValue(value), []);
}

function withField(value: unknown, position: FieldPosition, field: unknown): unknown {
  if (Array.isArray(value)) return (value as unknown[]).with(indexIn(value, value.length, position), field);
  if (value instanceof Row) {
    return buildRow(
      Row.valuesOf(value).with(rowIndex(value, position), field),
      value.getFieldNames(),
      value.getRowKind(),
    );
  }
  return isPlain(value) ? { ...value, [position]: field } : field;
}

function pick(value: unknown, positions: readonly FieldPosition[]): unknown {
  const fields = positions.map((position) => fieldOf(value, position));
  if (value instanceof Row) {
    const names = value.getFieldNames();
    const picked =
      names === undefined ? undefined : positions.map((position) => names[rowIndex(value, position)] ?? '');
    return buildRow(fields, picked, value.getRowKind());
  }
  if (!isPlain(value)) return fields;
  const picked: Record<string, unknown> = {};
  for (const [index, position] of positions.entries()) setField(picked, String(position), fields[index]);
  return picked;
}

function indexIn(value: unknown, length: number, position: FieldPosition): number {
  if (typeof position === 'number' && Number.isInteger(position) && position >= 0 && position < length) return position;
  throw noField(position, describeValue(value), length === 0 ? [] : [`0 to ${length - 1}`]);
}

function rowIndex(row: Row, position: FieldPosition): number {
  if (typeof position === 'number') return indexIn(row, row.length, position);
  const names = row.getFieldNames() ?? [];
  const index = names.indexOf(position);
  if (index >= 0 && index < row.length) return index;
  throw noField(position, 'The row', names.length === 0 ? [`0 to ${row.length - 1}`] : names);
}

function isPlain(value: unknown): value is Record<string, unknown> {
  if (typeof value !== 'object' || value === null) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}
