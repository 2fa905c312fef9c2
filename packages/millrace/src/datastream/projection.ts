import type { FieldPosition, Projection } from '../model/fields.js';
import { MillraceError } from '../model/millrace-error.js';
import type { TypeInformation } from '../model/type-information.js';

/** @throws MillraceError `PROJECTION_INVALID`, `TYPE_NO_FIELD` */
export function projectionOf(type: TypeInformation<unknown>, positions: readonly unknown[]): Projection<unknown> {
  const areFields = positions.every((each) => typeof each === 'number' || typeof each === 'string');
  if (positions.length === 0 || !areFields) {
    throw new MillraceError('PROJECTION_INVALID', 'project takes the positions or the names of one or more fields.', {
      hint: "Write project(0, 2), or project('id', 'name').",
    });
  }
  const projection = type.fields?.project?.(positions as readonly FieldPosition[]);
  if (projection !== undefined) return projection;
  throw new MillraceError('PROJECTION_INVALID', `Records of the type ${type} have no fields to choose from.`, {
    facts: { type: String(type) },
    hint: 'Only tuples, rows and objects have; use map.',
  });
}
