import type { DataType } from './data-type.js';
import type { Expression } from './expression.js';
import type { Name, NodeBase, Path, StringLiteral } from './node.js';

/** `'key' = 'value'`. */
export interface Option extends NodeBase {
  readonly kind: 'option';
  readonly key: StringLiteral;
  readonly value: StringLiteral;
}

/** `PRIMARY KEY (a) NOT ENFORCED`, of a table or behind a column. */
export interface Constraint extends NodeBase {
  readonly kind: 'constraint';
  readonly name: Name | undefined;
  readonly type: 'PRIMARY KEY' | 'UNIQUE';
  /** Empty behind a column, which then is the one. */
  readonly columns: readonly Name[];
  /** Undefined when not written. */
  readonly enforced: boolean | undefined;
}

/** A column that is stored. */
export interface PhysicalColumn extends NodeBase {
  readonly kind: 'physical-column';
  /** Several names address a field of a row. */
  readonly name: Path;
  readonly type: DataType;
  readonly constraint: Constraint | undefined;
  readonly comment: StringLiteral | undefined;
}

/** A column that the connector fills beside the value. */
export interface MetadataColumn extends NodeBase {
  readonly kind: 'metadata-column';
  readonly name: Path;
  readonly type: DataType;
  /** The connector's name of it, where that is another. */
  readonly from: StringLiteral | undefined;
  readonly virtual: boolean;
  readonly comment: StringLiteral | undefined;
}

export interface ComputedColumn extends NodeBase {
  readonly kind: 'computed-column';
  readonly name: Path;
  readonly expression: Expression;
  readonly comment: StringLiteral | undefined;
}

export type Column = PhysicalColumn | MetadataColumn | ComputedColumn;

/** `WATERMARK FOR column AS strategy`. */
export interface Watermark extends NodeBase {
  readonly kind: 'watermark';
  readonly column: Path;
  readonly strategy: Expression;
}

/** What stands between the parentheses of a table. */
export type TableElement = Column | Constraint | Watermark;

/** `BY HASH(a) INTO 4 BUCKETS`. */
export interface Distribution extends NodeBase {
  readonly kind: 'distribution';
  readonly algorithm: 'HASH' | 'RANGE' | undefined;
  /** Empty when no BY is written. */
  readonly columns: readonly Name[];
  readonly buckets: number | undefined;
}

/** What LIKE takes over of a table. */
export type LikeFeature =
  | 'ALL'
  | 'CONSTRAINTS'
  | 'DISTRIBUTION'
  | 'GENERATED'
  | 'METADATA'
  | 'OPTIONS'
  | 'PARTITIONS'
  | 'WATERMARKS';

export interface LikeOption extends NodeBase {
  readonly kind: 'like-option';
  readonly strategy: 'INCLUDING' | 'EXCLUDING' | 'OVERWRITING';
  readonly feature: LikeFeature;
}

export interface LikeClause extends NodeBase {
  readonly kind: 'like-clause';
  readonly table: Path;
  readonly options: readonly LikeOption[];
}

/** `PARTITION (a = 1, b = 'x')`. */
export interface Partition extends NodeBase {
  readonly kind: 'partition';
  readonly entries: readonly PartitionEntry[];
}

export interface PartitionEntry extends NodeBase {
  readonly kind: 'partition-entry';
  readonly column: Name;
  /** A literal, a number perhaps with a sign; undefined only in ANALYZE, for all values. */
  readonly value: Expression | undefined;
}

/** Where a column comes to stand. */
export type ColumnPlace = NodeBase & ({ readonly kind: 'first' } | { readonly kind: 'after'; readonly column: Path });

/** How fresh a materialized table is to be. */
export type RefreshMode = 'CONTINUOUS' | 'FULL';

/** Where the query of a materialized table begins to read. */
export interface StartMode extends NodeBase {
  readonly kind: 'start-mode';
  readonly mode:
    | 'FROM_BEGINNING'
    | 'FROM_NOW'
    | 'FROM_TIMESTAMP'
    | 'RESUME_OR_FROM_BEGINNING'
    | 'RESUME_OR_FROM_NOW'
    | 'RESUME_OR_FROM_TIMESTAMP';
  /** The interval of FROM_NOW, the moment of FROM_TIMESTAMP. */
  readonly argument: Expression | undefined;
}
