#!/usr/bin/env node
// Our version of each work of the hand-written floor, through the public interface. One work a process, one JSON line:
//   node bench/works.mjs WORK [RECORDS]
import {
  CoFlatMapFunction,
  EventTimeSessionWindows,
  MapStateDescriptor,
  SlidingEventTimeWindows,
  StreamExecutionEnvironment,
  TumblingEventTimeWindows,
  Types,
  ValueStateDescriptor,
  WatermarkStrategy,
} from 'millrace';
import { requireCurrentCode } from '../tools/built.mjs';

requireCurrentCode();

const pseudo = (i) => {
  let x = Math.imul(i ^ 0x9e3779b9, 0x85ebca6b);
  x ^= x >>> 13;
  x = Math.imul(x, 0xc2b2ae35);
  return (x ^ (x >>> 16)) >>> 0;
};

class Sum {
  count = 0;
  sum = 0;
  invoke = (value) => {
    this.count++;
    this.sum = (this.sum + value) % 9007199254740881;
  };
}

const LONG = Types.LONG();
const KEYED = Types.OBJECT({ key: Types.LONG(), value: Types.LONG() });
const KEYED_BY_STRING = Types.OBJECT({ key: Types.STRING(), value: Types.LONG() });
const add = (left, right) => ({ key: right.key, value: left.value + right.value });

class SellTotal extends CoFlatMapFunction {
  open(context) {
    this.names = context.getMapState(new MapStateDescriptor('names', LONG, Types.STRING()));
    this.total = context.getState(new ValueStateDescriptor('total', LONG));
  }

  flatMap1(item) {
    this.names.put(item.id, item.name);
  }

  flatMap2(sale, out) {
    const total = (this.total.value() ?? 0) + sale.count;
    this.total.update(total);
    out.collect({ id: sale.id, name: this.names.get(sale.id) ?? 'NONAME', total });
  }
}

/** Emits the running sum of a key for each record, as the floor does. */
const keyedReduce = (stream, keyType) =>
  stream
    .keyBy((value) => value.key, keyType)
    .reduce(add)
    .map((value) => value.value, LONG);

/** The sequence, each number at its own millisecond of event time. */
const numbersInTime = (env, n) =>
  env
    .fromSequence(0, n - 1)
    .assignTimestampsAndWatermarks(WatermarkStrategy.forMonotonousTimestamps().withTimestampAssigner((i) => i));

const counting = {
  createAccumulator: () => 0,
  add: (_value, count) => count + 1,
  getResult: (count) => count,
  merge: (one, other) => one + other,
};
const asLong = { accumulatorType: LONG, outputType: LONG };

const works = {
  'map-filter-map': [
    20_000_000,
    (env, n, sink) =>
      env
        .fromSequence(0, n - 1)
        .map((i) => i * 3, LONG)
        .filter((i) => i % 2 === 0)
        .map((i) => i + 1, LONG)
        .addSink(sink.invoke),
  ],
  'keyed-reduce-1k': [
    10_000_000,
    (env, n, sink) =>
      keyedReduce(
        env.fromSequence(0, n - 1).map((i) => ({ key: i % 1000, value: i % 17 }), KEYED),
        LONG,
      ).addSink(sink.invoke),
  ],
  'keyed-reduce-1m': [
    5_000_000,
    (env, n, sink) =>
      keyedReduce(
        env.fromSequence(0, n - 1).map((i) => ({ key: pseudo(i) % 1_000_000, value: i % 17 }), KEYED),
        LONG,
      ).addSink(sink.invoke),
  ],
  'keyed-string-10k': [
    5_000_000,
    (env, n, sink) => {
      const keys = Array.from({ length: 10_000 }, (_, i) => `customer-${i}`);
      return keyedReduce(
        env.fromSequence(0, n - 1).map((i) => ({ key: keys[pseudo(i) % 10_000], value: i % 17 }), KEYED_BY_STRING),
        Types.STRING(),
      ).addSink(sink.invoke);
    },
  ],
  'tumbling-count': [
    10_000_000,
    (env, n, sink) =>
      numbersInTime(env, n)
        .keyBy((i) => i % 1000, LONG)
        .window(TumblingEventTimeWindows.of('10 s'))
        .aggregate(counting, asLong)
        .addSink(sink.invoke),
  ],
  // Has no floor: it is compared with the work before.
  'sliding-count': [
    10_000_000,
    (env, n, sink) =>
      numbersInTime(env, n)
        .keyBy((i) => i % 1000, LONG)
        .window(SlidingEventTimeWindows.of('60 s', '1 s'))
        .aggregate(counting, asLong)
        .addSink(sink.invoke),
  ],
  'session-count': [
    5_000_000,
    (env, n, sink) =>
      numbersInTime(env, n)
        .keyBy((i) => pseudo(i) % 5000, LONG)
        .window(EventTimeSessionWindows.withGap('5 s'))
        .aggregate(counting, asLong)
        .addSink(sink.invoke),
  ],
  'sell-total': [
    5_000_000,
    (env, n, sink) => {
      // One sequence, split by a side output: names and sales keep their order, as in the floor.
      const NAME = Types.OBJECT({ id: LONG, name: Types.STRING() });
      const SALE = Types.OBJECT({ id: LONG, count: LONG });
      const numbers = env.fromSequence(0, n - 1);
      const names = numbers
        .filter((i) => i % 10 === 0)
        .map((i) => ({ id: pseudo(i) % 10_000, name: `item-${i % 97}` }), NAME);
      const sales = numbers.filter((i) => i % 10 !== 0).map((i) => ({ id: pseudo(i) % 10_000, count: i % 5 }), SALE);
      return names
        .connect(sales)
        .keyBy(
          (item) => item.id,
          (sale) => sale.id,
          LONG,
        )
        .flatMap(new SellTotal(), Types.OBJECT({ id: LONG, name: Types.STRING(), total: LONG }))
        .map((total) => total.total + total.name.length, LONG)
        .addSink(sink.invoke);
    },
  ],
};

const [, , name, count] = process.argv;
const work = works[name];
if (work === undefined) {
  console.error(`usage: works.mjs ${Object.keys(works).join('|')} [RECORDS]`);
  process.exit(2);
}

const run = async (records) => {
  const env = StreamExecutionEnvironment.getExecutionEnvironment();
  const sink = new Sum();
  work[1](env, records, sink);
  await env.execute(name);
  return sink;
};

const records = count === undefined ? work[0] : Number(count);
await run(Math.min(records, 200_000)); // warm-up
const cpu = process.cpuUsage();
const start = performance.now();
const sink = await run(records);
const seconds = (performance.now() - start) / 1000;
const used = process.cpuUsage(cpu);
console.log(
  JSON.stringify({
    work: name,
    records,
    seconds,
    cpuSeconds: (used.user + used.system) / 1e6,
    recordsPerSecond: Math.round(records / seconds),
    result: [sink.count, sink.sum],
  }),
);
