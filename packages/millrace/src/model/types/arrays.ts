import { MillraceError } from '../millrace-error.js';
import type { TypeInformation } from '../type-information.js';
import { arrayCodec } from './list.js';
import { nullableCodec } from './nullable.js';
import type { TypeKind } from './type-kind.js';

/** What a primitive array holds in memory: bytes as `Uint8Array`, all else as an array of numbers or booleans. */
const PRIMITIVES: readonly string[] = ['boolean', 'byte', 'short', 'int', 'long', 'float', 'double', 'char'];

/** The type of Java's arrays of primitives; their elements are never null. */
export function primitiveArrayType<T>(element: TypeInformation<T>): TypeInformation<T[]> {
  if (!PRIMITIVES.includes(element.spec.kind)) {
    throw new MillraceError('TYPE_INVALID', `${element} is not a primitive type, so it has no PRIMITIVE_ARRAY.`, {
      hint: 'Use BASIC_ARRAY, OBJECT_ARRAY or LIST.',
    });
  }
  const name = `${PRIMITIVE_NAMES[element.spec.kind] ?? element}[]`;
  return {
    spec: { kind: 'primitive_array', element: element.spec },
    codec: arrayCodec(element.codec, name),
    toString: () => name,
  };
}

const PRIMITIVE_NAMES: Readonly<Record<string, string>> = {
  boolean: 'boolean',
  byte: 'byte',
  short: 'short',
  int: 'int',
  long: 'long',
  float: 'float',
  double: 'double',
  char: 'char',
};

/** The type of Java's arrays of boxed values and strings; an element may be null. */
export function basicArrayType<T>(element: TypeInformation<T>): TypeInformation<(T | null)[]> {
  return nullableElements('basic_array', `BasicArrayTypeInfo<${element}>`, element);
}

/** The type of Java's arrays of any objects; an element may be null. */
export function objectArrayType<T>(element: TypeInformation<T>): TypeInformation<(T | null)[]> {
  return nullableElements('object_array', `ObjectArrayTypeInfo<${element}>`, element);
}

function nullableElements<T>(kind: string, name: string, element: TypeInformation<T>): TypeInformation<(T | null)[]> {
  return {
    spec: { kind, element: element.spec },
    codec: arrayCodec(nullableCodec(element.codec), name),
    toString: () => name,
  };
}

export const primitiveArrayKind: TypeKind = {
  kind: 'primitive_array',
  fromSpec: (spec, nested) => primitiveArrayType(nested(spec.element)),
};
export const basicArrayKind: TypeKind = {
  kind: 'basic_array',
  fromSpec: (spec, nested) => basicArrayType(nested(spec.element)),
};
export const objectArrayKind: TypeKind = {
  kind: 'object_array',
  fromSpec: (spec, nested) => objectArrayType(nested(spec.element)),
};
