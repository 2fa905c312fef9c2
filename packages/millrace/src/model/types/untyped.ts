import { addDecimals, BigDecimal } from '../big-decimal.js';
import { bytesToken } from '../bytes-token.js';
import type { Codec, KeyToken } from '../codec.js';
import { untypedJson } from '../json/untyped-json.js';
import { compareAny } from '../natural-order.js';
import type { TypeInformation } from '../type-information.js';
import { describeValue } from '../type-mismatch.js';
import { copyUntyped } from '../untyped-copy.js';
import { untypedFields } from '../untyped-fields.js';
import { readUntyped } from '../untyped-reader.js';
import { notCloneable } from '../untyped-values.js';
import { writeUntyped } from '../untyped-writer.js';
import type { TypeKind } from './type-kind.js';

/** Strings that begin with this are those of tokens that stand for other values. */
const ESCAPE = '\u0000';

function token(value: unknown): KeyToken {
  switch (typeof value) {
    case 'number':
      return Object.is(value, -0) ? `${ESCAPE}-0` : value;
    case 'string':
      return value.startsWith(ESCAPE) ? `${ESCAPE}s${value}` : value;
    case 'boolean':
    case 'bigint':
    case 'undefined':
      return value;
    default:
      return value === null ? null : `${ESCAPE}b${bytesToken({ write: writeUntyped }, value)}`;
  }
}

/**
 * The codec of values without a declared type. Only what is certain at a glance is checked here: an object is walked
 * when it is written or copied, and refused then.
 */
const untypedCodec: Codec<unknown> = {
  immutable: false,
  fits: (value) => typeof value !== 'function' && typeof value !== 'symbol',
  check(value, path) {
    if (typeof value === 'function' || typeof value === 'symbol')
      throw notCloneable([], describeValue(value)).withFacts({ path });
    return value;
  },
  write: writeUntyped,
  read: readUntyped,
  copy: copyUntyped,
  token,
};

/** The sum of two numbers of one kind; undefined when they are none. */
function plus(a: unknown, b: unknown): unknown {
  if (typeof a === 'number' && typeof b === 'number') return a + b;
  if (typeof a === 'bigint' && typeof b === 'bigint') return a + b;
  if (a instanceof BigDecimal && b instanceof BigDecimal) return addDecimals(a, b);
  return undefined;
}

/** The type of values that were not declared: anything that structured clone can carry. */
export const UNTYPED: TypeInformation<unknown> = {
  spec: { kind: 'untyped' },
  codec: untypedCodec,
  json: untypedJson,
  fields: untypedFields(() => UNTYPED),
  compare: compareAny,
  plus,
  toString: () => 'PickledByteArrayTypeInfo',
};

export const untypedKind: TypeKind = { kind: 'untyped', fromSpec: () => UNTYPED };

/** Is there a part without a declared type in the type that a JSON form describes? */
export function holdsUntyped(spec: unknown): boolean {
  if (typeof spec !== 'object' || spec === null) return false;
  if ((spec as { readonly kind?: unknown }).kind === UNTYPED.spec.kind) return true;
  return Object.values(spec).some(holdsUntyped);
}
