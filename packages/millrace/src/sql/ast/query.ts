import type { Expression } from './expression.js';
import type { NodeBase } from './node.js';

/** One key of an ORDER BY. */
export interface OrderItem extends NodeBase {
  readonly kind: 'order-item';
  readonly expression: Expression;
  readonly descending: boolean;
  /** Undefined when not written; Flink then puts NULL first in ascending order. */
  readonly nulls: 'FIRST' | 'LAST' | undefined;
}

/** A query: what gives rows. */
export type Query = NodeBase & { readonly kind: 'table-query' };
