import type { Expression } from '../ast/expression.js';
import type { JsonBehavior, JsonEntry, JsonPassing, JsonQuery, NullClause } from '../ast/json-function.js';
import { dataType } from './data-type.js';
import { withinGroup } from './function-call.js';
import { orderBy } from './order-by.js';
import { empty, node, type Parser } from './parser.js';
import type { TokenKind } from './token-kind.js';

/** The name has been seen; what all path functions begin with is passed over. */
function pathCall(parser: Parser): { input: Expression; path: Expression; passing: readonly JsonPassing[] } {
  parser.advance();
  parser.expect('(');
  const input = parser.rules.expression(parser);
  parser.expect(',');
  const path = parser.rules.expression(parser);
  const passing = parser.accept('PASSING') ? parser.list(passed) : empty;
  return { input, path, passing };
}

function passed(parser: Parser): JsonPassing {
  const first = parser.index;
  const value = parser.rules.expression(parser);
  parser.expect('AS');
  const name = parser.identifier();
  return node({ kind: 'json-passing', value, name, at: parser.positionFrom(first) });
}

function jsonExists(parser: Parser): Expression {
  const first = parser.index;
  const call = pathCall(parser);
  let onError: JsonBehavior | undefined;
  for (const behavior of ['TRUE', 'FALSE', 'UNKNOWN', 'ERROR'] as const) {
    const { index } = parser;
    if (onError !== undefined || !parser.accept(behavior)) continue;
    onError = node({ kind: 'json-behavior', behavior, value: undefined, at: parser.positionFrom(index) });
    parser.expect('ON');
    parser.expect('ERROR');
  }
  parser.expect(')');
  return node({ kind: 'json-exists', ...call, onError, at: parser.positionFrom(first) });
}

function jsonValue(parser: Parser): Expression {
  const first = parser.index;
  const call = pathCall(parser);
  const returning = parser.accept('RETURNING') ? dataType(parser) : undefined;
  const outcome = outcomes(parser, valueBehavior);
  parser.expect(')');
  return node({ kind: 'json-value', ...call, returning, ...outcome, at: parser.positionFrom(first) });
}

function jsonQuery(parser: Parser): Expression {
  const first = parser.index;
  const call = pathCall(parser);
  const returning = parser.accept('RETURNING') ? dataType(parser) : undefined;
  const wrapper = jsonWrapper(parser);
  const outcome = outcomes(parser, queryBehavior);
  parser.expect(')');
  return node({ kind: 'json-query', ...call, returning, wrapper, ...outcome, at: parser.positionFrom(first) });
}

/** `WITHOUT [ARRAY] WRAPPER`, `WITH [CONDITIONAL | UNCONDITIONAL] [ARRAY] WRAPPER`. */
function jsonWrapper(parser: Parser): JsonQuery['wrapper'] {
  let wrapper: JsonQuery['wrapper'];
  if (parser.accept('WITHOUT')) wrapper = 'WITHOUT';
  else if (parser.accept('WITH')) {
    wrapper = parser.accept('CONDITIONAL') ? 'CONDITIONAL' : 'UNCONDITIONAL';
    if (wrapper === 'UNCONDITIONAL') parser.accept('UNCONDITIONAL');
  } else return undefined;
  parser.accept('ARRAY');
  parser.expect('WRAPPER');
  return wrapper;
}

interface Outcomes {
  readonly onEmpty: JsonBehavior | undefined;
  readonly onError: JsonBehavior | undefined;
}

/** `… ON EMPTY … ON ERROR`, in either order; the last of each counts. */
function outcomes(parser: Parser, behavior: (parser: Parser) => JsonBehavior | undefined): Outcomes {
  let onEmpty: JsonBehavior | undefined;
  let onError: JsonBehavior | undefined;
  for (let next = behavior(parser); next !== undefined; next = behavior(parser)) {
    parser.expect('ON');
    if (parser.accept('EMPTY')) onEmpty = next;
    else {
      parser.expect('ERROR');
      onError = next;
    }
  }
  return { onEmpty, onError };
}

function valueBehavior(parser: Parser): JsonBehavior | undefined {
  const first = parser.index;
  let behavior: JsonBehavior['behavior'];
  let value: Expression | undefined;
  if (parser.accept('NULL')) behavior = 'NULL';
  else if (parser.accept('ERROR')) behavior = 'ERROR';
  else if (parser.accept('DEFAULT')) {
    behavior = 'DEFAULT';
    value = parser.rules.expression(parser);
  } else return undefined;
  return node({ kind: 'json-behavior', behavior, value, at: parser.positionFrom(first) });
}

function queryBehavior(parser: Parser): JsonBehavior | undefined {
  const first = parser.index;
  let behavior: JsonBehavior['behavior'];
  if (parser.accept('NULL')) behavior = 'NULL';
  else if (parser.accept('ERROR')) behavior = 'ERROR';
  else if (parser.accept('EMPTY')) {
    behavior = parser.accept('ARRAY') ? 'EMPTY ARRAY' : 'EMPTY OBJECT';
    if (behavior === 'EMPTY OBJECT') parser.expect('OBJECT');
  } else return undefined;
  return node({ kind: 'json-behavior', behavior, value: undefined, at: parser.positionFrom(first) });
}

function jsonObject(parser: Parser): Expression {
  const first = parser.index;
  parser.advance();
  parser.expect('(');
  const without = parser.at(')') || parser.peek(1) === 'ON';
  const entries = without ? empty : parser.list(entry);
  const onNull = nullClause(parser);
  parser.expect(')');
  return node({ kind: 'json-object', entries, onNull, at: parser.positionFrom(first) });
}

/** `KEY k VALUE v`, `k VALUE v`, `k : v`. */
function entry(parser: Parser): JsonEntry {
  const first = parser.index;
  parser.accept('KEY');
  const key = parser.rules.expression(parser);
  if (!parser.accept(':')) parser.expect('VALUE');
  const value = parser.rules.expression(parser);
  return node({ kind: 'json-entry', key, value, at: parser.positionFrom(first) });
}

function nullClause(parser: Parser): NullClause | undefined {
  if (parser.acceptAll('NULL', 'ON', 'NULL')) return 'NULL ON NULL';
  return parser.acceptAll('ABSENT', 'ON', 'NULL') ? 'ABSENT ON NULL' : undefined;
}

function jsonArray(parser: Parser): Expression {
  const first = parser.index;
  parser.advance();
  parser.expect('(');
  const without = parser.at(')') || parser.peek(1) === 'ON';
  const elements = without ? empty : parser.list(parser.rules.expression);
  const onNull = nullClause(parser);
  parser.expect(')');
  return node({ kind: 'json-array', elements, onNull, at: parser.positionFrom(first) });
}

function jsonObjectAggregate(parser: Parser): Expression {
  const first = parser.index;
  parser.advance();
  parser.expect('(');
  const read = entry(parser);
  const onNull = nullClause(parser);
  parser.expect(')');
  return node({ kind: 'json-object-aggregate', entry: read, onNull, at: parser.positionFrom(first) });
}

function jsonArrayAggregate(parser: Parser): Expression {
  const first = parser.index;
  parser.advance();
  parser.expect('(');
  const element = parser.rules.expression(parser);
  const inside = parser.at('ORDER') ? orderBy(parser) : undefined;
  const onNull = nullClause(parser);
  parser.expect(')');
  const order = inside ?? withinGroup(parser);
  return node({ kind: 'json-array-aggregate', element, orderBy: order, onNull, at: parser.positionFrom(first) });
}

/** JSON functions with clauses of their own, by their word. */
export const jsonFunctions: ReadonlyMap<TokenKind, (parser: Parser) => Expression> = new Map<
  TokenKind,
  (parser: Parser) => Expression
>([
  ['JSON_EXISTS', jsonExists],
  ['JSON_VALUE', jsonValue],
  ['JSON_QUERY', jsonQuery],
  ['JSON_OBJECT', jsonObject],
  ['JSON_ARRAY', jsonArray],
  ['JSON_OBJECTAGG', jsonObjectAggregate],
  ['JSON_ARRAYAGG', jsonArrayAggregate],
]);
