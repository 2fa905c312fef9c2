/** What a character of the first 128 can be in a token. */
export const letter = 1;
export const digit = 2;
export const space = 4;

const classes = new Uint8Array(128);
for (let code = 0x41; code <= 0x5a; code++) classes[code] = classes[code + 32] = letter;
for (let code = 0x30; code <= 0x39; code++) classes[code] = digit;
for (const character of '_$') classes[character.charCodeAt(0)] = letter;
for (const character of ' \t\n\r\f') classes[character.charCodeAt(0)] = space;

/** Ranges beyond ASCII whose characters may stand in an identifier without backticks, as in Flink. */
const letterRanges = [
  [0xc0, 0xd6],
  [0xd8, 0xf6],
  [0xf8, 0x1fff],
  [0x3040, 0x318f],
  [0x3300, 0x337f],
  [0x3400, 0x3d2d],
  [0x4e00, 0x9fff],
  [0xac00, 0xd7a3],
  [0xf900, 0xfaff],
] as const;

/** {@link letter}, {@link digit}, {@link space}, or 0 for what is none of them. */
export function classOf(code: number): number {
  if (code < 128) return classes[code]!;
  return letterRanges.some(([from, to]) => code >= from && code <= to) ? letter : 0;
}
