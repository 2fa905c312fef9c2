import type { Expression } from '../ast/expression.js';
import { caseExpression, cast, collection, mapConstructor, period, queryTest, row } from './constructor.js';
import { functionCall, niladicCall } from './function-call.js';
import { group } from './group.js';
import { atIntervalUnit, interval, intervalQualifier } from './interval.js';
import { jsonFunctions } from './json-function.js';
import { niladicWords, reservedFunctionNames } from './keywords.js';
import { binaryText, braced, nothing, number, temporal, truth } from './literal.js';
import { node, type Parser } from './parser.js';
import { specialFunctions } from './special-function.js';
import { text } from './text.js';
import type { TokenKind } from './token-kind.js';

type Reader = (parser: Parser) => Expression;

/** An operand, and the `.field` and `[index]` behind it. */
export function primary(parser: Parser): Expression {
  const first = parser.index;
  let base = atom(parser);
  while (true) {
    if (parser.kind === '[') {
      parser.advance();
      const index = parser.rules.expression(parser);
      parser.expect(']');
      base = node({ kind: 'element', base, index, at: parser.positionFrom(first) });
    } else if (parser.kind === '.' && parser.peek(1) !== '*' && hasFields(parser, first, base)) {
      parser.advance();
      const name = parser.identifier();
      base = node({ kind: 'field', base, name, at: parser.positionFrom(first) });
    } else return base;
    parser.grow();
  }
}

/** A number or a text in front of a point is a mistake that is better named there, unless it stands in parentheses. */
function hasFields(parser: Parser, first: number, base: Expression): boolean {
  if (parser.tokens.kinds[first] === '(') return true;
  return base.kind !== 'number' && base.kind !== 'string' && base.kind !== 'parameter';
}

function atom(parser: Parser): Expression {
  const read = readers.get(parser.kind);
  if (read !== undefined) return read(parser);
  const special = specialFunctions.get(parser.kind) ?? jsonFunctions.get(parser.kind);
  if (special !== undefined && parser.peek(1) === '(') return special(parser);
  if (parser.atIdentifier()) return columnOrCall(parser);
  if (reservedFunctionNames.has(parser.kind) && parser.peek(1) === '(') return functionCall(parser);
  if (niladicWords.has(parser.kind)) return niladicCall(parser);
  return parser.fail('an expression');
}

function columnOrCall(parser: Parser): Expression {
  if (parser.kind === 'FINAL' && beginsMeasure(parser)) return measure(parser);
  if (parser.kind === 'MAP' && parser.peek(1) === '[') return mapConstructor(parser);
  if (parser.kind === 'MAP' && parser.peek(1) === '(' && parser.peek(2) === 'SELECT') return collection(parser);
  let distance = 1;
  while (parser.peek(distance) === '.') distance += 2;
  if (parser.peek(distance) === '(') return functionCall(parser);
  const first = parser.index;
  const names = [parser.identifier()];
  // A star may follow the last point; what may stand there is the caller's to say.
  while (parser.kind === '.' && parser.peek(1) !== '*') {
    parser.advance();
    names.push(parser.identifier());
  }
  parser.note('(');
  return node({ kind: 'column', names: Object.freeze(names), at: parser.positionFrom(first) });
}

/** FINAL is a column too: it is the word only in front of what it can apply to. */
function beginsMeasure(parser: Parser): boolean {
  const next = parser.peek(1);
  return next === '(' || ((next === 'identifier' || next === 'FIRST' || next === 'LAST' || reservedFunctionNames.has(next)) && parser.peek(2) === '('); // biome-ignore format: one condition
}

/** `RUNNING` or `FINAL` before a function of MATCH_RECOGNIZE. */
function measure(parser: Parser): Expression {
  const { kind, index } = parser;
  const operator = kind === 'FINAL' ? kind : 'RUNNING';
  parser.advance();
  const outside = parser.enter();
  const operand = primary(parser);
  parser.leave(outside);
  return node({ kind: 'unary', operator, operand, at: parser.positionFrom(index) });
}

/** An expression in parentheses, a row without its word, or a query as a value. */
function parenthesized(parser: Parser): Expression {
  const first = parser.index;
  parser.advance();
  const inner = group(parser);
  if (inner.kind === 'query') return node({ kind: 'subquery', query: inner.query, at: inner.query.at });
  const { items } = inner;
  const [only] = items;
  if (items.length !== 1 || only === undefined) {
    return node({ kind: 'row', explicit: false, fields: items, at: parser.positionFrom(first) });
  }
  if (only.kind !== 'binary' || only.operator !== '-' || !atIntervalUnit(parser)) return only;
  const qualifier = intervalQualifier(parser);
  const { left, right } = only;
  return node({ kind: 'interval-difference', left, right, qualifier, at: parser.positionFrom(first) });
}

function parameter(parser: Parser): Expression {
  parser.advance();
  return node({ kind: 'parameter', index: parser.parameters++, at: parser.positionFrom(parser.index - 1) });
}

/** `ARRAY[…]`, `ARRAY(query)`, or the function of that name. */
function arrayOrCall(parser: Parser): Expression {
  return parser.peek(1) === '(' && parser.peek(2) !== 'SELECT' ? functionCall(parser) : collection(parser);
}

/** `DATE '…'`, or the function of that name. */
function temporalOrCall(parser: Parser): Expression {
  return parser.peek(1) === '(' ? functionCall(parser) : temporal(parser);
}

const readers = new Map<TokenKind, Reader>([
  ['(', parenthesized],
  ['?', parameter],
  ['{', (parser) => braced(parser, functionCall)],
  ['integer', number],
  ['decimal', number],
  ['approximate', number],
  ['string', text],
  ['prefixed string', text],
  ['unicode string', text],
  ['escaped string', text],
  ['binary string', binaryText],
  ['NULL', nothing],
  ['TRUE', truth],
  ['FALSE', truth],
  ['UNKNOWN', truth],
  ['DATE', temporalOrCall],
  ['TIME', temporalOrCall],
  ['TIMESTAMP', temporalOrCall],
  ['INTERVAL', interval],
  ['CASE', caseExpression],
  ['CAST', cast],
  ['TRY_CAST', cast],
  ['ROW', row],
  ['ARRAY', arrayOrCall],
  ['MULTISET', collection],
  ['PERIOD', period],
  ['EXISTS', queryTest],
  ['UNIQUE', queryTest],
  ['RUNNING', measure],
]);
