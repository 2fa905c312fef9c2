/** What was thrown, as the end of a sentence: anything may be, also what has no text. */
export function thrownText(thrown: unknown): string {
  try {
    return String(thrown instanceof Error ? thrown.message : thrown);
  } catch {
    return 'a value without a text';
  }
}
