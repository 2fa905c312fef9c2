import type { CaseBranch, Expression, Star } from '../ast/expression.js';
import { dataType } from './data-type.js';
import { atQuery } from './group.js';
import { empty, node, type Parser } from './parser.js';
import { withStar } from './star.js';

/** `CASE WHEN … THEN … ELSE … END`, `CASE x WHEN 1, 2 THEN … END`. */
export function caseExpression(parser: Parser): Expression {
  const first = parser.index;
  parser.advance();
  const { expression } = parser.rules;
  const operand = parser.at('WHEN') ? undefined : expression(parser);
  const branches: CaseBranch[] = [];
  do branches.push(caseBranch(parser, operand !== undefined));
  while (parser.at('WHEN'));
  const otherwise = parser.accept('ELSE') ? expression(parser) : undefined;
  parser.expect('END');
  return node({ kind: 'case', operand, branches: Object.freeze(branches), otherwise, at: parser.positionFrom(first) });
}

function caseBranch(parser: Parser, several: boolean): CaseBranch {
  const first = parser.index;
  const { expression } = parser.rules;
  parser.expect('WHEN');
  const when = several ? parser.list(expression) : Object.freeze([expression(parser)]);
  parser.expect('THEN');
  const result = expression(parser);
  return node({ kind: 'case-branch', when, result, at: parser.positionFrom(first) });
}

/** `CAST(x AS t)`, `TRY_CAST(x AS t)`. */
export function cast(parser: Parser): Expression {
  const first = parser.index;
  const operator = parser.kind === 'TRY_CAST' ? 'TRY_CAST' : 'CAST';
  parser.advance();
  parser.expect('(');
  const operand = parser.rules.expression(parser);
  parser.expect('AS');
  const type = dataType(parser);
  parser.expect(')');
  return node({ kind: 'cast', operator, operand, type, at: parser.positionFrom(first) });
}

/** `ROW(…)`. */
export function row(parser: Parser): Expression {
  const first = parser.index;
  parser.advance();
  parser.expect('(');
  const fields = parser.list(rowField);
  parser.expect(')');
  return node({ kind: 'row', explicit: true, fields, at: parser.positionFrom(first) });
}

function rowField(parser: Parser): Expression | Star {
  return withStar(parser, parser.rules.expression(parser));
}

/** `ARRAY[…]`, `MULTISET[…]`, a query in parentheses behind either, and behind MAP. */
export function collection(parser: Parser): Expression {
  const first = parser.index;
  const word = parser.kind as 'ARRAY' | 'MAP' | 'MULTISET';
  if (parser.peek(1) === '(') return collectionQuery(parser, word);
  parser.advance();
  parser.note('(');
  parser.expect('[');
  // Flink knows no empty multiset.
  const without = word === 'ARRAY' && parser.at(']');
  const elements = without ? empty : parser.list(parser.rules.expression);
  parser.expect(']');
  const kind = word === 'ARRAY' ? 'array' : 'multiset';
  return node({ kind, elements, at: parser.positionFrom(first) });
}

function collectionQuery(parser: Parser, word: 'ARRAY' | 'MAP' | 'MULTISET'): Expression {
  const first = parser.index;
  parser.advance();
  parser.advance();
  if (!atQuery(parser)) parser.fail('a query');
  const query = parser.rules.query(parser);
  parser.expect(')');
  return node({ kind: 'collection-query', collection: word, query, at: parser.positionFrom(first) });
}

/** `MAP[key, value, …]`. */
export function mapConstructor(parser: Parser): Expression {
  const first = parser.index;
  parser.advance();
  parser.advance();
  const entries: (readonly [Expression, Expression])[] = [];
  if (!parser.at(']')) {
    do {
      const key = parser.rules.expression(parser);
      parser.expect(',');
      entries.push(Object.freeze([key, parser.rules.expression(parser)] as const));
    } while (parser.accept(','));
  }
  parser.expect(']');
  return node({ kind: 'map', entries: Object.freeze(entries), at: parser.positionFrom(first) });
}

/** `PERIOD (start, end)`. */
export function period(parser: Parser): Expression {
  const first = parser.index;
  parser.advance();
  parser.expect('(');
  const start = parser.rules.expression(parser);
  parser.expect(',');
  const end = parser.rules.expression(parser);
  parser.expect(')');
  return node({ kind: 'period', start, end, at: parser.positionFrom(first) });
}

/** `EXISTS (query)`, `UNIQUE (query)`. */
export function queryTest(parser: Parser): Expression {
  const first = parser.index;
  const test = parser.kind as 'EXISTS' | 'UNIQUE';
  parser.advance();
  parser.expect('(');
  const query = parser.rules.query(parser);
  parser.expect(')');
  return node({ kind: 'query-test', test, query, at: parser.positionFrom(first) });
}
