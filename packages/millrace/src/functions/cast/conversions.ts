import type { LogicalKind, LogicalType } from '../../model/logical-types/logical-type.js';
import { withNullability } from '../../model/logical-types/logical-type.js';
import { equalTypes } from '../../model/logical-types/type-equality.js';
import type { ConversionRule } from './conversion.js';
import { constructedRules } from './to-constructed.js';
import { toBigint, toBoolean, toDecimal, toDouble, toFloat, toInt, toSmallint, toTinyint } from './to-number.js';
import { toBytes, toText } from './to-text.js';
import { toDate, toDayTimeInterval, toTime, toTimestamp, toTimestampLtz, toYearMonthInterval } from './to-time.js';

type Rules = Readonly<Partial<Record<LogicalKind, unknown>>>;

/** The rules for each kind of target. */
const RULES: Readonly<Partial<Record<LogicalKind, Rules>>> = {
  CHAR: toText,
  VARCHAR: toText,
  BOOLEAN: toBoolean,
  BINARY: toBytes,
  VARBINARY: toBytes,
  DECIMAL: toDecimal,
  TINYINT: toTinyint,
  SMALLINT: toSmallint,
  INT: toInt,
  BIGINT: toBigint,
  FLOAT: toFloat,
  DOUBLE: toDouble,
  DATE: toDate,
  TIME: toTime,
  TIMESTAMP: toTimestamp,
  TIMESTAMP_LTZ: toTimestampLtz,
  INTERVAL_YEAR_MONTH: toYearMonthInterval,
  INTERVAL_DAY_TIME: toDayTimeInterval,
  ...constructedRules((from, to, runtime) => conversionOf(from, to, runtime)),
};

/** How values of one type become values of another; undefined when there is no CAST between them. */
export const conversionOf: ConversionRule = (from: LogicalType, to: LogicalType, runtime) => {
  if (from.kind === 'NULL') return () => null;
  const rule = RULES[to.kind]?.[from.kind] as ConversionRule | undefined;
  if (rule !== undefined) return rule(from, to, runtime);
  // Kinds without a rule, such as RAW, are converted to themselves only.
  return equalTypes(withNullability(from, true), withNullability(to, true)) ? (value) => value : undefined;
};
