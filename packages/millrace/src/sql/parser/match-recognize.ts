import type { Expression } from '../ast/expression.js';
import type { AfterMatch, Definition, MatchRecognize, Measure, RowPattern, Subset } from '../ast/match-recognize.js';
import type { TableReference } from '../ast/table-reference.js';
import { intervalLiteral, wholeNumber } from './interval.js';
import { orderBy } from './order-by.js';
import { empty, isIdentifier, node, type Parser } from './parser.js';

/** `MATCH_RECOGNIZE (…)` behind a table. */
export function matchRecognize(parser: Parser, first: number, input: TableReference): MatchRecognize {
  parser.advance();
  parser.expect('(');
  let partitionBy: readonly Expression[] = empty;
  if (parser.accept('PARTITION')) {
    parser.expect('BY');
    partitionBy = parser.list(parser.rules.expression);
  }
  const order = parser.at('ORDER') ? orderBy(parser) : empty;
  const measures = parser.accept('MEASURES') ? parser.list(measure) : empty;
  const rowsPerMatch = rowsPer(parser);
  const afterMatch = parser.at('AFTER') ? skip(parser) : undefined;
  parser.expect('PATTERN');
  parser.expect('(');
  const fromStart = parser.accept('^');
  const pattern = alternation(parser);
  const toEnd = parser.accept('$');
  parser.expect(')');
  const within = parser.accept('WITHIN') ? intervalLiteral(parser) : undefined;
  const subsets = parser.accept('SUBSET') ? parser.list(subset) : empty;
  parser.expect('DEFINE');
  const definitions = parser.list(definition);
  parser.expect(')');
  return node({
    kind: 'match-recognize',
    input,
    partitionBy,
    orderBy: order,
    measures,
    rowsPerMatch,
    afterMatch,
    pattern,
    fromStart,
    toEnd,
    within,
    subsets,
    definitions,
    at: parser.positionFrom(first),
  });
}

function measure(parser: Parser): Measure {
  const first = parser.index;
  const expression = parser.rules.expression(parser);
  parser.expect('AS');
  const name = parser.identifier();
  return node({ kind: 'measure', expression, name, at: parser.positionFrom(first) });
}

/** `ONE ROW PER MATCH`, `ALL ROWS PER MATCH`. */
function rowsPer(parser: Parser): MatchRecognize['rowsPerMatch'] {
  const rows = parser.accept('ONE') ? 'ONE' : parser.accept('ALL') ? 'ALL' : undefined;
  if (rows === undefined) return undefined;
  for (const word of [rows === 'ONE' ? 'ROW' : 'ROWS', 'PER', 'MATCH'] as const) parser.expect(word);
  return rows;
}

/** `AFTER MATCH SKIP …`. */
function skip(parser: Parser): AfterMatch {
  const first = parser.index;
  for (const word of ['AFTER', 'MATCH', 'SKIP'] as const) parser.expect(word);
  if (parser.accept('PAST')) {
    parser.expect('LAST');
    parser.expect('ROW');
    return node({ kind: 'skip-past-last-row', at: parser.positionFrom(first) });
  }
  parser.expect('TO');
  if (parser.accept('NEXT')) {
    parser.expect('ROW');
    return node({ kind: 'skip-to-next-row', at: parser.positionFrom(first) });
  }
  // A variable may be called FIRST or LAST; without either word it is the last row that counts.
  const kind = parser.kind === 'FIRST' && isIdentifier(parser.peek(1)) ? 'skip-to-first' : 'skip-to-last';
  if ((parser.kind === 'FIRST' || parser.kind === 'LAST') && isIdentifier(parser.peek(1))) parser.advance();
  const variable = parser.identifier();
  return node({ kind, variable, at: parser.positionFrom(first) });
}

function alternation(parser: Parser): RowPattern {
  const outside = parser.enter();
  const first = parser.index;
  const branches = [sequence(parser)];
  while (parser.accept('|')) branches.push(sequence(parser));
  parser.leave(outside);
  const [only] = branches;
  if (branches.length === 1 && only !== undefined) return only;
  return node({ kind: 'pattern-alternation', branches: Object.freeze(branches), at: parser.positionFrom(first) });
}

function sequence(parser: Parser): RowPattern {
  const first = parser.index;
  const parts = [repeated(parser)];
  while (beginsPattern(parser)) parts.push(repeated(parser));
  const [only] = parts;
  if (parts.length === 1 && only !== undefined) return only;
  return node({ kind: 'pattern-sequence', parts: Object.freeze(parts), at: parser.positionFrom(first) });
}

function beginsPattern(parser: Parser): boolean {
  if (isIdentifier(parser.kind)) return true;
  parser.note('a pattern variable');
  return parser.at('(') || parser.at('PERMUTE') || parser.at('{');
}

function repeated(parser: Parser): RowPattern {
  const first = parser.index;
  const pattern = patternAtom(parser);
  const times = quantifier(parser);
  if (times === undefined) return pattern;
  const reluctant = parser.accept('?');
  return node({ kind: 'pattern-repeat', pattern, ...times, reluctant, at: parser.positionFrom(first) });
}

/** `*`, `+`, `?`, `{n}`, `{n,}`, `{,m}`, `{n,m}`; undefined for none. */
function quantifier(parser: Parser): { from: number; to: number | undefined } | undefined {
  if (parser.accept('*')) return { from: 0, to: undefined };
  if (parser.accept('+')) return { from: 1, to: undefined };
  if (parser.accept('?')) return { from: 0, to: 1 };
  // `{- A -}` behind a variable is a part of its own.
  if (parser.kind !== '{' || parser.peek(1) === '-') return undefined;
  const open = parser.peek(1) === ',';
  parser.advance();
  const from = open ? 0 : wholeNumber(parser);
  let to: number | undefined = from;
  if (parser.accept(',')) to = parser.at('}') ? undefined : wholeNumber(parser);
  parser.expect('}');
  return { from, to };
}

function patternAtom(parser: Parser): RowPattern {
  const first = parser.index;
  if (isIdentifier(parser.kind)) {
    const name = parser.identifier();
    return node({ kind: 'pattern-variable', name, at: name.at });
  }
  if (parser.accept('(')) {
    const inner = alternation(parser);
    parser.expect(')');
    return inner;
  }
  if (parser.accept('PERMUTE')) {
    parser.expect('(');
    const parts = parser.list(alternation);
    parser.expect(')');
    return node({ kind: 'pattern-permutation', parts, at: parser.positionFrom(first) });
  }
  parser.note('a pattern variable');
  parser.expect('{');
  parser.expect('-');
  const pattern = alternation(parser);
  parser.expect('-');
  parser.expect('}');
  return node({ kind: 'pattern-exclusion', pattern, at: parser.positionFrom(first) });
}

function subset(parser: Parser): Subset {
  const first = parser.index;
  const name = parser.identifier();
  parser.expect('=');
  const variables = parser.identifiersInParentheses();
  return node({ kind: 'subset', name, variables, at: parser.positionFrom(first) });
}

function definition(parser: Parser): Definition {
  const first = parser.index;
  const variable = parser.identifier();
  parser.expect('AS');
  const condition = parser.rules.expression(parser);
  return node({ kind: 'definition', variable, condition, at: parser.positionFrom(first) });
}
