import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  FileEnumeratorProvider,
  FileSource,
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
