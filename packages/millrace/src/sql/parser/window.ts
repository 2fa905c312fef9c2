import type { FrameBound, Window, WindowFrame } from '../ast/window.js';
import { orderBy } from './order-by.js';
import { empty, isIdentifier, node, type Parser } from './parser.js';

/** A window in parentheses: `(w PARTITION BY … ORDER BY … ROWS …)`. */
export function window(parser: Parser): Window {
  const first = parser.index;
  if (!parser.accept('(')) parser.fail('an identifier');
  const base = isIdentifier(parser.kind) ? parser.identifier() : undefined;
  if (base === undefined) parser.note('an identifier');
  let partitionBy: Window['partitionBy'] = empty;
  if (parser.accept('PARTITION')) {
    parser.expect('BY');
    partitionBy = parser.list(parser.rules.expression);
  }
  const order = parser.at('ORDER') ? orderBy(parser) : empty;
  const frame = parser.at('ROWS') || parser.at('RANGE') ? windowFrame(parser) : undefined;
  let allowPartial: boolean | undefined;
  if (parser.accept('ALLOW')) allowPartial = true;
  else if (parser.accept('DISALLOW')) allowPartial = false;
  if (allowPartial !== undefined) parser.expect('PARTIAL');
  parser.expect(')');
  return node({
    kind: 'window',
    base,
    partitionBy,
    orderBy: order,
    frame,
    allowPartial,
    at: parser.positionFrom(first),
  });
}

function windowFrame(parser: Parser): WindowFrame {
  const first = parser.index;
  const unit = parser.kind === 'ROWS' ? 'ROWS' : 'RANGE';
  parser.advance();
  const both = parser.accept('BETWEEN');
  const start = bound(parser);
  if (both) parser.expect('AND');
  const end = both ? bound(parser) : undefined;
  return node({ kind: 'window-frame', unit, start, end, at: parser.positionFrom(first) });
}

function bound(parser: Parser): FrameBound {
  const first = parser.index;
  if (parser.acceptAll('CURRENT', 'ROW')) return node({ kind: 'current-row', at: parser.positionFrom(first) });
  if (parser.acceptAll('UNBOUNDED', 'PRECEDING')) {
    return node({ kind: 'unbounded-preceding', at: parser.positionFrom(first) });
  }
  if (parser.acceptAll('UNBOUNDED', 'FOLLOWING')) {
    return node({ kind: 'unbounded-following', at: parser.positionFrom(first) });
  }
  const value = parser.rules.expression(parser);
  const kind = parser.accept('PRECEDING') ? 'preceding' : 'following';
  if (kind === 'following') parser.expect('FOLLOWING');
  return node({ kind, value, at: parser.positionFrom(first) });
}
