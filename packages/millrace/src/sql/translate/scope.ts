import type { LogicalType } from '../../model/logical-types/logical-type.js';

/** A column that expressions may name. */
export interface ScopeColumn {
  readonly name: string;
  readonly type: LogicalType;
  /** Where it stands in the input row. */
  readonly position: number;
  /** The name of its table, or the alias of it; undefined when it has none. */
  readonly table: string | undefined;
}

/** The columns that expressions of a query may name. */
export interface Scope {
  readonly columns: readonly ScopeColumn[];
}

/** The columns of one table, in order. */
export function tableScope(
  table: string | undefined,
  columns: readonly { readonly name: string; readonly type: LogicalType }[],
): Scope {
  return { columns: columns.map(({ name, type }, position) => ({ name, type, position, table })) };
}
