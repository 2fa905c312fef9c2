import type { Expression } from './ast/expression.js';
import { expression, operand } from './parser/expression.js';
import { tokenize } from './parser/lexer.js';
import { defaultLimits, tokensFailure } from './parser/limits.js';
import { Parser, type Rules } from './parser/parser.js';
import { primary } from './parser/primary.js';

const rules: Rules = {
  expression,
  operand,
  primary,
  query: (parser) => parser.refuse(parser.index, 'A query cannot stand here'),
  queryAfter: (parser) => parser.refuse(parser.index, 'A query cannot stand here'),
};

/**
 * Reads one SQL expression of Flink's dialect, such as `price * 2 > 10 AND name LIKE 'a%'`.
 *
 * Throws `SQL_SYNTAX` with line, column and what could stand there, `SQL_TOO_COMPLEX` beyond a limit.
 */
export function parseExpression(text: string): Expression {
  const parser = parserOf(text);
  const read = expression(parser);
  parser.expect('end');
  return read;
}

function parserOf(text: string): Parser {
  const tokens = tokenize(text, defaultLimits.tokens);
  if (tokens.cut) throw tokensFailure(tokens, defaultLimits.tokens);
  return new Parser(tokens, rules, defaultLimits);
}
