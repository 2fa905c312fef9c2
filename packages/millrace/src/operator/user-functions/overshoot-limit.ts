import { MillraceError } from '../../model/millrace-error.js';

/**
 * How many records one operator takes and keeps while it must not go on, because a call further up emits more than the
 * outputs take. Elements that fit are processed, in order, once the outputs are open again.
 */
export const OVERSHOOT_LIMIT = 65_536;

/** The error of whoever is asked to keep more than {@link OVERSHOOT_LIMIT} records. */
export function overshootError(operatorName: string): MillraceError {
  return new MillraceError(
    'OVERSHOOT_LIMIT',
    `One call emitted over ${OVERSHOOT_LIMIT} records more than the operators behind it could take.`,
    {
      facts: { waitingOperator: operatorName, limit: OVERSHOOT_LIMIT },
      hint: 'Return a generator instead of calling out.collect: it is pulled only as fast as its records are taken.',
    },
  );
}
