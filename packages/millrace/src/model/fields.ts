import { MillraceError } from './millrace-error.js';
import { nameHint } from './nearest-name.js';
import type { TypeInformation } from './type-information.js';

/** Where a field stands: its name, or its position from 0. */
export type FieldPosition = number | string;

/** One field of the values of a type. */
export interface Field<T> {
  readonly type: TypeInformation<unknown>;
  /** Undefined and null where the value has no such field. */
  get(value: T): unknown;
  /** A copy of `value` with another field. */
  with(value: T, field: unknown): T;
}

/** Some fields of the values of a type, in an order of their own. */
export interface Projection<T> {
  /** The type of what `pick` gives. */
  readonly type: TypeInformation<unknown>;
  pick(value: T): unknown;
}

/** The fields of which the values of a type consist. */
export interface Fields<T> {
  /** @throws MillraceError `TYPE_NO_FIELD` naming the fields there are. */
  at(position: FieldPosition): Field<T>;
  /** Absent for types whose values cannot do without some of their fields. Throws like `at`. */
  project?(positions: readonly FieldPosition[]): Projection<T>;
}

/** The names of fields that have none, as in Flink: `f0`, `f1` … */
export function defaultFieldNames(count: number): string[] {
  return Array.from({ length: count }, (_, index) => `f${index}`);
}

/** @throws MillraceError `TYPE_NO_FIELD` */
export function fieldIndex(position: FieldPosition, names: readonly string[], type: string): number {
  const index = typeof position === 'number' ? position : names.indexOf(position);
  if (Number.isInteger(index) && index >= 0 && index < names.length) return index;
  throw noField(position, type, names);
}

/** The error for a field that values of a type do not have. */
export function noField(position: FieldPosition, type: string, names: readonly string[]): MillraceError {
  const shown = typeof position === 'string' ? `'${position}'` : String(position);
  const near = typeof position === 'string' ? nameHint(position, names) : undefined;
  return new MillraceError('TYPE_NO_FIELD', `${type} has no field ${shown}.`, {
    facts: { field: position, type },
    hint: near ?? (names.length === 0 ? 'It is one value: say 0.' : `Its fields are ${names.join(', ')}.`),
  });
}
