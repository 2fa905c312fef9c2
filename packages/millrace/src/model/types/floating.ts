import type { Codec, KeyToken } from '../codec.js';
import { floatingJson } from '../json/scalar-json.js';
import { compareDoubles } from '../natural-order.js';
import type { TypeInformation } from '../type-information.js';
import { typeMismatch } from '../type-mismatch.js';
import type { TypeKind } from './type-kind.js';

// A Map does not tell −0 from 0, and Flink does. No other token of these types is a string.
const token = (value: number): KeyToken => (Object.is(value, -0) ? '-0' : value);

const doubleCodec: Codec<number> = {
  immutable: true,
  fits: (value) => typeof value === 'number',
  check(value, path) {
    if (typeof value === 'number') return value;
    throw typeMismatch(path, 'Double', value);
  },
  write: (value, out) => out.writeFloat64(value),
  read: (input) => input.readFloat64(),
  copy: (value) => value,
  token,
};

const floatCodec: Codec<number> = {
  immutable: true,
  fits: (value) => typeof value === 'number' && Object.is(Math.fround(value), value),
  check(value, path) {
    if (typeof value === 'number') {
      const rounded = Math.fround(value);
      if (Number.isFinite(rounded) || !Number.isFinite(value)) return rounded;
    }
    throw typeMismatch(path, 'Float', value, 'A FLOAT is a number of 32 bits, up to about ±3.4e38; use DOUBLE.');
  },
  write: (value, out) => out.writeFloat32(value),
  read: (input) => input.readFloat32(),
  copy: (value) => value,
  token,
};

/** The fewest digits that give the same number of 32 bits. */
function shortestFloat(value: number): string {
  for (let digits = 6; digits < 9; digits++) {
    const rounded = Number(value.toPrecision(digits));
    if (Math.fround(rounded) === value) return String(rounded);
  }
  return String(Number(value.toPrecision(9)));
}

export const FLOAT_TYPE: TypeInformation<number> = {
  spec: { kind: 'float' },
  codec: floatCodec,
  json: floatingJson('Float', shortestFloat, Math.fround),
  compare: compareDoubles,
  plus: (a, b) => Math.fround(a + b),
  toString: () => 'Float',
};
export const DOUBLE_TYPE: TypeInformation<number> = {
  spec: { kind: 'double' },
  codec: doubleCodec,
  json: floatingJson('Double', String, (value) => value),
  compare: compareDoubles,
  plus: (a, b) => a + b,
  toString: () => 'Double',
};

export const floatKind: TypeKind = { kind: 'float', fromSpec: () => FLOAT_TYPE };
export const doubleKind: TypeKind = { kind: 'double', fromSpec: () => DOUBLE_TYPE };
