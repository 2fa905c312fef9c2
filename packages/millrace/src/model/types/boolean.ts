import type { Codec } from '../codec.js';
import { booleanJson } from '../json/scalar-json.js';
import { compareNatural } from '../natural-order.js';
import type { TypeInformation } from '../type-information.js';
import { typeMismatch } from '../type-mismatch.js';
import type { TypeKind } from './type-kind.js';

const codec: Codec<boolean> = {
  immutable: true,
  fits: (value) => typeof value === 'boolean',
  check(value, path) {
    if (typeof value === 'boolean') return value;
    throw typeMismatch(path, 'Boolean', value);
  },
  write: (value, out) => out.writeBoolean(value),
  read: (input) => input.readBoolean(),
  copy: (value) => value,
  token: (value) => value,
};

export const BOOLEAN_TYPE: TypeInformation<boolean> = {
  spec: { kind: 'boolean' },
  codec,
  json: booleanJson,
  compare: compareNatural,
  toString: () => 'Boolean',
};

export const booleanKind: TypeKind = { kind: 'boolean', fromSpec: () => BOOLEAN_TYPE };
