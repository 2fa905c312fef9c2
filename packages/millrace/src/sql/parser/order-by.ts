import type { OrderItem } from '../ast/query.js';
import { node, type Parser } from './parser.js';

/** `ORDER BY a DESC NULLS LAST, …`, the words included. */
export function orderBy(parser: Parser): readonly OrderItem[] {
  parser.expect('ORDER');
  parser.expect('BY');
  return parser.list(orderItem);
}

export function orderItem(parser: Parser): OrderItem {
  const first = parser.index;
  const expression = parser.rules.expression(parser);
  const descending = parser.accept('DESC');
  if (!descending) parser.accept('ASC');
  let nulls: OrderItem['nulls'];
  if (parser.accept('NULLS')) {
    nulls = parser.accept('FIRST') ? 'FIRST' : 'LAST';
    if (nulls === 'LAST') parser.expect('LAST');
  }
  return node({ kind: 'order-item', expression, descending, nulls, at: parser.positionFrom(first) });
}
