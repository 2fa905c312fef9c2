import type { Keyword } from './keywords.js';

/** Tokens that have a value of their own. */
export type ValueToken =
  | 'identifier'
  | 'quoted identifier'
  | 'string'
  | 'prefixed string'
  | 'unicode string'
  | 'escaped string'
  | 'binary string'
  | 'integer'
  | 'decimal'
  | 'approximate';

/** Tokens that are always the same characters. */
export type Punctuation =
  | '('
  | ')'
  | '['
  | ']'
  | '{'
  | '}'
  | ','
  | ';'
  | '.'
  | ':'
  | '?'
  | '='
  | '=>'
  | '<'
  | '<='
  | '<>'
  | '!='
  | '>'
  | '>='
  | '+'
  | '-'
  | '*'
  | '/'
  | '%'
  | '|'
  | '||'
  | '^'
  | '$'
  | '/*+'
  | '*/';

/** What the lexer cannot read, by what is wrong. */
export type InvalidToken =
  | 'unknown character'
  | 'unterminated string'
  | 'unterminated identifier'
  | 'empty identifier'
  | 'unterminated comment';

/** The kind of a token: a keyword is its own kind, in upper case. */
export type TokenKind = Keyword | ValueToken | Punctuation | InvalidToken | 'end';
