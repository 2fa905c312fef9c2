import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  BucketAssigner,
  CompressWriters,
  Encoder,
  FileEnumeratorProvider,
  FileSink,
  FileSource,
  OutputFileConfig,
  StreamExecutionEnvironment,
  StreamFormat,
  Types,
  WatermarkStrategy,
} from '../index.js';

const all = async <T>(iterable: AsyncIterable<T>): Promise<T[]> => {
  const values: T[] = [];
  for await (const value of iterable) values.push(value);
  return values;
};

let folder = '';

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'millrace-file-jobs-'));
});

afterEach(() => rm(folder, { recursive: true }));

const numbers = Array.from({ length: 20_000 }, (_, i) => i);
const ID = Types.OBJECT({ id: Types.LONG() });

describe('a job over files', () => {
  it('reads lines of text below a directory', async () => {
    await mkdir(join(folder, 'sub'));
    await writeFile(join(folder, 'a.txt'), 'one\ntwo\n');
    await writeFile(join(folder, 'sub', 'b.txt.gz'), gzipSync('three'));
    const env = StreamExecutionEnvironment.getExecutionEnvironment();
    const rows = await all(env.readTextFile(folder).executeAndCollect());
    expect(rows).toEqual(['one', 'two', 'three']);
  });

  it('reads one large file at several places, each line once', async () => {
    await writeFile(join(folder, 'ids.json'), numbers.map((id) => `{"id":${id}}`).join('\n'));
    const env = StreamExecutionEnvironment.getExecutionEnvironment().setParallelism(3);
    const source = FileSource.forRecordStreamFormat(StreamFormat.jsonLineFormat(ID), join(folder, '*.json'))
      .setFileEnumerator(FileEnumeratorProvider.defaultSplittableFileEnumerator({ splitSizeBytes: 10_000 }))
      .build();
    const stream = env.fromSource(source, WatermarkStrategy.noWatermarks(), 'ids');
    const ids = (await all(stream.executeAndCollect())).map(({ id }) => id);
    expect(ids.sort((one, other) => one - other)).toEqual(numbers);
  });

  it('names the file and the line of a record that it cannot read, or leaves it out', async () => {
    const path = join(folder, 'ids.json');
    await writeFile(path, '{"id":1}\n{"id":}\n{"id":3}\n');
    const builder = FileSource.forRecordStreamFormat(StreamFormat.jsonLineFormat(ID), folder);
    const run = (source: FileSource<{ id: number }>) =>
      all(
        StreamExecutionEnvironment.getExecutionEnvironment()
          .fromSource(source, WatermarkStrategy.noWatermarks(), 'ids')
          .executeAndCollect(),
      );
    await expect(run(builder.build())).rejects.toMatchObject({
      code: 'JSON_MALFORMED',
      message: expect.stringContaining(`in line 2 (byte 9) of '${path}'`),
      facts: { file: path, line: 2, offset: 9, operator: 'ids' },
    });
    expect(await run(builder.setMalformedRecords('skip').build())).toEqual([{ id: 1 }, { id: 3 }]);
  });
});

describe('a job that writes files', () => {
  it('makes them visible at its end, one a parallel instance and bucket', async () => {
    const env = StreamExecutionEnvironment.getExecutionEnvironment().setParallelism(2);
    const sink = FileSink.forRowFormat(join(folder, 'out'), Encoder.jsonEncoder(ID))
      .withBucketAssigner({ name: 'last digit', getBucketId: ({ id }) => `digit=${id % 10}` })
      .withOutputFileConfig(new OutputFileConfig('ids', '.json'))
      .build();
    env
      .fromSequence(1, 1000)
      .map((id) => ({ id }), ID)
      .sinkTo(sink);
    await env.execute();
    const names = (await readdir(join(folder, 'out'), { recursive: true })).filter((name) => /digit=\d\//.test(name));
    expect(names.every((name) => /^digit=\d\/ids-[0-9a-f]{8}-[0-9a-f]{8}-\d+\.json$/.test(name))).toBe(true);
    const back = await all(
      StreamExecutionEnvironment.getExecutionEnvironment()
        .fromSource(
          FileSource.forRecordStreamFormat(StreamFormat.jsonLineFormat(ID), join(folder, 'out')).build(),
          WatermarkStrategy.noWatermarks(),
          'ids',
        )
        .executeAndCollect(),
    );
    expect(back.map(({ id }) => id).sort((one, other) => one - other)).toEqual(
      Array.from({ length: 1000 }, (_, i) => i + 1),
    );
  });

  it('compresses them, and says what it cannot write', async () => {
    const env = StreamExecutionEnvironment.getExecutionEnvironment();
    const format = CompressWriters.forEncoder(Encoder.simpleStringEncoder<string>()).withCompression('gzip', 9);
    const sink = FileSink.forBulkFormat(folder, format)
      .withBucketAssigner(BucketAssigner.basePathBucketAssigner())
      .withOutputFileConfig(OutputFileConfig.builder().withPartSuffix('.txt.gz').build())
      .build();
    env.fromCollection(['one', 'two'], Types.STRING()).addSink(sink);
    await env.execute();
    const rows = await all(
      StreamExecutionEnvironment.getExecutionEnvironment().readTextFile(folder).executeAndCollect(),
    );
    expect(rows).toEqual(['one', 'two']);
    await writeFile(join(folder, 'file'), '');
    const wrong = StreamExecutionEnvironment.getExecutionEnvironment();
    wrong
      .fromCollection(['one'], Types.STRING())
      .addSink(FileSink.forRowFormat(join(folder, 'file', 'below'), Encoder.simpleStringEncoder()).build());
    await expect(wrong.execute()).rejects.toMatchObject({ code: 'FILE_KIND_WRONG' });
  });
});
