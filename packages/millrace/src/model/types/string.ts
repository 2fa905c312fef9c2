import type { Codec } from '../codec.js';
import { stringJson } from '../json/scalar-json.js';
import { compareNatural } from '../natural-order.js';
import type { TypeInformation } from '../type-information.js';
import { typeMismatch } from '../type-mismatch.js';
import type { TypeKind } from './type-kind.js';

const codec: Codec<string> = {
  immutable: true,
  fits: (value) => typeof value === 'string',
  check(value, path) {
    if (typeof value === 'string') return value;
    throw typeMismatch(path, 'String', value);
  },
  write: (value, out) => out.writeString(value),
  read: (input) => input.readString(),
  copy: (value) => value,
  token: (value) => value,
};

export const STRING_TYPE: TypeInformation<string> = {
  spec: { kind: 'string' },
  codec,
  json: stringJson,
  compare: compareNatural,
  toString: () => 'String',
};

export const stringKind: TypeKind = { kind: 'string', fromSpec: () => STRING_TYPE };
