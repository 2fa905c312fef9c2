import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describeWithShared } from '../../../../../tools/requirements.js';
import { parseJsonExactly } from '../../model/json/parse-json.js';
import type { LogicalType } from '../../model/logical-types/logical-type.js';
import { parseLogicalType } from '../../model/logical-types/parse-type.js';
import { summarizeType } from '../../model/logical-types/print-type.js';
import { MillraceError } from '../../model/millrace-error.js';
import { type TimeZone, timeZone } from '../../model/time-zone.js';
import { evaluateBothWays, fixedRuntime, resolveSql, type TestColumn } from './evaluate-both-ways.test-support.js';
import { type ConformanceCase, describeConformance } from './known-failures.test-support.js';
import { inferredType, memoryValue, type OracleValue, sameValue } from './oracle-value.test-support.js';

interface FunctionCase {
  readonly id: string;
  readonly function: string | null;
  readonly sql: string;
  readonly item?: unknown;
  readonly input?: { readonly values: readonly OracleValue[]; readonly types: readonly string[] | null };
  readonly expected?: readonly OracleValue[];
  readonly types?: readonly string[];
  readonly error?: { readonly phase: 'validation' | 'runtime' };
  readonly class_config?: { readonly LOCAL_TIME_ZONE?: string };
}

/** The zone of Flink's test classes. */
const TEST_ZONE = 'Asia/Shanghai';

function zoneOf({ class_config }: FunctionCase): TimeZone {
  const id = class_config?.LOCAL_TIME_ZONE;
  return timeZone(id === undefined ? 'UTC' : id.startsWith('TEST_TZ') ? TEST_ZONE : id);
}

function runCase(test: FunctionCase): void {
  if (typeof test.item === 'object') throw new Error('needs a whole query');
  const zone = zoneOf(test);
  const runtime = fixedRuntime(zone);
  const values = test.input?.values ?? [];
  const columns: TestColumn[] = values.map((value, i) => {
    const written = test.input?.types?.[i];
    return { name: `f${i}`, type: written === undefined ? inferredType(value) : parseLogicalType(written) };
  });
  let resolved: ReturnType<typeof resolveSql>;
  try {
    resolved = resolveSql(test.sql, columns, runtime);
  } catch (error) {
    if (test.error?.phase === 'validation' && isRefusal(error)) return;
    throw error;
  }
  if (test.error?.phase === 'validation') throw new Error('was not refused');
  const row = values.map((value, i) => memoryValue(value, columns[i]?.type as LogicalType, zone));
  const outcome = evaluateBothWays(resolved, row, () => fixedRuntime(zone));
  if (test.error !== undefined) {
    if (!('error' in outcome)) throw new Error(`gave ${show(outcome.value)} where an error is expected`);
    return;
  }
  if ('error' in outcome) throw outcome.error;
  const type = parseLogicalType(test.types?.[0] ?? '');
  if (summarizeType(resolved.type) !== summarizeType(type)) {
    throw new Error(`type ${summarizeType(resolved.type)}, expected ${summarizeType(type)}`);
  }
  const expected = memoryValue(test.expected?.[0], type, zone);
  if (!sameValue(outcome.value, expected, type))
    throw new Error(`gave ${show(outcome.value)}, expected ${show(expected)}`);
}

/** A function that is not there yet is no refusal of its arguments. */
function isRefusal(error: unknown): boolean {
  return error instanceof MillraceError && error.code !== 'SQL_FUNCTION_UNKNOWN' && error.code !== 'SQL_UNSUPPORTED';
}

const show = (value: unknown): string =>
  JSON.stringify(value, (_key, item: unknown) => (typeof item === 'bigint' ? `${item}n` : item));

describeWithShared('functions as Flink has them', (shared) => {
  const folder = join(shared, 'conformance/functions');
  const core = new Set(
    readFileSync(join(folder, '_core.txt'), 'utf8')
      .split('\n')
      .filter((line) => line !== ''),
  );
  const cases: ConformanceCase[] = readdirSync(folder)
    .filter((file) => file.endsWith('.json') && !file.startsWith('_'))
    .flatMap((file) => parseJsonExactly(readFileSync(join(folder, file), 'utf8')) as FunctionCase[])
    .filter(({ id }) => core.has(id))
    .map((test) => ({ id: test.id, topic: test.function ?? test.id, run: () => runCase(test) }));
  describeConformance('functions', cases, 'known-function-failures.txt');
});
