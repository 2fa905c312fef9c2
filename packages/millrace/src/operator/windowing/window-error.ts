import { type ErrorFacts, MillraceError } from '../../model/millrace-error.js';

/** The error for windows, triggers and evictors that cannot be as they were described. */
export function windowInvalid(message: string, facts: ErrorFacts, hint: string): MillraceError {
  return new MillraceError('WINDOW_INVALID', message, { facts, hint });
}

/** @throws MillraceError `WINDOW_INVALID` for anything but a whole number from 1. */
export function checkedCount(count: unknown, what: string): number {
  if (Number.isSafeInteger(count) && (count as number) > 0) return count as number;
  throw windowInvalid(
    `${what} must be a whole number from 1; got ${String(count)}.`,
    { seen: String(count) },
    'Give 1 or more.',
  );
}
