import { describe, expect, it } from 'vitest';
import { Row } from '../model/row.js';
import { Types } from '../model/types.js';
import { JobHarness } from '../testing/job-harness.js';
import type { DataStream } from './data-stream.js';
import type { KeyedStream } from './keyed-stream.js';

type Sale = [string, number];
const sales: Sale[] = [
  ['fig', 3],
  ['kiwi', 5],
  ['fig', 1],
  ['fig', 4],
  ['fig', 1],
  ['kiwi', 5],
];

const printed = async (
  program: (stream: DataStream<Sale>) => { print(): unknown },
  type = Types.TUPLE([Types.STRING(), Types.LONG()]),
) => {
  const harness = new JobHarness();
  program(harness.env.fromCollection(sales, type)).print();
  await harness.run();
  return harness.lines;
};

const byName = (aggregate: (stream: KeyedStream<Sale, string>) => DataStream<Sale>) => (stream: DataStream<Sale>) =>
  aggregate(stream.keyBy(([name]) => name, Types.STRING()));

// The rows are those that Flink 2.3.0 gives for the same program in Python.
describe('an aggregation of a keyed stream', () => {
  it.each<[string, (stream: KeyedStream<Sale, string>) => DataStream<Sale>, string[]]>([
    ['sum', (stream) => stream.sum(1), ['fig,3', 'kiwi,5', 'fig,4', 'fig,8', 'fig,9', 'kiwi,10']],
    ['min', (stream) => stream.min('f1'), ['fig,3', 'kiwi,5', 'fig,1', 'fig,1', 'fig,1', 'kiwi,5']],
    ['max', (stream) => stream.max(1), ['fig,3', 'kiwi,5', 'fig,3', 'fig,4', 'fig,4', 'kiwi,5']],
    ['minBy', (stream) => stream.minBy(1), ['fig,3', 'kiwi,5', 'fig,1', 'fig,1', 'fig,1', 'kiwi,5']],
    ['maxBy', (stream) => stream.maxBy(([, count]) => count), ['fig,3', 'kiwi,5', 'fig,3', 'fig,4', 'fig,4', 'kiwi,5']],
  ])('%s', async (_name, aggregate, expected) => {
    expect((await printed(byName(aggregate))).map((line) => (JSON.parse(line) as Sale).join())).toEqual(expected);
  });

  it('takes the whole record when that is a number', async () => {
    const harness = new JobHarness();
    harness.env
      .fromSequence(1, 6)
      .keyBy((value) => value % 2)
      .sum()
      .print();
    await harness.run();
    expect(harness.lines).toEqual(['1', '2', '4', '6', '9', '12']);
  });

  it('of rows and of objects goes by name', async () => {
    const harness = new JobHarness();
    const type = Types.ROW_NAMED(['name', 'count'], [Types.STRING(), Types.INT()]);
    const rows = [Row.of('fig', 1), Row.of('fig', 2)] as never[];
    harness.env
      .fromCollection(rows, type)
      .keyBy((row) => row.getField('name'))
      .sum('count')
      .print('row');
    const objects = [
      { name: 'fig', count: 1 },
      { name: 'fig', count: 2 },
    ];
    harness.env
      .fromCollection(objects)
      .keyBy(({ name }) => name)
      .max('count')
      .print('object');
    await harness.run();
    expect(harness.lines.filter((line) => line.startsWith('row'))).toEqual(['row> +I[fig, 1]', 'row> +I[fig, 3]']);
    expect(harness.lines.filter((line) => line.startsWith('object'))).toEqual([
      'object> {"name":"fig","count":1}',
      'object> {"name":"fig","count":2}',
    ]);
  });

  it('refuses a wrong field of declared records where it stands', () => {
    const keyed = new JobHarness().env
      .fromCollection(sales, Types.TUPLE([Types.STRING(), Types.LONG()]))
      .keyBy(([name]) => name);
    expect(() => keyed.sum(2)).toThrow(expect.objectContaining({ code: 'TYPE_NO_FIELD' }));
    expect(() => keyed.sum(0)).toThrow(expect.objectContaining({ code: 'AGGREGATION_INVALID' }));
  });

  it('refuses a sum that does not fit its type', async () => {
    const harness = new JobHarness();
    harness.env
      .fromCollection([2_147_483_647, 1], Types.INT())
      .keyBy(() => 1)
      .sum()
      .print();
    await expect(harness.run()).rejects.toMatchObject({ code: 'TYPE_MISMATCH', facts: { seen: '2147483648' } });
  });

  it('names its operator when records without a type do not fit', async () => {
    const harness = new JobHarness();
    harness.env
      .fromCollection([{ count: 1 }, { count: null }] as { count: number }[])
      .keyBy(() => 1)
      .sum('count')
      .name('counted')
      .print();
    await expect(harness.run()).rejects.toMatchObject({
      code: 'AGGREGATION_INVALID',
      facts: { operator: 'counted', field: 'count' },
    });
  });
});

describe('project', () => {
  it('keeps fields in the order given', async () => {
    expect(await printed((stream) => stream.project(1, 0))).toContain('[4,"fig"]');
    expect(await printed((stream) => stream.keyBy(([name]) => name).project('f1'))).toContain('[4]');
  });

  it('refuses to keep none, and records without fields', () => {
    const { env } = new JobHarness();
    const tuples = env.fromCollection(sales, Types.TUPLE([Types.STRING(), Types.LONG()]));
    const invalid = expect.objectContaining({ code: 'PROJECTION_INVALID' });
    expect(() => tuples.project()).toThrow(invalid);
    expect(() => tuples.project({} as 0)).toThrow(invalid);
    expect(() => env.fromSequence(1, 2).project(0)).toThrow(invalid);
    expect(() => tuples.project(2)).toThrow(expect.objectContaining({ code: 'TYPE_NO_FIELD' }));
  });
});
