import type { Codec } from '../model/codec.js';
import { MillraceError } from '../model/millrace-error.js';
import { takesSmallIntegers } from '../model/types/plain-types.js';

/** The first values of a state are copied for a look at the whole of them: some types see only then what they cannot hold. */
const FIRST_VALUES = 10;

/** Checks what user code puts into a state, so that nothing is found wrong first in the middle of a snapshot. */
export class ValueCheck<T> {
  readonly codec: Codec<T>;
  private readonly path: string;
  private readonly smallIntegers: boolean;
  private unseen: number;

  /** @param path what is checked, for the error. */
  constructor(codec: Codec<T>, path: string) {
    this.codec = codec;
    this.path = path;
    this.smallIntegers = takesSmallIntegers(codec);
    this.unseen = codec.immutable ? 0 : FIRST_VALUES;
  }

  /** @throws MillraceError `TYPE_MISMATCH`, or what the type says of a value that it cannot hold. */
  check(value: unknown): T {
    if (this.smallIntegers && typeof value === 'number' && (value | 0) === value) return (value | 0) as T;
    const checked = this.codec.check(value, this.path);
    if (this.unseen > 0) {
      this.unseen--;
      this.codec.copy(checked);
    }
    return checked;
  }

  /** As `check`, for what a function has returned. */
  checkDefined(value: unknown): T {
    if (value !== undefined) return this.check(value);
    throw new MillraceError(
      'TYPE_MISMATCH',
      `${this.path} must not be undefined, which is what its function returned.`,
      {
        hint: 'Return the new value from the function; changing the one that was passed is not enough.',
      },
    );
  }

  /** As `check`; null and undefined are refused by name, whatever the type says of them. */
  checkNotNull(value: unknown): T {
    if (value !== null && value !== undefined) return this.check(value);
    throw new MillraceError('TYPE_MISMATCH', `${this.path} must not be ${String(value)}.`, {
      hint: 'Leave it out, as in Flink.',
    });
  }
}
