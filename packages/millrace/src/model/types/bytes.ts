import { bytesToken } from '../bytes-token.js';
import type { Codec } from '../codec.js';
import { fromBase64, toBase64 } from '../json/json-text.js';
import { textJson } from '../json/scalar-json.js';
import type { TypeInformation } from '../type-information.js';
import { typeMismatch } from '../type-mismatch.js';
import type { TypeKind } from './type-kind.js';

const codec: Codec<Uint8Array> = {
  immutable: false,
  fits: (value) => value instanceof Uint8Array,
  check(value, path) {
    if (value instanceof Uint8Array) return value;
    throw typeMismatch(path, 'byte[]', value, 'Bytes are a Uint8Array (a Buffer is one).');
  },
  write: (value, out) => out.writeBytes(value),
  read: (input) => input.readBytes(),
  copy: (value) => new Uint8Array(value),
  token: (value) => bytesToken(codec, value),
};

export const BYTES_TYPE: TypeInformation<Uint8Array> = {
  spec: { kind: 'bytes' },
  codec,
  json: textJson('byte[]', toBase64, fromBase64),
  toString: () => 'byte[]',
};

export const bytesKind: TypeKind = { kind: 'bytes', fromSpec: () => BYTES_TYPE };
