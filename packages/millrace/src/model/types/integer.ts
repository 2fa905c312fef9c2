import type { Codec } from '../codec.js';
import { integerJson } from '../json/scalar-json.js';
import { compareNatural } from '../natural-order.js';
import type { TypeInformation } from '../type-information.js';
import { typeMismatch } from '../type-mismatch.js';
import type { TypeKind } from './type-kind.js';

const INT_MIN = -0x8000_0000;
const INT_MAX = 0x7fff_ffff;

function integerType(kind: string, name: string, bits: 8 | 16 | 32): TypeInformation<number> {
  const min = INT_MIN >> (32 - bits);
  const max = INT_MAX >> (32 - bits);
  const hint = `${name} takes whole numbers from ${min} to ${max}.`;
  const codec: Codec<number> = {
    immutable: true,
    fits: (value) => typeof value === 'number' && Object.is(value | 0, value) && value >= min && value <= max,
    check(value, path) {
      if (typeof value === 'number' && (value | 0) === value && value >= min && value <= max) return value | 0;
      throw typeMismatch(path, name, value, hint);
    },
    write: (value, out) => out.writeLong(value),
    read(input) {
      const value = input.readSafeLong();
      if (value < min || value > max) throw input.corrupt(`${value} is out of the range of ${name}`);
      return value;
    },
    copy: (value) => value,
    token: (value) => value,
  };
  return {
    spec: { kind },
    codec,
    json: integerJson(name, min, max),
    compare: compareNatural,
    plus: (a, b) => a + b,
    toString: () => name,
  };
}

/** The type of BYTE, told apart because an array of bytes is a `Uint8Array`. */
export interface ByteTypeInformation extends TypeInformation<number> {
  readonly spec: { readonly kind: 'byte' };
}

export const BYTE_TYPE = integerType('byte', 'Byte', 8) as ByteTypeInformation;
export const SHORT_TYPE = integerType('short', 'Short', 16);
export const INT_TYPE = integerType('int', 'Integer', 32);

export const byteKind: TypeKind = { kind: 'byte', fromSpec: () => BYTE_TYPE };
export const shortKind: TypeKind = { kind: 'short', fromSpec: () => SHORT_TYPE };
export const intKind: TypeKind = { kind: 'int', fromSpec: () => INT_TYPE };
