import { MillraceError } from '../../model/millrace-error.js';
import type { TokenList } from './token-list.js';

/** What a text may have at most. */
export interface Limits {
  /** Levels of nesting, in parentheses or by operators one after another. */
  readonly nesting: number;
  /** Tokens of the whole text. */
  readonly tokens: number;
  /** Characters of an identifier, as in Flink. */
  readonly identifierLength: number;
  /** Errors of a script, behind which no more statements are read. */
  readonly errors: number;
}

/** Every thread's stack holds a tree of this depth several times over. */
export const defaultLimits: Limits = { nesting: 500, tokens: 500_000, identifierLength: 256, errors: 1000 };

export function nestingFailure(tokens: TokenList, index: number, limit: number): MillraceError {
  const { line, column } = tokens.position(index, index);
  return new MillraceError(
    'SQL_TOO_COMPLEX',
    `At line ${line}, column ${column} the statement is nested more than ${limit} levels deep.`,
    {
      facts: { limit: 'nesting', most: limit, line, column },
      hint: 'Split it with views or WITH; a long chain of one operator may be cut by parentheses, or become a call of a function.',
    },
  );
}

export function tokensFailure(tokens: TokenList, limit: number): MillraceError {
  const { line, column } = tokens.position(tokens.count - 1, tokens.count - 1);
  return new MillraceError(
    'SQL_TOO_COMPLEX',
    `At line ${line}, column ${column} the text has more than ${limit} tokens (words, numbers, texts and signs).`,
    {
      facts: { limit: 'tokens', most: limit, line, column },
      hint: 'Load large amounts of data from a file or a table, and split long scripts.',
    },
  );
}
