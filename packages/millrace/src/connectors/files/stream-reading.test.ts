import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Source, SourceSplit } from '../../operator/source.js';
import { SourceRun } from '../../testing/contract/source-run.js';
import { CHUNK_BYTES } from './file-content.js';
import { FileEnumeratorProvider } from './file-enumerator.js';
import { FileSource } from './file-source.js';
import { filesWith, readSource } from './files-fixture.test-support.js';
import { StreamFormat } from './stream-format.js';

const linesOf = (content: string) => {
  const lines = content.replace(/^\ufeff/, '').split('\n');
  if (lines[lines.length - 1] === '') lines.pop();
  return lines.map((line) => line.replace(/\r$/, ''));
};

const source = (splitSizeBytes: number): Source<string, SourceSplit> =>
  FileSource.forRecordStreamFormat(StreamFormat.textLineFormat(), '/in')
    .setFileEnumerator(FileEnumeratorProvider.defaultSplittableFileEnumerator({ splitSizeBytes }))
    .build() as unknown as Source<string, SourceSplit>;

const content = fc
  .array(fc.constantFrom('\n', '\r\n', 'a', 'bc', 'ä', '😀', 'lorem ipsum', '\r', '\ufeff'), { maxLength: 40 })
  .map((parts) => parts.join(''));

describe('a file that is cut', () => {
  it('gives each line once, in order in each split, also when it is restored anywhere', async () => {
    const property = fc.asyncProperty(
      fc.array(content, { minLength: 1, maxLength: 3 }),
      fc.integer({ min: 1, max: 64 }),
      fc.integer({ min: 1, max: 3 }),
      fc.array(fc.integer({ min: 0, max: 12 }), { maxLength: 4 }),
      async (contents, splitSize, parallelism, restores) => {
        const files = filesWith(Object.fromEntries(contents.map((text, index) => [`/in/${index}`, text])));
        let run = await SourceRun.start(source(splitSize), { files, parallelism });
        const emissions: (typeof run.emissions)[number][] = [];
        for (const count of restores) {
          await run.read(count);
          emissions.push(...run.emissions);
          const restored = run.snapshot();
          await run.close();
          run = await SourceRun.start(source(splitSize), { files, parallelism, restored });
        }
        await run.read();
        emissions.push(...run.emissions);
        await run.close();
        const bySplit = new Map<string, string[]>();
        for (const { splitId, value } of emissions) {
          bySplit.set(String(splitId), [...(bySplit.get(String(splitId)) ?? []), value]);
        }
        const startOf = (splitId: string) => Number(splitId.split('@')[1]);
        const whole = contents.map((_, index) =>
          [...bySplit]
            .filter(([splitId]) => splitId.startsWith(`/in/${index}@`))
            .sort(([one], [other]) => startOf(one) - startOf(other))
            .flatMap(([, lines]) => lines),
        );
        expect(whole).toEqual(contents.map(linesOf));
      },
    );
    await fc.assert(property, { numRuns: 300 });
  });
});

describe('a file of many chunks', () => {
  const read = (text: string, splitSize: number) =>
    readSource(source(splitSize), { files: filesWith({ '/in': text }) });

  it('gives lines that lie across them, of any length', async () => {
    const lines = [
      'short',
      'l'.repeat(CHUNK_BYTES - 7),
      'ä'.repeat(CHUNK_BYTES),
      '',
      'x'.repeat(5 * CHUNK_BYTES),
      'end',
    ];
    for (const splitSize of [1 << 30, CHUNK_BYTES, 100_003]) {
      expect((await read(lines.join('\n'), splitSize)) as unknown).toEqual(lines);
    }
  });

  it('gives all of a few hundred thousand bytes, however they fall', async () => {
    const property = fc.asyncProperty(
      fc.array(fc.integer({ min: 0, max: 70_000 }), { minLength: 1, maxLength: 20 }),
      fc.integer({ min: 10_000, max: 600_000 }),
      async (lengths, splitSize) => {
        const lines = lengths.map((length, index) => `${index}:${(index % 2 === 0 ? 'a' : 'ö').repeat(length)}`);
        expect(await read(lines.join('\n'), splitSize)).toEqual(lines);
      },
    );
    await fc.assert(property, { numRuns: 30 });
  });
});

describe('a file that changes', () => {
  const start = (text: string) => {
    const files = filesWith({ '/in/a': text });
    return { files, started: SourceRun.start(source(1 << 20), { files }) };
  };

  it('is read as far as it went when it was found, and the last line whole', async () => {
    const { files, started } = start('1\n2');
    const run = await started;
    run.isHolding = true;
    await run.untilHeld();
    const file = await files.openForAppending('/in/a');
    await file.write(new TextEncoder().encode('2\n3\n'));
    run.isHolding = false;
    await run.read();
    expect(run.values).toEqual(['1', '22']);
    await run.close();
  });

  it.each([0, 1])('is an error when it has become shorter, after %i records', async (count) => {
    const { files, started } = start('1\n2\n3\n');
    const run = await started;
    run.isHolding = true;
    await run.untilHeld();
    if (count > 0) {
      run.isHolding = false;
      await run.read(count);
    }
    const restored = run.snapshot();
    await run.close();
    await (await files.openForAppending('/in/a', 2)).close();
    const again = await SourceRun.start(source(1 << 20), { files, restored });
    if (count === 0) {
      // It was not found before the snapshot: there is nothing to compare with.
      return again.close();
    }
    await expect(again.read()).rejects.toMatchObject({
      code: 'FILE_CHANGED',
      facts: { path: '/in/a', split: '/in/a@0', length: 2, lengthFound: 6 },
    });
    await again.close();
  });

  it('is an error when it has become shorter while it is read', async () => {
    const text = `${'x'.repeat(99)}\n`.repeat(CHUNK_BYTES / 20);
    const { files, started } = start(text);
    const run = await started;
    await run.read(10);
    await (await files.openForAppending('/in/a', CHUNK_BYTES + 50)).close();
    await expect(run.read()).rejects.toMatchObject({ code: 'FILE_CHANGED' });
    await run.close();
  });

  it('is an error when it is gone, and when it cannot be read', async () => {
    const { files, started } = start('1\n');
    const run = await started;
    run.isHolding = true;
    await run.untilHeld();
    await files.remove('/in/a');
    run.isHolding = false;
    await expect(run.read()).rejects.toMatchObject({ code: 'FILE_NOT_FOUND', facts: { path: '/in/a' } });
    await run.close();
    const broken = start('1\n');
    const brokenRun = await broken.started;
    broken.files.onCall = ({ call }) => {
      if (call === 'read') throw new Error('disk on fire');
    };
    await expect(brokenRun.read()).rejects.toThrow('disk on fire');
    await brokenRun.close();
  });
});
