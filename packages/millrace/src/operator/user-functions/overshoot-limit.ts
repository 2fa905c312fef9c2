import { MillraceError } from '../../model/millrace-error.js';
import type { OperatorContext } from '../operator-context.js';

/**
 * How many records one call may push through its collector while the operators behind it can take none: they wait in
 * memory there. A generator has no such limit, since it is not pulled meanwhile.
 */
export const OVERSHOOT_LIMIT = 65_536;

/** The error of a call that pushes more than {@link OVERSHOOT_LIMIT}. */
export function overshootError(context: OperatorContext): MillraceError {
  const { operatorName } = context.info;
  return new MillraceError(
    'OVERSHOOT_LIMIT',
    `One call of '${operatorName}' emitted over ${OVERSHOOT_LIMIT} records more than the operators behind it can take.`,
    {
      facts: { operator: operatorName, limit: OVERSHOOT_LIMIT },
      hint: 'Return a generator instead of calling out.collect: it is pulled only as fast as its records are taken.',
    },
  );
}
