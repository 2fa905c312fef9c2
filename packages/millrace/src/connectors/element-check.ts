import { MillraceError } from '../model/millrace-error.js';
import type { TypeInformation } from '../model/type-information.js';

/** The id of the only split of a source that reads one iterable. */
export const ALL = 'all';

/**
 * How elements that come from the program's own iterables are checked: by the declared type, and without one only that
 * they are there.
 *
 * @returns a function that gives the canonical form of the element at an offset.
 */
export function elementCheck<T>(
  type: TypeInformation<T> | undefined,
  origin: string,
): (value: unknown, offset: number, split?: string) => T {
  if (type === undefined) {
    return (value, offset, split = ALL) => {
      if (value === undefined) throw undefinedElement(origin, split, offset);
      return value as T;
    };
  }
  const { codec } = type;
  return (value, offset, split = ALL) => {
    if (value === undefined) throw undefinedElement(origin, split, offset);
    if (codec.fits?.(value) === true) return value as T;
    try {
      return codec.check(value, 'value');
    } catch (cause) {
      if (cause instanceof MillraceError) throw cause.withFacts({ origin, split, offset });
      throw cause;
    }
  };
}

function undefinedElement(origin: string, split: string, offset: number): MillraceError {
  return new MillraceError('ELEMENT_UNDEFINED', `Element ${offset} of the ${origin} is undefined.`, {
    facts: { origin, split, offset },
    hint: 'Leave it out, or use null for a value that is not there.',
  });
}
