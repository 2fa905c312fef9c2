import { bytesToken } from '../bytes-token.js';
import type { Codec } from '../codec.js';
import { type Fields, noField } from '../fields.js';
import { arrayJson } from '../json/collection-json.js';
import type { TypeInformation } from '../type-information.js';
import { pathOf, typeMismatch } from '../type-mismatch.js';
import type { TypeKind } from './type-kind.js';

/** The codec of an array whose elements have one type. */
export function arrayCodec<T>(element: Codec<T>, name: string): Codec<T[]> {
  const elementFits = element.fits;
  const codec: Codec<T[]> = {
    immutable: false,
    fits(value) {
      if (!Array.isArray(value) || elementFits === undefined) return false;
      for (let i = 0; i < value.length; i++) if (!elementFits(value[i])) return false;
      return Object.getPrototypeOf(value) === Array.prototype;
    },
    check(value, path) {
      if (codec.fits?.(value) === true) return value as T[];
      if (!Array.isArray(value)) throw typeMismatch(path, name, value);
      return Array.from(value, (item: unknown, i) => element.check(item, pathOf(path, i)));
    },
    write(value, out) {
      out.writeVarUint(value.length);
      for (let i = 0; i < value.length; i++) element.write(value[i] as T, out);
    },
    read(input) {
      const length = input.readCount();
      const value: T[] = [];
      for (let i = 0; i < length; i++) value.push(element.read(input));
      return value;
    },
    copy: element.immutable ? (value) => value.slice() : (value) => value.map((item) => element.copy(item)),
    token: (value) => bytesToken(codec, value),
  };
  return codec;
}

/** The elements of an array as its fields, by position. */
export function arrayFields<T>(element: TypeInformation<T>, name: string): Fields<T[]> {
  return {
    at(position) {
      if (typeof position !== 'number' || !Number.isInteger(position) || position < 0) {
        throw noField(position, name, ['0', '1', '…']);
      }
      return {
        type: element,
        get: (value) => value[position],
        with: (value, field) => value.with(position, field as T),
      };
    },
  };
}

/** The type of arrays whose elements have one type. */
export function listType<T>(element: TypeInformation<T>): TypeInformation<T[]> {
  const name = `List<${element}>`;
  return {
    spec: { kind: 'list', element: element.spec },
    codec: arrayCodec(element.codec, name),
    json: arrayJson(element, name),
    fields: arrayFields(element, name),
    toString: () => name,
  };
}

export const listKind: TypeKind = { kind: 'list', fromSpec: (spec, nested) => listType(nested(spec.element)) };
