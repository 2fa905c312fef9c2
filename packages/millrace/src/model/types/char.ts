import type { Codec } from '../codec.js';
import { textJson } from '../json/scalar-json.js';
import { compareNatural } from '../natural-order.js';
import type { TypeInformation } from '../type-information.js';
import { typeMismatch } from '../type-mismatch.js';
import type { TypeKind } from './type-kind.js';

const fits = (value: unknown): boolean => typeof value === 'string' && value.length === 1;

const codec: Codec<string> = {
  immutable: true,
  fits,
  check(value, path) {
    if (fits(value)) return value as string;
    throw typeMismatch(path, 'Character', value, 'A CHAR is one UTF-16 code unit; use STRING for longer text.');
  },
  write: (value, out) => out.writeVarUint(value.charCodeAt(0)),
  read(input) {
    const code = input.readVarUint();
    if (code > 0xffff) throw input.corrupt(`${code} is no UTF-16 code unit`);
    return String.fromCharCode(code);
  },
  copy: (value) => value,
  token: (value) => value,
};

const json = textJson(
  'Character',
  (value: string) => value,
  (text) => (text.length === 1 ? text : undefined),
);

export const CHAR_TYPE: TypeInformation<string> = {
  spec: { kind: 'char' },
  codec,
  json,
  compare: compareNatural,
  toString: () => 'Character',
};

export const charKind: TypeKind = { kind: 'char', fromSpec: () => CHAR_TYPE };
