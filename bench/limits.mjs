#!/usr/bin/env node
// What is bounded, measured: one a process, one JSON line (tools/bench/measures.mjs has its form).
//   node --expose-gc bench/limits.mjs slow-sink|ten-million|million-timers|heap-state|heap-ttl|batch-sort [SECONDS]
import {
  DiscardingSink,
  KeyedProcessFunction,
  StateTtlConfig,
  StreamExecutionEnvironment,
  Types,
  ValueStateDescriptor,
  WatermarkStrategy,
} from 'millrace';
import { requireCurrentCode } from '../tools/built.mjs';

requireCurrentCode();

const settledHeap = () => {
  globalThis.gc?.();
  globalThis.gc?.();
  return process.memoryUsage().heapUsed;
};
const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

const limits = {
  /** An endless source into a sink of 100 records/s: memory grows by no more than 32 MB. */
  'slow-sink': async (seconds = 300) => {
    const env = StreamExecutionEnvironment.getExecutionEnvironment();
    let written = 0;
    env
      .fromSequence(0, Number.MAX_SAFE_INTEGER - 1)
      .map((value) => ({ value, text: `record ${value}` }))
      .addSink(() => {
        written++;
        return pause(1000); // 100 promises in flight, one second each
      });
    const client = env.executeAsync('slow sink');
    await pause(3000);
    const before = process.memoryUsage().rss;
    let most = 0;
    for (let second = 0; second < seconds; second++) {
      await pause(1000);
      most = Math.max(most, process.memoryUsage().rss - before);
    }
    await client.cancel();
    return [
      { what: 'seconds', value: seconds, unit: 's' },
      { what: 'written', value: written, unit: 'records' },
      { what: 'memory grew by', value: most / 1e6, unit: 'MB', atMost: 32 },
    ];
  },
  /** A flatMap that emits ten million records from one, into a sink that is behind. */
  'ten-million': async () => {
    const env = StreamExecutionEnvironment.getExecutionEnvironment();
    let pulled = 0;
    let written = 0;
    let ahead = 0;
    env
      .fromCollection([10_000_000], Types.INT())
      .flatMap(function* (count) {
        for (let i = 0; i < count; i++) {
          pulled = i;
          yield { i, text: `record ${i}` };
        }
      })
      .disableChaining()
      .addSink(() => {
        written++;
        ahead = Math.max(ahead, pulled - written);
      });
    const before = settledHeap();
    let most = 0;
    const watch = setInterval(() => {
      most = Math.max(most, process.memoryUsage().heapUsed - before);
    }, 20);
    await env.execute('ten million');
    clearInterval(watch);
    return [
      { what: 'written', value: written, unit: 'records', atLeast: 10_000_000 },
      { what: 'records ahead of the sink', value: ahead, unit: 'records', atMost: 4096 },
      { what: 'heap grew by', value: most / 1e6, unit: 'MB' },
    ];
  },
  /** A watermark that fires a million timers: how long does a control message wait? */
  'million-timers': async () => {
    const env = StreamExecutionEnvironment.getExecutionEnvironment();
    let fired = 0;
    class Alarm extends KeyedProcessFunction {
      processElement(_value, ctx) {
        ctx.timerService().registerEventTimeTimer(1_000_000);
      }
      onTimer() {
        fired++;
      }
    }
    env
      .fromSequence(0, 999_999)
      .assignTimestampsAndWatermarks(
        WatermarkStrategy.forMonotonousTimestamps().withTimestampAssigner((value) => value % 1000),
      )
      .keyBy((value) => value, Types.LONG())
      .process(new Alarm())
      .sinkTo(new DiscardingSink());
    const client = env.executeAsync('million timers');
    let longest = 0;
    let last = performance.now();
    let isOver = false;
    const result = client.getJobExecutionResult().finally(() => {
      isOver = true;
    });
    while (!isOver) {
      await new Promise((resolve) => setImmediate(resolve));
      const now = performance.now();
      longest = Math.max(longest, now - last);
      last = now;
    }
    await result;
    return [
      { what: 'fired', value: fired, unit: 'timers', atLeast: 1_000_000 },
      { what: 'longest wait of a control message', value: longest, unit: 'ms', atMost: 100 },
    ];
  },
  /** A million keys of ValueState<LONG>: bytes a key above a bare Map, and whether they come back. */
  'heap-state': async () => {
    const { bytesAKey, megabytesLeft } = await heapOfState((state, value) => {
      if (value < KEYS) state.update(value);
      else state.clear();
    });
    return [
      { what: 'bytes a key above a Map', value: bytesAKey, unit: 'bytes', atMost: 150 },
      { what: 'left after clear', value: megabytesLeft, unit: 'MB', atMost: 16 },
    ];
  },
  /** The same with a time to live: a million keys expire, and records of a thousand others let the background remove them. */
  'heap-ttl': async () => {
    const ttlMs = 10_000;
    const { bytesAKey, megabytesLeft } = await heapOfState((state, value) => {
      if (value === KEYS) Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ttlMs);
      state.update(value);
    }, ttlMs);
    return [
      { what: 'bytes a key above a Map', value: bytesAKey, unit: 'bytes' },
      { what: 'left after expiry', value: megabytesLeft, unit: 'MB', atMost: 16 },
    ];
  },
  /** BATCH mode sorts 640 MB of records by key in 64 MB: memory grows by little more than that. */
  'batch-sort': async () => {
    const megabyte = 2 ** 20;
    const env = StreamExecutionEnvironment.getExecutionEnvironment({
      'execution.runtime-mode': 'BATCH',
      'execution.sorted-inputs.memory': '64 mb',
    });
    const note = 'n'.repeat(100);
    const records = 5_000_000;
    const keys = 1_000_000;
    let results = 0;
    env
      .fromSequence(0, records - 1)
      .map(
        (value) => ({ key: `key ${(value * 7919) % keys}`, value, note }),
        Types.OBJECT({ key: Types.STRING(), value: Types.LONG(), note: Types.STRING() }),
      )
      .keyBy(({ key }) => key, Types.STRING())
      .reduce((left, right) => ({ key: left.key, value: left.value + right.value, note: right.note }))
      .addSink(() => {
        results++;
      });
    const before = process.memoryUsage().rss;
    let most = 0;
    const watch = setInterval(() => {
      most = Math.max(most, process.memoryUsage().rss - before);
    }, 20);
    await env.execute('batch sort');
    clearInterval(watch);
    return [
      { what: 'sorted', value: (records * (note.length + 45)) / megabyte, unit: 'MB', atLeast: 640 },
      { what: 'results', value: results, unit: 'keys', atLeast: keys, atMost: keys },
      { what: 'memory grew by', value: most / megabyte, unit: 'MB', atMost: 192 },
    ];
  },
};

const KEYS = 1_000_000;

/** What a million keys cost after the first million records, and what is left after the second. */
async function heapOfState(use, ttlMs) {
  if (globalThis.gc === undefined) throw new Error('Run with node --expose-gc.');
  const start = settledHeap();
  let bare = new Map();
  for (let key = 0; key < KEYS; key++) bare.set(key, key);
  const bareBytes = settledHeap() - start;
  bare = undefined;
  const heap = { before: 0, full: 0, after: 0 };
  const descriptor = new ValueStateDescriptor('value', Types.LONG());
  if (ttlMs !== undefined) descriptor.enableTimeToLive(StateTtlConfig.newBuilder(ttlMs).build());
  class Keep extends KeyedProcessFunction {
    open(context) {
      this.state = context.getState(descriptor);
    }
    processElement(value) {
      use(this.state, value);
      if (value === 0) heap.before = settledHeap();
      if (value === KEYS - 1) heap.full = settledHeap();
      if (value === 2 * KEYS - 1) heap.after = settledHeap();
    }
  }
  const env = StreamExecutionEnvironment.getExecutionEnvironment();
  const keyOf = (value) => (ttlMs === undefined || value < KEYS ? value % KEYS : KEYS + (value % 1_000));
  env
    .fromSequence(0, 2 * KEYS - 1)
    .keyBy(keyOf, Types.LONG())
    .process(new Keep())
    .sinkTo(new DiscardingSink());
  await env.execute('heap state');
  return {
    bytesAKey: (heap.full - heap.before - bareBytes) / KEYS,
    megabytesLeft: (heap.after - heap.before) / 1e6,
  };
}

const [name = '', seconds] = process.argv.slice(2);
const limit = limits[name];
if (limit === undefined) {
  console.error(`usage: limits.mjs ${Object.keys(limits).join('|')} [SECONDS]`);
  process.exit(2);
}
console.log(JSON.stringify({ name, measures: await limit(seconds === undefined ? undefined : Number(seconds)) }));
