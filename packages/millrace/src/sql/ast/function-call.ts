import type { ColumnReference, Expression, Star } from './expression.js';
import type { Name, NodeBase, Path } from './node.js';
import type { OrderItem, Query } from './query.js';
import type { Window } from './window.js';

/** `DEFAULT` as an argument or as a value that is written. */
export interface DefaultValue extends NodeBase {
  readonly kind: 'default';
}

/** A word in an argument's place, in upper case: the `DAY` of `EXTRACT(DAY FROM ts)`. */
export interface SymbolArgument extends NodeBase {
  readonly kind: 'symbol';
  readonly value: string;
}

/** `name => value`. */
export interface NamedArgument extends NodeBase {
  readonly kind: 'named-argument';
  readonly name: Name;
  readonly value: PlainArgument;
}

/** `TABLE t PARTITION BY a ORDER BY b`, or a query in its place. */
export interface TableArgument extends NodeBase {
  readonly kind: 'table-argument';
  readonly table:
    | { readonly kind: 'table-name'; readonly path: Path }
    | { readonly kind: 'query'; readonly query: Query };
  readonly partitionBy: readonly ColumnReference[];
  readonly orderBy: readonly OrderItem[];
}

/** `MODEL m`. */
export interface ModelArgument extends NodeBase {
  readonly kind: 'model-argument';
  readonly path: Path;
}

/** `DESCRIPTOR(a, b)`: columns of a table that is an argument. */
export interface Descriptor extends NodeBase {
  readonly kind: 'descriptor';
  readonly columns: readonly ColumnReference[];
}

export type PlainArgument =
  | Expression
  | Star
  | DefaultValue
  | SymbolArgument
  | TableArgument
  | ModelArgument
  | Descriptor;
export type Argument = PlainArgument | NamedArgument;

/** What may follow the arguments of a function. */
export interface CallSuffix {
  readonly nulls: 'RESPECT' | 'IGNORE' | undefined;
  /** The order of `WITHIN GROUP (ORDER BY …)`, else that among the arguments; empty when there is none. */
  readonly orderBy: readonly OrderItem[];
  readonly orderPlace: 'within-group' | 'arguments' | undefined;
  readonly filter: Expression | undefined;
  readonly over: Window | Name | undefined;
}

/**
 * How a call was written. Its arguments are the same in every form: `EXTRACT(DAY FROM ts)` has a symbol and a column,
 * `SUBSTRING(s FROM 2 FOR 3)` three expressions.
 */
export type CallForm =
  | 'plain'
  | 'niladic'
  | 'extract'
  | 'position'
  | 'overlay'
  | 'substring'
  | 'trim'
  | 'round-to'
  | 'convert-using';

/** A function applied to arguments, aggregates and window functions among them. */
export interface FunctionCall extends NodeBase, CallSuffix {
  readonly kind: 'call';
  readonly form: CallForm;
  readonly name: Path;
  readonly quantifier: 'ALL' | 'DISTINCT' | undefined;
  readonly arguments: readonly Argument[];
}
