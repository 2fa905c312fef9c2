import type { Expression } from './expression.js';
import type { Name, NodeBase } from './node.js';
import type { OrderItem } from './query.js';

/** The window of `OVER (…)` or of a WINDOW clause. */
export interface Window extends NodeBase {
  readonly kind: 'window';
  /** The named window that this one refines. */
  readonly base: Name | undefined;
  readonly partitionBy: readonly Expression[];
  readonly orderBy: readonly OrderItem[];
  readonly frame: WindowFrame | undefined;
  readonly allowPartial: boolean | undefined;
}

export interface WindowFrame extends NodeBase {
  readonly kind: 'window-frame';
  readonly unit: 'ROWS' | 'RANGE';
  readonly start: FrameBound;
  /** Undefined when no BETWEEN is written; the frame then ends with the current row. */
  readonly end: FrameBound | undefined;
}

export type FrameBound =
  | (NodeBase & { readonly kind: 'unbounded-preceding' | 'current-row' | 'unbounded-following' })
  | (NodeBase & { readonly kind: 'preceding' | 'following'; readonly value: Expression });
