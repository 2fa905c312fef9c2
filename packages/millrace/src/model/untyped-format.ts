/** The first byte of an untyped value. A later form gets another number, and this one stays readable. */
export const UNTYPED_VERSION = 1;

/** What stands before each value in the untyped binary form. The numbers never change their meaning. */
export const Tag = {
  UNDEFINED: 0,
  NULL: 1,
  FALSE: 2,
  TRUE: 3,
  INTEGER: 4,
  DOUBLE: 5,
  STRING: 6,
  BIGINT: 7,
  DATE: 8,
  MAP: 9,
  SET: 10,
  ARRAY: 11,
  OBJECT: 12,
  NULL_OBJECT: 13,
  ARRAY_BUFFER: 14,
  VIEW: 15,
  ERROR: 16,
  REGEXP: 17,
  ROW: 18,
  INSTANT: 19,
  BIG_DECIMAL: 20,
  /** An object that came before in the same value, by its position among the objects. */
  REFERENCE: 21,
} as const;
