import { describe, expect, it } from 'vitest';
import { Types } from '../../../model/types.js';
import { nameOf } from '../../../ports/file-path.js';
import { SinkRun, type SinkRunOptions, type SinkSnapshot } from '../../../testing/contract/sink-run.js';
import { createVirtualClock } from '../../../testing/virtual-clock.js';
import { createVirtualFiles, type VirtualFiles } from '../../../testing/virtual-files.js';
import { BucketAssigner } from './bucket-assigner.js';
import { Encoder } from './encoder.js';
import { FileCompactStrategy } from './file-compact-strategy.js';
import { FileCompactor } from './file-compactor.js';
import { FileSink } from './file-sink.js';
import type { FileSinkBuilder } from './file-sink-builder.js';
import { OutputFileConfig } from './output-file-config.js';
import { RollingPolicy } from './rolling-policy.js';

const rows = FileSink.forRowFormat<string>('/out', Encoder.simpleStringEncoder()).withBucketAssigner(
  BucketAssigner.basePathBucketAssigner(),
);
const atCheckpoints = rows.withRollingPolicy(RollingPolicy.onCheckpointRollingPolicy());

const host = () => {
  const clock = createVirtualClock();
  return { clock, files: createVirtualFiles(clock) };
};

const start = async (builder: FileSinkBuilder<string>, options: SinkRunOptions) => {
  const run = new SinkRun(builder.build(), { type: Types.STRING() as never, ...options });
  await run.open();
  return run;
};

const checkpoint = async (run: SinkRun<string>, id: number): Promise<SinkSnapshot> => {
  const snapshot = await run.barrier(id);
  await run.complete(id);
  return snapshot;
};

const isVisible = (path: string) => !nameOf(path).startsWith('.');
/** Contents of the visible files, without their random ids: `directory/number: content`. */
const visible = (files: VirtualFiles) =>
  files
    .paths('/')
    .filter(isVisible)
    .map((path) => `${path.replace(/-[0-9a-f]{8}-[0-9a-f]{8}-/, '-')}: ${files.readText(path)}`);
const hidden = (files: VirtualFiles) => files.paths('/').filter((path) => !isVisible(path));

describe('part files', () => {
  it('get their names, in the directories of their buckets', async () => {
    const { clock, files } = host();
    const builder = atCheckpoints
      .withBucketAssigner({ name: 'letter', getBucketId: (value) => `letter=${value[0]}` })
      .withOutputFileConfig(new OutputFileConfig('words', '.txt'));
    const run = await start(builder, { clock, files });
    await run.writeAll(['a1', 'b1', 'a2']);
    expect(visible(files)).toEqual([]);
    await checkpoint(run, 1);
    await run.writeAll(['a3']);
    await run.end();
    expect(visible(files)).toEqual([
      '/out/letter=a/words-0.txt: a1\na2\n',
      '/out/letter=a/words-2.txt: a3\n',
      '/out/letter=b/words-1.txt: b1\n',
    ]);
    expect(hidden(files)).toEqual([]);
  });

  it('are put into buckets by what stands beside a record', async () => {
    const { clock, files } = host();
    clock.advanceTo(3_600_000);
    const seen: unknown[] = [];
    const assigner: BucketAssigner<string> = {
      name: 'all',
      getBucketId(value, { currentProcessingTime, currentWatermark, timestamp }) {
        seen.push([value, currentProcessingTime, currentWatermark, timestamp]);
        return BucketAssigner.dateTimeBucketAssigner('HH', 'UTC').getBucketId(value, {
          currentProcessingTime,
          currentWatermark,
          timestamp,
        });
      },
    };
    const run = await start(atCheckpoints.withBucketAssigner(assigner), { clock, files });
    await run.writeAll(['a']);
    await run.end();
    expect(seen).toEqual([['a', 3_600_000, Number.NEGATIVE_INFINITY, undefined]]);
    expect(visible(files)).toEqual(['/out/01/part-0: a\n']);
    const wrong = await start(atCheckpoints.withBucketAssigner({ name: 'x', getBucketId: () => '../x' }), {
      clock,
      files,
    });
    expect(() => wrong.write('a')).toThrow(expect.objectContaining({ code: 'SINK_BUCKET_INVALID' }));
    await wrong.close();
  });

  it('end by size, and go on behind checkpoints until then', async () => {
    const { clock, files } = host();
    const run = await start(rows.withRollingPolicy(RollingPolicy.defaultRollingPolicy(5)), { clock, files });
    await run.writeAll(['aa']);
    await checkpoint(run, 1);
    expect(visible(files)).toEqual([]);
    await run.writeAll(['bb', 'cc']);
    await checkpoint(run, 2);
    expect(visible(files)).toEqual(['/out/part-0: aa\nbb\n']);
    await run.end();
    expect(visible(files)).toEqual(['/out/part-0: aa\nbb\n', '/out/part-1: cc\n']);
  });

  it('end by age and silence, looked at in each check of the buckets', async () => {
    const { clock, files } = host();
    const policy = RollingPolicy.defaultRollingPolicy(1000, '10 s', '4 s');
    const run = await start(rows.withRollingPolicy(policy).withBucketCheckInterval('1 s'), { clock, files });
    await run.writeAll(['a']);
    for (let second = 1; second <= 9; second++) {
      clock.advanceTo(second * 1000);
      if (second % 3 === 0) await run.writeAll(['b']);
    }
    await checkpoint(run, 1);
    expect(visible(files)).toEqual([]);
    clock.advanceTo(10_000);
    await run.writeAll(['c']);
    await checkpoint(run, 2);
    expect(visible(files)).toEqual(['/out/part-0: a\nb\nb\nb\n']);
    for (let second = 11; second <= 14; second++) clock.advanceTo(second * 1000);
    await run.writeAll(['d']);
    await checkpoint(run, 3);
    expect(visible(files)).toHaveLength(2);
    await run.end();
    expect(visible(files)).toEqual(['/out/part-0: a\nb\nb\nb\n', '/out/part-1: c\n', '/out/part-2: d\n']);
  });

  it('are not ended between a barrier and its state', async () => {
    const { clock, files } = host();
    const policy: RollingPolicy = {
      ...RollingPolicy.onCheckpointRollingPolicy(),
      shouldRollOnCheckpoint: () => false,
      shouldRollOnProcessingTime: () => true,
    };
    const run = await start(rows.withRollingPolicy(policy).withBucketCheckInterval('1 s'), { clock, files });
    await run.writeAll(['a']);
    // The check of the buckets comes in the middle of the barrier.
    files.onCall = ({ call }) => {
      if (call === 'syncDirectory') clock.advanceTo(clock.now() + 1000);
    };
    const snapshot = await checkpoint(run, 1);
    await run.close();
    files.onCall = undefined;
    const again = await start(rows, { clock, files, restored: snapshot });
    await again.writeAll(['b']);
    await again.end();
    expect(visible(files)).toEqual(['/out/part-0: a\nb\n']);
  });

  it('go on in the file of the attempt before, from where the checkpoint has it', async () => {
    const { clock, files } = host();
    const run = await start(rows, { clock, files, parallelism: 2 });
    await run.writeAll(['a0', 'a1']);
    const restored = await checkpoint(run, 1);
    await run.writeAll(['lost', 'lost']);
    await run.close();
    const again = await start(rows, { clock, files, restored });
    await again.writeAll(['b']);
    await again.end();
    const contents = visible(files).map((file) => file.split(': ')[1]);
    expect(contents.sort()).toEqual(['a0\nb\n', 'a1\n']);
    expect(hidden(files)).toEqual([]);
  });

  it('are found under whatever name a later attempt gave them', async () => {
    const { clock, files } = host();
    const run = await start(rows, { clock, files });
    await run.writeAll(['a']);
    const first = await checkpoint(run, 1);
    await run.writeAll(['b']);
    await run.end();
    expect(visible(files)).toEqual(['/out/part-0: a\nb\n']);
    // Back to the first checkpoint although the file is visible: what it had until then is not written again.
    const back = await start(rows, { clock, files, restored: first });
    await back.writeAll(['b']);
    await back.end();
    expect(visible(files).map((file) => file.split(': ')[1])).toEqual(expect.arrayContaining(['a\nb\n', 'b\n']));
  });

  it('in many buckets do not hold the job back for ever', async () => {
    const { clock, files } = host();
    const run = await start(rows.withBucketAssigner({ name: 'id', getBucketId: (value) => value.slice(0, 3) }), {
      clock,
      files,
    });
    const records = Array.from({ length: 900 }, (_, i) => `${100 + i}${'x'.repeat(5000)}`);
    await run.writeAll(records);
    await run.end();
    expect(files.paths('/out')).toHaveLength(900);
  });
});

describe('files to be committed', () => {
  const prepared = async () => {
    const { clock, files } = host();
    const run = await start(atCheckpoints, { clock, files });
    await run.writeAll(['a']);
    const restored = await run.barrier(1);
    return { clock, files, run, restored };
  };

  it('that somebody has removed are lost data, at once and after a restart', async () => {
    const { clock, files, run, restored } = await prepared();
    await files.remove(hidden(files)[0] as string);
    await expect(run.complete(1)).rejects.toMatchObject({ code: 'SINK_DATA_LOST', facts: { directory: '/out' } });
    await run.close();
    await expect(start(atCheckpoints, { clock, files, restored })).rejects.toMatchObject({ code: 'SINK_DATA_LOST' });
    const told = await start(atCheckpoints.withMissingFiles('committed'), { clock, files, restored });
    expect(told.logs.join()).toContain('was committed before the restart, and taken away');
    await told.end();
  });

  it('that have changed are lost data', async () => {
    const { files, run } = await prepared();
    await (await files.openForAppending(hidden(files)[0] as string, 1)).close();
    await expect(run.complete(1)).rejects.toMatchObject({
      code: 'SINK_DATA_LOST',
      facts: { length: 1, lengthWritten: 2 },
    });
    await run.close();
  });

  it('never take the place of a visible file', async () => {
    const { files, run } = await prepared();
    const pending = nameOf(hidden(files)[0] as string);
    files.writeText(`/out/${pending.slice(1, pending.indexOf('.pending'))}`, 'somebody else');
    await expect(run.complete(1)).rejects.toMatchObject({ code: 'FILE_EXISTS' });
    await run.close();
  });

  it('that were being written, and are gone, are lost data', async () => {
    const { clock, files } = host();
    const run = await start(rows, { clock, files });
    await run.writeAll(['a']);
    const restored = await checkpoint(run, 1);
    await run.close();
    await files.remove(hidden(files)[0] as string);
    await expect(start(rows, { clock, files, restored })).rejects.toMatchObject({ code: 'SINK_DATA_LOST' });
    await (await start(rows.withMissingFiles('committed'), { clock, files, restored })).end();
  });
});

describe('compaction', () => {
  const strategy = FileCompactStrategy.builder();
  const concat = FileCompactor.concatFileCompactor(new TextEncoder().encode('--\n'));

  it('makes one file of those of several checkpoints', async () => {
    const { clock, files } = host();
    const builder = atCheckpoints.enableCompact(strategy.enableCompactionOnCheckpoint(2).build(), concat);
    const run = await start(builder, { clock, files });
    for (const [index, text] of ['a', 'b', 'c', 'd', 'e'].entries()) {
      await run.writeAll([text]);
      await checkpoint(run, index + 1);
    }
    const early = visible(files);
    expect(early[0]).toBe('/out/compacted-part-0: a\n--\nb\n');
    await run.end();
    expect(visible(files)).toEqual([
      '/out/compacted-part-0: a\n--\nb\n',
      '/out/compacted-part-2: c\n--\nd\n',
      '/out/compacted-part-4: e\n',
    ]);
    expect(hidden(files)).toEqual([]);
  });

  it('goes by size, each bucket for itself', async () => {
    const { clock, files } = host();
    const builder = atCheckpoints
      .withBucketAssigner({ name: 'letter', getBucketId: (value) => value[0] as string })
      .enableCompact(strategy.setSizeThreshold(6).build(), concat);
    const run = await start(builder, { clock, files });
    for (const [index, texts] of [['a1', 'b1'], ['a2'], ['a3', 'b2']].entries()) {
      await run.writeAll(texts);
      await checkpoint(run, index + 1);
    }
    await run.end();
    expect(visible(files)).toEqual([
      '/out/a/compacted-part-0: a1\n--\na2\n',
      '/out/a/compacted-part-3: a3\n',
      '/out/b/compacted-part-1: b1\n--\nb2\n',
    ]);
  });

  it('may leave each file as it is, and may be given up', async () => {
    const { clock, files } = host();
    const onTwo = strategy.enableCompactionOnCheckpoint(2).build();
    const identical = atCheckpoints.enableCompact(onTwo, FileCompactor.identicalFileCompactor());
    const run = await start(identical, { clock, files });
    await run.writeAll(['a']);
    await checkpoint(run, 1);
    await run.writeAll(['b']);
    await checkpoint(run, 2);
    await run.writeAll(['c']);
    const restored = await checkpoint(run, 3);
    expect(visible(files)).toEqual(['/out/compacted-part-0: a\n', '/out/compacted-part-1: b\n']);
    await run.close();
    const without = await start(identical.disableCompact(), { clock, files, restored, restoredCheckpointId: 3 });
    await without.writeAll(['d']);
    await without.end();
    expect(
      visible(files)
        .map((file) => file.split(': ')[1])
        .sort(),
    ).toEqual(['a\n', 'b\n', 'c\n', 'd\n']);
    expect(hidden(files)).toEqual([]);
  });

  it('makes as many files at a time as it is told', async () => {
    for (const threads of [1, 2]) {
      const { clock, files } = host();
      let [running, most] = [0, 0];
      const counting: FileCompactor = {
        ...concat,
        async compact(inputs, output) {
          most = Math.max(most, ++running);
          for (let turn = 0; turn < 50; turn++) await Promise.resolve();
          await concat.compact(inputs, output);
          running--;
        },
      };
      const builder = atCheckpoints
        .withBucketAssigner({ name: 'letter', getBucketId: (value) => value[0] as string })
        .enableCompact(strategy.enableCompactionOnCheckpoint(9).setNumCompactThreads(threads).build(), counting);
      const run = await start(builder, { clock, files });
      await run.writeAll(['a', 'b', 'c', 'd']);
      await run.end();
      expect(visible(files)).toHaveLength(4);
      expect(most).toBe(threads);
    }
  });

  it('fails the job when it fails', async () => {
    const { clock, files } = host();
    const broken: FileCompactor = { ...concat, compact: () => Promise.reject(new Error('no room')) };
    const builder = atCheckpoints.enableCompact(strategy.setSizeThreshold(1).build(), broken);
    const run = await start(builder, { clock, files });
    await run.writeAll(['a']);
    await expect(
      (async () => {
        await checkpoint(run, 1);
        await run.end();
      })(),
    ).rejects.toThrow('no room');
    await run.close();
  });
});

describe('the options of a file sink', () => {
  const encoder = Encoder.simpleStringEncoder<string>();

  it('are given step by step or at once', () => {
    const strategy = FileCompactStrategy.builder().setSizeThreshold(5).build();
    const compactor = FileCompactor.identicalFileCompactor();
    const built = atCheckpoints.enableCompact(strategy, compactor).withBucketCheckInterval(500).build();
    const given = new FileSink({
      basePath: 'file:///out',
      encoder,
      bucketAssigner: BucketAssigner.basePathBucketAssigner(),
      rollingPolicy: RollingPolicy.onCheckpointRollingPolicy(),
      bucketCheckInterval: '500 ms',
      compact: { strategy, compactor },
    });
    expect(given.describe()).toEqual({
      basePath: '/out',
      format: 'rows',
      buckets: 'base path',
      rolling: 'on checkpoint',
      bucketCheckIntervalMs: 500,
      partFiles: 'part-*',
      compaction: 'identical',
      missingFiles: 'fail',
    });
    expect(built.describe()).toEqual(given.describe());
    expect(FileSink.forRowFormat('/out', encoder).build().describe()).toMatchObject({
      buckets: 'date and time (yyyy-MM-dd--HH)',
      rolling: 'default (134217728 bytes, 60000 ms, inactive 60000 ms)',
      bucketCheckIntervalMs: 60_000,
    });
  });

  it.each<[string, object]>([
    ['CONFIG_MISSING', { basePath: '/out' }],
    ['CONFIG_CONTRADICTION', { basePath: '/out', encoder, bulkWriter: {} }],
    ['CONFIG_UNKNOWN_KEY', { basePath: '/out', encoder, bucketAsigner: 1 }],
    ['CONFIG_INVALID_VALUE', { basePath: '/out', encoder, bucketCheckInterval: 0 }],
    ['CONFIG_INVALID_VALUE', { basePath: '/out', encoder, missingFiles: 'ignore' }],
    ['FILE_PATH_INVALID', { basePath: 'hdfs://out', encoder }],
  ])('are refused with %s', (code, options) => {
    expect(() => new FileSink(options as never)).toThrow(expect.objectContaining({ code }));
  });
});
