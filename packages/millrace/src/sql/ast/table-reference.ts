import type { Expression } from './expression.js';
import type { FunctionCall } from './function-call.js';
import type { MatchRecognize } from './match-recognize.js';
import type { Name, NodeBase, Path } from './node.js';
import type { Hint, Query } from './query.js';

/** A table by its name. */
export interface NamedTable extends NodeBase {
  readonly kind: 'named-table';
  readonly path: Path;
  readonly hints: readonly Hint[];
  /** The moment of `FOR SYSTEM_TIME AS OF`. */
  readonly asOf: Expression | undefined;
}

/** A query in parentheses. */
export interface DerivedTable extends NodeBase {
  readonly kind: 'derived-table';
  readonly lateral: boolean;
  readonly query: Query;
}

/** A function that gives rows, with or without `TABLE(…)` around it: a window, a process table function … */
export interface TableFunction extends NodeBase {
  readonly kind: 'table-function';
  readonly lateral: boolean;
  readonly call: FunctionCall;
}

/** `UNNEST(a, b) WITH ORDINALITY`. */
export interface Unnest extends NodeBase {
  readonly kind: 'unnest';
  readonly lateral: boolean;
  readonly arguments: readonly Expression[];
  readonly ordinality: boolean;
}

/** `input AS alias (columns)`. */
export interface AliasedTable extends NodeBase {
  readonly kind: 'aliased-table';
  readonly input: TableReference;
  readonly alias: Name;
  readonly columns: readonly Name[];
}

/** `input TABLESAMPLE SYSTEM(10) REPEATABLE(1)`. */
export interface SampledTable extends NodeBase {
  readonly kind: 'sampled-table';
  readonly input: TableReference;
  readonly method: 'BERNOULLI' | 'SYSTEM';
  readonly percentage: Expression;
  readonly seed: Expression | undefined;
}

export type JoinType = 'INNER' | 'LEFT' | 'RIGHT' | 'FULL' | 'CROSS' | 'COMMA';

/** Joins associate to the left, a comma like any other join. */
export interface Join extends NodeBase {
  readonly kind: 'join';
  readonly type: JoinType;
  readonly natural: boolean;
  readonly left: TableReference;
  readonly right: TableReference;
  readonly on: Expression | undefined;
  /** Empty when there is no USING. */
  readonly using: readonly Name[];
}

/** What can stand in FROM. */
export type TableReference =
  | NamedTable
  | DerivedTable
  | TableFunction
  | Unnest
  | AliasedTable
  | SampledTable
  | MatchRecognize
  | Join;
