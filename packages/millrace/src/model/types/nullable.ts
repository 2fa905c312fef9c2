import type { Codec } from '../codec.js';
import { absentJson } from '../json/collection-json.js';
import type { TypeInformation } from '../type-information.js';
import { operationsOf } from './operations-of.js';
import type { TypeKind } from './type-kind.js';

/** The codec of a type whose values may also be null. */
function nullableCodec<T>(inner: Codec<T>): Codec<T | null> {
  const innerFits = inner.fits;
  return {
    immutable: inner.immutable,
    ...(innerFits === undefined ? {} : { fits: (value: unknown) => value === null || innerFits(value) }),
    check: (value, path) => (value === null || value === undefined ? null : inner.check(value, path)),
    write(value, out) {
      out.writeBoolean(value !== null);
      if (value !== null) inner.write(value, out);
    },
    read: (input) => (input.readBoolean() ? inner.read(input) : null),
    copy: (value) => (value === null ? null : inner.copy(value)),
    token: (value) => (value === null ? null : inner.token(value)),
  };
}

/** A type whose values may also be null; undefined is taken for null. */
export function nullableType<T>(type: TypeInformation<T>): TypeInformation<T | null> {
  return {
    spec: { kind: 'nullable', type: type.spec },
    codec: nullableCodec(type.codec),
    json: absentJson(type, null),
    ...(operationsOf(type) as Pick<TypeInformation<T | null>, 'compare' | 'plus'>),
    toString: () => `Nullable<${type}>`,
  };
}

export const nullableKind: TypeKind = {
  kind: 'nullable',
  fromSpec: (spec, nested) => nullableType(nested(spec.type)),
};
