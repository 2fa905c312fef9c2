import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DataWriter } from './data-writer.js';
import { defaultMaxParallelism, keyGroupOfHash, keyGroupRangeOf, murmurMix, subtaskOfKeyGroup } from './key-groups.js';
import { keyGroupOf, keyHash, murmur3 } from './key-hash.js';
import type { TypeInformation } from './type-information.js';
import { Types } from './types.js';

interface Vectors {
  readonly mixes: readonly { hash: number; mix: number }[];
  readonly ranges: readonly {
    parallelism: number;
    maxParallelism: number;
    subtask: number;
    start: number;
    end: number;
  }[];
  readonly defaults: readonly { parallelism: number; maxParallelism: number }[];
  readonly keys: readonly {
    type: string;
    key: string;
    bytes: string;
    hash: number;
    group128: number;
    group32768: number;
    subtask7of128: number;
  }[];
}

// Made by testdata/KeyGroupVectors.java, which calls MathUtils and KeyGroupRangeAssignment of Flink 2.3.0 and Guava's
// murmur3, and writes the canonical bytes of keys on its own.
const vectors = JSON.parse(readFileSync(new URL('../../testdata/key-groups.json', import.meta.url), 'utf8')) as Vectors;

function typedKey(type: string, key: string): [TypeInformation<unknown>, unknown] {
  switch (type) {
    case 'LONG':
      return [Types.LONG({ as: 'canonical' }), Types.LONG({ as: 'canonical' }).codec.check(BigInt(key), 'key')];
    case 'DOUBLE':
      return [Types.DOUBLE(), Number(key)];
    case 'BOOLEAN':
      return [Types.BOOLEAN(), key === 'true'];
    default:
      return [Types.STRING(), key];
  }
}

describe("Flink's key groups", () => {
  it('mixes hashes as Flink does', () => {
    for (const { hash, mix } of vectors.mixes) expect([hash, murmurMix(hash)]).toEqual([hash, mix]);
  });

  it('gives each subtask the key groups that Flink gives it', () => {
    for (const { parallelism, maxParallelism, subtask, start, end } of vectors.ranges) {
      expect(keyGroupRangeOf(subtask, maxParallelism, parallelism)).toEqual({ start, end });
    }
  });

  it("chooses Flink's default number of key groups", () => {
    for (const { parallelism, maxParallelism } of vectors.defaults) {
      expect([parallelism, defaultMaxParallelism(parallelism)]).toEqual([parallelism, maxParallelism]);
    }
  });

  it.each(vectors.keys.map((vector) => [vector.type, vector.key.slice(0, 20), vector] as const))(
    'finds bytes, hash, group and subtask of the %s %s',
    (_type, _key, vector) => {
      const [type, key] = typedKey(vector.type, vector.key);
      const out = new DataWriter();
      type.codec.write(key, out);
      const group = keyGroupOf(type.codec, key, 128);
      expect({
        bytes: Buffer.from(out.view()).toString('hex'),
        hash: keyHash(type.codec, key),
        group128: group,
        group32768: keyGroupOfHash(keyHash(type.codec, key), 32768),
        subtask7of128: subtaskOfKeyGroup(group, 128, 7),
      }).toEqual({
        bytes: vector.bytes,
        hash: vector.hash,
        group128: vector.group128,
        group32768: vector.group32768,
        subtask7of128: vector.subtask7of128,
      });
    },
  );

  it('cuts all key groups into ranges that meet, and agrees with the owner of each group', () => {
    const sizes = fc
      .integer({ min: 1, max: 300 })
      .chain((max) => fc.tuple(fc.constant(max), fc.integer({ min: 1, max })));
    fc.assert(
      fc.property(sizes, ([maxParallelism, parallelism]) => {
        let next = 0;
        for (let subtask = 0; subtask < parallelism; subtask++) {
          const { start, end } = keyGroupRangeOf(subtask, maxParallelism, parallelism);
          expect(start).toBe(next);
          for (let group = start; group <= end; group++) {
            expect(subtaskOfKeyGroup(group, maxParallelism, parallelism)).toBe(subtask);
          }
          next = end + 1;
        }
        expect(next).toBe(maxParallelism);
      }),
    );
  });

  it('hashes a part of some bytes as those bytes alone', () => {
    fc.assert(
      fc.property(fc.uint8Array(), fc.uint8Array(), fc.uint8Array(), (before, bytes, after) => {
        const whole = Uint8Array.from([...before, ...bytes, ...after]);
        expect(murmur3(whole, before.length, before.length + bytes.length)).toBe(murmur3(bytes));
      }),
    );
  });
});
