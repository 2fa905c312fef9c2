import { type Field, type FieldPosition, noField } from '../../model/fields.js';
import { MillraceError } from '../../model/millrace-error.js';
import { compareAny } from '../../model/natural-order.js';
import type { TypeInformation } from '../../model/type-information.js';
import { describeValue } from '../../model/type-mismatch.js';

/** Folds two values of one key into one. */
export type Fold = (value1: unknown, value2: unknown) => unknown;

/** The first value with the sum of both in one field. */
export function sumOf(type: TypeInformation<unknown>, where: unknown): Fold {
  const position = checkedPosition(where, 'sum');
  const field = fieldAt(type, position);
  if (field.type.plus === undefined) throw unsuitable('sum', 'numbers', position, String(field.type));
  return (value1, value2) => {
    const [left, right] = both(field, value1, value2, position, 'sum');
    const sum = field.type.plus?.(left, right);
    if (sum === undefined) throw unsuitable('sum', 'numbers', position, seen(left, right));
    return field.with(value1, sum);
  };
}

/** The first value with the least of both in one field, or with the greatest. */
export function extremeOf(type: TypeInformation<unknown>, where: unknown, of: 'min' | 'max'): Fold {
  const position = checkedPosition(where, of);
  const field = orderedField(type, position, of);
  const sign = of === 'min' ? 1 : -1;
  return (value1, value2) => {
    const [left, right] = both(field, value1, value2, position, of);
    return sign * compared(field.type.compare?.(right, left), left, right, position, of) < 0
      ? field.with(value1, right)
      : value1;
  };
}

/** The whole value whose field is the least of both, or the greatest; the first one when they are equal. */
export function extremeBy(type: TypeInformation<unknown>, where: unknown, of: 'minBy' | 'maxBy'): Fold {
  const position = typeof where === 'function' ? 'its function' : checkedPosition(where, of);
  const field =
    typeof where === 'function' ? selected(where as (value: unknown) => unknown) : orderedField(type, position, of);
  const sign = of === 'minBy' ? 1 : -1;
  return (value1, value2) => {
    const [left, right] = both(field, value1, value2, position, of);
    return sign * compared(field.type.compare?.(right, left), left, right, position, of) < 0 ? value2 : value1;
  };
}

type ReadField = Pick<Field<unknown>, 'get'> & { readonly type: Pick<TypeInformation<unknown>, 'compare'> };

function selected(get: (value: unknown) => unknown): ReadField {
  return { get, type: { compare: compareAny } };
}

function orderedField(type: TypeInformation<unknown>, position: FieldPosition, call: string): Field<unknown> {
  const field = fieldAt(type, position);
  if (field.type.compare !== undefined) return field;
  throw unsuitable(call, 'values with an order', position, String(field.type));
}

function checkedPosition(position: unknown, call: string): FieldPosition {
  if (typeof position === 'number' || typeof position === 'string') return position;
  throw new MillraceError('AGGREGATION_INVALID', `${call} takes the position or the name of a field.`, {
    facts: { call, seen: describeValue(position) },
    hint: `Write ${call}(0) or ${call}('price').`,
  });
}

function fieldAt(type: TypeInformation<unknown>, position: FieldPosition): Field<unknown> {
  if (type.fields !== undefined) return type.fields.at(position);
  if (position === 0) return { type, get: (value) => value, with: (_value, field) => field };
  throw noField(position, String(type), []);
}

function both(
  field: ReadField,
  value1: unknown,
  value2: unknown,
  position: FieldPosition,
  call: string,
): readonly [unknown, unknown] {
  const left = field.get(value1);
  const right = field.get(value2);
  if (left === null || left === undefined || right === null || right === undefined) {
    throw unsuitable(call, 'values', position, seen(left, right));
  }
  return [left, right];
}

function compared(order: number | undefined, a: unknown, b: unknown, position: FieldPosition, call: string): number {
  if (order === undefined) throw unsuitable(call, 'values with an order', position, seen(a, b));
  return order;
}

function seen(a: unknown, b: unknown): string {
  return `${describeValue(a)} and ${describeValue(b)}`;
}

function unsuitable(call: string, needs: string, position: FieldPosition, found: string): MillraceError {
  const place = typeof position === 'number' ? `at ${position}` : `of '${position}'`;
  return new MillraceError('AGGREGATION_INVALID', `${call} needs ${needs}; ${place} there is ${found}.`, {
    facts: { call, field: position, seen: found },
    hint: 'Filter such records out before, or say in reduce what is meant.',
  });
}
