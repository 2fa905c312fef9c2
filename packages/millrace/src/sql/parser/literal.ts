import type { BinaryLiteral, Expression, NumberLiteral, TemporalLiteral } from '../ast/expression.js';
import { node, type Parser } from './parser.js';
import { plainText } from './text.js';

export function number(parser: Parser): NumberLiteral {
  const form = parser.kind as 'integer' | 'decimal' | 'approximate';
  const at = parser.positionFrom(parser.index);
  const text = parser.source();
  parser.advance();
  return node({ kind: 'number', form, text, at });
}

export function nothing(parser: Parser): Expression {
  parser.advance();
  return node({ kind: 'null', at: parser.positionFrom(parser.index - 1) });
}

export function truth(parser: Parser): Expression {
  const value = parser.kind === 'UNKNOWN' ? null : parser.kind === 'TRUE';
  parser.advance();
  return node({ kind: 'boolean', value, at: parser.positionFrom(parser.index - 1) });
}

/** `X'…'` and the pieces that follow it. */
export function binaryText(parser: Parser): BinaryLiteral {
  const first = parser.index;
  let hex = parser.source().slice(2, -1);
  parser.advance();
  while (parser.kind === 'string') {
    hex += parser.source().slice(1, -1);
    parser.advance();
  }
  if (!/^[0-9a-f]*$/i.test(hex)) parser.refuse(first, 'A binary text holds hexadecimal digits only');
  return node({ kind: 'bytes', hex: hex.toUpperCase(), at: parser.positionFrom(first) });
}

/** `DATE '…'`, `TIME '…'`, `TIMESTAMP '…'`, `TIMESTAMP WITH LOCAL TIME ZONE '…'`. */
export function temporal(parser: Parser): TemporalLiteral {
  const first = parser.index;
  const word = parser.kind as 'DATE' | 'TIME' | 'TIMESTAMP';
  parser.advance();
  let type: TemporalLiteral['type'] = word;
  if (word === 'TIMESTAMP' && parser.accept('WITH')) {
    parser.expect('LOCAL');
    parser.expect('TIME');
    parser.expect('ZONE');
    type = 'TIMESTAMP_LTZ';
  }
  const { value } = plainText(parser);
  return node({ kind: 'temporal', type, text: value, at: parser.positionFrom(first) });
}

const escapedTypes: Readonly<Record<string, TemporalLiteral['type']>> = { d: 'DATE', t: 'TIME', ts: 'TIMESTAMP' };

/** `{d '…'}`, `{t '…'}`, `{ts '…'}`; the function of `{fn name(…)}` is read by `call`. */
export function braced(parser: Parser, call: (parser: Parser) => Expression): Expression {
  const first = parser.index;
  parser.advance();
  const word = parser.source().toLowerCase();
  const type = Object.hasOwn(escapedTypes, word) ? escapedTypes[word] : undefined;
  if (!parser.atIdentifier() || (type === undefined && word !== 'fn')) {
    parser.refuse(parser.index, 'expected d, t, ts or fn');
  }
  parser.advance();
  const inner = type === undefined ? call(parser) : plainText(parser);
  parser.expect('}');
  if (type === undefined || inner.kind !== 'string') return inner;
  return node({ kind: 'temporal', type, text: inner.value, at: parser.positionFrom(first) });
}
