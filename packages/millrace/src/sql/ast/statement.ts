import type { AlterStatement } from './alter-statement.js';
import type { CreateStatement, CreateTable } from './create-statement.js';
import type { Expression } from './expression.js';
import type { FunctionCall } from './function-call.js';
import type { Name, NodeBase, Path, StringLiteral } from './node.js';
import type { Hint, Query } from './query.js';
import type { Option, Partition } from './table-definition.js';

/** A query by itself. */
export interface QueryStatement extends NodeBase {
  readonly kind: 'query-statement';
  readonly query: Query;
}

export interface Insert extends NodeBase {
  readonly kind: 'insert';
  /** `UPSERT INTO` is refused later, by whoever runs it. */
  readonly mode: 'INTO' | 'OVERWRITE' | 'UPSERT';
  readonly path: Path;
  readonly hints: readonly Hint[];
  readonly partition: Partition | undefined;
  /** Empty when not written: all columns. */
  readonly columns: readonly Path[];
  readonly query: Query;
  readonly onConflict: 'ERROR' | 'NOTHING' | 'DEDUPLICATE' | undefined;
}

export interface Assignment extends NodeBase {
  readonly kind: 'assignment';
  readonly column: Name;
  readonly value: Expression;
}

export interface Update extends NodeBase {
  readonly kind: 'update';
  readonly path: Path;
  readonly hints: readonly Hint[];
  readonly alias: Name | undefined;
  readonly assignments: readonly Assignment[];
  readonly where: Expression | undefined;
}

export interface Delete extends NodeBase {
  readonly kind: 'delete';
  readonly path: Path;
  readonly hints: readonly Hint[];
  readonly alias: Name | undefined;
  readonly where: Expression | undefined;
}

export interface Truncate extends NodeBase {
  readonly kind: 'truncate';
  readonly path: Path;
}

/** A procedure that is called. */
export interface Call extends NodeBase {
  readonly kind: 'call-procedure';
  readonly call: FunctionCall;
}

/** `EXECUTE STATEMENT SET BEGIN … END`: one job. */
export interface StatementSet extends NodeBase {
  readonly kind: 'statement-set';
  readonly inserts: readonly Insert[];
}

/** `EXECUTE` before a query or an INSERT, which changes nothing. */
export interface Execute extends NodeBase {
  readonly kind: 'execute';
  readonly statement: QueryStatement | Insert;
}

export interface Explain extends NodeBase {
  readonly kind: 'explain';
  readonly details: readonly ('ESTIMATED_COST' | 'CHANGELOG_MODE' | 'PLAN_ADVICE' | 'JSON_EXECUTION_PLAN')[];
  readonly statement: QueryStatement | Insert | StatementSet | CreateTable;
}

export interface CompilePlan extends NodeBase {
  readonly kind: 'compile-plan';
  readonly file: StringLiteral;
  readonly ifNotExists: boolean;
  /** `COMPILE AND EXECUTE`. */
  readonly execute: boolean;
  readonly statement: Insert | StatementSet;
}

export interface ExecutePlan extends NodeBase {
  readonly kind: 'execute-plan';
  readonly file: StringLiteral;
}

export type DroppedObject =
  | 'CATALOG'
  | 'CONNECTION'
  | 'DATABASE'
  | 'FUNCTION'
  | 'MATERIALIZED TABLE'
  | 'MODEL'
  | 'TABLE'
  | 'VIEW';

export interface Drop extends NodeBase {
  readonly kind: 'drop';
  readonly object: DroppedObject;
  readonly temporary: boolean;
  readonly system: boolean;
  readonly ifExists: boolean;
  readonly path: Path;
  /** Of a database only. */
  readonly behavior: 'CASCADE' | 'RESTRICT' | undefined;
}

export type ShownObject =
  | 'CATALOGS'
  | 'COLUMNS'
  | 'CONNECTIONS'
  | 'CURRENT CATALOG'
  | 'CURRENT DATABASE'
  | 'DATABASES'
  | 'FULL MODULES'
  | 'FUNCTIONS'
  | 'JARS'
  | 'JOBS'
  | 'MATERIALIZED TABLES'
  | 'MODELS'
  | 'MODULES'
  | 'PARTITIONS'
  | 'PROCEDURES'
  | 'TABLES'
  | 'USER FUNCTIONS'
  | 'VIEWS';

/** `NOT LIKE 'pattern'` behind a SHOW. */
export interface NamePattern extends NodeBase {
  readonly kind: 'name-pattern';
  readonly operator: 'LIKE' | 'ILIKE';
  readonly negated: boolean;
  readonly pattern: StringLiteral;
}

export interface Show extends NodeBase {
  readonly kind: 'show';
  readonly object: ShownObject;
  /** Behind FROM or IN: a catalog, a database, or the table whose columns or partitions are shown. */
  readonly within: Path | undefined;
  readonly preposition: 'FROM' | 'IN' | undefined;
  readonly partition: Partition | undefined;
  readonly pattern: NamePattern | undefined;
}

export interface ShowCreate extends NodeBase {
  readonly kind: 'show-create';
  readonly object: 'CATALOG' | 'CONNECTION' | 'MATERIALIZED TABLE' | 'MODEL' | 'TABLE' | 'VIEW';
  readonly orAlter: boolean;
  readonly path: Path;
}

export interface Describe extends NodeBase {
  readonly kind: 'describe';
  readonly object: 'CATALOG' | 'CONNECTION' | 'DATABASE' | 'FUNCTION' | 'MODEL' | 'TABLE';
  readonly extended: boolean;
  readonly path: Path;
}

export interface DescribeJob extends NodeBase {
  readonly kind: 'describe-job';
  readonly job: StringLiteral;
}

export interface Use extends NodeBase {
  readonly kind: 'use';
  readonly object: 'CATALOG' | 'DATABASE';
  readonly path: Path;
}

export interface UseModules extends NodeBase {
  readonly kind: 'use-modules';
  readonly modules: readonly Name[];
}

export interface LoadModule extends NodeBase {
  readonly kind: 'load-module';
  readonly module: Name;
  readonly options: readonly Option[];
}

export interface UnloadModule extends NodeBase {
  readonly kind: 'unload-module';
  readonly module: Name;
}

export interface ChangeJar extends NodeBase {
  readonly kind: 'add-jar' | 'remove-jar';
  readonly location: StringLiteral;
}

/** `SET 'key' = 'value'`, also without quotes; bare it lists what is set. */
export interface SetStatement extends NodeBase {
  readonly kind: 'set';
  readonly key: StringLiteral | undefined;
  readonly value: StringLiteral | undefined;
}

/** `RESET 'key'`; bare it resets everything. */
export interface ResetStatement extends NodeBase {
  readonly kind: 'reset';
  readonly key: StringLiteral | undefined;
}

export interface AnalyzeTable extends NodeBase {
  readonly kind: 'analyze-table';
  readonly path: Path;
  readonly partition: Partition | undefined;
  readonly columns: 'NONE' | 'ALL' | 'LISTED';
  readonly columnNames: readonly Name[];
}

export interface StopJob extends NodeBase {
  readonly kind: 'stop-job';
  readonly job: StringLiteral;
  readonly savepoint: boolean;
  readonly drain: boolean;
}

/** What stands alone: the bounds of a statement set that is typed in, and words for a shell. */
export interface BareStatement extends NodeBase {
  readonly kind: 'begin-statement-set' | 'end-statement-set' | 'clear' | 'help' | 'quit';
}

export type Statement =
  | QueryStatement
  | Insert
  | Update
  | Delete
  | Truncate
  | Call
  | StatementSet
  | Execute
  | Explain
  | CompilePlan
  | ExecutePlan
  | CreateStatement
  | AlterStatement
  | Drop
  | Show
  | ShowCreate
  | Describe
  | DescribeJob
  | Use
  | UseModules
  | LoadModule
  | UnloadModule
  | ChangeJar
  | SetStatement
  | ResetStatement
  | AnalyzeTable
  | StopJob
  | BareStatement;
