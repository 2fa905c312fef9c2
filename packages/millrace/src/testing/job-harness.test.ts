import { describe, expect, it } from 'vitest';
import { Types } from '../model/types.js';
import type { Collector } from '../operator/user-functions/collector.js';
import { OutputTag } from '../operator/user-functions/output-tag.js';
import type { KeyedOnTimerContext, KeyedProcessContext } from '../operator/user-functions/process-context.js';
import { KeyedProcessFunction } from '../operator/user-functions/process-function.js';
import type { RuntimeContext } from '../operator/user-functions/runtime-context.js';
import type { ValueState } from '../state/state.js';
import { ValueStateDescriptor } from '../state/state-descriptor.js';
import { WatermarkStrategy } from '../time/watermark-strategy.js';
import { GatedSource } from './gated-source.test-support.js';
import { JobHarness, type JobHarnessOptions } from './job-harness.js';

const sorted = (lines: readonly string[]) => [...lines].sort();

/** The lines that a job prints. */
const printed = async (build: (harness: JobHarness) => { print(): unknown }, options: JobHarnessOptions = {}) => {
  const harness = new JobHarness(options);
  build(harness).print();
  await harness.run();
  return harness.lines;
};

class RunningSum extends KeyedProcessFunction<number, number, string> {
  private sum!: ValueState<number>;

  override open(context: RuntimeContext) {
    this.sum = context.getState(new ValueStateDescriptor('sum', Types.LONG()));
  }

  *processElement(value: number, ctx: KeyedProcessContext<number>) {
    const sum = (this.sum.value() ?? 0) + value;
    this.sum.update(sum);
    yield `${ctx.getCurrentKey()}: ${sum}`;
  }
}

const keyedSums = ({ env }: JobHarness) =>
  env
    .fromSequence(1, 6)
    .keyBy((value) => value % 2, Types.INT())
    .process(new RunningSum(), Types.STRING());

describe('a job on a virtual clock', () => {
  it('runs a chain', async () => {
    const lines = await printed(({ env }) =>
      env
        .fromCollection([1, 2, 3, 4], Types.INT())
        .filter((value) => value % 2 === 0)
        .flatMap(function* (value) {
          yield value;
          yield value * 10;
        }, Types.INT()),
    );
    expect(lines).toEqual(['2', '20', '4', '40']);
  });

  it('reads inputs in order of declaration, 1,024 records at a time', async () => {
    const lines = await printed(({ env }) =>
      env
        .fromSequence(1, 1500)
        .map(() => 'a')
        .union(env.fromSequence(1, 1500).map(() => 'b')),
    );
    const runs = lines
      .join('')
      .match(/a+|b+/g)
      ?.map((run) => run.length);
    expect(runs).toEqual([1024, 1024, 476, 476]);
  });

  it.each([1, 2, 3])('gives each key its own state at parallelism %i', async (parallelism) => {
    const lines = await printed(keyedSums, { configuration: { 'parallelism.default': parallelism } });
    const sums = lines.map((line) => line.replace(/^\d+> /, ''));
    expect(sorted(sums)).toEqual(['0: 12', '0: 2', '0: 6', '1: 1', '1: 4', '1: 9']);
  });

  it.each([
    ['rebalance', 8],
    ['shuffle', 8],
    ['rescale', 8],
    ['global', 8],
    ['broadcast', 16],
  ] as const)('deals records out: %s', async (partitioning, count) => {
    const lines = await printed(
      ({ env }) =>
        env
          .fromCollection([1, 2, 3, 4, 5, 6, 7, 8])
          [partitioning]()
          .map((value) => value),
      {
        configuration: { 'parallelism.default': 2 },
      },
    );
    expect(lines).toHaveLength(count);
    if (partitioning === 'global') expect(lines.every((line) => line.startsWith('1> '))).toBe(true);
    if (partitioning === 'rebalance')
      expect(sorted(lines)).toEqual(['1> 1', '1> 3', '1> 5', '1> 7', '2> 2', '2> 4', '2> 6', '2> 8']);
  });

  it('deals records out as a custom partitioner says', async () => {
    const lines = await printed(
      ({ env }) =>
        env
          .fromCollection([1, 2, 3, 4])
          .partitionCustom(
            (key: number, count) => key % count,
            (value) => value,
          )
          .map((value) => value),
      { configuration: { 'parallelism.default': 2 } },
    );
    expect(sorted(lines)).toEqual(['1> 2', '1> 4', '2> 1', '2> 3']);
  });

  it('fires event-time timers when the watermark passes, the last ones at the end of input', async () => {
    class Alarm extends KeyedProcessFunction<string, { key: string; time: number }, string> {
      processElement(value: { key: string; time: number }, ctx: KeyedProcessContext<string>) {
        ctx.timerService().registerEventTimeTimer(value.time + 5);
      }

      override *onTimer(timestamp: number, ctx: KeyedOnTimerContext<string>) {
        yield `${ctx.getCurrentKey()}@${timestamp}`;
      }
    }
    const lines = await printed(({ env }) =>
      env
        .fromCollection([
          { key: 'a', time: 1 },
          { key: 'b', time: 2 },
          { key: 'a', time: 20 },
        ])
        .assignTimestampsAndWatermarks(
          WatermarkStrategy.forMonotonousTimestamps<{ key: string; time: number }>().withTimestampAssigner(
            (value) => value.time,
          ),
        )
        .keyBy((value) => value.key, Types.STRING())
        .process(new Alarm(), Types.STRING()),
    );
    expect(lines).toEqual(['a@6', 'b@7', 'a@25']);
  });

  it.each([1, 2])('goes on from a snapshot as if nothing had happened, at parallelism %i', async (parallelism) => {
    const values = [1, 2, 3, 4, 5, 6];
    const source = new GatedSource(values);
    const harness = new JobHarness({ configuration: { 'parallelism.default': parallelism } });
    harness.env
      .fromSource(source)
      .keyBy((value) => value % 2, Types.INT())
      .process(new RunningSum(), Types.STRING())
      .print();
    await harness.start();
    source.release(3);
    await harness.settle();
    const snapshot = await harness.snapshot();
    const before = harness.lines.length;
    // Fault: two more records are processed, then the job is given up and started again from the snapshot.
    source.release(5);
    await harness.settle();
    const lost = harness.lines.slice(before).length;
    await harness.restart(snapshot);
    source.release(6);
    await harness.ended();
    const lines = [...harness.lines.slice(0, before), ...harness.lines.slice(before + lost)];
    expect(sorted(lines.map((line) => line.replace(/^\d+> /, '')))).toEqual([
      '0: 12',
      '0: 2',
      '0: 6',
      '1: 1',
      '1: 4',
      '1: 9',
    ]);
  });

  it.each([
    [1, 2],
    [2, 1],
    [2, 3],
    [3, 2],
    [4, 3],
  ])('goes on at another parallelism: %i, then %i', async (before, after) => {
    const keys = 40;
    const values = Array.from({ length: 3 * keys }, (_, index) => index);
    const source = new GatedSource(values);
    const program = (harness: JobHarness) =>
      harness.env
        .fromSource(source)
        .keyBy((value) => value % keys, Types.INT())
        .process(new RunningSum(), Types.STRING())
        .print();
    const first = new JobHarness({ configuration: { 'parallelism.default': before } });
    program(first);
    await first.start();
    source.release(2 * keys);
    await first.settle();
    const snapshot = await first.snapshot();
    await first.stop();
    const second = new JobHarness({ configuration: { 'parallelism.default': after }, restored: snapshot });
    program(second);
    await second.start();
    source.release(3 * keys);
    await second.ended();
    const sums = second.lines.map((line) => line.replace(/^\d+> /, ''));
    expect(sorted(sums)).toEqual(sorted(Array.from({ length: keys }, (_, key) => `${key}: ${3 * key + 3 * keys}`)));
  });

  it('refuses state with another number of key groups', async () => {
    const first = new JobHarness();
    keyedSums(first).print();
    const source = new GatedSource([1]);
    first.env.fromSource(source).print();
    await first.start();
    const snapshot = await first.snapshot();
    const second = new JobHarness({ configuration: { 'pipeline.max-parallelism': 64 }, restored: snapshot });
    keyedSums(second).print();
    expect(() => second.env.executeAsync()).toThrow(/has 128 key groups, and the job wants 64/);
  });

  it('carries event time to side outputs, and to a union with one', async () => {
    const late = new OutputTag<number>('side', Types.INT());
    class Alarm extends KeyedProcessFunction<number, number, string> {
      processElement(value: number, ctx: KeyedProcessContext<number>) {
        ctx.timerService().registerEventTimeTimer(value);
      }

      override *onTimer(timestamp: number) {
        yield `@${timestamp}`;
      }
    }
    const lines = await printed(({ env }) => {
      const main = env
        .fromSequence(1, 4)
        .assignTimestampsAndWatermarks(
          WatermarkStrategy.forMonotonousTimestamps<number>().withTimestampAssigner((value) => value),
        )
        .process(function* (value, ctx) {
          ctx.output(late, value);
          yield value;
        }, Types.INT());
      return main
        .getSideOutput(late)
        .union(main)
        .keyBy((value) => value, Types.INT())
        .process(new Alarm(), Types.STRING());
    });
    expect(lines).toEqual(['@1', '@2', '@3', '@4']);
  });

  it('takes a barrier past an input that ends while the other has brought it', async () => {
    const first = new GatedSource([1, 2]);
    const second = new GatedSource([10, 20]);
    const harness = new JobHarness();
    harness.env
      .fromSource(first)
      .union(
        harness.env
          .fromSource(second)
          .startNewChain()
          .map((value) => value)
          .startNewChain(),
      )
      .map((value) => value)
      .startNewChain()
      .print();
    await harness.start();
    first.release(1);
    await harness.settle();
    // Fault: the second input runs out while the barrier is on its way.
    second.release(2);
    const snapshot = harness.job.snapshot();
    await harness.settle();
    await snapshot;
    first.release(2);
    await harness.ended();
    expect(sorted(harness.lines)).toEqual(['1', '10', '2', '20']);
  });

  it('lets no pushed record overtake the timers of the watermark before it, though the sink takes nothing', async () => {
    const harness = new JobHarness();
    const seen: string[] = [];
    let land = () => {};
    const landed = new Promise<void>((resolve) => (land = resolve));
    harness.env
      .fromCollection([300], Types.INT())
      .process((count: number, _ctx, out: Collector<number>) => {
        for (let value = 1; value <= count; value++) out.collect(value);
      }, Types.INT())
      .assignTimestampsAndWatermarks(
        WatermarkStrategy.forGenerator<number>(() => ({
          onEvent: (value, _timestamp, output) => output.emitWatermark(value),
          onPeriodicEmit: () => {},
        })).withTimestampAssigner((value) => value),
      )
      .keyBy((value) => value % 3, Types.INT())
      .process(
        {
          *processElement(value: number, ctx: KeyedProcessContext<number>) {
            ctx.timerService().registerEventTimeTimer(value);
            yield `record ${value}`;
          },
          *onTimer(timestamp: number) {
            yield `timer ${timestamp}`;
          },
        },
        Types.STRING(),
      )
      .addSink(async (line) => {
        seen.push(line);
        await landed;
      });
    await harness.start();
    land();
    await harness.ended();
    expect(seen).toEqual(Array.from({ length: 300 }, (_, n) => [`record ${n + 1}`, `timer ${n + 1}`]).flat());
  });

  it('refuses to connect a keyed stream with one that is not', () => {
    const { env } = new JobHarness();
    const keyed = env.fromSequence(1, 2).keyBy((value) => value);
    expect(() => keyed.connect(env.fromSequence(1, 2)).map({ map1: (value) => value, map2: (value) => value })).toThrow(
      /connects a keyed stream with one that is not/,
    );
  });

  it('names operators, not what only deals records out', () => {
    const { env } = new JobHarness();
    const mapped = env.fromSequence(1, 2).map((value) => value);
    expect(() => mapped.keyBy((value) => value).uid('mine')).toThrow(/uid has no operator here/);
    expect(() => mapped.rebalance().setParallelism(2)).toThrow(/setParallelism has no operator here/);
    expect(() => mapped.setMaxParallelism(-3)).toThrow(/maximum parallelism of 'Map' cannot be -3/);
    mapped.setMaxParallelism(4).setParallelism(8).print();
    expect(() => env.getExecutionPlan()).toThrow(/has parallelism 8, and a maximum parallelism of 4/);
  });

  it('reads the interval of watermarks when it is executed', () => {
    const { env } = new JobHarness();
    env.fromSequence(1, 2).assignTimestampsAndWatermarks(WatermarkStrategy.forMonotonousTimestamps<number>()).print();
    env.getConfig().setAutoWatermarkInterval('7 ms');
    const options = env.getPlan().nodes.map(({ options }) => options['autoWatermarkIntervalMs']);
    expect(options).toEqual([7, 7, undefined]);
  });

  it('fails with the operator named, and closes everything', async () => {
    const closed: string[] = [];
    const harness = new JobHarness();
    harness.env
      .fromSequence(1, 3)
      .map({
        map: (value: number) => {
          if (value === 2) throw new Error('two');
          return value;
        },
        close: () => {
          closed.push('map');
        },
      })
      .name('careful')
      .print();
    await harness.start();
    await expect(harness.job.result).rejects.toMatchObject({
      code: 'USER_CODE_FAILED',
      facts: { operator: 'careful' },
    });
    expect(harness.job.status).toBe('FAILED');
    expect(closed).toEqual(['map']);
  });

  it('stops without the end of input: neither finish nor the last watermark', async () => {
    const harness = new JobHarness();
    const endless = {
      async *[Symbol.asyncIterator]() {
        yield 1;
        await new Promise<never>(() => {});
      },
    };
    harness.env.fromAsyncIterable(endless).print();
    await harness.start();
    expect(harness.job.status).toBe('RUNNING');
    expect(harness.lines).toEqual(['1']);
    await harness.stop();
    expect(harness.job.status).toBe('FINISHED');
  });

  it('is canceled', async () => {
    const harness = new JobHarness();
    harness.env
      .fromAsyncIterable({ [Symbol.asyncIterator]: () => ({ next: () => new Promise<never>(() => {}) }) })
      .print();
    await harness.start();
    const canceled = harness.job.cancel();
    await harness.settle();
    await canceled;
    expect(harness.job.status).toBe('CANCELED');
    await expect(harness.job.result).rejects.toMatchObject({ code: 'JOB_CANCELED' });
  });
});
