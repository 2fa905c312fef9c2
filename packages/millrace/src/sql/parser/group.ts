import type { Candidates } from '../ast/expression.js';
import { node, type Parser } from './parser.js';
import type { TokenKind } from './token-kind.js';

const queryStarts: ReadonlySet<TokenKind> = new Set<TokenKind>(['SELECT', 'WITH', 'VALUE', 'VALUES', 'TABLE']);

const queryContinues: ReadonlySet<TokenKind> = new Set<TokenKind>([
  'UNION',
  'INTERSECT',
  'EXCEPT',
  'MINUS',
  'ORDER',
  'LIMIT',
  'OFFSET',
  'FETCH',
]);

/** Whether a query begins here, if it does not begin with a parenthesis. */
export function atQuery(parser: Parser): boolean {
  return queryStarts.has(parser.kind);
}

export function beginsQuery(kind: TokenKind): boolean {
  return queryStarts.has(kind);
}

/** Whether what is in hand goes on with a query that stood in parentheses. */
export function continuesQuery(parser: Parser): boolean {
  return queryContinues.has(parser.kind);
}

/**
 * What stands behind an opening parenthesis, and the closing one: a query, or expressions. `((SELECT 1) UNION (SELECT 2))` and
 * `((SELECT 1) + 2)` begin alike, so a query in parentheses is read as a value first.
 */
export function group(parser: Parser): Candidates {
  const read = atQuery(parser)
    ? node({ kind: 'query', query: parser.rules.query(parser) })
    : expressionsOrQuery(parser);
  parser.expect(')');
  return read;
}

function expressionsOrQuery(parser: Parser): Candidates {
  parser.note('a query');
  const first = parser.rules.expression(parser);
  if (first.kind === 'subquery' && continuesQuery(parser)) {
    return node({ kind: 'query', query: parser.rules.queryAfter(parser, first.query) });
  }
  const items = [first];
  while (parser.accept(',')) items.push(parser.rules.expression(parser));
  return node({ kind: 'list', items: Object.freeze(items) });
}
