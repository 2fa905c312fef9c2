import type { KeyToken } from './codec.js';

/** A total order of tokens: by their JavaScript type, then by value; NaN is the largest number. */
export function compareTokens(a: KeyToken, b: KeyToken): number {
  const rankA = rankOf(a);
  const rankB = rankOf(b);
  if (rankA !== rankB) return rankA - rankB;
  if (a === b || a === null || b === null || a === undefined || b === undefined) return 0;
  if (a < b) return -1;
  if (a > b) return 1;
  // Only NaN is neither less, nor more, nor itself.
  return Number(Number.isNaN(a)) - Number(Number.isNaN(b));
}

function rankOf(token: KeyToken): number {
  switch (typeof token) {
    case 'undefined':
      return 0;
    case 'object':
      return 1;
    case 'boolean':
      return 2;
    // A LONG is a number or a bigint, and the two compare with one another.
    case 'number':
    case 'bigint':
      return 3;
    default:
      return 4;
  }
}
