import type { Codec } from '../model/codec.js';
import { type ErrorFacts, MillraceError } from '../model/millrace-error.js';
import { thrownText } from '../model/thrown-text.js';
import { KEY_PATH, keyError } from '../operator/user-functions/key-error.js';

/**
 * Does something with the key of a record, in its canonical form; what is wrong with it is said as it is by operators.
 *
 * @param use may throw because of the key, too: some types look into a value only when they write it.
 */
export function withKey<A extends unknown[], R>(
  keyOf: (value: unknown) => unknown,
  codec: Codec<unknown>,
  use: (key: unknown, ...args: A) => R,
): (value: unknown, ...args: A) => R {
  return (value, ...args) => {
    let key: unknown;
    try {
      key = keyOf(value);
      return use(codec.check(key, KEY_PATH), ...args);
    } catch (cause) {
      throw keyError(cause, key);
    }
  };
}

/** Names the operator behind an edge, to which it belongs in the program, when user code of the edge throws. */
export function guard(target: ErrorFacts) {
  return <A extends unknown[], R>(call: string, code: (...args: A) => R) =>
    (...args: A): R => {
      try {
        return code(...args);
      } catch (cause) {
        if (cause instanceof MillraceError) throw cause.withFacts(target);
        const what = thrownText(cause);
        throw new MillraceError('USER_CODE_FAILED', `${call} of operator '${target['operator']}' failed: ${what}`, {
          facts: { ...target, call },
          cause,
        });
      }
    };
}
