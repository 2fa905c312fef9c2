import type { LogicalKind, LogicalType } from './logical-type.js';

/** Groups of types for which a rule holds alike, by Flink's names. */
export type TypeFamily =
  | 'PREDEFINED'
  | 'CONSTRUCTED'
  | 'USER_DEFINED'
  | 'EXTENSION'
  | 'CHARACTER_STRING'
  | 'BINARY_STRING'
  | 'NUMERIC'
  | 'INTEGER_NUMERIC'
  | 'EXACT_NUMERIC'
  | 'APPROXIMATE_NUMERIC'
  | 'DATETIME'
  | 'TIMESTAMP'
  | 'INTERVAL'
  | 'COLLECTION';

const INTEGER_FAMILIES: readonly TypeFamily[] = ['PREDEFINED', 'NUMERIC', 'INTEGER_NUMERIC', 'EXACT_NUMERIC'];
const APPROXIMATE_FAMILIES: readonly TypeFamily[] = ['PREDEFINED', 'NUMERIC', 'APPROXIMATE_NUMERIC'];
const TIMESTAMP_FAMILIES: readonly TypeFamily[] = ['PREDEFINED', 'DATETIME', 'TIMESTAMP'];

const FAMILIES: Readonly<Record<LogicalKind, readonly TypeFamily[]>> = {
  CHAR: ['PREDEFINED', 'CHARACTER_STRING'],
  VARCHAR: ['PREDEFINED', 'CHARACTER_STRING'],
  BOOLEAN: ['PREDEFINED'],
  BINARY: ['PREDEFINED', 'BINARY_STRING'],
  VARBINARY: ['PREDEFINED', 'BINARY_STRING'],
  DECIMAL: ['PREDEFINED', 'NUMERIC', 'EXACT_NUMERIC'],
  TINYINT: INTEGER_FAMILIES,
  SMALLINT: INTEGER_FAMILIES,
  INT: INTEGER_FAMILIES,
  BIGINT: INTEGER_FAMILIES,
  FLOAT: APPROXIMATE_FAMILIES,
  DOUBLE: APPROXIMATE_FAMILIES,
  DATE: ['PREDEFINED', 'DATETIME'],
  TIME: ['PREDEFINED', 'DATETIME'],
  TIMESTAMP: TIMESTAMP_FAMILIES,
  TIMESTAMP_TZ: TIMESTAMP_FAMILIES,
  TIMESTAMP_LTZ: TIMESTAMP_FAMILIES,
  INTERVAL_YEAR_MONTH: ['PREDEFINED', 'INTERVAL'],
  INTERVAL_DAY_TIME: ['PREDEFINED', 'INTERVAL'],
  ARRAY: ['CONSTRUCTED', 'COLLECTION'],
  MULTISET: ['CONSTRUCTED', 'COLLECTION'],
  MAP: ['CONSTRUCTED', 'EXTENSION'],
  ROW: ['CONSTRUCTED'],
  STRUCTURED: ['USER_DEFINED'],
  RAW: ['EXTENSION'],
  NULL: ['EXTENSION'],
  SYMBOL: ['EXTENSION'],
  DESCRIPTOR: ['EXTENSION'],
  VARIANT: ['PREDEFINED'],
  BITMAP: ['EXTENSION'],
};

/** True when a type belongs to a family. */
export function hasFamily(type: LogicalType, family: TypeFamily): boolean {
  return FAMILIES[type.kind].includes(family);
}

/** The kinds of a family. */
export function kindsOfFamily(family: TypeFamily): LogicalKind[] {
  return (Object.keys(FAMILIES) as LogicalKind[]).filter((kind) => FAMILIES[kind].includes(family));
}
