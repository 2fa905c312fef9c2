import { addDecimals, BigDecimal, compareDecimals, parseDecimalText } from '../big-decimal.js';
import { bigintFromBytes, bigintToBytes } from '../bigint-bytes.js';
import { bytesToken } from '../bytes-token.js';
import type { Codec } from '../codec.js';
import { decimalJson } from '../json/scalar-json.js';
import type { TypeInformation } from '../type-information.js';
import { typeMismatch } from '../type-mismatch.js';
import type { TypeKind } from './type-kind.js';

const codec: Codec<BigDecimal> = {
  immutable: true,
  fits: (value) => value instanceof BigDecimal,
  check(value, path) {
    if (value instanceof BigDecimal) return value;
    throw typeMismatch(path, 'BigDecimal', value, "Use BigDecimal.of('12.50').");
  },
  write(value, out) {
    out.writeLong(value.scale);
    out.writeBytes(bigintToBytes(value.unscaled));
  },
  read(input) {
    const scale = input.readSafeLong();
    const unscaled = bigintFromBytes(input.readBytes());
    if (unscaled === undefined || Math.abs(scale) > 100_000)
      throw input.corrupt('a decimal is not in its canonical form');
    return new BigDecimal(unscaled, scale);
  },
  copy: (value) => value,
  token: (value) => bytesToken(codec, value),
};

function parse(text: string): BigDecimal | undefined {
  const parsed = parseDecimalText(text);
  return parsed === undefined ? undefined : new BigDecimal(parsed.unscaled, parsed.scale);
}

export const BIG_DEC_TYPE: TypeInformation<BigDecimal> = {
  spec: { kind: 'big_dec' },
  codec,
  json: { ...decimalJson('BigDecimal', String, parse), exact: true },
  compare: compareDecimals,
  plus: addDecimals,
  toString: () => 'BigDecimal',
};

export const bigDecimalKind: TypeKind = { kind: 'big_dec', fromSpec: () => BIG_DEC_TYPE };
