import type { Expression, Star } from '../ast/expression.js';
import { node, type Parser } from './parser.js';

/** The star behind a column and a point, if it is there: `t.*`. */
export function withStar(parser: Parser, read: Expression): Expression | Star {
  if (read.kind !== 'column' || parser.kind !== '.') return read;
  parser.advance();
  parser.expect('*');
  return node({ kind: 'star', qualifier: read.names, at: parser.positionAfter(read.at) });
}
