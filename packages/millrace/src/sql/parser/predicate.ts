import type {
  BinaryOperator,
  Candidates,
  ComparisonOperator,
  Expression,
  IsExpression,
  LikeExpression,
  QuantifiedComparison,
} from '../ast/expression.js';
import type { Infix } from './expression.js';
import { group } from './group.js';
import { node, type Parser } from './parser.js';
import { powers } from './powers.js';
import type { TokenKind } from './token-kind.js';

/** The predicate whose operator is in hand, if it is one. */
export function predicateAt(parser: Parser): Infix | undefined {
  switch (parser.kind) {
    case 'NOT':
      return negatable.get(parser.peek(1));
    case 'IS': {
      const next = parser.peek(1) === 'NOT' ? parser.peek(2) : parser.peek(1);
      return next === 'DISTINCT' ? isDistinct : is;
    }
    case '=':
    case '<>':
    case '<':
    case '<=':
    case '>':
    case '>=': {
      const next = parser.peek(1);
      return next === 'ANY' || next === 'SOME' || next === 'ALL' ? quantified : comparison;
    }
    // Both are aliases too, when nothing of theirs follows.
    case 'FORMAT':
      return parser.peek(1) === 'JSON' ? format : undefined;
    case 'IMMEDIATELY': {
      const next = parser.peek(1);
      return next === 'PRECEDES' || next === 'SUCCEEDS' ? period : undefined;
    }
    case 'MULTISET': {
      const next = parser.peek(1);
      return next === 'UNION' || next === 'EXCEPT'
        ? multisetUnion
        : next === 'INTERSECT'
          ? multisetIntersect
          : undefined;
    }
    case '!=':
      return parser.refuse(parser.index, 'Flink has no operator !=');
    default:
      return negatable.get(parser.kind) ?? words.get(parser.kind);
  }
}

function readComparison(parser: Parser, left: Expression, first: number): Expression {
  const operator = parser.kind as ComparisonOperator;
  parser.advance();
  return binary(parser, operator, left, first);
}

/** The right operand of an operator that has been passed over, and the node. */
function binary(
  parser: Parser,
  operator: BinaryOperator,
  left: Expression,
  first: number,
  power: number = powers.comparison,
): Expression {
  const right = parser.rules.operand(parser, power + 1);
  return node({ kind: 'binary', operator, left, right, at: parser.positionFrom(first) });
}

function readQuantified(parser: Parser, left: Expression, first: number): Expression {
  const operator = parser.kind as ComparisonOperator;
  parser.advance();
  const quantifier: QuantifiedComparison['quantifier'] = parser.kind === 'ALL' ? 'ALL' : 'SOME';
  parser.advance();
  const among = candidates(parser);
  return node({ kind: 'quantified', operand: left, operator, quantifier, among, at: parser.positionFrom(first) });
}

/** A query, or a list of expressions; a query in parentheses of its own is a query all the same. */
function candidates(parser: Parser): Candidates {
  parser.expect('(');
  const among = group(parser);
  if (among.kind === 'query' || among.items.length !== 1) return among;
  const [only] = among.items;
  return only?.kind === 'subquery' ? node({ kind: 'query', query: only.query }) : among;
}

function readIs(parser: Parser, left: Expression, first: number): Expression {
  parser.advance();
  const negated = parser.accept('NOT');
  const test = isTest(parser);
  return node({ kind: 'is', operand: left, negated, test, at: parser.positionFrom(first) });
}

function isTest(parser: Parser): IsExpression['test'] {
  for (const test of ['NULL', 'TRUE', 'FALSE', 'UNKNOWN', 'EMPTY'] as const) if (parser.accept(test)) return test;
  if (parser.acceptAll('A', 'SET')) return 'A SET';
  parser.note('DISTINCT');
  parser.expect('JSON');
  if (parser.accept('OBJECT')) return 'JSON OBJECT';
  if (parser.accept('ARRAY')) return 'JSON ARRAY';
  if (parser.accept('SCALAR')) return 'JSON SCALAR';
  parser.accept('VALUE');
  return 'JSON VALUE';
}

function readIsDistinct(parser: Parser, left: Expression, first: number): Expression {
  parser.advance();
  const operator = parser.accept('NOT') ? 'IS NOT DISTINCT FROM' : 'IS DISTINCT FROM';
  parser.expect('DISTINCT');
  parser.expect('FROM');
  return binary(parser, operator, left, first);
}

function readLike(parser: Parser, left: Expression, first: number): Expression {
  const negated = parser.accept('NOT');
  const operator = parser.kind === 'SIMILAR' ? 'SIMILAR TO' : (parser.kind as LikeExpression['operator']);
  parser.advance();
  if (operator === 'SIMILAR TO') parser.expect('TO');
  const pattern = parser.rules.operand(parser, powers.membership);
  const character = parser.accept('ESCAPE') ? parser.rules.operand(parser, powers.membership) : undefined;
  return node({
    kind: 'like',
    operator,
    operand: left,
    negated,
    pattern,
    escape: character,
    at: parser.positionFrom(first),
  });
}

function readIn(parser: Parser, left: Expression, first: number): Expression {
  const negated = parser.accept('NOT');
  parser.advance();
  const among = candidates(parser);
  return node({ kind: 'in', operand: left, negated, among, at: parser.positionFrom(first) });
}

function readBetween(parser: Parser, left: Expression, first: number): Expression {
  const negated = parser.accept('NOT');
  parser.advance();
  const symmetric = parser.accept('SYMMETRIC');
  if (!symmetric) parser.accept('ASYMMETRIC');
  const { andEnds } = parser;
  parser.andEnds = true;
  const low = parser.rules.operand(parser, 0);
  parser.andEnds = andEnds;
  parser.expect('AND');
  const high = parser.rules.operand(parser, powers.membership + 1);
  return node({ kind: 'between', operand: left, negated, symmetric, low, high, at: parser.positionFrom(first) });
}

function readSubmultiset(parser: Parser, left: Expression, first: number): Expression {
  const negated = parser.accept('NOT');
  parser.advance();
  parser.expect('OF');
  return binary(parser, negated ? 'NOT SUBMULTISET OF' : 'SUBMULTISET OF', left, first);
}

function readMember(parser: Parser, left: Expression, first: number): Expression {
  parser.advance();
  parser.expect('OF');
  return binary(parser, 'MEMBER OF', left, first);
}

function readMultiset(parser: Parser, left: Expression, first: number): Expression {
  parser.advance();
  const word = parser.kind as 'UNION' | 'INTERSECT' | 'EXCEPT';
  parser.advance();
  let operator: BinaryOperator = `MULTISET ${word}`;
  if (parser.accept('ALL')) operator = `MULTISET ${word} ALL`;
  else if (parser.accept('DISTINCT')) operator = `MULTISET ${word} DISTINCT`;
  return binary(parser, operator, left, first, word === 'INTERSECT' ? powers.multisetIntersect : powers.multisetUnion);
}

function readPeriod(parser: Parser, left: Expression, first: number): Expression {
  const immediately = parser.accept('IMMEDIATELY');
  const word = parser.kind as 'PRECEDES' | 'SUCCEEDS';
  parser.advance();
  return binary(parser, immediately ? `IMMEDIATELY ${word}` : word, left, first);
}

function readFormat(parser: Parser, left: Expression, first: number): Expression {
  parser.advance();
  parser.expect('JSON');
  return node({ kind: 'json-format', operand: left, at: parser.positionFrom(first) });
}

const format: Infix = { power: powers.is, read: readFormat };
const is: Infix = { power: powers.is, read: readIs };
const isDistinct: Infix = { power: powers.comparison, read: readIsDistinct };
const comparison: Infix = { power: powers.comparison, read: readComparison };
const quantified: Infix = { power: powers.membership, read: readQuantified };
const like: Infix = { power: powers.like, read: readLike };
const multisetUnion: Infix = { power: powers.multisetUnion, read: readMultiset };
const multisetIntersect: Infix = { power: powers.multisetIntersect, read: readMultiset };
const period: Infix = { power: powers.comparison, read: readPeriod };

/** Operators that may have NOT before them. */
const negatable = new Map<TokenKind, Infix>([
  ['IN', { power: powers.membership, read: readIn }],
  ['BETWEEN', { power: powers.membership, read: readBetween }],
  ['LIKE', like],
  ['ILIKE', like],
  ['RLIKE', like],
  ['SIMILAR', like],
  ['SUBMULTISET', { power: powers.comparison, read: readSubmultiset }],
]);

const words = new Map<TokenKind, Infix>([
  ['MEMBER', { power: powers.comparison, read: readMember }],
  ['OVERLAPS', period],
  ['CONTAINS', period],
  ['EQUALS', period],
  ['PRECEDES', period],
  ['SUCCEEDS', period],
]);
