/** The default number of key groups, as in Flink when nothing is set and the parallelism is small. */
const DEFAULT_MAX_PARALLELISM = 128;

/** The most key groups there can be, as in Flink. */
export const UPPER_BOUND_MAX_PARALLELISM = 32768;

/** An inclusive range of key groups. */
export interface KeyGroupRange {
  readonly start: number;
  readonly end: number;
}

/** Flink's murmur mix of a 32-bit hash (`MathUtils.murmurHash`): a number from 0 to 2^31 − 1. */
export function murmurMix(hash: number): number {
  let code = Math.imul(hash, 0xcc9e2d51);
  code = (code << 15) | (code >>> 17);
  code = Math.imul(code, 0x1b873593);
  code = (code << 13) | (code >>> 19);
  code = (Math.imul(code, 5) + 0xe6546b64) | 0;
  code ^= 4;
  code ^= code >>> 16;
  code = Math.imul(code, 0x85ebca6b);
  code ^= code >>> 13;
  code = Math.imul(code, 0xc2b2ae35);
  code ^= code >>> 16;
  if (code >= 0) return code;
  return code === -0x8000_0000 ? 0 : -code;
}

/** The key group of a key, given the hash of its canonical bytes. */
export function keyGroupOfHash(hash: number, maxParallelism: number): number {
  return murmurMix(hash) % maxParallelism;
}

/** The subtask that owns a key group. */
export function subtaskOfKeyGroup(keyGroup: number, maxParallelism: number, parallelism: number): number {
  return Math.floor((keyGroup * parallelism) / maxParallelism);
}

/** The key groups that a subtask owns. */
export function keyGroupRangeOf(subtask: number, maxParallelism: number, parallelism: number): KeyGroupRange {
  const start = Math.floor((subtask * maxParallelism + parallelism - 1) / parallelism);
  const end = Math.floor(((subtask + 1) * maxParallelism - 1) / parallelism);
  return { start, end };
}

/** The number of key groups when none is set: 1.5 × the parallelism, as a power of two, from 128 to 32768. */
export function defaultMaxParallelism(parallelism: number): number {
  const wanted = parallelism + Math.floor(parallelism / 2);
  const powerOfTwo = wanted <= 1 ? 1 : 2 ** Math.ceil(Math.log2(wanted));
  return Math.min(Math.max(powerOfTwo, DEFAULT_MAX_PARALLELISM), UPPER_BOUND_MAX_PARALLELISM);
}
