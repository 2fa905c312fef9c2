import { MillraceError } from '../model/millrace-error.js';

/** The error of an integer or decimal division by zero. */
export function divisionByZero(): MillraceError {
  return new MillraceError('SQL_DIVISION_BY_ZERO', 'Division by zero.', {
    hint: 'Guard it, such as x / NULLIF(y, 0), which gives NULL.',
  });
}

/** The error of a value that a function cannot take, seen while it runs. */
export function invalidValue(functionName: string, why: string, hint: string): MillraceError {
  return new MillraceError('SQL_VALUE_INVALID', `${functionName}: ${why}`, { facts: { function: functionName }, hint });
}
