import { crc32 as zlibCrc32 } from 'node:zlib';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { crc32 } from './crc32.js';

const bytesOf = (text: string) => new TextEncoder().encode(text);

it.each([
  ['', 0],
  ['a', 0xe8b7be43],
  ['123456789', 0xcbf43926],
  ['The quick brown fox jumps over the lazy dog', 0x414fa339],
])('of %j is known', (text, expected) => {
  expect(crc32(bytesOf(text))).toBe(expected);
});

it('goes on where it left off, and agrees with zlib where the host has it', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 100 }), fc.nat(100), (bytes, at) => {
      const [head, tail] = [bytes.subarray(0, at), bytes.subarray(at)];
      expect(crc32(tail, crc32(head))).toBe(crc32(bytes));
      if (typeof zlibCrc32 === 'function') expect(crc32(bytes)).toBe(zlibCrc32(bytes));
    }),
  );
});
