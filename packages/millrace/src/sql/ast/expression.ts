import type { DataType, IntervalQualifier } from './data-type.js';
import type { DefaultValue, FunctionCall } from './function-call.js';
import type {
  JsonArray,
  JsonArrayAggregate,
  JsonExists,
  JsonFormat,
  JsonObject,
  JsonObjectAggregate,
  JsonQuery,
  JsonValue,
} from './json-function.js';
import type { Name, NodeBase, StringLiteral } from './node.js';
import type { Query } from './query.js';

/** `NULL`. */
export interface NullLiteral extends NodeBase {
  readonly kind: 'null';
}

/** `TRUE`, `FALSE`; null is `UNKNOWN`. */
export interface BooleanLiteral extends NodeBase {
  readonly kind: 'boolean';
  readonly value: boolean | null;
}

/** A number without sign, its digits as written. */
export interface NumberLiteral extends NodeBase {
  readonly kind: 'number';
  readonly form: 'integer' | 'decimal' | 'approximate';
  readonly text: string;
}

/** `X'…'`. */
export interface BinaryLiteral extends NodeBase {
  readonly kind: 'bytes';
  /** Hexadecimal digits in upper case. */
  readonly hex: string;
}

/** `DATE '…'` and its like; whether the text is a date is not the parser's to say. */
export interface TemporalLiteral extends NodeBase {
  readonly kind: 'temporal';
  readonly type: 'DATE' | 'TIME' | 'TIMESTAMP' | 'TIMESTAMP_LTZ';
  readonly text: string;
}

/** `INTERVAL '1-3' YEAR TO MONTH`. */
export interface IntervalLiteral extends NodeBase {
  readonly kind: 'interval';
  /** A minus stands before the text. */
  readonly negative: boolean;
  readonly text: string;
  readonly qualifier: IntervalQualifier;
}

export type Literal =
  | NullLiteral
  | BooleanLiteral
  | NumberLiteral
  | StringLiteral
  | BinaryLiteral
  | TemporalLiteral
  | IntervalLiteral;

/** `INTERVAL n DAY`: so many of a unit. */
export interface IntervalExpression extends NodeBase {
  readonly kind: 'interval-expression';
  readonly value: Expression;
  readonly qualifier: IntervalQualifier;
}

/** `(a - b) DAY TO SECOND`: a difference as an interval. */
export interface IntervalDifference extends NodeBase {
  readonly kind: 'interval-difference';
  readonly left: Expression;
  readonly right: Expression;
  readonly qualifier: IntervalQualifier;
}

/** A column, qualified or not; which of the names are fields of a row is known with the catalog only. */
export interface ColumnReference extends NodeBase {
  readonly kind: 'column';
  readonly names: readonly Name[];
}

/** `?`; the first of a statement has index 0. */
export interface Parameter extends NodeBase {
  readonly kind: 'parameter';
  readonly index: number;
}

/** `base.name`, where the base is no column. */
export interface FieldAccess extends NodeBase {
  readonly kind: 'field';
  readonly base: Expression;
  readonly name: Name;
}

/** `base[index]`. */
export interface ElementAccess extends NodeBase {
  readonly kind: 'element';
  readonly base: Expression;
  readonly index: Expression;
}

/** A sign, `NOT`, or `RUNNING` / `FINAL` before a measure of MATCH_RECOGNIZE. */
export interface UnaryExpression extends NodeBase {
  readonly kind: 'unary';
  readonly operator: '+' | '-' | 'NOT' | 'RUNNING' | 'FINAL';
  readonly operand: Expression;
}

export type ArithmeticOperator = '+' | '-' | '*' | '/' | '%' | '||';
export type ComparisonOperator = '=' | '<>' | '<' | '<=' | '>' | '>=';
export type PeriodOperator =
  | 'OVERLAPS'
  | 'CONTAINS'
  | 'EQUALS'
  | 'PRECEDES'
  | 'SUCCEEDS'
  | 'IMMEDIATELY PRECEDES'
  | 'IMMEDIATELY SUCCEEDS';
export type MultisetOperator =
  | 'MEMBER OF'
  | 'SUBMULTISET OF'
  | 'NOT SUBMULTISET OF'
  | 'MULTISET UNION'
  | 'MULTISET UNION ALL'
  | 'MULTISET UNION DISTINCT'
  | 'MULTISET INTERSECT'
  | 'MULTISET INTERSECT ALL'
  | 'MULTISET INTERSECT DISTINCT'
  | 'MULTISET EXCEPT'
  | 'MULTISET EXCEPT ALL'
  | 'MULTISET EXCEPT DISTINCT';
export type BinaryOperator =
  | ArithmeticOperator
  | ComparisonOperator
  | PeriodOperator
  | MultisetOperator
  | 'IS DISTINCT FROM'
  | 'IS NOT DISTINCT FROM';

export interface BinaryExpression extends NodeBase {
  readonly kind: 'binary';
  readonly operator: BinaryOperator;
  readonly left: Expression;
  readonly right: Expression;
}

/** `a AND b AND c`: two operands or more, flat however long it is. */
export interface LogicalExpression extends NodeBase {
  readonly kind: 'logical';
  readonly operator: 'AND' | 'OR';
  readonly operands: readonly Expression[];
}

/** `operand IS [NOT] test`. */
export interface IsExpression extends NodeBase {
  readonly kind: 'is';
  readonly operand: Expression;
  readonly negated: boolean;
  readonly test:
    | 'NULL'
    | 'TRUE'
    | 'FALSE'
    | 'UNKNOWN'
    | 'EMPTY'
    | 'A SET'
    | 'JSON VALUE'
    | 'JSON OBJECT'
    | 'JSON ARRAY'
    | 'JSON SCALAR';
}

export interface BetweenExpression extends NodeBase {
  readonly kind: 'between';
  readonly operand: Expression;
  readonly negated: boolean;
  readonly symmetric: boolean;
  readonly low: Expression;
  readonly high: Expression;
}

export interface LikeExpression extends NodeBase {
  readonly kind: 'like';
  readonly operator: 'LIKE' | 'ILIKE' | 'RLIKE' | 'SIMILAR TO';
  readonly operand: Expression;
  readonly negated: boolean;
  readonly pattern: Expression;
  readonly escape: Expression | undefined;
}

/** `operand [NOT] IN (…)`. */
export interface InExpression extends NodeBase {
  readonly kind: 'in';
  readonly operand: Expression;
  readonly negated: boolean;
  readonly among: Candidates;
}

/** `operand > ALL (…)`; `ANY` is read as `SOME`. */
export interface QuantifiedComparison extends NodeBase {
  readonly kind: 'quantified';
  readonly operand: Expression;
  readonly operator: ComparisonOperator;
  readonly quantifier: 'ALL' | 'SOME';
  readonly among: Candidates;
}

/** What an operand is compared with, one after another. */
export type Candidates =
  | { readonly kind: 'list'; readonly items: readonly Expression[] }
  | { readonly kind: 'query'; readonly query: Query };

/** `EXISTS (query)`, `UNIQUE (query)`. */
export interface QueryTest extends NodeBase {
  readonly kind: 'query-test';
  readonly test: 'EXISTS' | 'UNIQUE';
  readonly query: Query;
}

/** A query as a value. */
export interface Subquery extends NodeBase {
  readonly kind: 'subquery';
  readonly query: Query;
}

export interface CaseBranch extends NodeBase {
  readonly kind: 'case-branch';
  /** Several only when the CASE has an operand: `WHEN 1, 2 THEN`. */
  readonly when: readonly Expression[];
  readonly result: Expression;
}

export interface CaseExpression extends NodeBase {
  readonly kind: 'case';
  readonly operand: Expression | undefined;
  readonly branches: readonly CaseBranch[];
  readonly otherwise: Expression | undefined;
}

export interface CastExpression extends NodeBase {
  readonly kind: 'cast';
  readonly operator: 'CAST' | 'TRY_CAST';
  readonly operand: Expression;
  readonly type: DataType;
}

/** `ROW(…)`, or `(a, b)` when it is not explicit. */
export interface RowConstructor extends NodeBase {
  readonly kind: 'row';
  readonly explicit: boolean;
  /** DEFAULT stands only in the rows that an INSERT writes. */
  readonly fields: readonly (Expression | Star | DefaultValue)[];
}

/** `ARRAY[…]`, `MULTISET[…]`. */
export interface CollectionConstructor extends NodeBase {
  readonly kind: 'array' | 'multiset';
  readonly elements: readonly Expression[];
}

/** `MAP[key, value, …]`. */
export interface MapConstructor extends NodeBase {
  readonly kind: 'map';
  readonly entries: readonly (readonly [key: Expression, value: Expression])[];
}

/** `ARRAY(query)`, `MAP(query)`, `MULTISET(query)`. */
export interface CollectionQuery extends NodeBase {
  readonly kind: 'collection-query';
  readonly collection: 'ARRAY' | 'MAP' | 'MULTISET';
  readonly query: Query;
}

/** `PERIOD (start, end)`. */
export interface PeriodConstructor extends NodeBase {
  readonly kind: 'period';
  readonly start: Expression;
  readonly end: Expression;
}

/** `*`, `t.*`. */
export interface Star extends NodeBase {
  readonly kind: 'star';
  readonly qualifier: readonly Name[];
}

export type Expression =
  | Literal
  | IntervalExpression
  | IntervalDifference
  | ColumnReference
  | Parameter
  | FieldAccess
  | ElementAccess
  | UnaryExpression
  | BinaryExpression
  | LogicalExpression
  | IsExpression
  | BetweenExpression
  | LikeExpression
  | InExpression
  | QuantifiedComparison
  | QueryTest
  | Subquery
  | CaseExpression
  | CastExpression
  | RowConstructor
  | CollectionConstructor
  | MapConstructor
  | CollectionQuery
  | PeriodConstructor
  | FunctionCall
  | JsonExists
  | JsonValue
  | JsonQuery
  | JsonObject
  | JsonArray
  | JsonObjectAggregate
  | JsonArrayAggregate
  | JsonFormat;
