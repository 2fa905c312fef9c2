import { deflateSync, gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { nodeCompression } from '../../node/node-compression.js';
import { sourceContract } from '../../testing/contract/source-contract.js';
import { noCompression } from '../../testing/no-compression.js';
import { CHUNK_BYTES, compressionOf, openContent } from './file-content.js';
import { FileSource } from './file-source.js';
import { filesWith, readSource } from './files-fixture.test-support.js';
import { StreamFormat } from './stream-format.js';

const lines = (...paths: string[]) => FileSource.forRecordStreamFormat(StreamFormat.textLineFormat(), ...paths).build();
const long = Array.from({ length: 40_000 }, (_, i) => `line ${i} ${i * 7919}`);

describe('compressed files', () => {
  const files = filesWith({
    '/in/a.gz': gzipSync('a1\na2\r\nä3'),
    '/in/b.deflate': deflateSync('b1\n'),
    '/in/c.GZIP': Buffer.concat([gzipSync('c1\nc'), gzipSync('2\n')]),
  });
  const checks = sourceContract({
    create: () => lines('/in'),
    expected: ['a1', 'a2', 'ä3', 'b1', 'c1', 'c2'],
    files,
    compression: nodeCompression,
    malformed: {
      create: () =>
        FileSource.forRecordStreamFormat(StreamFormat.jsonLineFormat(), '/bad.gz').build() as unknown as ReturnType<
          typeof lines
        >,
      before: ['1' as string],
      facts: { file: '/bad.gz', line: 3, offset: 5 },
    },
  });
  files.writeText('/bad.gz', gzipSync('"1"\n\nx'));
  for (const { name, run } of checks) it(name, run);

  it('are read on from any place', async () => {
    const text = long.join('\n');
    const access = { files: filesWith({ '/a.gz': gzipSync(text) }), compression: nodeCompression };
    for (const position of [0, 1, CHUNK_BYTES - 1, CHUNK_BYTES, CHUNK_BYTES + 1, text.length - 1, text.length]) {
      const content = await openContent(access, '/a.gz');
      await content.skipTo(position);
      expect(content.position).toBe(position);
      const rest: Uint8Array[] = [];
      for (let chunk = await content.next(); chunk !== undefined; chunk = await content.next()) rest.push(chunk);
      expect(Buffer.concat(rest).toString()).toBe(text.slice(position));
      expect(content.position).toBe(text.length);
      await content.close();
    }
  });

  it('that are damaged fail with their path, after what could be read', async () => {
    const whole = gzipSync(long.join('\n'));
    const damaged = filesWith({ '/in/a.gz': whole.subarray(0, whole.length / 2) });
    await expect(readSource(lines('/in'), { files: damaged, compression: nodeCompression })).rejects.toMatchObject({
      code: 'COMPRESSION_CORRUPT',
      facts: { path: '/in/a.gz', format: 'gzip' },
    });
  });

  it('of other kinds are refused, and so is what the host cannot read', async () => {
    for (const ending of ['bz2', 'xz', 'zip']) {
      const other = filesWith({ [`/in/a.${ending}`]: 'x' });
      await expect(readSource(lines('/in'), { files: other })).rejects.toMatchObject({
        code: 'COMPRESSION_UNSUPPORTED',
        facts: { path: `/in/a.${ending}`, format: ending },
      });
    }
    await expect(readSource(lines('/in'), { files, compression: noCompression })).rejects.toMatchObject({
      code: 'COMPRESSION_UNSUPPORTED',
      facts: { format: 'gzip' },
    });
  });

  it('are known by their endings', () => {
    const endings = ['a.gz', 'a.txt', 'gz', 'a.tar.gz', 'a.zst', 'a.ZSTD'].map(compressionOf);
    expect(endings).toEqual(['gzip', undefined, 'gzip', 'gzip', 'zstd', 'zstd']);
  });
});
