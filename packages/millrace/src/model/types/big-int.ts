import { bigintFromBytes, bigintToBytes } from '../bigint-bytes.js';
import type { Codec } from '../codec.js';
import { bigintJson } from '../json/scalar-json.js';
import { compareNatural } from '../natural-order.js';
import type { TypeInformation } from '../type-information.js';
import { typeMismatch } from '../type-mismatch.js';
import { canonicalInteger } from './long.js';
import type { TypeKind } from './type-kind.js';

const codec: Codec<bigint> = {
  immutable: true,
  fits: (value) => typeof value === 'bigint',
  check(value, path) {
    if (typeof value === 'bigint') return value;
    if (typeof value === 'number' && Number.isSafeInteger(value)) return BigInt(value);
    throw typeMismatch(path, 'BigInteger', value);
  },
  write: (value, out) => out.writeBytes(bigintToBytes(value)),
  read(input) {
    const value = bigintFromBytes(input.readBytes());
    if (value === undefined) throw input.corrupt('a big integer is not in its shortest form');
    return value;
  },
  copy: (value) => value,
  token: canonicalInteger,
};

export const BIG_INT_TYPE: TypeInformation<bigint> = {
  spec: { kind: 'big_int' },
  codec,
  json: bigintJson('BigInteger', { fits: () => true, small: BigInt, large: (value) => value }),
  compare: compareNatural,
  plus: (a, b) => a + b,
  toString: () => 'BigInteger',
};

export const bigIntKind: TypeKind = { kind: 'big_int', fromSpec: () => BIG_INT_TYPE };
