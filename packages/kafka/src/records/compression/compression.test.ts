import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compress, compressionId, decompress } from './compression.js';
import { decompressLz4 } from './lz4.js';
import { decompressSnappy } from './snappy.js';

const codecs = ['gzip', 'snappy', 'lz4'] as const;

/** Bytes with repetitions near and far, so that matches of every kind occur. */
const repetitive = fc
  .array(fc.tuple(fc.uint8Array({ maxLength: 40 }), fc.integer({ min: 1, max: 400 })), { maxLength: 12 })
  .map((parts) => Buffer.concat(parts.flatMap(([bytes, times]) => Array.from({ length: times }, () => bytes))));

describe.each(codecs)('%s', (codec) => {
  it('gives back what it was given', () => {
    fc.assert(
      fc.property(fc.oneof(repetitive, fc.uint8Array({ maxLength: 300 }).map(Buffer.from)), (bytes) => {
        const folded = Buffer.from(compress(codec, bytes, undefined));
        expect(decompress(compressionId(codec), folded).equals(bytes)).toBe(true);
      }),
      { numRuns: 100 },
    );
  });

  it('makes repetitive bytes smaller', () => {
    const bytes = Buffer.from('{"id":1,"name":"apple","total":16}'.repeat(3_000));
    expect(compress(codec, bytes, undefined).length).toBeLessThan(bytes.length / 8);
  });

  it('refuses bytes that are not its own without reading or writing elsewhere', () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 1, maxLength: 200 }), fc.uint8Array({ maxLength: 30 }), (bytes, noise) => {
        const folded = Buffer.from(compress(codec, Buffer.from(bytes), undefined));
        folded.set(
          noise.subarray(0, folded.length),
          Math.floor(folded.length / 2) % (folded.length - noise.length + 1 || 1),
        );
        try {
          decompress(compressionId(codec), folded);
        } catch (error) {
          expect(error).toBeInstanceOf(Error);
        }
      }),
    );
  });
});

describe('a bomb', () => {
  const bytes = Buffer.alloc(1_000_000);

  it('of LZ4 is refused at the limit', () => {
    expect(() => decompressLz4(Buffer.from(compress('lz4', bytes, undefined)), 100_000)).toThrow(RangeError);
  });

  it('of Snappy is refused at the limit', () => {
    expect(() => decompressSnappy(Buffer.from(compress('snappy', bytes, undefined)), 100_000)).toThrow(RangeError);
  });
});

it('a bare Snappy block, as other clients write it, is read', () => {
  // Size 11; a literal of 3 bytes "abc"; a copy of 8 bytes from 3 back.
  const block = Buffer.from([11, 2 << 2, 0x61, 0x62, 0x63, ((8 - 4) << 2) | 1, 3]);
  expect(decompressSnappy(block, 100).toString()).toBe('abcabcabcab');
});

it('an unknown codec number is refused by name', () => {
  expect(() => decompress(6, Buffer.alloc(1))).toThrow(
    expect.objectContaining({ code: 'KAFKA_COMPRESSION_UNSUPPORTED' }),
  );
});
