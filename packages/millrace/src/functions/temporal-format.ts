import type { EvaluationRuntime } from '../expressions/evaluation-runtime.js';
import { type EagerImplementation, eager } from '../expressions/implementation.js';
import { type ScalarFunction, scalarFunction } from '../expressions/scalar-function.js';
import {
  CHARACTERS,
  castTo,
  INTEGERS,
  kinds,
  NUMBERS,
  optional,
  returns,
  returnsExactly,
  type Signature,
  signature,
} from '../expressions/signature.js';
import {
  BIGINT,
  DATE,
  type DecimalType,
  type LogicalType,
  nullable,
  STRING,
  timestampLtzType,
  timestampType,
} from '../model/logical-types/logical-type.js';
import { truncateDecimal } from '../model/sql-values/decimal-arithmetic.js';
import { type Long, longOfDouble, multiplyLong } from '../model/sql-values/long.js';
import { msOf, nanosOf, type TimestampValue, timestampOf } from '../model/sql-values/nano-timestamp.js';
import { type TimeZone, timeZone, UTC } from '../model/time-zone.js';
import { readDate } from './cast/text-to-time.js';
import { localFields } from './datetime-fields.js';
import {
  DEFAULT_PATTERN,
  knownZone,
  type ReadTimestamp,
  readByPattern,
  readBySimplePattern,
} from './datetime-parsing.js';
import { dateTimePattern, type PatternDialect } from './datetime-pattern.js';
import { invalidValue } from './sql-failure.js';
import { daysOf } from './temporal-units.js';

/** Years 0 to 9999: what Flink makes timestamps of. */
const MIN_EPOCH_MS = -62_167_219_200_000;
const MAX_EPOCH_MS = 253_402_300_799_999;

const isInRange = (ms: number): boolean => ms >= MIN_EPOCH_MS && ms <= MAX_EPOCH_MS;

/** Prints a moment by a pattern in a zone, or a local time where there is none. */
function format(
  value: { readonly ms: number; readonly nanos: number },
  pattern: string,
  zone: TimeZone | undefined,
  dialect: PatternDialect,
  functionName: string,
): string {
  const compiled = dateTimePattern(pattern, dialect);
  if (compiled === undefined) {
    throw invalidValue(functionName, `'${pattern}' is no pattern.`, "Write one such as 'yyyy-MM-dd HH:mm:ss'.");
  }
  if (zone === undefined && compiled.needsZone) {
    throw invalidValue(functionName, `'${pattern}' prints a zone, but the time is of none.`, 'Use a TIMESTAMP_LTZ.');
  }
  const offset = zone?.offsetAt(value.ms) ?? 0;
  return compiled.print(localFields(value.ms + offset, value.nanos, offset, zone?.id));
}

const dateFormat = scalarFunction({
  name: 'DATE_FORMAT',
  category: 'temporal',
  usage: 'DATE_FORMAT(timestamp, pattern)',
  summary: "The timestamp, or the text of one, by a pattern of Java's DateTimeFormatter.",
  signatures: [
    signature([kinds('TIMESTAMP', 'TIMESTAMP_LTZ'), CHARACTERS], returnsExactly(nullable(STRING))),
    signature([CHARACTERS, CHARACTERS], returnsExactly(nullable(STRING))),
  ],
  implement({ argumentTypes }, runtime) {
    const zone = argumentTypes[0]?.kind === 'TIMESTAMP_LTZ' ? runtime.timeZone : undefined;
    return eager((value: TimestampValue | string, pattern: string) => {
      if (typeof value !== 'string') {
        return format({ ms: msOf(value), nanos: nanosOf(value) }, pattern, zone, 'java-time', 'DATE_FORMAT');
      }
      const read = readBySimplePattern(value, DEFAULT_PATTERN);
      return read === undefined ? null : format(read, pattern, UTC, 'simple', 'DATE_FORMAT');
    });
  },
  examples: [{ sql: "DATE_FORMAT(TIMESTAMP '2026-03-14 01:02:03', 'yyyy/MM/dd HH:mm')", result: '2026/03/14 01:02' }],
});

const toTimestamp = scalarFunction({
  name: 'TO_TIMESTAMP',
  category: 'temporal',
  usage: 'TO_TIMESTAMP(string [, pattern])',
  summary: "The timestamp that a text means by a pattern ('yyyy-MM-dd HH:mm:ss' by default); NULL when it means none.",
  signatures: [signature([CHARACTERS, optional(CHARACTERS)], returnsExactly(nullable(timestampType(3))))],
  implement: () =>
    eager((text: string, pattern = DEFAULT_PATTERN) => {
      const read = readByPattern(text, pattern);
      return read === undefined ? null : read.ms;
    }),
  examples: [
    { sql: "TO_TIMESTAMP('2026-03-14 01:02:03')", result: '2026-03-14 01:02:03.000' },
    { sql: "TO_TIMESTAMP('14/03/2026', 'dd/MM/yyyy')", result: '2026-03-14 00:00:00.000' },
  ],
});

/** As many digits as the pattern has of the second, at least three. */
const ltzOfText: Signature = {
  text: '<CHARACTER_STRING>, [<CHARACTER_STRING>], [<CHARACTER_STRING>]',
  infer(args) {
    if (args.length < 1 || args.length > 3) return undefined;
    const text = castTo(STRING);
    const types = args.map((argument) => text.accept(argument));
    if (types.some((type) => type === undefined)) return undefined;
    const pattern = args[1]?.literal?.value;
    const fraction = typeof pattern === 'string' ? (/S+/.exec(pattern)?.[0].length ?? 0) : 0;
    const precision = Math.min(9, Math.max(3, fraction));
    return { argumentTypes: types as LogicalType[], resultType: timestampLtzType(precision) };
  },
};

/** The digits of the second in which a number counts; more than three are those of the result. */
const ltzOfNumber: Signature = signature([NUMBERS, optional(INTEGERS)], (_types, args) => {
  const precision = args[1]?.literal?.value;
  return timestampLtzType(typeof precision === 'number' && precision > 3 ? Math.min(precision, 9) : 3);
});

const toTimestampLtz = scalarFunction({
  name: 'TO_TIMESTAMP_LTZ',
  category: 'temporal',
  usage: 'TO_TIMESTAMP_LTZ(epoch [, precision]), TO_TIMESTAMP_LTZ(string [, pattern [, time_zone]])',
  summary:
    'The moment of a number since the epoch, of milliseconds or of units of so many digits of the second, or of a text in a time zone, UTC by default; NULL when there is none.',
  signatures: [ltzOfNumber, ltzOfText],
  implement({ argumentTypes, resultType }): EagerImplementation {
    const [type] = argumentTypes as readonly [LogicalType];
    const { precision } = resultType as { readonly precision: number };
    if (type.kind !== 'CHAR' && type.kind !== 'VARCHAR') return momentOfNumber(type, precision);
    return eager((text: string, pattern = DEFAULT_PATTERN, zoneId = 'UTC') => {
      const read = readByPattern(text, pattern);
      if (read === undefined) return null;
      const ms = read.isMoment ? read.ms : timeZone(zoneId).epochOf(read.ms);
      return timestampOf(ms, read.nanos, precision);
    });
  },
  examples: [
    { sql: 'TO_TIMESTAMP_LTZ(1234, 3)', result: '1970-01-01 00:00:01.234' },
    {
      sql: "TO_TIMESTAMP_LTZ('2026-01-01 08:00:00', 'yyyy-MM-dd HH:mm:ss', 'Asia/Shanghai')",
      result: '2026-01-01 00:00:00.000',
    },
  ],
});

function momentOfNumber(type: LogicalType, resultPrecision: number): EagerImplementation {
  const whole =
    type.kind === 'DECIMAL'
      ? (value: Long): bigint => truncateDecimal(value, (type as DecimalType).scale)
      : (value: Long): bigint => BigInt(longOfDouble(Number(value)) === value ? value : Math.trunc(Number(value)));
  return eager((value: Long, precision: Long = 3) => {
    if (precision < 0 || precision > 9) {
      throw invalidValue(
        'TO_TIMESTAMP_LTZ',
        `the precision is ${precision}.`,
        'It is 0 for seconds to 9 for nanoseconds.',
      );
    }
    if (typeof value === 'number' && !Number.isFinite(value)) return null;
    const nanos = whole(value) * 10n ** (9n - BigInt(precision));
    const nanosOfMs = ((nanos % 1_000_000n) + 1_000_000n) % 1_000_000n;
    const ms = Number((nanos - nanosOfMs) / 1_000_000n);
    return isInRange(ms) ? timestampOf(ms, Number(nanosOfMs), resultPrecision) : null;
  });
}

const toDate = scalarFunction({
  name: 'TO_DATE',
  category: 'temporal',
  usage: 'TO_DATE(string [, pattern])',
  summary: "The date that a text means by a pattern ('yyyy-MM-dd' by default); NULL when it means none.",
  signatures: [signature([CHARACTERS, optional(CHARACTERS)], returnsExactly(nullable(DATE)))],
  implement: () =>
    eager((text: string, pattern?: string) => {
      if (pattern === undefined) return readDate(text) ?? null;
      const read = readBySimplePattern(text, pattern);
      return read === undefined ? null : daysOf(read.ms);
    }),
  examples: [{ sql: "TO_DATE('14.03.2026', 'dd.MM.yyyy')", result: '2026-03-14' }],
});

const epochOf = (read: ReadTimestamp, zone: TimeZone): number => (read.isMoment ? read.ms : zone.epochOf(read.ms));

const LEAST_LONG = -(2n ** 63n);

const unixTimestamp = scalarFunction({
  name: 'UNIX_TIMESTAMP',
  category: 'temporal',
  usage: 'UNIX_TIMESTAMP(), UNIX_TIMESTAMP(string [, pattern])',
  summary:
    'The seconds since the epoch, now or of a text in the time zone of the session by a pattern of SimpleDateFormat; the least BIGINT for a text that is no time.',
  determinism: (argumentCount) => (argumentCount === 0 ? 'record' : 'deterministic'),
  signatures: [signature([], returns(BIGINT)), signature([CHARACTERS, optional(CHARACTERS)], returns(BIGINT))],
  implement({ argumentTypes }, runtime: EvaluationRuntime) {
    if (argumentTypes.length === 0) return eager(() => Math.floor(runtime.currentTimeMs() / 1000));
    return eager((text: string, pattern = DEFAULT_PATTERN) => {
      const read = readBySimplePattern(text, pattern);
      return read === undefined ? LEAST_LONG : Math.floor(epochOf(read, runtime.timeZone) / 1000);
    });
  },
  examples: [{ sql: "UNIX_TIMESTAMP('2026-01-01 00:00:00')", result: '1767225600' }],
});

const fromUnixTime = scalarFunction({
  name: 'FROM_UNIXTIME',
  category: 'temporal',
  usage: 'FROM_UNIXTIME(numeric [, pattern])',
  summary:
    "The text of a number of seconds since the epoch, in the time zone of the session, by a pattern of SimpleDateFormat ('yyyy-MM-dd HH:mm:ss' by default).",
  signatures: [signature([INTEGERS, optional(CHARACTERS)], returnsExactly(nullable(STRING)))],
  implement: (_call, runtime) =>
    eager((seconds: Long, pattern = DEFAULT_PATTERN) =>
      format(
        { ms: Number(multiplyLong(seconds, 1000)), nanos: 0 },
        pattern,
        runtime.timeZone,
        'simple',
        'FROM_UNIXTIME',
      ),
    ),
  examples: [{ sql: 'FROM_UNIXTIME(44)', result: '1970-01-01 00:00:44' }],
});

/** As Java's older time zones: a name that is none is UTC. */
function zoneOrUtc(id: string): TimeZone {
  return knownZone(id) ?? UTC;
}

const convertTimeZone = scalarFunction({
  name: 'CONVERT_TZ',
  category: 'temporal',
  usage: 'CONVERT_TZ(string, from_zone, to_zone)',
  summary: 'The text of a local time in one zone as that in another; NULL for text that is no time.',
  signatures: [signature([CHARACTERS, CHARACTERS, CHARACTERS], returnsExactly(nullable(STRING)))],
  implement: () =>
    eager((text: string, from: string, to: string) => {
      const read = readBySimplePattern(text, DEFAULT_PATTERN);
      if (read === undefined) return null;
      const ms = zoneOrUtc(from).epochOf(read.ms);
      return format({ ms, nanos: 0 }, DEFAULT_PATTERN, zoneOrUtc(to), 'simple', 'CONVERT_TZ');
    }),
  examples: [{ sql: "CONVERT_TZ('2026-03-14 11:00:00', 'UTC', 'Asia/Shanghai')", result: '2026-03-14 19:00:00' }],
});

export const temporalFormatFunctions: readonly ScalarFunction[] = [
  dateFormat,
  toTimestamp,
  toTimestampLtz,
  toDate,
  unixTimestamp,
  fromUnixTime,
  convertTimeZone,
];
