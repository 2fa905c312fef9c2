import { classOf, digit, letter, space } from './characters.js';
import { keywordAt, nextHash } from './keyword-table.js';
import type { TokenKind } from './token-kind.js';
import { TokenList } from './token-list.js';

const newline = 10;
const quote = 39;
const star = 42;
const plus = 43;
const dash = 45;
const slash = 47;
const backslash = 92;
const backtick = 96;

/** Punctuation by its first character: longer forms first. */
const punctuation = new Map<number, readonly TokenKind[]>();
for (const kind of '( ) [ ] { } , ; . : ? => = <> <= < != >= > + - */ * / % || | ^ $'.split(' ') as TokenKind[]) {
  const code = kind.charCodeAt(0);
  punctuation.set(code, [...(punctuation.get(code) ?? []), kind]);
}

/**
 * The tokens of a text. What cannot be read becomes an invalid token, so that the error is the parser's, at its place. Reading
 * stops behind `maxTokens` tokens; the list then says that it is cut.
 */
export function tokenize(text: string, maxTokens: number): TokenList {
  const tokens = new TokenList(text);
  let at = 0;
  while (true) {
    at = skipSpace(text, at, tokens);
    if (at >= text.length) break;
    if (tokens.count >= maxTokens) {
      tokens.cut = true;
      break;
    }
    at = readToken(text, at, tokens);
  }
  // What is missing at the end is missing behind the last token.
  const end = tokens.count === 0 ? 0 : tokens.end(tokens.count - 1);
  tokens.add('end', end, end);
  return tokens;
}

/**
 * Passes over spaces and comments, and returns where the next token begins; a hint is no comment. Searches are loops here: an
 * `indexOf` is taken for free by the compiler of V8, and moved to where it is done for every token, to the end of the text.
 */
function skipSpace(text: string, from: number, tokens: TokenList): number {
  let at = from;
  while (at < text.length) {
    const code = text.charCodeAt(at);
    if (code === newline) tokens.addLine(++at);
    else if (classOf(code) === space) at++;
    else if ((code === dash || code === slash) && text.charCodeAt(at + 1) === code) at = skipLine(text, at);
    else if (code === slash && text.charCodeAt(at + 1) === star && text.charCodeAt(at + 2) !== plus) {
      const end = endOfComment(text, at + 2);
      if (end < 0) return at;
      for (; at < end; at++) if (text.charCodeAt(at) === newline) tokens.addLine(at + 1);
    } else return at;
  }
  return at;
}

function skipLine(text: string, from: number): number {
  let at = from;
  while (at < text.length && text.charCodeAt(at) !== newline) at++;
  return at;
}

/** Behind the end of the comment that `from` lies in; -1 when it has none. */
function endOfComment(text: string, from: number): number {
  for (let at = from; at < text.length - 1; at++) {
    if (text.charCodeAt(at) === star && text.charCodeAt(at + 1) === slash) return at + 2;
  }
  return -1;
}

function readToken(text: string, start: number, tokens: TokenList): number {
  const code = text.charCodeAt(start);
  const kind = classOf(code);
  if (kind === letter && !(code === 36 && (classOf(text.charCodeAt(start + 1)) & (letter | digit)) === 0)) {
    return readWord(text, start, tokens);
  }
  if (kind === digit || (code === 46 && classOf(text.charCodeAt(start + 1)) === digit)) {
    return readNumber(text, start, tokens);
  }
  if (code === quote) return readString(text, start, start, 'string', tokens);
  if (code === backtick) return readQuotedIdentifier(text, start, tokens);
  if (code === slash && text.charCodeAt(start + 1) === star) {
    if (text.charCodeAt(start + 2) === plus) return tokens.add('/*+', start, start + 3);
    return tokens.add('unterminated comment', start, text.length);
  }
  const matching = punctuation.get(code)?.find((candidate) => text.startsWith(candidate, start));
  if (matching !== undefined) return tokens.add(matching, start, start + matching.length);
  return tokens.add('unknown character', start, start + (text.codePointAt(start)! > 0xffff ? 2 : 1));
}

/** A keyword, an identifier, or a text with a prefix such as `N'…'`. */
function readWord(text: string, start: number, tokens: TokenList): number {
  let at = start;
  let hash = 0;
  let code = text.charCodeAt(at);
  do {
    hash = nextHash(hash, code);
    code = text.charCodeAt(++at);
  } while ((classOf(code) & (letter | digit)) !== 0);
  if (code === quote) {
    const kind = stringKind(text, start, at);
    if (kind !== undefined) return readString(text, start, at, kind, tokens);
  }
  if (code === 38 && at === start + 1 && text.charCodeAt(at + 1) === quote && (text.charCodeAt(start) | 32) === 117) {
    return readString(text, start, at + 1, 'unicode string', tokens);
  }
  // A character set may hold what no word does: _ISO-8859-1'…'.
  if (code === dash && text.charCodeAt(start) === 95) {
    const prefix = /^_[\w.:-]*(?=')/.exec(text.slice(start, start + 64));
    if (prefix !== null) return readString(text, start, start + prefix[0].length, 'prefixed string', tokens);
  }
  return tokens.add(keywordAt(text, start, at, hash) ?? 'identifier', start, at);
}

/** The kind of the text that follows a prefix at once; undefined when the prefix is a word of its own. */
function stringKind(text: string, start: number, end: number): TokenKind | undefined {
  const first = text.charCodeAt(start) | 32;
  if (end === start + 1) {
    if (first === 120) return 'binary string';
    if (first === 101) return 'escaped string';
    if (first === 110) return 'prefixed string';
  }
  return text.charCodeAt(start) === 95 ? 'prefixed string' : undefined;
}

/** From the quote at `open` to the one that ends the text; a doubled quote is a character. */
function readString(text: string, start: number, open: number, kind: TokenKind, tokens: TokenList): number {
  for (let at = open + 1; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === newline) tokens.addLine(at + 1);
    else if (code === backslash && kind === 'escaped string') at++;
    else if (code === quote) {
      if (text.charCodeAt(at + 1) !== quote) return tokens.add(kind, start, at + 1);
      at++;
    }
  }
  return tokens.add('unterminated string', start, text.length);
}

function readQuotedIdentifier(text: string, start: number, tokens: TokenList): number {
  let at = start + 1;
  for (; at < text.length && text.charCodeAt(at) !== newline; at++) {
    if (text.charCodeAt(at) !== backtick) continue;
    if (text.charCodeAt(at + 1) !== backtick) {
      return tokens.add(at === start + 1 ? 'empty identifier' : 'quoted identifier', start, at + 1);
    }
    at++;
  }
  return tokens.add('unterminated identifier', start, at);
}

function readNumber(text: string, start: number, tokens: TokenList): number {
  let at = skipDigits(text, start);
  let kind: TokenKind = 'integer';
  if (text.charCodeAt(at) === 46) {
    kind = 'decimal';
    at = skipDigits(text, at + 1);
  }
  if ((text.charCodeAt(at) | 32) === 101) {
    const sign = text.charCodeAt(at + 1);
    const digits = sign === plus || sign === dash ? at + 2 : at + 1;
    if (classOf(text.charCodeAt(digits)) === digit) return tokens.add('approximate', start, skipDigits(text, digits));
  }
  return tokens.add(kind, start, at);
}

function skipDigits(text: string, from: number): number {
  let at = from;
  while (classOf(text.charCodeAt(at)) === digit) at++;
  return at;
}
