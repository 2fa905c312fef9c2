import type { BinaryOperator, Expression } from '../ast/expression.js';
import { node, type Parser } from './parser.js';
import { powers } from './powers.js';
import { predicateAt } from './predicate.js';
import type { TokenKind } from './token-kind.js';

/** An operator behind an operand: how strongly it binds, and what reads it and the rest. */
export interface Infix {
  readonly power: number;
  /** `first` is the token that the left operand begins with. */
  readonly read: (parser: Parser, left: Expression, first: number) => Expression;
}

/** An expression of any operators. */
export function expression(parser: Parser): Expression {
  const { andEnds } = parser;
  parser.andEnds = false;
  const read = operand(parser, 0);
  parser.andEnds = andEnds;
  return read;
}

/** An expression of operators that bind at least as strongly as `power`. */
export function operand(parser: Parser, power: number): Expression {
  const outside = parser.enter();
  const first = parser.index;
  const read = operatorsBehind(parser, prefixed(parser), first, power);
  parser.leave(outside);
  return read;
}

/** The rest of an expression whose first operand, in parentheses, has been read; it begins at the token `first`. */
export function expressionAfter(parser: Parser, left: Expression, first: number): Expression {
  return operatorsBehind(parser, left, first, 0);
}

function operatorsBehind(parser: Parser, operand: Expression, first: number, power: number): Expression {
  let left = operand;
  for (let infix = infixAt(parser); infix !== undefined && infix.power >= power; infix = infixAt(parser)) {
    left = infix.read(parser, left, first);
    parser.grow();
  }
  parser.note('an operator');
  return left;
}

function prefixed(parser: Parser): Expression {
  const { kind, index } = parser;
  switch (kind) {
    case 'NOT': {
      parser.advance();
      const inner = operand(parser, powers.not);
      return node({ kind: 'unary', operator: kind, operand: inner, at: parser.positionFrom(index) });
    }
    case '+':
    case '-': {
      parser.advance();
      const inner = operand(parser, powers.sign);
      return node({ kind: 'unary', operator: kind, operand: inner, at: parser.positionFrom(index) });
    }
    default:
      return parser.rules.primary(parser);
  }
}

function infixAt(parser: Parser): Infix | undefined {
  if (parser.kind === 'AND' && parser.andEnds) return undefined;
  return operators.get(parser.kind) ?? predicateAt(parser);
}

/** An operator of one token that associates to the left. */
function binary(operator: BinaryOperator & TokenKind, power: number): [TokenKind, Infix] {
  const read = (parser: Parser, left: Expression, first: number) => {
    parser.advance();
    const right = operand(parser, power + 1);
    return node({ kind: 'binary', operator, left, right, at: parser.positionFrom(first) });
  };
  return [operator, { power, read }];
}

function logical(operator: 'AND' | 'OR', power: number): [TokenKind, Infix] {
  const read = (parser: Parser, left: Expression, first: number) => {
    const operands = [left];
    while (parser.kind === operator && !(operator === 'AND' && parser.andEnds)) {
      parser.advance();
      operands.push(operand(parser, power + 1));
    }
    return node({ kind: 'logical', operator, operands: Object.freeze(operands), at: parser.positionFrom(first) });
  };
  return [operator, { power, read }];
}

const operators = new Map<TokenKind, Infix>([
  logical('OR', powers.or),
  logical('AND', powers.and),
  binary('+', powers.plus),
  binary('-', powers.plus),
  binary('*', powers.times),
  binary('/', powers.times),
  binary('%', powers.times),
  binary('||', powers.times),
]);
