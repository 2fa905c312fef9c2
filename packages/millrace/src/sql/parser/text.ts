import type { StringLiteral } from '../ast/node.js';
import { node, type Parser } from './parser.js';
import type { TokenKind } from './token-kind.js';

const textKinds: ReadonlySet<TokenKind> = new Set<TokenKind>([
  'string',
  'prefixed string',
  'unicode string',
  'escaped string',
]);

const charsets: ReadonlySet<string> = new Set(['UTF8', 'UTF-8', 'UTF16', 'UTF-16', 'UTF-16LE', 'UTF-16BE', 'LATIN1', 'ISO-8859-1', 'US-ASCII', 'ASCII']); // biome-ignore format: one list

/** Whether a text begins here, in any of its forms. */
export function atText(parser: Parser): boolean {
  return textKinds.has(parser.kind);
}

/** A text in any of its forms, with the pieces that follow it. */
export function text(parser: Parser): StringLiteral {
  const first = parser.index;
  if (!atText(parser)) parser.fail('string');
  const { kind } = parser;
  const source = parser.source();
  const charset = kind === 'prefixed string' ? charsetOf(parser, source) : undefined;
  parser.advance();
  let value = kind === 'escaped string' ? escaped(source.slice(2, -1)) : unquoted(source.slice(source.indexOf("'")));
  while (parser.kind === 'string') {
    value += unquoted(parser.source());
    parser.advance();
  }
  if (kind === 'unicode string') value = unicode(parser, first, value);
  return node({ kind: 'string', value, charset, at: parser.positionFrom(first) });
}

/** A text in plain quotes, where the grammar takes no other: option keys and values, comments, paths. */
export function plainText(parser: Parser): StringLiteral {
  const first = parser.index;
  if (parser.kind !== 'string') parser.fail('string');
  const value = unquoted(parser.source());
  parser.advance();
  return node({ kind: 'string', value, charset: undefined, at: parser.positionFrom(first) });
}

function unquoted(source: string): string {
  return source.slice(1, -1).replaceAll("''", "'");
}

function charsetOf(parser: Parser, source: string): string {
  const name = source.slice(0, source.indexOf("'"));
  if (name === 'N' || name === 'n') return 'N';
  const charset = name.slice(1).toUpperCase();
  if (!charsets.has(charset)) {
    parser.refuse(parser.index, `There is no character set ${name.slice(1)}`, 'Leave it out: texts are Unicode.');
  }
  return charset;
}

const escapes: Readonly<Record<string, string>> = { b: '\b', f: '\f', n: '\n', r: '\r', t: '\t' };

/** Escapes as in C; a backslash before anything else is a backslash. */
function escaped(source: string): string {
  return source.replaceAll(
    /\\(?:u([0-9a-f]{4})|U([0-9a-f]{8})|x([0-9a-f]{1,2})|([0-7]{1,3})|([bfnrt])|(['\\]))|''/gi,
    (whole: string, u?: string, long?: string, x?: string, octal?: string, letter?: string, itself?: string) => {
      const hex = u ?? long ?? x;
      if (hex !== undefined) return codePoint(Number.parseInt(hex, 16)) ?? whole;
      if (octal !== undefined) return String.fromCharCode(Number.parseInt(octal, 8));
      return letter === undefined ? (itself ?? "'") : (escapes[letter] ?? whole);
    },
  );
}

function codePoint(code: number): string | undefined {
  return code > 0x10ffff ? undefined : String.fromCodePoint(code);
}

/** `\263A` with the escape character that UESCAPE names, by default a backslash; doubled it is itself. */
function unicode(parser: Parser, first: number, value: string): string {
  let mark = '\\';
  if (parser.accept('UESCAPE')) {
    const { index } = parser;
    mark = plainText(parser).value;
    if (mark.length !== 1 || /[0-9a-f+'"\s]/i.test(mark)) {
      parser.refuse(index, 'UESCAPE takes one character that is no hexadecimal digit, quote, plus sign or space');
    }
  }
  let result = '';
  for (let at = 0; at < value.length; at++) {
    if (value[at] !== mark) result += value[at];
    else if (value[at + 1] === mark) result += value[++at];
    else {
      const digits = value.slice(at + 1, at + 5);
      if (!/^[0-9a-f]{4}$/i.test(digits)) parser.refuse(first, `After ${mark} stand four hexadecimal digits`);
      result += String.fromCharCode(Number.parseInt(digits, 16));
      at += 4;
    }
  }
  return result;
}
