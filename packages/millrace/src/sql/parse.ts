import { MillraceError } from '../model/millrace-error.js';
import type { Expression } from './ast/expression.js';
import type { Statement } from './ast/statement.js';
import { expression, expressionAfter, operand } from './parser/expression.js';
import { tokenize } from './parser/lexer.js';
import { defaultLimits, type Limits, tokensFailure } from './parser/limits.js';
import { endsStatement, Parser, type Rules } from './parser/parser.js';
import { primary } from './parser/primary.js';
import { query, queryAfter } from './parser/query.js';
import { statement } from './parser/statement.js';

const rules: Rules = { expression, operand, expressionAfter, primary, query, queryAfter };

/** How texts are read. */
export interface ParseOptions {
  /** Limits other than the usual ones. */
  readonly limits?: Partial<Limits>;
}

/** What a script holds. */
export interface ParsedScript {
  /** The statements that could be read, in order. */
  readonly statements: readonly Statement[];
  /** The errors of those that could not, in order; `SQL_SYNTAX` or `SQL_TOO_COMPLEX`. */
  readonly errors: readonly MillraceError[];
}

/**
 * Reads one SQL expression of Flink's dialect, such as `price * 2 > 10 AND name LIKE 'a%'`.
 *
 * Throws `SQL_SYNTAX` with line, column and what could stand there, `SQL_TOO_COMPLEX` beyond a limit.
 */
export function parseExpression(text: string, options: ParseOptions = {}): Expression {
  const parser = parserOf(text, options);
  const read = expression(parser);
  parser.expect('end');
  return read;
}

/**
 * Reads one SQL statement of Flink's dialect; a semicolon may end it.
 *
 * Throws `SQL_SYNTAX` with line, column and what could stand there, `SQL_TOO_COMPLEX` beyond a limit.
 */
export function parseStatement(text: string, options: ParseOptions = {}): Statement {
  const parser = parserOf(text, options);
  const read = statement(parser);
  while (parser.accept(';'));
  parser.expect('end');
  return read;
}

/**
 * Reads a script: statements with semicolons between. Behind an error it goes on with the next statement, so that all errors of
 * a script are found at once.
 *
 * Throws `SQL_TOO_COMPLEX` when the whole text has too many tokens; every other error is in the result.
 */
export function parseScript(text: string, options: ParseOptions = {}): ParsedScript {
  const parser = parserOf(text, options);
  const statements: Statement[] = [];
  const errors: MillraceError[] = [];
  while (true) {
    while (parser.kind === ';') parser.advance();
    if (parser.kind === 'end' || errors.length === parser.limits.errors) break;
    try {
      const read = statement(parser);
      if (!endsStatement(parser.kind)) parser.fail(';', 'end');
      statements.push(read);
    } catch (error) {
      if (!(error instanceof MillraceError)) throw error;
      errors.push(error);
      while (!endsStatement(parser.kind)) parser.advance();
    }
  }
  return Object.freeze({ statements: Object.freeze(statements), errors: Object.freeze(errors) });
}

function parserOf(text: string, options: ParseOptions): Parser {
  const limits = { ...defaultLimits, ...options.limits };
  const tokens = tokenize(text, limits.tokens);
  if (tokens.cut) throw tokensFailure(tokens, limits.tokens);
  return new Parser(tokens, rules, limits);
}
