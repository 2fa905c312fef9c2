import type { TypeInformation } from '../type-information.js';

/** Order and sum of a type, for one whose values may be absent as well: absent ones are never given to either. */
export function operationsOf<T>(type: TypeInformation<T>): Pick<TypeInformation<unknown>, 'compare' | 'plus'> {
  return {
    ...(type.compare === undefined ? {} : { compare: (a, b) => type.compare?.(a as T, b as T) }),
    ...(type.plus === undefined ? {} : { plus: (a, b) => type.plus?.(a as T, b as T) }),
  };
}
