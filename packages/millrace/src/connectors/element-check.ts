import { MillraceError } from '../model/millrace-error.js';
import type { TypeInformation } from '../model/type-information.js';

/**
 * How elements that come from the program's own iterables are checked: by the declared type, and without one only that
 * they are there.
 *
 * @returns a function that gives the canonical form of the element at a position.
 */
export function elementCheck<T>(
  type: TypeInformation<T> | undefined,
  origin: string,
): (value: unknown, position: number) => T {
  if (type === undefined) {
    return (value, position) => {
      if (value === undefined) throw undefinedElement(origin, position);
      return value as T;
    };
  }
  const { codec } = type;
  return (value, position) => {
    if (value === undefined) throw undefinedElement(origin, position);
    if (codec.fits?.(value) === true) return value as T;
    try {
      return codec.check(value, 'value');
    } catch (cause) {
      if (cause instanceof MillraceError) throw cause.withFacts({ origin, position });
      throw cause;
    }
  };
}

function undefinedElement(origin: string, position: number): MillraceError {
  return new MillraceError('ELEMENT_UNDEFINED', `Element ${position} of the ${origin} is undefined.`, {
    facts: { origin, position },
    hint: 'Leave it out, or use null for a value that is not there.',
  });
}
