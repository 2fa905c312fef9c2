import type { FunctionLanguage } from './create-statement.js';
import type { IntervalLiteral } from './expression.js';
import type { Name, NodeBase, Path, StringLiteral } from './node.js';
import type { Query } from './query.js';
import type { ColumnPlace, Distribution, Option, Partition, RefreshMode, TableElement } from './table-definition.js';

/** An element that ADD or MODIFY names, and where it comes to stand. */
export interface PlacedElement extends NodeBase {
  readonly kind: 'placed-element';
  readonly element: TableElement;
  readonly place: ColumnPlace | undefined;
}

/** A partition that is added, with its options. */
export interface AddedPartition extends NodeBase {
  readonly kind: 'added-partition';
  readonly partition: Partition;
  readonly options: readonly Option[];
}

interface Change<Kind extends string> {
  readonly kind: Kind;
}

export type Rename = Change<'rename'> & { readonly to: Path };
export type SetOptions = Change<'set-options'> & { readonly options: readonly Option[] };
export type ResetOptions = Change<'reset-options'> & { readonly keys: readonly StringLiteral[] };

/** What ALTER does to the columns, keys and watermarks of tables of either sort. */
export type SchemaChange =
  | (Change<'add-elements' | 'modify-elements'> & { readonly elements: readonly PlacedElement[] })
  | (Change<'add-distribution' | 'modify-distribution'> & { readonly distribution: Distribution })
  | (Change<'drop-columns'> & { readonly columns: readonly Path[] })
  | (Change<'drop-constraint'> & { readonly name: Name })
  | Change<'drop-primary-key' | 'drop-watermark' | 'drop-distribution'>;

export type TableChange =
  | Rename
  | SetOptions
  | ResetOptions
  | SchemaChange
  | (Change<'rename-column'> & { readonly from: Path; readonly to: Path })
  | (Change<'add-partitions'> & { readonly ifNotExists: boolean; readonly partitions: readonly AddedPartition[] })
  | (Change<'drop-partitions'> & { readonly ifExists: boolean; readonly partitions: readonly Partition[] });

export interface AlterTable extends NodeBase {
  readonly kind: 'alter-table';
  readonly ifExists: boolean;
  readonly path: Path;
  readonly change: TableChange;
}

export type MaterializedTableChange =
  | SetOptions
  | ResetOptions
  | SchemaChange
  | Change<'suspend'>
  | (Change<'resume'> & { readonly options: readonly Option[] })
  | (Change<'refresh'> & { readonly partition: Partition | undefined })
  | (Change<'set-freshness'> & { readonly freshness: IntervalLiteral })
  | (Change<'set-refresh-mode'> & { readonly mode: RefreshMode })
  | (Change<'as-query'> & { readonly query: Query });

export interface AlterMaterializedTable extends NodeBase {
  readonly kind: 'alter-materialized-table';
  readonly path: Path;
  readonly change: MaterializedTableChange;
}

export interface AlterView extends NodeBase {
  readonly kind: 'alter-view';
  readonly path: Path;
  readonly change: Rename | (Change<'as-query'> & { readonly query: Query });
}

export interface AlterDatabase extends NodeBase {
  readonly kind: 'alter-database';
  readonly path: Path;
  readonly change: SetOptions;
}

export interface AlterCatalog extends NodeBase {
  readonly kind: 'alter-catalog';
  readonly name: Name;
  readonly change: SetOptions | ResetOptions | (Change<'set-comment'> & { readonly comment: StringLiteral });
}

export interface AlterFunction extends NodeBase {
  readonly kind: 'alter-function';
  readonly temporary: boolean;
  readonly system: boolean;
  readonly ifExists: boolean;
  readonly path: Path;
  readonly implementation: StringLiteral;
  readonly language: FunctionLanguage | undefined;
}

export interface AlterModelOrConnection extends NodeBase {
  readonly kind: 'alter-model' | 'alter-connection';
  readonly ifExists: boolean;
  readonly path: Path;
  readonly change: Rename | SetOptions | ResetOptions;
}

export type AlterStatement =
  | AlterTable
  | AlterMaterializedTable
  | AlterView
  | AlterDatabase
  | AlterCatalog
  | AlterFunction
  | AlterModelOrConnection;
