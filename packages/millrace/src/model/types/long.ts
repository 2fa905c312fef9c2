import type { Codec } from '../codec.js';
import { bigintJson } from '../json/scalar-json.js';
import { MillraceError } from '../millrace-error.js';
import { compareNatural } from '../natural-order.js';
import type { TypeInformation } from '../type-information.js';
import { typeMismatch } from '../type-mismatch.js';
import type { TypeKind } from './type-kind.js';

const INT64_MIN = -(2n ** 63n);
const INT64_MAX = 2n ** 63n - 1n;
const SAFE_MAX = BigInt(Number.MAX_SAFE_INTEGER);

/** The TypeScript types in which a LONG can be had. */
export interface LongForms {
  /** A number; values outside ±(2^53 − 1) are refused. */
  number: number;
  /** Always a bigint. */
  bigint: bigint;
  /** A number inside ±(2^53 − 1) and a bigint outside, as SQL columns hold it. */
  canonical: number | bigint;
}

export type LongForm = keyof LongForms;

/** True for a whole number of 64 bits. */
export function isInt64(value: bigint): boolean {
  return value >= INT64_MIN && value <= INT64_MAX;
}

/** The canonical form of a whole number: a number inside ±(2^53 − 1), a bigint outside. */
export function canonicalInteger(value: bigint): number | bigint {
  return value >= -SAFE_MAX && value <= SAFE_MAX ? Number(value) : value;
}

const HINT = 'A LONG is a whole number of 64 bits.';

const canonicalCodec: Codec<number | bigint> = {
  immutable: true,
  fits: isCanonicalLong,
  check(value, path) {
    if (typeof value === 'number' && Number.isSafeInteger(value)) return value + 0;
    if (typeof value === 'bigint' && isInt64(value)) return canonicalInteger(value);
    throw typeMismatch(path, 'Long', value, longHint(value));
  },
  write: (value, out) => out.writeLong(value),
  read: (input) => input.readLong(),
  copy: (value) => value,
  token: (value) => value,
};

const numberCodec: Codec<number> = {
  immutable: true,
  fits: (value) => typeof value === 'number' && Number.isSafeInteger(value) && !Object.is(value, -0),
  check(value, path) {
    if (typeof value === 'number' && Number.isSafeInteger(value)) return value + 0;
    const canonical = canonicalCodec.check(value, path);
    if (typeof canonical === 'number') return canonical;
    throw tooLargeForNumber(path, canonical);
  },
  write: (value, out) => out.writeLong(value),
  read(input) {
    const value = input.readLong();
    if (typeof value === 'number') return value;
    throw tooLargeForNumber('A stored value', value);
  },
  copy: (value) => value,
  token: (value) => value,
};

const bigintCodec: Codec<bigint> = {
  immutable: true,
  fits: (value) => typeof value === 'bigint' && isInt64(value),
  check: (value, path) =>
    typeof value === 'bigint' && isInt64(value) ? value : BigInt(canonicalCodec.check(value, path)),
  write: (value, out) => out.writeLong(canonicalInteger(value)),
  read: (input) => BigInt(input.readLong()),
  copy: (value) => value,
  // A Map keyed by bigint is five times slower than one keyed by number.
  token: canonicalInteger,
};

function isCanonicalLong(value: unknown): boolean {
  if (typeof value === 'number') return Number.isSafeInteger(value) && !Object.is(value, -0);
  return typeof value === 'bigint' && isInt64(value) && (value > SAFE_MAX || value < -SAFE_MAX);
}

function tooLargeForNumber(path: string, value: bigint): MillraceError {
  return new MillraceError(
    'TYPE_LONG_UNSAFE',
    `${path} is the LONG ${value}, which a JavaScript number cannot hold exactly (more than ±${Number.MAX_SAFE_INTEGER}).`,
    {
      facts: { path, seen: `${value}` },
      hint: "Declare the type as Types.LONG({ as: 'bigint' }) to get it as a bigint.",
    },
  );
}

function longHint(value: unknown): string {
  if (typeof value === 'number' && Number.isInteger(value)) {
    return `${HINT} This number is beyond ±${Number.MAX_SAFE_INTEGER} and so already inexact: pass a bigint.`;
  }
  return HINT;
}

/** The exact sum of two LONGs, which may have more than 64 bits. */
function addLongs(a: number | bigint, b: number | bigint): number | bigint {
  if (typeof a === 'number' && typeof b === 'number' && Number.isSafeInteger(a + b)) return a + b;
  return canonicalInteger(BigInt(a) + BigInt(b));
}

function longTypeOf<T extends number | bigint>(
  as: LongForm,
  codec: Codec<T>,
  small: (value: number) => T,
): TypeInformation<T> {
  const large = (value: bigint, path: () => string): T => codec.check(value, path());
  return {
    spec: as === 'number' ? { kind: 'long' } : { kind: 'long', as },
    codec,
    json: bigintJson('Long', { fits: isInt64, small, large }),
    compare: compareNatural,
    plus: (a, b) => codec.check(addLongs(a, b), 'The sum'),
    toString: () => 'Long',
  };
}

const forms: { readonly [A in LongForm]: TypeInformation<LongForms[A]> } = {
  number: longTypeOf('number', numberCodec, (value) => value),
  bigint: longTypeOf('bigint', bigintCodec, BigInt),
  canonical: longTypeOf<number | bigint>('canonical', canonicalCodec, (value) => value),
};

/** The type of 64-bit integers in one of its forms. */
export function longType<A extends LongForm>(as: A): TypeInformation<LongForms[A]> {
  if (!Object.hasOwn(forms, as)) {
    throw new MillraceError('TYPE_INVALID', `'${String(as)}' is not a form of LONG.`, {
      hint: "Choose 'number', 'bigint' or 'canonical'.",
    });
  }
  return forms[as];
}

export const longKind: TypeKind = {
  kind: 'long',
  fromSpec: (spec) => longType((spec.as ?? 'number') as LongForm),
};
