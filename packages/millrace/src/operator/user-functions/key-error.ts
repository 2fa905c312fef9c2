import { MillraceError } from '../../model/millrace-error.js';
import { ignoreRejection } from './emitted-value.js';

/**
 * Why a record has no key, by what its selector gave: a promise and null have errors of their own, whatever the type of
 * the key says about them.
 *
 * @param key what the selector gave; undefined also when it threw.
 */
export function keyError(cause: unknown, key: unknown): unknown {
  if (key instanceof Promise) {
    ignoreRejection(key);
    return new MillraceError('FUNCTION_RETURNED_PROMISE', 'The key selector returned a promise.', {
      facts: { call: KEY_SELECTOR_CALL },
      hint: 'Calls of a function are synchronous; for asynchronous work use AsyncDataStream before keyBy.',
    });
  }
  const isMissing = key === null || key === undefined;
  if (
    isMissing &&
    cause instanceof MillraceError &&
    cause.code === 'TYPE_MISMATCH' &&
    cause.facts['path'] === KEY_PATH
  ) {
    return new MillraceError('KEY_NULL', `The key of a record is ${key}.`, {
      hint: 'Let the key selector return a value for every record, or filter such records out before keyBy.',
    });
  }
  return cause;
}

/** How the check of a key calls it. */
export const KEY_PATH = 'The key';

/** How errors call a key selector. */
export const KEY_SELECTOR_CALL = 'the key selector';
