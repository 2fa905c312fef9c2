import { MillraceError } from '../millrace-error.js';
import type { TypeInformation, TypeSpec } from '../type-information.js';
import { describeValue } from '../type-mismatch.js';
import { basicArrayKind, objectArrayKind, primitiveArrayKind } from './arrays.js';
import { bigDecimalKind } from './big-decimal.js';
import { bigIntKind } from './big-int.js';
import { booleanKind } from './boolean.js';
import { bytesKind } from './bytes.js';
import { charKind } from './char.js';
import { decimalKind } from './decimal.js';
import { doubleKind, floatKind } from './floating.js';
import { instantKind } from './instant.js';
import { byteKind, intKind, shortKind } from './integer.js';
import { listKind } from './list.js';
import { longKind } from './long.js';
import { mapKind } from './map.js';
import { nullableKind } from './nullable.js';
import { objectKind } from './object.js';
import { optionalKind } from './optional.js';
import { rowKind } from './row.js';
import { stringKind } from './string.js';
import { dateKind, timeKind, timestampKind } from './temporal.js';
import { tupleKind } from './tuple.js';
import type { TypeKind } from './type-kind.js';
import { untypedKind } from './untyped.js';

const kinds = new Map<string, TypeKind>();

/**
 * Makes a kind of type known to {@link typeFromSpec}: for types that are defined in a higher layer (windows …).
 *
 * @throws MillraceError `TYPE_INVALID` when another kind has the name.
 */
export function registerTypeKind(kind: TypeKind): void {
  const present = kinds.get(kind.kind);
  if (present !== undefined && present !== kind) {
    throw new MillraceError('TYPE_INVALID', `There are two kinds of type named '${kind.kind}'.`);
  }
  kinds.set(kind.kind, kind);
}

for (const kind of [
  basicArrayKind,
  bigDecimalKind,
  bigIntKind,
  booleanKind,
  byteKind,
  bytesKind,
  charKind,
  dateKind,
  decimalKind,
  doubleKind,
  floatKind,
  instantKind,
  intKind,
  listKind,
  longKind,
  mapKind,
  nullableKind,
  objectArrayKind,
  objectKind,
  optionalKind,
  primitiveArrayKind,
  rowKind,
  shortKind,
  stringKind,
  timeKind,
  timestampKind,
  tupleKind,
  untypedKind,
]) {
  registerTypeKind(kind);
}

/**
 * The type that a JSON form describes.
 *
 * @throws MillraceError `TYPE_INVALID` for a kind that is not known and for options that are not those of its kind.
 */
export function typeFromSpec(spec: TypeSpec): TypeInformation<unknown> {
  return rebuild(spec);
}

function rebuild(spec: unknown): TypeInformation<unknown> {
  const name = typeof spec === 'object' && spec !== null ? (spec as Partial<TypeSpec>).kind : undefined;
  const kind = typeof name === 'string' ? kinds.get(name) : undefined;
  if (kind === undefined) {
    throw new MillraceError('TYPE_INVALID', `${describeValue(name ?? spec)} is not a kind of type.`, {
      hint: `Known kinds are ${[...kinds.keys()].join(', ')}.`,
    });
  }
  try {
    return kind.fromSpec(spec as TypeSpec, rebuild);
  } catch (error) {
    if (error instanceof MillraceError) throw error;
    throw new MillraceError('TYPE_INVALID', `The description of a type of kind '${kind.kind}' is damaged.`, {
      cause: error,
    });
  }
}

/** True when two types are the same: the same kind with the same options. */
export function sameType(a: TypeInformation<unknown>, b: TypeInformation<unknown>): boolean {
  return sameSpec(a.spec, b.spec);
}

/** True when two JSON forms of types are the same. */
export function sameSpec(a: unknown, b: unknown): boolean {
  if (Object.is(a, b)) return true;
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false;
  if (Array.isArray(a) !== Array.isArray(b)) return false;
  const keys = Object.keys(a);
  if (keys.length !== Object.keys(b).length) return false;
  return keys.every(
    (key) =>
      Object.hasOwn(b, key) && sameSpec((a as Record<string, unknown>)[key], (b as Record<string, unknown>)[key]),
  );
}
