/** What a row means in a changelog: an addition, one half of an update, or a removal. */
export const RowKind = {
  INSERT: 0,
  UPDATE_BEFORE: 1,
  UPDATE_AFTER: 2,
  DELETE: 3,
} as const;

export type RowKind = (typeof RowKind)[keyof typeof RowKind];

const SHORT_STRINGS = ['+I', '-U', '+U', '-D'] as const;

/** The short form in which Flink prints a row kind. */
export type RowKindShortString = (typeof SHORT_STRINGS)[number];

/** `+I`, `-U`, `+U` or `-D`. */
export function rowKindShortString(kind: RowKind): RowKindShortString {
  return SHORT_STRINGS[kind];
}

/** The row kind that `+I`, `-U`, `+U` or `-D` stands for; undefined for any other text. */
export function rowKindFromShortString(text: string): RowKind | undefined {
  const index = (SHORT_STRINGS as readonly string[]).indexOf(text);
  return index === -1 ? undefined : (index as RowKind);
}

/** True for a value that is one of the four kinds. */
export function isRowKind(value: unknown): value is RowKind {
  return value === 0 || value === 1 || value === 2 || value === 3;
}
