import type { Codec } from '../codec.js';
import { absentJson } from '../json/collection-json.js';
import type { TypeInformation } from '../type-information.js';
import { operationsOf } from './operations-of.js';
import type { TypeKind } from './type-kind.js';

/** The type of an OBJECT field that may be absent. */
export interface OptionalTypeInformation<T> extends TypeInformation<T | undefined> {
  readonly optional: true;
}

/** True for a type made by `Types.OPTIONAL`. */
export function isOptional(type: TypeInformation<unknown>): boolean {
  return (type as Partial<OptionalTypeInformation<unknown>>).optional === true;
}

/** A type whose values may also be undefined. As the type of an OBJECT field, the field may be absent. */
export function optionalType<T>(type: TypeInformation<T>): OptionalTypeInformation<T> {
  const inner = type.codec;
  const innerFits = inner.fits;
  const codec: Codec<T | undefined> = {
    immutable: inner.immutable,
    ...(innerFits === undefined ? {} : { fits: (value: unknown) => value === undefined || innerFits(value) }),
    check: (value, path) => (value === undefined ? undefined : inner.check(value, path)),
    write(value, out) {
      out.writeBoolean(value !== undefined);
      if (value !== undefined) inner.write(value, out);
    },
    read: (input) => (input.readBoolean() ? inner.read(input) : undefined),
    copy: (value) => (value === undefined ? undefined : inner.copy(value)),
    token: (value) => (value === undefined ? undefined : inner.token(value)),
  };
  return {
    spec: { kind: 'optional', type: type.spec },
    codec,
    json: absentJson(type, undefined),
    ...(operationsOf(type) as Pick<TypeInformation<T | undefined>, 'compare' | 'plus'>),
    optional: true,
    toString: () => `Optional<${type}>`,
  };
}

export const optionalKind: TypeKind = {
  kind: 'optional',
  fromSpec: (spec, nested) => optionalType(nested(spec.type)),
};
