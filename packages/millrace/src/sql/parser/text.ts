import type { StringLiteral } from '../ast/node.js';
import { CharacterBuffer } from './character-buffer.js';
import { node, type Parser } from './parser.js';
import type { TokenKind } from './token-kind.js';

const quote = 39;
const backslash = 92;

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

/** The characters between the quotes at both ends; a doubled quote is one. */
function unquoted(source: string): string {
  if (source.indexOf("'", 1) === source.length - 1) return source.slice(1, -1);
  const value = new CharacterBuffer();
  for (let at = 1; at < source.length - 1; at++) {
    const code = source.charCodeAt(at);
    value.add(code);
    if (code === quote) at++;
  }
  return value.toString();
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

const escapes: Readonly<Record<string, string>> = { b: '\b', f: '\f', n: '\n', r: '\r', t: '\t', "'": "'", '\\': '\\' };

/** Escapes as in C; a backslash before anything else is a backslash. */
function escaped(source: string): string {
  const value = new CharacterBuffer();
  for (let at = 0; at < source.length; at++) {
    const code = source.charCodeAt(at);
    const read = code === backslash ? escapeAt(source, at + 1) : undefined;
    if (read !== undefined) {
      value.addCodePoint(read.point);
      at += read.length;
    } else {
      value.add(code);
      if (code === quote) at++;
    }
  }
  return value.toString();
}

const escapeDigits = /[0-7]{1,3}|u([0-9a-fA-F]{4})|U([0-9a-fA-F]{8})|x([0-9a-fA-F]{1,2})/y;

/** What the characters behind a backslash stand for, and how many they are. */
function escapeAt(source: string, at: number): { readonly point: number; readonly length: number } | undefined {
  const character = source[at] ?? '';
  if (Object.hasOwn(escapes, character)) return { point: escapes[character]!.charCodeAt(0), length: 1 };
  escapeDigits.lastIndex = at;
  const match = escapeDigits.exec(source);
  if (match === null) return undefined;
  const hex = match[1] ?? match[2] ?? match[3];
  const point = Number.parseInt(hex ?? match[0], hex === undefined ? 8 : 16);
  return point > 0x10ffff ? undefined : { point, length: match[0].length };
}

/** `\263A` with the escape character that UESCAPE names, by default a backslash; doubled it is itself. */
function unicode(parser: Parser, first: number, value: string): string {
  const mark = parser.accept('UESCAPE') ? escapeCharacter(parser) : backslash;
  const result = new CharacterBuffer();
  for (let at = 0; at < value.length; at++) {
    const code = value.charCodeAt(at);
    if (code !== mark) result.add(code);
    else if (value.charCodeAt(at + 1) === mark) {
      result.add(code);
      at++;
    } else {
      const digits = value.slice(at + 1, at + 5);
      if (!/^[0-9a-f]{4}$/i.test(digits)) {
        parser.refuse(first, `after ${String.fromCharCode(mark)} stand four hexadecimal digits`);
      }
      result.add(Number.parseInt(digits, 16));
      at += 4;
    }
  }
  return result.toString();
}

function escapeCharacter(parser: Parser): number {
  const { index } = parser;
  const { value } = plainText(parser);
  if (value.length !== 1 || /[0-9a-f+'"\s]/i.test(value)) {
    parser.refuse(index, 'UESCAPE takes one character that is no hexadecimal digit, quote, plus sign or space');
  }
  return value.charCodeAt(0);
}
