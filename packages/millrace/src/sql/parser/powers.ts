/** How strongly operators bind, as Flink's parser ranks them; an operator whose operands associate to the left reads its right one at one more. */
export const powers = {
  multisetUnion: 14,
  multisetIntersect: 18,
  or: 22,
  and: 24,
  not: 26,
  is: 28,
  comparison: 30,
  /** IN, BETWEEN and comparisons with SOME and ALL. */
  membership: 32,
  /** LIKE binds its left operand like this, its pattern as IN does: it associates to the right. */
  like: 33,
  plus: 40,
  times: 60,
  sign: 80,
} as const;
