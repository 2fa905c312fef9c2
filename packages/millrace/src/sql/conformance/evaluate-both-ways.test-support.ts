import { expect } from 'vitest';
import type { EvaluationRuntime } from '../../expressions/evaluation-runtime.js';
import { foldConstants } from '../../expressions/fold-constants.js';
import { compileExpression } from '../../expressions/generate.js';
import { interpret } from '../../expressions/interpret.js';
import type { ResolvedExpression } from '../../expressions/resolved-expression.js';
import { builtInRegistry } from '../../functions/index.js';
import type { LogicalType } from '../../model/logical-types/logical-type.js';
import { MillraceError } from '../../model/millrace-error.js';
import { type TimeZone, UTC } from '../../model/time-zone.js';
import { seededRandom } from '../../ports/seeded-random.js';
import { parseExpression } from '../parse.js';
import { type Scope, tableScope } from '../translate/scope.js';
import { translateExpression } from '../translate/translate-expression.js';

export interface TestColumn {
  readonly name: string;
  readonly type: LogicalType;
}

/** A runtime whose clock and chance are fixed. */
export function fixedRuntime(timeZone: TimeZone = UTC): EvaluationRuntime {
  return {
    timeZone,
    mode: 'streaming',
    queryStartMs: 1_700_000_000_000,
    random: seededRandom(7),
    currentDatabase: 'default_database',
    currentTimeMs: () => 1_700_000_000_123,
    currentWatermarkMs: () => null,
    recordTimestampMs: () => null,
  };
}

/** Everything up to running: what fails here fails validation. */
export function resolveSql(
  sql: string,
  columns: readonly TestColumn[],
  runtime: EvaluationRuntime,
): ResolvedExpression {
  return foldConstants(resolveSqlUnfolded(sql, columns, runtime), runtime);
}

/** The same without evaluating constants, so that interpreter and generated code have something to do. */
export function resolveSqlUnfolded(
  sql: string,
  columns: readonly TestColumn[],
  runtime: EvaluationRuntime,
): ResolvedExpression {
  const scope: Scope = tableScope('testTable', columns);
  const context = { scope, registry: builtInRegistry, timeZone: runtime.timeZone };
  return translateExpression(parseExpression(sql), context);
}

export type Outcome = { readonly value: unknown } | { readonly error: MillraceError };

/** The value by interpreter and by generated code, which must agree. */
export function evaluateBothWays(
  expression: ResolvedExpression,
  row: readonly unknown[],
  runtime: (() => EvaluationRuntime) | EvaluationRuntime,
): Outcome {
  const fresh = typeof runtime === 'function' ? runtime : () => runtime;
  const interpreted = outcomeOf(() => interpret(expression, fresh())(row));
  const generated = outcomeOf(() => compileExpression(expression, fresh())(row));
  if ('error' in interpreted) {
    expect('error' in generated ? generated.error.message : generated, 'generated').toBe(interpreted.error.message);
  } else {
    expect(generated, 'generated').toStrictEqual(interpreted);
  }
  return generated;
}

function outcomeOf(evaluate: () => unknown): Outcome {
  try {
    return { value: evaluate() };
  } catch (error) {
    if (error instanceof MillraceError) return { error };
    throw error;
  }
}
