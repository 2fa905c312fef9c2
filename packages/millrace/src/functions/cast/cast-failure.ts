import { MillraceError } from '../../model/millrace-error.js';

/** The code of the error of a value that cannot be converted; TRY_CAST gives NULL for it. */
const CAST_FAILED = 'SQL_CAST_FAILED';

/** The error of a text that is no value of a type. */
export function castFailure(text: string, type: string, expected: string): MillraceError {
  const shown = text.length > 100 ? `${text.slice(0, 100)}…` : text;
  return new MillraceError(CAST_FAILED, `'${shown}' cannot be cast to ${type}.`, {
    facts: { value: shown, type },
    hint: `${expected} TRY_CAST gives NULL instead of an error.`,
  });
}

export function isCastFailure(error: unknown): boolean {
  return error instanceof MillraceError && error.code === CAST_FAILED;
}
