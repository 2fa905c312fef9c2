import type { Hint } from '../ast/query.js';
import { number } from './literal.js';
import { empty, node, type Parser } from './parser.js';
import { plainText } from './text.js';

/** The hints of one comment, if one is here: `/*+ OPTIONS('a' = 'b'), BROADCAST(t) *\/`. */
export function hints(parser: Parser): readonly Hint[] {
  if (!parser.accept('/*+')) return empty;
  const read = parser.list(hint);
  parser.expect('*/');
  return read;
}

function hint(parser: Parser): Hint {
  const first = parser.index;
  const name = parser.identifier();
  let args: Hint['arguments'] = empty;
  if (parser.accept('(')) {
    if (!parser.at(')')) args = parser.list(hintArgument);
    parser.expect(')');
  }
  return node({ kind: 'hint', name, arguments: args, at: parser.positionFrom(first) });
}

function hintArgument(parser: Parser): Hint['arguments'][number] {
  const first = parser.index;
  if (parser.kind === 'integer' || parser.kind === 'decimal') return number(parser);
  if (!parser.atIdentifier() && !parser.at('string')) parser.fail('an identifier', 'integer');
  const key = parser.atIdentifier() ? parser.identifier() : plainText(parser);
  if (!parser.accept('=')) return key;
  const value = plainText(parser);
  return node({ kind: 'hint-option', key, value, at: parser.positionFrom(first) });
}
