import { describe, expect, it } from 'vitest';
import { murmur2, partitionOfKey } from './murmur2.js';

describe('murmur2', () => {
  // Printed by Kafka's own Java client, 4.3.1.
  it.each([
    ['', 275646681],
    ['a', -1563381124],
    ['ab', 316155434],
    ['abc', 479470107],
    ['abcd', -1323649548],
    ['21', -973932308],
    ['foobar', -790332482],
    ['a-little-bit-long-string', -985981536],
    ['lkjh234lh9fiuh90y23oiuhsafujhadof229phr9h19h89h8', -58897971],
    ['grüße', 1943707148],
  ])('hashes %j as Java does', (text, hash) => {
    expect(murmur2(Buffer.from(text))).toBe(hash);
  });

  it('chooses a partition from the positive part of the hash', () => {
    expect(partitionOfKey(Buffer.from('a'), 7)).toBe((-1563381124 & 0x7fffffff) % 7);
  });
});
