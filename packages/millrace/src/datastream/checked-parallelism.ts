import { UPPER_BOUND_MAX_PARALLELISM } from '../model/key-groups.js';
import { MillraceError } from '../model/millrace-error.js';

/**
 * A parallelism, or a maximum of it, that a program gives.
 *
 * @param of whose it is, as the error says it.
 * @throws MillraceError `PARALLELISM_INVALID` for anything but a whole number from 1 to the limit.
 */
export function checkedParallelism(parallelism: unknown, of: string, limit = UPPER_BOUND_MAX_PARALLELISM): number {
  if (typeof parallelism === 'number' && Number.isInteger(parallelism) && parallelism >= 1 && parallelism <= limit) {
    return parallelism;
  }
  throw new MillraceError('PARALLELISM_INVALID', `${of} cannot be ${String(parallelism)}.`, {
    facts: { seen: String(parallelism) },
    hint: `Give a whole number from 1 to ${limit}.`,
  });
}
