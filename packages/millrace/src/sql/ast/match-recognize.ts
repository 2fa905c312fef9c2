import type { Expression, IntervalLiteral } from './expression.js';
import type { Name, NodeBase } from './node.js';
import type { OrderItem } from './query.js';
import type { TableReference } from './table-reference.js';

/** `expression AS name` of MEASURES. */
export interface Measure extends NodeBase {
  readonly kind: 'measure';
  readonly expression: Expression;
  readonly name: Name;
}

/** Where the next match may begin. */
export type AfterMatch = NodeBase &
  (
    | { readonly kind: 'skip-to-next-row' | 'skip-past-last-row' }
    | { readonly kind: 'skip-to-first' | 'skip-to-last'; readonly variable: Name }
  );

/** A pattern over rows, made of variables. */
export type RowPattern = NodeBase &
  (
    | { readonly kind: 'pattern-variable'; readonly name: Name }
    | { readonly kind: 'pattern-sequence'; readonly parts: readonly RowPattern[] }
    | { readonly kind: 'pattern-alternation'; readonly branches: readonly RowPattern[] }
    | { readonly kind: 'pattern-permutation'; readonly parts: readonly RowPattern[] }
    | { readonly kind: 'pattern-exclusion'; readonly pattern: RowPattern }
    | {
        readonly kind: 'pattern-repeat';
        readonly pattern: RowPattern;
        readonly from: number;
        /** Undefined: without end. */
        readonly to: number | undefined;
        readonly reluctant: boolean;
      }
  );

/** `name = (a, b)` of SUBSET. */
export interface Subset extends NodeBase {
  readonly kind: 'subset';
  readonly name: Name;
  readonly variables: readonly Name[];
}

/** `variable AS condition` of DEFINE. */
export interface Definition extends NodeBase {
  readonly kind: 'definition';
  readonly variable: Name;
  readonly condition: Expression;
}

export interface MatchRecognize extends NodeBase {
  readonly kind: 'match-recognize';
  readonly input: TableReference;
  readonly partitionBy: readonly Expression[];
  readonly orderBy: readonly OrderItem[];
  readonly measures: readonly Measure[];
  /** Undefined when not written, which means ONE. */
  readonly rowsPerMatch: 'ONE' | 'ALL' | undefined;
  readonly afterMatch: AfterMatch | undefined;
  readonly pattern: RowPattern;
  /** `^`: only from the first row of a partition. */
  readonly fromStart: boolean;
  /** `$`: only up to the last row of a partition. */
  readonly toEnd: boolean;
  readonly within: IntervalLiteral | undefined;
  readonly subsets: readonly Subset[];
  readonly definitions: readonly Definition[];
}
