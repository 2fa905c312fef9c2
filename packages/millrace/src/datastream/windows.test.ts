import { describe, expect, it } from 'vitest';
import {
  OutputTag,
  type ProcessWindowContext,
  ProcessWindowFunction,
  StreamExecutionEnvironment,
  type TimeWindow,
  TumblingEventTimeWindows,
  Types,
  WatermarkStrategy,
} from '../index.js';

interface Sale {
  readonly shop: string;
  readonly count: number;
  readonly time: number;
}

const SALE = Types.OBJECT({ shop: Types.STRING(), count: Types.LONG(), time: Types.LONG() });

const SALES: readonly Sale[] = [
  { shop: 'a', count: 1, time: 1000 },
  { shop: 'b', count: 2, time: 2000 },
  { shop: 'a', count: 4, time: 4999 },
  { shop: 'a', count: 8, time: 5000 },
];

const inOrder = WatermarkStrategy.forMonotonousTimestamps<Sale>().withTimestampAssigner((sale) => sale.time);

function sales() {
  const env = StreamExecutionEnvironment.getExecutionEnvironment();
  return env.fromCollection(SALES, SALE).assignTimestampsAndWatermarks(inOrder);
}

const byShop = () => sales().keyBy((sale) => sale.shop, Types.STRING());

async function rows<T>(stream: { executeAndCollect(): AsyncIterable<T> }): Promise<T[]> {
  const collected: T[] = [];
  for await (const row of stream.executeAndCollect()) collected.push(row);
  return collected;
}

const sum = {
  createAccumulator: () => 0,
  add: (sale: Sale, total: number) => total + sale.count,
  getResult: (total: number) => total,
  merge: (one: number, other: number) => one + other,
};

class Labelled extends ProcessWindowFunction<number, string, string, TimeWindow> {
  *process(shop: string, context: ProcessWindowContext<TimeWindow>, [total]: Iterable<number>) {
    yield `${shop} ${total} ${context.window().start}-${context.window().end}`;
  }
}

describe('windows of a keyed stream', () => {
  const fiveSeconds = () => byShop().window(TumblingEventTimeWindows.of('5 s'));

  it('reduce', async () => {
    const stream = fiveSeconds().reduce((one, other) => ({ ...other, count: one.count + other.count }));
    expect(await rows(stream)).toEqual([
      { shop: 'a', count: 5, time: 4999 },
      { shop: 'b', count: 2, time: 2000 },
      { shop: 'a', count: 8, time: 5000 },
    ]);
  });

  it('aggregate, alone and with a function, its types in order or in one object', async () => {
    const expected = ['a 5 0-5000', 'a 8 5000-10000', 'b 2 0-5000'];
    expect((await rows(fiveSeconds().aggregate(sum))).toSorted()).toEqual([2, 5, 8]);
    const inParameters = fiveSeconds().aggregate(sum, new Labelled(), Types.LONG(), Types.STRING());
    expect((await rows(inParameters)).toSorted()).toEqual(expected);
    const inOptions = fiveSeconds().aggregate(sum, {
      windowFunction: new Labelled(),
      accumulatorType: Types.LONG(),
      outputType: Types.STRING(),
    });
    expect((await rows(inOptions)).toSorted()).toEqual(expected);
  });

  it('apply and process', async () => {
    const times = (shop: string, records: Iterable<Sale>) => `${shop} ${[...records].map((sale) => sale.time)}`;
    const expected = ['a 1000,4999', 'a 5000', 'b 2000'];
    const applied = fiveSeconds().apply((shop, _window, records) => [times(shop, records)], Types.STRING());
    expect((await rows(applied)).toSorted()).toEqual(expected);
    const processed = fiveSeconds().process((shop, _context, records) => [times(shop, records)], Types.STRING());
    expect((await rows(processed)).toSorted()).toEqual(expected);
  });

  it('late records go to a side output', async () => {
    const late = new OutputTag('late', SALE);
    const env = StreamExecutionEnvironment.getExecutionEnvironment();
    const windowed = env
      .fromCollection([{ shop: 'a', count: 1, time: 9000 }, ...SALES], SALE)
      .assignTimestampsAndWatermarks(
        WatermarkStrategy.forGenerator<Sale>(() => ({
          onEvent: (_sale, timestamp, output) => output.emitWatermark(timestamp),
          onPeriodicEmit: () => undefined,
        })).withTimestampAssigner((sale) => sale.time),
      )
      .keyBy((sale) => sale.shop, Types.STRING())
      .window(TumblingEventTimeWindows.of('5 s'))
      .sideOutputLateData(late)
      .aggregate(sum);
    expect((await rows(windowed.getSideOutput(late))).map((sale) => sale.time)).toEqual([1000, 2000, 4999]);
  });
});

describe('windows of a whole stream', () => {
  it('fold and see all records, without a key', async () => {
    const all = () => sales().windowAll(TumblingEventTimeWindows.of('5 s'));
    expect(await rows(all().aggregate(sum))).toEqual([7, 8]);
    const applied = all().apply((window, records) => [`${window.end} ${[...records].length}`], Types.STRING());
    expect(await rows(applied)).toEqual(['5000 3', '10000 1']);
  });

  it('count records', async () => {
    expect(await rows(sales().countWindowAll(2).aggregate(sum))).toEqual([3, 12]);
    expect(await rows(byShop().countWindow(2).aggregate(sum))).toEqual([5]);
    expect(await rows(byShop().countWindow(2, 1).aggregate(sum))).toEqual([5, 12]);
  });
});
