import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describeWithShared } from '../../../../../tools/requirements.js';
import { resolveCast } from '../../functions/cast.js';
import { parseJsonExactly } from '../../model/json/parse-json.js';
import { STRING } from '../../model/logical-types/logical-type.js';
import { MillraceError } from '../../model/millrace-error.js';
import { timeZone } from '../../model/time-zone.js';
import { evaluateBothWays, fixedRuntime, resolveSql } from './evaluate-both-ways.test-support.js';
import { readTables } from './expression-rows.test-support.js';
import { type ConformanceCase, describeConformance } from './known-failures.test-support.js';

interface ExpressionCase {
  readonly id: string;
  readonly class: string;
  readonly method: string;
  readonly data: string | null;
  readonly sql: string;
  readonly expected_as_string?: string;
  readonly error?: unknown;
  readonly method_config?: readonly string[];
}

type Tables = ReturnType<typeof readTables>;

function runCase(test: ExpressionCase, tables: Tables): void {
  const zone = timeZone(/ZoneId\.of\("(.*?)"\)/.exec(test.method_config?.[0] ?? '')?.[1] ?? 'UTC');
  const { columns, row } = tables(test.data, zone);
  const runtime = fixedRuntime(zone);
  let printed: unknown;
  try {
    const resolved = resolveSql(test.sql, columns, runtime);
    const text = resolved.type.kind === 'NULL' ? resolved : resolveCast(resolved, STRING, 'CAST');
    const outcome = evaluateBothWays(text, row, () => fixedRuntime(zone));
    if ('error' in outcome) throw outcome.error;
    printed = outcome.value ?? 'NULL';
  } catch (error) {
    if (error instanceof MillraceError && test.error !== undefined) return;
    throw error;
  }
  if (test.error !== undefined) throw new Error(`gave ${String(printed)} where an error is expected`);
  if (printed !== test.expected_as_string) {
    throw new Error(`gave ${JSON.stringify(printed)}, expected ${JSON.stringify(test.expected_as_string)}`);
  }
}

describeWithShared('expressions as Flink has them', (shared) => {
  const folder = join(shared, 'conformance/expressions');
  const core = new Set(
    readFileSync(join(folder, '_core.txt'), 'utf8')
      .split('\n')
      .filter((line) => line !== ''),
  );
  const tables = readTables(folder);
  const cases: ConformanceCase[] = readdirSync(folder)
    .filter((file) => file.endsWith('.json') && !file.startsWith('_'))
    .flatMap((file) => parseJsonExactly(readFileSync(join(folder, file), 'utf8')) as ExpressionCase[])
    .filter(({ id }) => core.has(id))
    .map((test) => ({ id: test.id, topic: `${test.class}.${test.method}`, run: () => runCase(test, tables) }));
  describeConformance('expressions', cases, 'known-expression-failures.txt');
});
