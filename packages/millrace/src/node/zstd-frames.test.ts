import { describe, expect, it } from 'vitest';
import { ZstdFrames } from './zstd-frames.js';

// Written by Node 24: one block; with a checksum; a compressed block; two blocks without a known length.
const frames = {
  plain: '28b52ffd20042100006f6e6520',
  checksum: '28b52ffd24042100006f6e652029923fd7',
  compressed: '28b52ffd602c004d00001061610100272ac002',
  streamed: '28b52ffd00582000006f6e652019000074776f',
  // A frame for others: its length, then bytes that mean nothing here. And a block of one byte, repeated 300 times.
  skippable: '5a2a4d18030000000a0b0c',
  repeated: '28b52ffd602c0063090061',
};

const follow = (hex: string, size: number) => {
  const bytes = Buffer.from(hex, 'hex');
  const followed = new ZstdFrames();
  for (let start = 0; start < bytes.length; start += size) followed.push(bytes.subarray(start, start + size));
  return followed.isComplete;
};

describe('frames of zstd', () => {
  it.each(Object.entries(frames))('are complete at their end and nowhere before: %s', (_name, hex) => {
    for (let length = 1; length <= hex.length / 2; length++) {
      const isWhole = length === hex.length / 2;
      for (const size of [1, 3, 100])
        expect([length, follow(hex.slice(0, 2 * length), size)]).toEqual([length, isWhole]);
    }
  });

  it('may follow one another, and be none', () => {
    expect(follow(Object.values(frames).join(''), 5)).toBe(true);
    expect(follow('', 1)).toBe(true);
    expect(follow(`${frames.plain}28b52f`, 5)).toBe(false);
    expect(() => follow(`${frames.plain}28b52f00`, 5)).toThrow('magic number');
  });
});
