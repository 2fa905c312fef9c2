import type { EvaluationRuntime } from '../expressions/evaluation-runtime.js';
import { eager } from '../expressions/implementation.js';
import { type Determinism, type ScalarFunction, scalarFunction } from '../expressions/scalar-function.js';
import { returnsExactly, signature } from '../expressions/signature.js';
import {
  DATE,
  type LogicalType,
  notNull,
  STRING,
  timestampLtzType,
  timestampType,
  timeType,
} from '../model/logical-types/logical-type.js';
import { daysOf, timeOfDay } from './temporal-units.js';

interface NowFunction {
  readonly name: string;
  readonly aliases?: readonly string[];
  readonly usage: string;
  readonly summary: string;
  readonly type: LogicalType;
  readonly determinism?: Determinism;
  readonly value: (nowMs: number, runtime: EvaluationRuntime) => unknown;
  /** An expression that is TRUE whenever it is evaluated. */
  readonly example: string;
}

/** When a function of the present is evaluated: batch queries have one moment, records of a stream each their own. */
function momentOf(runtime: EvaluationRuntime, determinism: Determinism): number {
  return determinism === 'query' && runtime.mode === 'batch' ? runtime.queryStartMs : runtime.currentTimeMs();
}

function nowFunction({
  value,
  type,
  determinism = 'query',
  example,
  aliases = [],
  ...rest
}: NowFunction): ScalarFunction {
  return scalarFunction({
    ...rest,
    aliases,
    category: 'temporal',
    determinism,
    signatures: [signature([], returnsExactly(notNull(type)))],
    implement: (_call, runtime) => eager(() => value(momentOf(runtime, determinism), runtime)),
    examples: [{ sql: example, result: 'TRUE' }],
  });
}

const localMs = (nowMs: number, { timeZone }: EvaluationRuntime): number => nowMs + timeZone.offsetAt(nowMs);
const wholeSeconds = (ms: number): number => ms - (ms % 1000);

export const temporalNowFunctions: readonly ScalarFunction[] = [
  nowFunction({
    name: 'CURRENT_DATE',
    usage: 'CURRENT_DATE',
    summary: 'Today in the time zone of the session; in streaming of each record, in batch of the query.',
    type: DATE,
    value: (nowMs, runtime) => daysOf(localMs(nowMs, runtime)),
    example: "CURRENT_DATE > DATE '2020-01-01'",
  }),
  nowFunction({
    name: 'CURRENT_TIME',
    aliases: ['LOCALTIME'],
    usage: 'CURRENT_TIME, LOCALTIME',
    summary: 'The time of the day in the time zone of the session, to the second.',
    type: timeType(0),
    value: (nowMs, runtime) => wholeSeconds(timeOfDay(localMs(nowMs, runtime))),
    example: "CURRENT_TIME >= TIME '00:00:00'",
  }),
  nowFunction({
    name: 'LOCALTIMESTAMP',
    usage: 'LOCALTIMESTAMP',
    summary: 'The date and time in the time zone of the session.',
    type: timestampType(3),
    value: localMs,
    example: "LOCALTIMESTAMP > TIMESTAMP '2020-01-01 00:00:00'",
  }),
  nowFunction({
    name: 'CURRENT_TIMESTAMP',
    aliases: ['NOW'],
    usage: 'CURRENT_TIMESTAMP, NOW()',
    summary: 'This moment; in streaming of each record, in batch of the query.',
    type: timestampLtzType(3),
    value: (nowMs) => nowMs,
    example: 'CURRENT_TIMESTAMP > TO_TIMESTAMP_LTZ(0, 3)',
  }),
  nowFunction({
    name: 'CURRENT_ROW_TIMESTAMP',
    usage: 'CURRENT_ROW_TIMESTAMP()',
    summary: 'This moment, of each record in batch too.',
    type: timestampLtzType(3),
    determinism: 'record',
    value: (nowMs) => nowMs,
    example: 'CURRENT_ROW_TIMESTAMP() > TO_TIMESTAMP_LTZ(0, 3)',
  }),
  nowFunction({
    name: 'PROCTIME',
    usage: 'PROCTIME()',
    summary: 'The processing time of each record; as a column it is a processing-time attribute.',
    type: timestampLtzType(3),
    determinism: 'record',
    value: (nowMs) => nowMs,
    example: 'PROCTIME() > TO_TIMESTAMP_LTZ(0, 3)',
  }),
  nowFunction({
    name: 'CURRENT_DATABASE',
    usage: 'CURRENT_DATABASE()',
    summary: 'The name of the current database.',
    type: STRING,
    value: (_nowMs, { currentDatabase }) => currentDatabase,
    example: "CURRENT_DATABASE() <> ''",
  }),
];
