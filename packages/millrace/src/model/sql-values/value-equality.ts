import { childTypes, type LogicalKind, type LogicalType } from '../logical-types/logical-type.js';
import { compareTimestamps, type TimestampValue } from './nano-timestamp.js';
import type { Equality, SqlMap } from './sql-map.js';

const identical: Equality = (a, b) => a === b;

const bytes: Equality = (a, b) => {
  const left = a as Uint8Array;
  const right = b as Uint8Array;
  return left.length === right.length && left.every((byte, i) => byte === right[i]);
};

const timestamps: Equality = (a, b) => compareTimestamps(a as TimestampValue, b as TimestampValue) === 0;

const MAKERS: Readonly<Partial<Record<LogicalKind, (type: LogicalType) => Equality>>> = {
  BINARY: () => bytes,
  VARBINARY: () => bytes,
  TIMESTAMP: () => timestamps,
  TIMESTAMP_TZ: () => timestamps,
  TIMESTAMP_LTZ: () => timestamps,
  ARRAY(type) {
    const [element] = innerEqualities(type);
    return listEquality(() => element as Equality);
  },
  ROW: positional,
  STRUCTURED: positional,
  MAP: mapEquality,
  MULTISET: mapEquality,
};

/**
 * How two values of a type, neither NULL, are found equal by SQL's `=`. Inside rows, arrays and maps two NULLs are
 * alike. Numbers are equal as numbers are: 0.0 is −0.0, and NaN is nothing.
 */
export function equalityOf(type: LogicalType): Equality {
  return MAKERS[type.kind]?.(type) ?? identical;
}

/** The same, where either may be NULL and two NULLs are alike. */
export function nullSafeEqualityOf(type: LogicalType): Equality {
  const equal = equalityOf(type);
  return (a, b) => (a === null || b === null ? a === b : equal(a, b));
}

function innerEqualities(type: LogicalType): Equality[] {
  return childTypes(type).map(nullSafeEqualityOf);
}

function listEquality(at: (position: number) => Equality): Equality {
  return (a, b) => {
    const left = a as readonly unknown[];
    const right = b as readonly unknown[];
    return left.length === right.length && left.every((value, i) => at(i)(value, right[i]));
  };
}

function positional(type: LogicalType): Equality {
  const fields = innerEqualities(type);
  return listEquality((i) => fields[i] as Equality);
}

/** Two maps are equal when each key of one has an equal value in the other. */
function mapEquality(type: LogicalType): Equality {
  const [key, value = identical] = innerEqualities(type);
  const equalKeys = key as Equality;
  return (a, b) => {
    const left = a as SqlMap;
    const right = b as SqlMap;
    if (left.size !== right.size) return false;
    return left.keys.every((candidate, i) => {
      const other = right.get(candidate, equalKeys);
      return other !== undefined && value(left.values[i], other);
    });
  };
}
