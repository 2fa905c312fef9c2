import { childTypes, type LogicalKind, type LogicalType } from './logical-type.js';
import { equalIgnoringNullability } from './type-equality.js';
import { hasFamily, kindsOfFamily, type TypeFamily } from './type-families.js';

interface CastRule {
  readonly implicit: ReadonlySet<LogicalKind>;
  readonly explicit: ReadonlySet<LogicalKind>;
}

type Sources = readonly (LogicalKind | { readonly family: TypeFamily })[];

const family = (name: TypeFamily): { readonly family: TypeFamily } => ({ family: name });
const expand = (sources: Sources): LogicalKind[] =>
  sources.flatMap((source) => (typeof source === 'string' ? [source] : kindsOfFamily(source.family)));
const rule = (implicit: Sources, explicit: Sources = []): CastRule => ({
  implicit: new Set(expand(implicit)),
  explicit: new Set(expand([...implicit, ...explicit])),
});

const CHARACTERS = family('CHARACTER_STRING');
const NUMBERS = family('NUMERIC');
const DATETIMES = family('DATETIME');
const FROM_ANY: Sources = [family('PREDEFINED'), family('CONSTRUCTED'), 'RAW', 'STRUCTURED', 'BITMAP'];
const TO_NUMBER: Sources = [NUMBERS, CHARACTERS, 'BOOLEAN', 'TIMESTAMP', 'TIMESTAMP_LTZ'];

/** Flink's table of casts by kind (LogicalTypeCasts of 2.3.0); what depends on parameters stands in the functions below. */
const RULES: Readonly<Record<LogicalKind, CastRule>> = {
  CHAR: rule(['CHAR'], FROM_ANY),
  VARCHAR: rule([CHARACTERS], FROM_ANY),
  BOOLEAN: rule(['BOOLEAN'], [CHARACTERS, family('INTEGER_NUMERIC')]),
  BINARY: rule(['BINARY'], [CHARACTERS, 'VARBINARY', 'RAW']),
  VARBINARY: rule([family('BINARY_STRING')], [CHARACTERS, 'RAW']),
  DECIMAL: rule([NUMBERS], TO_NUMBER),
  TINYINT: rule(['TINYINT'], TO_NUMBER),
  SMALLINT: rule(['TINYINT', 'SMALLINT'], TO_NUMBER),
  INT: rule(['TINYINT', 'SMALLINT', 'INT'], TO_NUMBER),
  BIGINT: rule([family('INTEGER_NUMERIC')], TO_NUMBER),
  FLOAT: rule([family('EXACT_NUMERIC'), 'FLOAT'], TO_NUMBER),
  DOUBLE: rule([NUMBERS], TO_NUMBER),
  DATE: rule(['DATE', 'TIMESTAMP'], [family('TIMESTAMP'), CHARACTERS]),
  TIME: rule(['TIME', 'TIMESTAMP'], [family('TIMESTAMP'), CHARACTERS]),
  TIMESTAMP: rule(['TIMESTAMP', 'TIMESTAMP_LTZ'], [DATETIMES, CHARACTERS, NUMBERS]),
  TIMESTAMP_TZ: rule(['TIMESTAMP_TZ'], [DATETIMES, CHARACTERS]),
  TIMESTAMP_LTZ: rule(['TIMESTAMP', 'TIMESTAMP_LTZ'], [DATETIMES, CHARACTERS, NUMBERS]),
  INTERVAL_YEAR_MONTH: rule(['INTERVAL_YEAR_MONTH'], [CHARACTERS]),
  INTERVAL_DAY_TIME: rule(['INTERVAL_DAY_TIME'], [CHARACTERS]),
  ARRAY: rule(['ARRAY']),
  MULTISET: rule(['MULTISET']),
  MAP: rule(['MAP']),
  ROW: rule(['ROW', 'STRUCTURED']),
  STRUCTURED: rule(['ROW', 'STRUCTURED']),
  RAW: rule([]),
  NULL: rule(['NULL']),
  SYMBOL: rule([]),
  DESCRIPTOR: rule([]),
  VARIANT: rule(['VARIANT']),
  BITMAP: rule(['BITMAP']),
};

/** True when every value of `from` is one of `to` without loss, so that Flink converts it unasked. */
export function supportsImplicitCast(from: LogicalType, to: LogicalType): boolean {
  return supportsCast(from, to, 'implicit');
}

/** True when `CAST(from AS to)` exists; it may still fail for a value. */
export function supportsExplicitCast(from: LogicalType, to: LogicalType): boolean {
  return supportsCast(from, to, 'explicit');
}

function supportsCast(from: LogicalType, to: LogicalType, mode: 'implicit' | 'explicit'): boolean {
  if (from.nullable && !to.nullable) return false;
  if (from.kind === 'NULL' || equalIgnoringNullability(from, to)) return true;
  if (hasFamily(from, 'INTERVAL') && hasFamily(to, 'EXACT_NUMERIC')) return isSingleFieldInterval(from);
  if (hasFamily(from, 'EXACT_NUMERIC') && hasFamily(to, 'INTERVAL')) return isSingleFieldInterval(to);
  if (!RULES[to.kind][mode].has(from.kind)) return false;
  if (from.kind === 'STRUCTURED' && to.kind === 'STRUCTURED' && from.className !== to.className) return false;
  const target = childTypes(to);
  if (target.length === 0) return true;
  const source = childTypes(from);
  return (
    source.length === target.length && source.every((type, i) => supportsCast(type, target[i] as LogicalType, mode))
  );
}

/** True for intervals of one unit, such as DAY; only those are also numbers. */
function isSingleFieldInterval(type: LogicalType): boolean {
  return 'resolution' in type && !type.resolution.includes('_TO_');
}
