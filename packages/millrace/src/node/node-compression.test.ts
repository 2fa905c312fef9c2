import { describe, expect, it } from 'vitest';
import { MillraceError } from '../model/millrace-error.js';
import type { CompressionFormat } from '../ports/compression.js';
import { nodeCompression } from './node-compression.js';

const all = async <T>(iterable: AsyncIterable<T>): Promise<T[]> => {
  const values: T[] = [];
  for await (const value of iterable) values.push(value);
  return values;
};

const hasZstd = 'createZstdCompress' in (await import('node:zlib'));
const formats: CompressionFormat[] = ['gzip', 'deflate', ...(hasZstd ? (['zstd'] as const) : [])];

async function* pieces(bytes: Uint8Array, size: number): AsyncGenerator<Uint8Array> {
  for (let start = 0; start < bytes.length; start += size) yield bytes.subarray(start, start + size);
}

const uncompress = async (format: CompressionFormat, bytes: Uint8Array, size = 7) =>
  Buffer.concat(await all(nodeCompression.decompress(format, pieces(bytes, size)))).toString();

const compress = async (format: CompressionFormat, texts: readonly string[], level?: number) => {
  const compressor = nodeCompression.compressor(format, level);
  const out: Uint8Array[] = [];
  for (const text of texts) out.push(...(await compressor.write(Buffer.from(text))));
  out.push(...(await compressor.end()));
  compressor.close();
  return Buffer.concat(out);
};

const text = Array.from({ length: 20_000 }, (_, i) => `line ${i % 1000} of ${(i * 7919) % 77} words words words`).join(
  '\n',
);

describe.each(formats)('%s', (format) => {
  it('comes back as it was, of any length and in any pieces', async () => {
    for (const texts of [[], ['a'], [text, '', text]]) {
      expect(await uncompress(format, await compress(format, texts), texts.length > 1 ? 1000 : 1)).toBe(texts.join(''));
    }
  });

  it('makes it smaller, the more so the higher the level', async () => {
    const [fast, small] = [await compress(format, [text], 1), await compress(format, [text], 9)];
    expect(small.length).toBeLessThan(fast.length);
    expect(fast.length).toBeLessThan(text.length / 2);
    expect(await uncompress(format, small, 5000)).toBe(text);
  });

  it('is refused when it is damaged or ends too early', async () => {
    const whole = await compress(format, [text]);
    for (const bytes of [whole.subarray(0, -20), whole.subarray(0, -1), Buffer.from('plain text, not compressed')]) {
      await expect(uncompress(format, bytes, 5000)).rejects.toMatchObject({
        code: 'COMPRESSION_CORRUPT',
        facts: { format },
      });
    }
  });

  it('ends its input when it is ended early, and fails as its input does', async () => {
    const whole = await compress(format, [text]);
    let isEnded = false;
    async function* input(fails: boolean): AsyncGenerator<Uint8Array> {
      try {
        yield* pieces(whole.subarray(0, whole.length - 10), 100);
        if (fails) throw new MillraceError('FILE_FAILED', 'the disk is gone');
        yield whole.subarray(whole.length - 10);
      } finally {
        isEnded = true;
      }
    }
    for await (const piece of nodeCompression.decompress(format, input(false))) if (piece.length > 0) break;
    await expect.poll(() => isEnded).toBe(true);
    await expect(all(nodeCompression.decompress(format, input(true)))).rejects.toMatchObject({
      code: 'FILE_FAILED',
    });
  });
});

describe('compression', () => {
  const short = text.slice(0, 500);

  it('reads several files behind one another as one, however their pieces fall', async () => {
    for (const format of formats) {
      const parts = await Promise.all(['one ', '', short, ' two'].map((part) => compress(format, [part])));
      const input = Buffer.concat(parts);
      for (const size of [1, 7, parts[0]!.length, 1000, input.length]) {
        expect(await uncompress(format, input, size)).toBe(`one ${short} two`);
      }
      await expect(uncompress(format, Buffer.concat([...parts, Buffer.from('rest')]), 1000)).rejects.toMatchObject({
        code: 'COMPRESSION_CORRUPT',
      });
    }
  });

  it('that this Node does not have is refused by name', () => {
    if (hasZstd) return;
    for (const use of [
      () => nodeCompression.decompress('zstd', pieces(new Uint8Array(0), 1)),
      () => nodeCompression.compressor('zstd'),
    ]) {
      expect(use).toThrow(expect.objectContaining({ code: 'COMPRESSION_UNSUPPORTED', facts: { format: 'zstd' } }));
    }
  });
});
