import type { IntervalQualifier, IntervalUnit } from '../ast/data-type.js';
import type { Expression, IntervalLiteral } from '../ast/expression.js';
import { node, type Parser } from './parser.js';
import { plainText } from './text.js';
import type { TokenKind } from './token-kind.js';

const units = new Map<TokenKind, IntervalUnit>();
for (const unit of ['YEAR', 'QUARTER', 'MONTH', 'WEEK', 'DAY', 'HOUR', 'MINUTE', 'SECOND'] as const) {
  units.set(unit, unit);
  units.set(`${unit}S`, unit);
}

/** Units that a second one may follow, finest last. */
const ends: Readonly<Partial<Record<IntervalUnit, readonly IntervalUnit[]>>> = {
  YEAR: ['MONTH'],
  DAY: ['HOUR', 'MINUTE', 'SECOND'],
  HOUR: ['MINUTE', 'SECOND'],
  MINUTE: ['SECOND'],
};

export function atIntervalUnit(parser: Parser): boolean {
  return units.has(parser.kind);
}

/** `DAY(2) TO SECOND(3)`. */
export function intervalQualifier(parser: Parser): IntervalQualifier {
  const first = parser.index;
  const from = unit(parser, [...new Set(units.values())]);
  let precision: number | undefined;
  let fraction: number | undefined;
  if (parser.accept('(')) {
    precision = wholeNumber(parser);
    if (from === 'SECOND' && parser.accept(',')) fraction = wholeNumber(parser);
    parser.expect(')');
  }
  const following = ends[from];
  let to: IntervalUnit | undefined;
  if (following !== undefined && parser.accept('TO')) {
    to = unit(parser, following);
    if (to === 'SECOND' && parser.accept('(')) {
      fraction = wholeNumber(parser);
      parser.expect(')');
    }
  }
  return node({ kind: 'interval-qualifier', from, to, precision, fraction, at: parser.positionFrom(first) });
}

function unit(parser: Parser, allowed: readonly IntervalUnit[]): IntervalUnit {
  const found = units.get(parser.kind);
  if (found === undefined || !allowed.includes(found)) parser.fail(...allowed);
  parser.advance();
  return found;
}

/** A number without sign, such as a precision. */
export function wholeNumber(parser: Parser): number {
  const { index } = parser;
  if (parser.kind !== 'integer') parser.fail('integer');
  const value = Number(parser.source());
  if (value > 2_147_483_647) parser.refuse(index, 'A number here is at most 2147483647');
  parser.advance();
  return value;
}

/** `INTERVAL '5' DAY`, and nothing else that INTERVAL can begin. */
export function intervalLiteral(parser: Parser): IntervalLiteral {
  const first = parser.index;
  parser.expect('INTERVAL');
  const negative = parser.kind === '-';
  if (negative || parser.kind === '+') parser.advance();
  const { value } = plainText(parser);
  const qualifier = intervalQualifier(parser);
  return node({ kind: 'interval', negative, text: value, qualifier, at: parser.positionFrom(first) });
}

/** `INTERVAL '5' DAY`, `INTERVAL n DAY`, `INTERVAL (a + b) HOUR`. */
export function interval(parser: Parser): Expression {
  const first = parser.index;
  const signed = parser.peek(1) === '-' || parser.peek(1) === '+';
  if (parser.peek(signed ? 2 : 1) === 'string') return intervalLiteral(parser);
  parser.advance();
  parser.note('string');
  const value = intervalCount(parser);
  const qualifier = simpleQualifier(parser);
  return node({ kind: 'interval-expression', value, qualifier, at: parser.positionFrom(first) });
}

/** How many of a unit: a number, a column, or an expression in parentheses. */
function intervalCount(parser: Parser): Expression {
  const first = parser.index;
  if (parser.accept('(')) {
    const value = parser.rules.expression(parser);
    parser.expect(')');
    return value;
  }
  if (parser.kind === '-' || parser.kind === '+') {
    const operator = parser.kind;
    parser.advance();
    const outside = parser.enter();
    const value = intervalCount(parser);
    parser.leave(outside);
    return node({ kind: 'unary', operator, operand: value, at: parser.positionFrom(first) });
  }
  if (parser.kind === 'integer' || parser.kind === 'decimal' || parser.kind === 'approximate') {
    const value = node({ kind: 'number', form: parser.kind, text: parser.source(), at: parser.positionFrom(first) });
    parser.advance();
    return value;
  }
  if (!parser.atIdentifier()) parser.fail('a number', 'a column');
  const { names, at } = parser.path();
  return node({ kind: 'column', names, at });
}

/** One unit, without a number: what counts is an expression. */
function simpleQualifier(parser: Parser): IntervalQualifier {
  const { index } = parser;
  const from = unit(parser, [...new Set(units.values())]);
  const none = undefined;
  return node({
    kind: 'interval-qualifier',
    from,
    to: none,
    precision: none,
    fraction: none,
    at: parser.positionFrom(index),
  });
}
