import type { Expression, NumberLiteral, RowConstructor, Star } from './expression.js';
import type { Name, NodeBase, Path, StringLiteral } from './node.js';
import type { TableReference } from './table-reference.js';
import type { Window } from './window.js';

/** One key of an ORDER BY. */
export interface OrderItem extends NodeBase {
  readonly kind: 'order-item';
  readonly expression: Expression;
  readonly descending: boolean;
  /** Undefined when not written; Flink then puts NULL first in ascending order. */
  readonly nulls: 'FIRST' | 'LAST' | undefined;
}

/** One hint of a hint comment: `OPTIONS('a' = 'b')`, `BROADCAST(t)`. */
export interface Hint extends NodeBase {
  readonly kind: 'hint';
  readonly name: Name;
  readonly arguments: readonly (HintOption | Name | StringLiteral | NumberLiteral)[];
}

export interface HintOption extends NodeBase {
  readonly kind: 'hint-option';
  readonly key: Name | StringLiteral;
  readonly value: StringLiteral;
}

/** An expression of a select list, and the name that it gets. */
export interface SelectItem extends NodeBase {
  readonly kind: 'select-item';
  readonly expression: Expression;
  readonly alias: Name | undefined;
}

/** `GROUP BY [ALL | DISTINCT] …`. */
export interface GroupBy extends NodeBase {
  readonly kind: 'group-by';
  readonly distinct: boolean;
  readonly elements: readonly GroupingElement[];
}

/** A key, several keys in parentheses (a row, or `()` for none), or sets of them. */
export type GroupingElement =
  | Expression
  | (NodeBase & { readonly kind: 'empty-group' })
  | (NodeBase & { readonly kind: 'rollup' | 'cube'; readonly elements: readonly Expression[] })
  | (NodeBase & { readonly kind: 'grouping-sets'; readonly elements: readonly GroupingElement[] });

export interface NamedWindow extends NodeBase {
  readonly kind: 'named-window';
  readonly name: Name;
  readonly window: Window;
}

export interface Select extends NodeBase {
  readonly kind: 'select';
  readonly hints: readonly Hint[];
  readonly stream: boolean;
  readonly quantifier: 'ALL' | 'DISTINCT' | undefined;
  readonly items: readonly (SelectItem | Star)[];
  readonly from: TableReference | undefined;
  readonly where: Expression | undefined;
  readonly groupBy: GroupBy | undefined;
  readonly having: Expression | undefined;
  readonly windows: readonly NamedWindow[];
  readonly qualify: Expression | undefined;
}

/** `VALUES (1, 'a'), (2, 'b')`. */
export interface Values extends NodeBase {
  readonly kind: 'values';
  /** What stands without parentheses is a row of one field. */
  readonly rows: readonly (RowConstructor | Expression)[];
}

/** `TABLE t`. */
export interface TableQuery extends NodeBase {
  readonly kind: 'table-query';
  readonly path: Path;
}

/** Queries joined by one operator, from left to right; two or more. */
export interface SetOperation extends NodeBase {
  readonly kind: 'set-operation';
  readonly operator: 'UNION' | 'INTERSECT' | 'EXCEPT';
  readonly all: boolean;
  readonly inputs: readonly Query[];
}

/** `ORDER BY … LIMIT … OFFSET …` behind a query; at least one of them. */
export interface OrderedQuery extends NodeBase {
  readonly kind: 'ordered-query';
  readonly query: Query;
  readonly orderBy: readonly OrderItem[];
  readonly offset: RowCount | undefined;
  /** How many rows at most; `LIMIT ALL` is none. */
  readonly limit: RowCount | undefined;
}

/** A number, or a parameter. */
export type RowCount = Extract<Expression, { readonly kind: 'number' | 'parameter' }>;

/** One query of a WITH. */
export interface CommonTable extends NodeBase {
  readonly kind: 'common-table';
  readonly name: Name;
  readonly columns: readonly Name[];
  readonly query: Query;
}

export interface WithQuery extends NodeBase {
  readonly kind: 'with-query';
  readonly recursive: boolean;
  readonly tables: readonly CommonTable[];
  readonly query: Query;
}

/** What gives rows. */
export type Query = Select | Values | TableQuery | SetOperation | OrderedQuery | WithQuery;
