const HASH_BITS = 14;
const HASH_MULTIPLIER = -1640531535;
const MIN_MATCH = 4;

/** Gets a run of literals and the match after it; the last call has no match (`matchLength` 0). */
export type SequenceSink = (literalStart: number, literalEnd: number, distance: number, matchLength: number) => void;

function word(bytes: Uint8Array, at: number): number {
  return (
    (bytes[at] as number) |
    ((bytes[at + 1] as number) << 8) |
    ((bytes[at + 2] as number) << 16) |
    ((bytes[at + 3] as number) << 24)
  );
}

/**
 * Splits `bytes[start, end)` into literals and back references, greedily, by a hash table of four-byte words: the common
 * half of LZ4 and Snappy.
 *
 * @param margin bytes before the end inside which no match may begin
 * @param tail bytes before the end that no match may reach
 */
export function findMatches(
  bytes: Uint8Array,
  start: number,
  end: number,
  limits: { readonly margin: number; readonly tail: number; readonly maxDistance: number },
  sink: SequenceSink,
): void {
  const table = new Int32Array(1 << HASH_BITS).fill(-1);
  const lastStart = end - limits.margin;
  const matchEnd = end - limits.tail;
  let literalStart = start;
  let at = start;
  let misses = 0;
  while (at < lastStart) {
    const current = word(bytes, at);
    const slot = Math.imul(current, HASH_MULTIPLIER) >>> (32 - HASH_BITS);
    const candidate = table[slot] as number;
    table[slot] = at;
    if (candidate < 0 || at - candidate > limits.maxDistance || word(bytes, candidate) !== current) {
      // Bytes that do not compress are walked over faster and faster.
      at += 1 + (misses++ >> 6);
      continue;
    }
    let length = MIN_MATCH;
    while (at + length < matchEnd && bytes[candidate + length] === bytes[at + length]) length += 1;
    sink(literalStart, at, at - candidate, length);
    at += length;
    literalStart = at;
    misses = 0;
  }
  sink(literalStart, end, 0, 0);
}
