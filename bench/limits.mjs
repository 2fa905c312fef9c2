#!/usr/bin/env node
// What is bounded, measured: prints one JSON line each and fails when a bound is passed.
//   node bench/limits.mjs [slow-sink|ten-million|million-timers|heap-state] [SECONDS]
import {
  DiscardingSink,
  KeyedProcessFunction,
  StreamExecutionEnvironment,
  Types,
  ValueStateDescriptor,
  WatermarkStrategy,
} from 'millrace';
import { requireCurrentCode } from '../tools/built.mjs';

requireCurrentCode();

const megabytes = (bytes) => Math.round(bytes / 1024 / 1024);
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
    return { seconds, written, grownMegabytes: megabytes(most), bound: 32, ok: megabytes(most) <= 32 };
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
    return {
      written,
      recordsAhead: ahead,
      mostMegabytes: megabytes(most),
      bound: 4096,
      ok: ahead <= 4096 && written === 10_000_000,
    };
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
    return { fired, longestWaitMs: Math.round(longest), bound: 100, ok: fired === 1_000_000 && longest <= 100 };
  },
  /** A million keys of ValueState<LONG>: bytes a key above a bare Map, and whether they come back. */
  'heap-state': async () => {
    if (globalThis.gc === undefined) throw new Error('Run with node --expose-gc.');
    const keys = 1_000_000;
    const start = settledHeap();
    let bare = new Map();
    for (let key = 0; key < keys; key++) bare.set(key, key);
    const bareBytes = settledHeap() - start;
    bare = undefined;
    const env = StreamExecutionEnvironment.getExecutionEnvironment();
    const heap = {};
    class Keep extends KeyedProcessFunction {
      open(context) {
        this.state = context.getState(new ValueStateDescriptor('value', Types.LONG()));
      }
      processElement(value) {
        if (value < keys) this.state.update(value);
        else this.state.clear();
        if (value === 0) heap.before = settledHeap();
        if (value === keys - 1) heap.full = settledHeap();
        if (value === 2 * keys - 1) heap.cleared = settledHeap();
      }
    }
    env
      .fromSequence(0, 2 * keys - 1)
      .keyBy((value) => value % keys, Types.LONG())
      .process(new Keep())
      .sinkTo(new DiscardingSink());
    await env.execute('heap state');
    const aKey = (heap.full - heap.before - bareBytes) / keys;
    const left = megabytes(heap.cleared - heap.before);
    return {
      bytesAKeyAboveMap: Math.round(aKey),
      megabytesAfterClear: left,
      bound: 150,
      ok: aKey <= 150 && left <= 16,
    };
  },
};

const [name = '', seconds] = process.argv.slice(2);
const chosen = name === '' ? ['ten-million', 'million-timers', 'heap-state'] : [name];
for (const each of chosen) {
  const limit = limits[each];
  if (limit === undefined) {
    console.error(`usage: limits.mjs ${Object.keys(limits).join('|')} [SECONDS]`);
    process.exit(2);
  }
  const result = await limit(seconds === undefined ? undefined : Number(seconds));
  console.log(JSON.stringify({ limit: each, ...result }));
  if (!result.ok) process.exitCode = 1;
}
