import type { Codec } from './codec.js';
import { keyGroupOfHash } from './key-groups.js';
import { acquireScratch, releaseScratch } from './scratch-writer.js';

/** Murmur3 (x86, 32 bits) of a part of some bytes, as a signed 32-bit number. */
export function murmur3(bytes: Uint8Array, start = 0, end = bytes.length, seed = 0): number {
  let hash = seed;
  let position = start;
  for (; position + 4 <= end; position += 4) {
    const word =
      (bytes[position] ?? 0) |
      ((bytes[position + 1] ?? 0) << 8) |
      ((bytes[position + 2] ?? 0) << 16) |
      ((bytes[position + 3] ?? 0) << 24);
    hash ^= mixWord(word);
    hash = (hash << 13) | (hash >>> 19);
    hash = (Math.imul(hash, 5) + 0xe6546b64) | 0;
  }
  let tail = 0;
  for (let shift = 0; position < end; position++, shift += 8) tail |= (bytes[position] ?? 0) << shift;
  hash ^= mixWord(tail);
  hash ^= end - start;
  hash ^= hash >>> 16;
  hash = Math.imul(hash, 0x85ebca6b);
  hash ^= hash >>> 13;
  hash = Math.imul(hash, 0xc2b2ae35);
  return hash ^ (hash >>> 16);
}

function mixWord(word: number): number {
  const mixed = Math.imul(word, 0xcc9e2d51);
  return Math.imul((mixed << 15) | (mixed >>> 17), 0x1b873593);
}

/** The hash of a checked key: murmur3 of its canonical bytes. */
export function keyHash<K>(codec: Codec<K>, key: K): number {
  const out = acquireScratch();
  try {
    codec.write(key, out);
    return murmur3(out.view());
  } finally {
    releaseScratch(out);
  }
}

/** The key group of a checked key. */
export function keyGroupOf<K>(codec: Codec<K>, key: K, maxParallelism: number): number {
  return keyGroupOfHash(keyHash(codec, key), maxParallelism);
}
