import type { AliasedTable, Join, JoinType, TableReference } from '../ast/table-reference.js';
import { functionCall } from './function-call.js';
import { atQuery, continuesQuery } from './group.js';
import { hints } from './hint.js';
import { number } from './literal.js';
import { matchRecognize } from './match-recognize.js';
import { empty, isIdentifier, node, type Parser } from './parser.js';

/** Everything behind FROM. */
export function fromClause(parser: Parser): TableReference {
  return joins(parser, true);
}

/** Tables and the joins between them; in parentheses no comma is one. */
function joins(parser: Parser, commas: boolean): TableReference {
  const first = parser.index;
  let left = tableReference(parser);
  while (true) {
    const type = joinType(parser, commas);
    if (type === undefined) return left;
    const right = tableReference(parser);
    left = node({
      kind: 'join',
      ...type,
      left,
      right,
      ...joinCondition(parser, type.type),
      at: parser.positionFrom(first),
    });
    parser.grow();
  }
}

/** Passes over the words of a join. */
function joinType(parser: Parser, commas: boolean): { type: JoinType; natural: boolean } | undefined {
  if (commas && parser.accept(',')) return { type: 'COMMA', natural: false };
  const natural = parser.accept('NATURAL');
  let type: JoinType | undefined;
  if (parser.accept('INNER')) type = 'INNER';
  else if (parser.accept('CROSS')) type = 'CROSS';
  else {
    for (const side of ['LEFT', 'RIGHT', 'FULL'] as const) {
      if (type !== undefined || !parser.accept(side)) continue;
      type = side;
      parser.accept('OUTER');
    }
  }
  if (type === undefined && !natural && !parser.at('JOIN')) return undefined;
  parser.expect('JOIN');
  return { type: type ?? 'INNER', natural };
}

function joinCondition(parser: Parser, type: JoinType): Pick<Join, 'on' | 'using'> {
  const using: Join['using'] = empty;
  if (type === 'COMMA') return { on: undefined, using };
  if (parser.accept('ON')) return { on: parser.rules.expression(parser), using };
  return { on: undefined, using: parser.accept('USING') ? parser.identifiersInParentheses() : using };
}

/** One table, and what may stand behind it. */
function tableReference(parser: Parser): TableReference {
  const outside = parser.enter();
  const first = parser.index;
  let read = tableSource(parser);
  if (read.kind !== 'join') read = decorated(parser, first, read);
  parser.leave(outside);
  return read;
}

/** MATCH_RECOGNIZE before or behind the alias, and a sample. */
function decorated(parser: Parser, first: number, source: TableReference): TableReference {
  let read = source;
  if (parser.at('MATCH_RECOGNIZE')) read = matchRecognize(parser, first, read);
  read = aliased(parser, first, read);
  if (read.kind === 'aliased-table' && parser.at('MATCH_RECOGNIZE')) {
    read = aliased(parser, first, matchRecognize(parser, first, read));
  }
  return parser.at('TABLESAMPLE') ? sampled(parser, first, read) : read;
}

function aliased(parser: Parser, first: number, input: TableReference): TableReference {
  if (!parser.accept('AS') && !isIdentifier(parser.kind)) {
    parser.note('an alias');
    return input;
  }
  const alias = parser.identifier();
  const columns: AliasedTable['columns'] = parser.at('(') ? parser.identifiersInParentheses() : empty;
  return node({ kind: 'aliased-table', input, alias, columns, at: parser.positionFrom(first) });
}

function sampled(parser: Parser, first: number, input: TableReference): TableReference {
  parser.advance();
  const method = parser.accept('BERNOULLI') ? 'BERNOULLI' : 'SYSTEM';
  if (method === 'SYSTEM') parser.expect('SYSTEM');
  const percentage = numberInParentheses(parser);
  const seed = parser.accept('REPEATABLE') ? numberInParentheses(parser) : undefined;
  return node({ kind: 'sampled-table', input, method, percentage, seed, at: parser.positionFrom(first) });
}

function numberInParentheses(parser: Parser) {
  parser.expect('(');
  if (parser.kind !== 'integer' && parser.kind !== 'decimal') parser.fail('a number');
  const read = number(parser);
  parser.expect(')');
  return read;
}

function tableSource(parser: Parser): TableReference {
  const first = parser.index;
  const lateral = parser.accept('LATERAL');
  if (parser.accept('(')) return parenthesized(parser, first, lateral);
  if (parser.accept('UNNEST')) return unnest(parser, first, lateral);
  if (parser.accept('TABLE')) {
    parser.expect('(');
    if (!parser.atIdentifier()) parser.fail('a function');
    const call = functionCall(parser);
    parser.expect(')');
    return node({ kind: 'table-function', lateral, call, at: parser.positionFrom(first) });
  }
  if (lateral || !parser.atIdentifier()) parser.fail(...(lateral ? [] : (['a table'] as const)));
  return namedTable(parser);
}

/** A table, or a function when its name is called. */
function namedTable(parser: Parser): TableReference {
  const first = parser.index;
  let distance = 1;
  while (parser.peek(distance) === '.') distance += 2;
  if (parser.peek(distance) === '(') {
    const call = functionCall(parser);
    return node({ kind: 'table-function', lateral: false, call, at: parser.positionFrom(first) });
  }
  const path = parser.path();
  const read = hints(parser);
  let asOf: Extract<TableReference, { kind: 'named-table' }>['asOf'];
  if (parser.accept('FOR')) {
    for (const word of ['SYSTEM_TIME', 'AS', 'OF'] as const) parser.expect(word);
    asOf = parser.rules.expression(parser);
  }
  return node({ kind: 'named-table', path, hints: read, asOf, at: parser.positionFrom(first) });
}

/** A query or a join; `((SELECT 1) UNION (SELECT 2))` and `((SELECT 1) a JOIN b)` begin alike. */
function parenthesized(parser: Parser, first: number, lateral: boolean): TableReference {
  const outside = parser.enter();
  let read: TableReference;
  if (atQuery(parser)) read = derived(parser, first, lateral);
  else {
    parser.note('a query');
    read = joins(parser, false);
    if (read.kind === 'derived-table' && continuesQuery(parser)) {
      const query = parser.rules.queryAfter(parser, read.query);
      parser.expect(')');
      read = node({ kind: 'derived-table', lateral, query, at: parser.positionFrom(first) });
    } else {
      const plain = read.kind !== 'join' && read.kind !== 'derived-table';
      if (plain && parser.kind === ')') {
        parser.refuse(
          parser.index,
          'in parentheses stands a query or a join, not one table',
          'Remove the parentheses.',
        );
      }
      parser.expect(')');
    }
  }
  parser.leave(outside);
  return read;
}

function derived(parser: Parser, first: number, lateral: boolean): TableReference {
  const query = parser.rules.query(parser);
  parser.expect(')');
  return node({ kind: 'derived-table', lateral, query, at: parser.positionFrom(first) });
}

function unnest(parser: Parser, first: number, lateral: boolean): TableReference {
  parser.expect('(');
  const args = parser.list(parser.rules.expression);
  parser.expect(')');
  const ordinality = parser.accept('WITH');
  if (ordinality) parser.expect('ORDINALITY');
  return node({ kind: 'unnest', lateral, arguments: args, ordinality, at: parser.positionFrom(first) });
}
