import type { DataType } from './data-type.js';
import type { Expression } from './expression.js';
import type { Name, NodeBase } from './node.js';
import type { OrderItem } from './query.js';

/** What a JSON function gives when there is nothing to give, or on an error. */
export interface JsonBehavior extends NodeBase {
  readonly kind: 'json-behavior';
  readonly behavior: 'NULL' | 'ERROR' | 'DEFAULT' | 'EMPTY ARRAY' | 'EMPTY OBJECT' | 'TRUE' | 'FALSE' | 'UNKNOWN';
  /** Of `DEFAULT` only. */
  readonly value: Expression | undefined;
}

export interface JsonPassing extends NodeBase {
  readonly kind: 'json-passing';
  readonly value: Expression;
  readonly name: Name;
}

interface JsonPathCall extends NodeBase {
  readonly input: Expression;
  readonly path: Expression;
  readonly passing: readonly JsonPassing[];
  readonly onError: JsonBehavior | undefined;
}

export interface JsonExists extends JsonPathCall {
  readonly kind: 'json-exists';
}

export interface JsonValue extends JsonPathCall {
  readonly kind: 'json-value';
  readonly returning: DataType | undefined;
  readonly onEmpty: JsonBehavior | undefined;
}

export interface JsonQuery extends JsonPathCall {
  readonly kind: 'json-query';
  readonly returning: DataType | undefined;
  readonly wrapper: 'WITHOUT' | 'CONDITIONAL' | 'UNCONDITIONAL' | undefined;
  readonly onEmpty: JsonBehavior | undefined;
}

export interface JsonEntry extends NodeBase {
  readonly kind: 'json-entry';
  readonly key: Expression;
  readonly value: Expression;
}

export type NullClause = 'NULL ON NULL' | 'ABSENT ON NULL';

export interface JsonObject extends NodeBase {
  readonly kind: 'json-object';
  readonly entries: readonly JsonEntry[];
  readonly onNull: NullClause | undefined;
}

export interface JsonArray extends NodeBase {
  readonly kind: 'json-array';
  readonly elements: readonly Expression[];
  readonly onNull: NullClause | undefined;
}

export interface JsonObjectAggregate extends NodeBase {
  readonly kind: 'json-object-aggregate';
  readonly entry: JsonEntry;
  readonly onNull: NullClause | undefined;
}

export interface JsonArrayAggregate extends NodeBase {
  readonly kind: 'json-array-aggregate';
  readonly element: Expression;
  readonly orderBy: readonly OrderItem[];
  readonly onNull: NullClause | undefined;
}

/** `operand FORMAT JSON`: the text is JSON already. */
export interface JsonFormat extends NodeBase {
  readonly kind: 'json-format';
  readonly operand: Expression;
}
