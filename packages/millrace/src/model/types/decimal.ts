import { bigintFromBytes, bigintToBytes } from '../bigint-bytes.js';
import type { Codec } from '../codec.js';
import {
  isUnscaledDecimal,
  MAX_DECIMAL_PRECISION,
  parseDecimal,
  printDecimal,
  type UnscaledDecimal,
} from '../decimal.js';
import { decimalJson } from '../json/scalar-json.js';
import { MillraceError } from '../millrace-error.js';
import { compareNatural } from '../natural-order.js';
import type { TypeInformation } from '../type-information.js';
import { typeMismatch } from '../type-mismatch.js';
import { canonicalInteger } from './long.js';
import type { TypeKind } from './type-kind.js';

function decimalCodec(precision: number, name: string): Codec<UnscaledDecimal> {
  const fits = (value: unknown): boolean => isUnscaledDecimal(value, precision);
  return {
    immutable: true,
    fits,
    check(value, path) {
      const canonical = typeof value === 'bigint' ? canonicalInteger(value) : value === 0 ? 0 : value;
      if (fits(canonical)) return canonical as UnscaledDecimal;
      throw typeMismatch(
        path,
        name,
        value,
        'A DECIMAL is given by its unscaled value: 12.50 as DECIMAL(5, 2) is 1250.',
      );
    },
    write(value, out) {
      out.writeBytes(bigintToBytes(BigInt(value)));
    },
    read(input) {
      const value = bigintFromBytes(input.readBytes());
      const canonical = value === undefined ? undefined : canonicalInteger(value);
      if (!fits(canonical)) throw input.corrupt(`a decimal is not a ${name}`);
      return canonical as UnscaledDecimal;
    },
    copy: (value) => value,
    token: (value) => value,
  };
}

/** The type of exact decimals of at most `precision` digits, `scale` of them behind the point. */
export function decimalType(precision: number, scale: number): TypeInformation<UnscaledDecimal> {
  const precisionFits = Number.isInteger(precision) && precision >= 1 && precision <= MAX_DECIMAL_PRECISION;
  if (!precisionFits || !Number.isInteger(scale) || scale < 0 || scale > precision) {
    throw new MillraceError('TYPE_INVALID', `There is no DECIMAL(${precision}, ${scale}).`, {
      hint: `The precision is from 1 to ${MAX_DECIMAL_PRECISION}, the scale from 0 to the precision.`,
    });
  }
  const name = `DECIMAL(${precision}, ${scale})`;
  return {
    spec: { kind: 'decimal', precision, scale },
    codec: decimalCodec(precision, name),
    json: decimalJson(
      name,
      (value: UnscaledDecimal) => printDecimal(value, scale),
      (text) => parseDecimal(text, precision, scale),
    ),
    compare: compareNatural,
    plus: (a, b) =>
      typeof a === 'number' && typeof b === 'number' && Number.isSafeInteger(a + b)
        ? a + b
        : canonicalInteger(BigInt(a) + BigInt(b)),
    toString: () => name,
  };
}

export const decimalKind: TypeKind = {
  kind: 'decimal',
  fromSpec: (spec) => decimalType(Number(spec.precision), Number(spec.scale)),
};
