import { arrayJson } from '../json/collection-json.js';
import { MillraceError } from '../millrace-error.js';
import type { TypeInformation } from '../type-information.js';
import { BYTES_TYPE } from './bytes.js';
import { BYTE_TYPE, type ByteTypeInformation } from './integer.js';
import { arrayCodec, arrayFields } from './list.js';
import { nullableType } from './nullable.js';
import type { TypeKind } from './type-kind.js';

/** Java's names of the types that are no objects. */
const PRIMITIVES: Readonly<Record<string, string>> = {
  boolean: 'boolean',
  byte: 'byte',
  short: 'short',
  int: 'int',
  long: 'long',
  float: 'float',
  double: 'double',
  char: 'char',
};

/** The TypeScript type of an array of primitives: of bytes a `Uint8Array`, of all else a plain array. */
export type PrimitiveArrayValue<E> = E extends ByteTypeInformation
  ? Uint8Array
  : E extends TypeInformation<infer T>
    ? T[]
    : never;

/** The type of Java's arrays of primitives; their elements are never null. */
export function primitiveArrayType<E extends TypeInformation<unknown>>(
  element: E,
): TypeInformation<PrimitiveArrayValue<E>> {
  const primitive = PRIMITIVES[element.spec.kind];
  if (primitive === undefined) {
    throw new MillraceError('TYPE_INVALID', `${element} is not a primitive type, so it has no PRIMITIVE_ARRAY.`, {
      hint: 'Use BASIC_ARRAY, OBJECT_ARRAY or LIST.',
    });
  }
  const type = sameSpecKind(element, BYTE_TYPE)
    ? BYTES_TYPE
    : arrayType('primitive_array', `${primitive}[]`, element, element);
  return type as TypeInformation<unknown> as TypeInformation<PrimitiveArrayValue<E>>;
}

function sameSpecKind(a: TypeInformation<unknown>, b: TypeInformation<unknown>): boolean {
  return a.spec.kind === b.spec.kind;
}

/** The type of Java's arrays of boxed values and strings; an element may be null. */
export function basicArrayType<T>(element: TypeInformation<T>): TypeInformation<(T | null)[]> {
  return arrayType('basic_array', `BasicArrayTypeInfo<${element}>`, element, nullableType(element));
}

/** The type of Java's arrays of any objects; an element may be null. */
export function objectArrayType<T>(element: TypeInformation<T>): TypeInformation<(T | null)[]> {
  return arrayType('object_array', `ObjectArrayTypeInfo<${element}>`, element, nullableType(element));
}

function arrayType<T>(
  kind: string,
  name: string,
  declared: TypeInformation<unknown>,
  element: TypeInformation<T>,
): TypeInformation<T[]> {
  return {
    spec: { kind, element: declared.spec },
    codec: arrayCodec(element.codec, name),
    json: arrayJson(element, name),
    fields: arrayFields(element, name),
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
