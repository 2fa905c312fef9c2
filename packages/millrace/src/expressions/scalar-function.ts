import type { LogicalType } from '../model/logical-types/logical-type.js';
import type { EvaluationRuntime } from './evaluation-runtime.js';
import type { Implementation } from './implementation.js';
import type { ArgumentInfo, Signature } from './signature.js';

/**
 * When a function gives the same result again: `deterministic` for the same arguments, `query` through a query in batch
 * mode (and for a record in streaming mode), `record` never twice.
 */
export type Determinism = 'deterministic' | 'query' | 'record';

/** A call whose types are known, for the function to specialise itself. */
export interface BoundCall {
  readonly argumentTypes: readonly LogicalType[];
  readonly resultType: LogicalType;
  readonly arguments: readonly ArgumentInfo[];
}

/** An expression and what it gives, as CAST to STRING prints it: documentation and test at once. */
export interface FunctionExample {
  readonly sql: string;
  readonly result: string;
}

export type FunctionCategory =
  | 'comparison'
  | 'logical'
  | 'arithmetic'
  | 'string'
  | 'temporal'
  | 'conditional'
  | 'type conversion'
  | 'collection'
  | 'json'
  | 'variant'
  | 'value construction'
  | 'value access'
  | 'hash'
  | 'bitmap'
  | 'auxiliary';

/** A scalar function or operator as data. What it takes, gives and does, and how it is documented. */
export interface ScalarFunction {
  readonly kind: 'scalar';
  /** In upper case for functions; the sign of an operator. */
  readonly name: string;
  readonly aliases: readonly string[];
  readonly category: FunctionCategory;
  /** How a call is written, such as `LEFT(string, length)`. */
  readonly usage: string;
  /** What it gives, one sentence or two. */
  readonly summary: string;
  readonly signatures: readonly Signature[];
  /** `propagate`: any NULL argument gives NULL without a call. `own`: it is called with NULLs. */
  readonly nulls: 'propagate' | 'own';
  /** Of a call with so many arguments. */
  readonly determinism: Determinism | ((argumentCount: number) => Determinism);
  readonly implement: (call: BoundCall, runtime: EvaluationRuntime) => Implementation;
  readonly examples: readonly FunctionExample[];
  /** How the call is written in plans, given its printed arguments; by default `NAME(a, b)`. */
  readonly print: ((args: readonly string[], type: LogicalType) => string) | undefined;
}

type Optional = 'aliases' | 'nulls' | 'determinism' | 'print';

/** A scalar function; unless told otherwise deterministic, without other names, and NULL for NULL. */
export function scalarFunction(
  definition: Omit<ScalarFunction, Optional | 'kind'> & Partial<Pick<ScalarFunction, Optional>>,
): ScalarFunction {
  return Object.freeze({
    aliases: [],
    nulls: 'propagate',
    determinism: 'deterministic',
    print: undefined,
    ...definition,
    kind: 'scalar',
  });
}
