import { describe, expect, it } from 'vitest';
import type { Source, SourceSplit } from '../../operator/source.js';
import { SourceRun } from '../../testing/contract/source-run.js';
import { createVirtualClock } from '../../testing/virtual-clock.js';
import { createVirtualFiles } from '../../testing/virtual-files.js';
import { FileEnumeratorProvider } from './file-enumerator.js';
import { FileSource } from './file-source.js';
import { type FileSplit, fileSplit } from './file-split.js';
import { FileSplitAssignerProvider } from './file-split-assigner.js';
import { filesWith, readSource } from './files-fixture.test-support.js';
import { StreamFormat } from './stream-format.js';

const builder = (...paths: string[]) => FileSource.forRecordStreamFormat(StreamFormat.textLineFormat(), ...paths);

const watch = (path: string) =>
  builder(path).monitorContinuously('10 s').build() as unknown as Source<string, SourceSplit>;

const host = () => {
  const clock = createVirtualClock();
  return { clock, files: createVirtualFiles(clock) };
};

/** Lets calls of the enumerator come back. */
const settle = async (run: SourceRun<string>) => {
  for (let turn = 0; turn < 100; turn++) {
    await Promise.resolve();
    run.poll();
  }
};

describe('a source that looks for files once', () => {
  it('gives each file once, however often it is found', async () => {
    const files = filesWith({ '/in/a': '1\n', '/in/b': '2\n' });
    expect(await readSource(builder('/in/b', '/in', '/in/*', 'file:///in/a').build(), { files })).toEqual(['2', '1']);
    expect(await readSource(builder('in/a').build(), { files })).toEqual(['1']);
  });

  it.each(['/in/none', '/in/x*'])('fails when nothing is at %s', async (path) => {
    const files = filesWith({ '/in/a': '1\n' });
    await expect(readSource(builder(path).build(), { files })).rejects.toMatchObject({
      code: 'FILE_NOT_FOUND',
      facts: { path },
    });
  });

  it('ends at once when a directory holds nothing', async () => {
    const files = filesWith({ '/in/.hidden': '1\n' });
    expect(await readSource(builder('/in').build(), { files })).toEqual([]);
  });

  it('does not look again after a restore', async () => {
    const files = filesWith({ '/in/a': '1\n2\n', '/in/b': '3\n' });
    const source = builder('/in').build() as unknown as Source<string, SourceSplit>;
    const run = await SourceRun.start(source, { files });
    await run.read(1);
    const restored = run.snapshot();
    await run.close();
    files.writeText('/in/c', '4\n');
    const again = await SourceRun.start(source, { files, restored });
    await again.read();
    expect(again.values).toEqual(['2', '3']);
    await again.close();
  });

  it('refuses state that belongs to something else', () => {
    const { splitForm, enumeratorForm } = builder('/in').build();
    expect(() => splitForm.fromJson(1, { splitId: 'a' })).toThrow(
      expect.objectContaining({ code: 'STATE_FORM_INVALID' }),
    );
    expect(() => enumeratorForm.fromJson(1, [])).toThrow(expect.objectContaining({ code: 'STATE_FORM_INVALID' }));
    expect(() => enumeratorForm.fromJson(2, {})).toThrow(expect.objectContaining({ code: 'STATE_FORM_UNKNOWN' }));
  });
});

describe('a source that looks for files again and again', () => {
  it('gives the lines of those that come, each file once, also after a restore', async () => {
    const { clock, files } = host();
    files.writeText('/in/a', '1\n');
    let run = await SourceRun.start(watch('/in'), { clock, files });
    await run.read(1);
    files.writeText('/in/b', '2\n');
    files.writeText('/in/a', 'again\n');
    await settle(run);
    expect(run.values).toEqual(['1']);
    clock.advanceTo(10_000);
    await run.read(2);
    const restored = run.snapshot();
    expect(run.values).toEqual(['1', '2']);
    await run.close();
    run = await SourceRun.start(watch('/in'), { clock, files, restored });
    files.writeText('/in/sub/c', '3\n');
    for (let timeMs = 20_000; run.values.length < 1; timeMs += 10_000) {
      clock.advanceTo(timeMs);
      await settle(run);
    }
    expect(run.values).toEqual(['3']);
    expect(run.poll()).toBe('nothing');
    await run.close();
  });

  it('wakes every reader that waits', async () => {
    const { clock, files } = host();
    files.writeText('/in/.none', '');
    const run = await SourceRun.start(watch('/in/*'), { clock, files, parallelism: 2 });
    await settle(run);
    expect(run.poll(1)).toBe('nothing');
    files.writeText('/in/a', '1\n');
    files.writeText('/in/b', '2\n');
    clock.advanceTo(10_000);
    await run.read(2);
    expect([...new Set(run.emissions.map(({ subtaskIndex }) => subtaskIndex))].sort()).toEqual([0, 1]);
    await run.close();
  });

  it('fails when its directory was never there, and goes on when it is gone for a while', async () => {
    const { clock, files } = host();
    const lost = await SourceRun.start(watch('/in'), { clock, files });
    await expect(lost.read(1)).rejects.toMatchObject({ code: 'FILE_NOT_FOUND' });
    await lost.close();
    files.writeText('/in/a', '1\n');
    const run = await SourceRun.start(watch('/in'), { clock, files });
    await run.read(1);
    await files.rename('/in', '/away');
    for (const timeMs of [10_000, 20_000]) {
      clock.advanceTo(timeMs);
      await settle(run);
    }
    expect(run.logs).toHaveLength(1);
    expect(run.logs[0]).toMatch(/^warn: Files cannot be looked for; it is tried again: .*\/in/);
    await files.rename('/away', '/in');
    files.writeText('/in/b', '2\n');
    clock.advanceTo(30_000);
    await run.read(2);
    expect(run.values).toEqual(['1', '2']);
    await run.close();
  });
});

describe("an enumerator and an assigner of one's own", () => {
  const files = filesWith({ '/in/a': '1\n2\n', '/in/b': '3\n' });

  it('say what is read', async () => {
    const provider = new FileEnumeratorProvider(() => ({
      givesParts: true,
      enumerateSplits: async ([path], { minDesiredSplits, isContinuous }) => {
        expect([path, minDesiredSplits, isContinuous]).toEqual(['/in', 1, false]);
        return [fileSplit('/in/a', 4, 2, 4)];
      },
    }));
    expect(await readSource(builder('/in').setFileEnumerator(provider).build(), { files })).toEqual(['2']);
  });

  it('say in which order', async () => {
    const lastFirst = new FileSplitAssignerProvider((initial) => {
      const splits: FileSplit[] = [...initial];
      return {
        getNext: () => splits.pop(),
        addSplits: (more) => {
          splits.push(...more);
        },
        remainingSplits: () => [...splits],
      };
    });
    expect(await readSource(builder('/in').setSplitAssigner(lastFirst).build(), { files })).toEqual(['3', '1', '2']);
    const inOrder = FileSplitAssignerProvider.localityAwareSplitAssigner();
    expect(await readSource(builder('/in').setSplitAssigner(inOrder).build(), { files })).toEqual(['1', '2', '3']);
  });

  it('cannot cut what must be read in order', async () => {
    const wide = FileSource.forRecordStreamFormat(StreamFormat.textLineFormat('UTF-16'), '/in');
    const cutting = FileEnumeratorProvider.defaultSplittableFileEnumerator();
    expect(() => wide.setFileEnumerator(cutting).build()).toThrow(
      expect.objectContaining({ code: 'CONFIG_CONTRADICTION' }),
    );
    const secretly = new FileEnumeratorProvider(() => ({
      givesParts: false,
      enumerateSplits: async () => [fileSplit('/in/a', 4, 0, 2)],
    }));
    await expect(readSource(wide.setFileEnumerator(secretly).build(), { files })).rejects.toMatchObject({
      code: 'FILE_NOT_SPLITTABLE',
      facts: { path: '/in/a' },
    });
  });

  it('leave compressed files whole', async () => {
    const zipped = filesWith({ '/in/a.gz': 'x'.repeat(100), '/in/b': 'x'.repeat(100) });
    const enumerator = FileEnumeratorProvider.defaultSplittableFileEnumerator({ splitSizeBytes: 40 }).create();
    const context = { files: zipped, minDesiredSplits: 1, isContinuous: false };
    const splits = await enumerator.enumerateSplits(['/in'], context);
    expect(splits.map(({ splitId, end }) => `${splitId}-${end}`)).toEqual([
      '/in/a.gz@0-100',
      '/in/b@0-34',
      '/in/b@34-68',
      '/in/b@68-100',
    ]);
  });
});

describe('the options of a file source', () => {
  const format = StreamFormat.textLineFormat();

  it('are given step by step or at once', () => {
    const built = builder('/in').monitorContinuously(5000).setMalformedRecords('skip').build();
    const given = new FileSource({ format, paths: '/in', monitorContinuously: '5 s', malformedRecords: 'skip' });
    expect(built.describe()).toEqual({
      paths: ['/in'],
      format: 'text-lines',
      monitorContinuouslyMs: 5000,
      malformedRecords: 'skip',
    });
    expect(given.describe()).toEqual(built.describe());
    expect(given.boundedness).toBe('continuous-unbounded');
    expect(builder('/in').monitorContinuously(5000).processStaticFileSet().build().boundedness).toBe('bounded');
  });

  it.each<[string, object]>([
    ['CONFIG_MISSING', { paths: '/in' }],
    ['CONFIG_MISSING', { format, paths: [] }],
    ['CONFIG_UNKNOWN_KEY', { format, paths: '/in', path: '/in' }],
    ['CONFIG_INVALID_VALUE', { format, paths: '/in', monitorContinuously: 0 }],
    ['CONFIG_INVALID_VALUE', { format, paths: '/in', malformedRecords: 'drop' }],
    ['FILE_PATH_INVALID', { format, paths: ['/in', 's3://in'] }],
    ['FILE_PATH_INVALID', { format, paths: [5] }],
  ])('are refused with %s', (code, options) => {
    expect(() => new FileSource(options as never)).toThrow(expect.objectContaining({ code }));
  });

  it('refuse a size of splits that cannot be', () => {
    expect(() => FileEnumeratorProvider.defaultSplittableFileEnumerator({ splitSizeBytes: 0 })).toThrow(
      expect.objectContaining({ code: 'CONFIG_INVALID_VALUE' }),
    );
  });
});
