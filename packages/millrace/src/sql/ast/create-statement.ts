import type { IntervalLiteral } from './expression.js';
import type { Name, NodeBase, Path, StringLiteral } from './node.js';
import type { Query } from './query.js';
import type {
  Column,
  Distribution,
  LikeClause,
  Option,
  RefreshMode,
  StartMode,
  TableElement,
} from './table-definition.js';

/** What the definitions of tables have in common. */
export interface TableBody {
  readonly elements: readonly TableElement[];
  /** Columns by name only, in the order of the query behind AS; then `elements` is empty. */
  readonly columnNames: readonly Name[];
  readonly comment: StringLiteral | undefined;
  readonly distribution: Distribution | undefined;
  readonly partitionedBy: readonly Name[];
  readonly options: readonly Option[];
}

export interface CreateTable extends NodeBase, TableBody {
  readonly kind: 'create-table';
  readonly mode: 'CREATE' | 'CREATE OR REPLACE' | 'REPLACE';
  readonly temporary: boolean;
  readonly ifNotExists: boolean;
  readonly path: Path;
  readonly like: LikeClause | undefined;
  readonly as: Query | undefined;
}

export interface CreateMaterializedTable extends NodeBase, TableBody {
  readonly kind: 'create-materialized-table';
  readonly orAlter: boolean;
  readonly path: Path;
  readonly startMode: StartMode | undefined;
  readonly freshness: IntervalLiteral | undefined;
  readonly refreshMode: RefreshMode | undefined;
  readonly as: Query;
}

export interface CreateView extends NodeBase {
  readonly kind: 'create-view';
  readonly orReplace: boolean;
  readonly temporary: boolean;
  readonly ifNotExists: boolean;
  readonly path: Path;
  readonly columns: readonly Name[];
  readonly comment: StringLiteral | undefined;
  readonly query: Query;
}

export type FunctionLanguage = 'JAVA' | 'SCALA' | 'SQL' | 'PYTHON';

/** A file that a function needs. */
export interface FunctionResource extends NodeBase {
  readonly kind: 'function-resource';
  readonly type: 'JAR' | 'ARTIFACT';
  readonly location: StringLiteral;
}

export interface CreateFunction extends NodeBase {
  readonly kind: 'create-function';
  readonly orReplace: boolean;
  readonly temporary: boolean;
  readonly system: boolean;
  readonly ifNotExists: boolean;
  readonly path: Path;
  /** What implements it: for Flink a class, here also `module#export`. */
  readonly implementation: StringLiteral;
  readonly language: FunctionLanguage | undefined;
  readonly resources: readonly FunctionResource[];
  readonly options: readonly Option[];
}

export interface CreateCatalog extends NodeBase {
  readonly kind: 'create-catalog';
  readonly orReplace: boolean;
  readonly ifNotExists: boolean;
  readonly name: Name;
  readonly comment: StringLiteral | undefined;
  readonly options: readonly Option[];
}

export interface CreateDatabase extends NodeBase {
  readonly kind: 'create-database';
  readonly orReplace: boolean;
  readonly ifNotExists: boolean;
  readonly path: Path;
  readonly comment: StringLiteral | undefined;
  readonly options: readonly Option[];
}

export interface CreateModel extends NodeBase {
  readonly kind: 'create-model';
  readonly orReplace: boolean;
  readonly temporary: boolean;
  readonly ifNotExists: boolean;
  readonly path: Path;
  readonly input: readonly Column[];
  readonly output: readonly Column[];
  readonly comment: StringLiteral | undefined;
  readonly options: readonly Option[];
  readonly as: Query | undefined;
}

export interface CreateConnection extends NodeBase {
  readonly kind: 'create-connection';
  readonly orReplace: boolean;
  readonly temporary: boolean;
  readonly system: boolean;
  readonly ifNotExists: boolean;
  readonly path: Path;
  readonly comment: StringLiteral | undefined;
  readonly options: readonly Option[];
}

export type CreateStatement =
  | CreateTable
  | CreateMaterializedTable
  | CreateView
  | CreateFunction
  | CreateCatalog
  | CreateDatabase
  | CreateModel
  | CreateConnection;
