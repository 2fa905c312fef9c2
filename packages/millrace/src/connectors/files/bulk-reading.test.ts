import { describe, expect, it } from 'vitest';
import { Types } from '../../model/types.js';
import { sourceContract } from '../../testing/contract/source-contract.js';
import type { BulkFormat } from './bulk-format.js';
import { FileEnumeratorProvider } from './file-enumerator.js';
import { FileSource } from './file-source.js';
import { filesWith, readSource } from './files-fixture.test-support.js';

let openReaders = 0;

/** Bytes as numbers, three a batch: a batch begins at each multiple of 3. */
const bytesFormat: BulkFormat<number> = {
  name: 'bytes',
  isSplittable: true,
  producedType: () => Types.INT(),
  async createReader(file, { start, end, position }) {
    openReaders++;
    let next = position ?? Math.ceil(start / 3) * 3;
    return {
      async readBatch() {
        if (next >= end) return undefined;
        const target = new Uint8Array(3);
        const count = await file.read(target, next);
        const batch = { records: [...target.subarray(0, count)], position: next };
        next += 3;
        return batch;
      },
      close() {
        openReaders--;
      },
    };
  },
};

const files = filesWith({ '/in/a': Uint8Array.from({ length: 11 }, (_, i) => i), '/in/b': new Uint8Array(0) });
const source = (splitSizeBytes: number) =>
  FileSource.forBulkFileFormat(bytesFormat, '/in')
    .setFileEnumerator(FileEnumeratorProvider.defaultSplittableFileEnumerator({ splitSizeBytes }))
    .build();

describe.each([100, 4, 1])('a bulk format, in splits of %i bytes', (splitSizeBytes) => {
  const checks = sourceContract({
    create: () => source(splitSizeBytes),
    expected: [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10],
    files,
    open: () => openReaders,
  });
  for (const { name, run } of checks) it(name, run);
});

describe('a bulk format', () => {
  it('fails where its reader cannot be made; whole files are enough where it cannot be cut', async () => {
    const failing: BulkFormat<number> = {
      ...bytesFormat,
      createReader: () => {
        throw new Error('no footer');
      },
    };
    const broken = FileSource.forBulkFileFormat(failing, '/in').build();
    await expect(readSource(broken, { files })).rejects.toThrow('no footer');
    const whole: BulkFormat<number> = { ...bytesFormat, isSplittable: false };
    expect(await readSource(FileSource.forBulkFileFormat(whole, '/in').build(), { files })).toHaveLength(11);
  });
});
