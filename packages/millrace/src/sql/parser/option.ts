import type { StringLiteral } from '../ast/node.js';
import type { Option } from '../ast/table-definition.js';
import { empty, node, type Parser } from './parser.js';
import { plainText, text } from './text.js';

/** `('key' = 'value', …)`; it may be empty. */
export function options(parser: Parser): readonly Option[] {
  parser.expect('(');
  const read = parser.at(')') ? empty : parser.list(option);
  parser.expect(')');
  return read;
}

function option(parser: Parser): Option {
  const first = parser.index;
  const key = text(parser);
  parser.expect('=');
  const value = text(parser);
  return node({ kind: 'option', key, value, at: parser.positionFrom(first) });
}

/** `WITH (…)`, if it is here. */
export function withOptions(parser: Parser): readonly Option[] {
  return parser.accept('WITH') ? options(parser) : empty;
}

/** `('key', …)`; it may be empty. */
export function optionKeys(parser: Parser): readonly StringLiteral[] {
  parser.expect('(');
  const read = parser.at(')') ? empty : parser.list(text);
  parser.expect(')');
  return read;
}

/** `COMMENT '…'`, if it is here. */
export function comment(parser: Parser): StringLiteral | undefined {
  return parser.accept('COMMENT') ? plainText(parser) : undefined;
}

export function ifExists(parser: Parser): boolean {
  return parser.acceptAll('IF', 'EXISTS');
}

export function ifNotExists(parser: Parser): boolean {
  return parser.acceptAll('IF', 'NOT', 'EXISTS');
}
