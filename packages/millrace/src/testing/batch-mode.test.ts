import { describe, expect, it } from 'vitest';
import { RuntimeExecutionMode } from '../datastream/runtime-execution-mode.js';
import { Types } from '../model/types.js';
import type { Collector } from '../operator/user-functions/collector.js';
import { OutputTag } from '../operator/user-functions/output-tag.js';
import type { KeyedOnTimerContext, KeyedProcessContext } from '../operator/user-functions/process-context.js';
import { KeyedProcessFunction } from '../operator/user-functions/process-function.js';
import { MapStateDescriptor } from '../state/state-descriptor.js';
import { WatermarkStrategy } from '../time/watermark-strategy.js';
import { JobHarness, type JobHarnessOptions } from './job-harness.js';

const sorted = (lines: readonly string[]) => [...lines].sort();
const withoutSubtask = (lines: readonly string[]) => sorted(lines.map((line) => line.replace(/^\d+> /, '')));

const batchHarness = (options: JobHarnessOptions = {}) =>
  new JobHarness({ ...options, configuration: { 'execution.runtime-mode': 'BATCH', ...options.configuration } });

/** The lines that a job prints. */
const printed = async (build: (harness: JobHarness) => { print(): unknown }, options: JobHarnessOptions = {}) => {
  const harness = batchHarness(options);
  build(harness).print();
  await harness.run();
  expect(await harness.host.files.list('/tmp')).toEqual([]);
  return harness.lines;
};

const ORDER = Types.OBJECT({ id: Types.STRING(), nr: Types.INT(), time: Types.LONG() });
type Order = { id: string; nr: number; time: number };
const byTime = WatermarkStrategy.forMonotonousTimestamps<Order>().withTimestampAssigner((order) => order.time);

/** Tells what it sees, and sets timers of both times. */
class Tell extends KeyedProcessFunction<string, Order, string> {
  processElement({ nr, time }: Order, ctx: KeyedProcessContext<string>) {
    ctx.timerService().registerEventTimeTimer(time + 1);
    ctx.timerService().registerProcessingTimeTimer(1);
    return [`${ctx.getCurrentKey()}${nr}@${ctx.timestamp()}, watermark ${ctx.timerService().currentWatermark()}`];
  }

  override onTimer(timestamp: number, ctx: KeyedOnTimerContext<string>) {
    return [`${ctx.getCurrentKey()} ${ctx.timeDomain()} ${timestamp}`];
  }
}

const orders: Order[] = [
  { id: 'a', nr: 1, time: 5 },
  { id: 'b', nr: 2, time: 9 },
  { id: 'a', nr: 3, time: 1 },
];

const told = (options?: JobHarnessOptions) =>
  printed(
    ({ env }) =>
      env
        .fromCollection(orders, ORDER)
        .assignTimestampsAndWatermarks(byTime)
        .keyBy((order) => order.id, Types.STRING())
        .process(new Tell(), Types.STRING()),
    options,
  );

const SALE = Types.TUPLE([Types.STRING(), Types.INT()]);
const sales: [string, number][] = [
  ['a', 5],
  ['b', 4],
  ['a', 2],
  ['a', 7],
  ['b', 9],
];

describe('BATCH mode', () => {
  it.each([1, 2, 3])('gives one result a key, at parallelism %i', async (parallelism) => {
    const lines = await printed(
      ({ env }) =>
        env
          .fromSequence(1, 10)
          .keyBy((value) => value % 3, Types.INT())
          .reduce((left, right) => left + right),
      { configuration: { 'parallelism.default': parallelism } },
    );
    expect(withoutSubtask(lines)).toEqual(['15', '18', '22']);
  });

  it.each([
    ['sum', ['["a",14]', '["b",13]']],
    ['min', ['["a",2]', '["b",4]']],
    ['max', ['["a",7]', '["b",9]']],
    ['minBy', ['["a",2]', '["b",4]']],
    ['maxBy', ['["a",7]', '["b",9]']],
  ] as const)('gives one %s a key', async (method, expected) => {
    const lines = await printed(({ env }) =>
      env
        .fromCollection(sales, SALE)
        .keyBy(([id]) => id, Types.STRING())
        [method](1),
    );
    expect(sorted(lines)).toEqual(expected);
  });

  it('orders the records of a key by timestamp, and ends time with each key', async () => {
    const blocks = [
      [
        'a3@1, watermark -Infinity',
        'a1@5, watermark -Infinity',
        'a event-time 2',
        'a event-time 6',
        'a processing-time 1',
      ],
      ['b2@9, watermark -Infinity', 'b event-time 10', 'b processing-time 1'],
    ];
    expect([blocks.flat(), [...blocks].reverse().flat()]).toContainEqual(await told());
  });

  it('keeps the state of all keys when it is told to', async () => {
    const lines = await told({ configuration: { 'execution.batch-state-backend.enabled': false } });
    const records = ['a3@1, watermark -Infinity', 'a1@5, watermark -Infinity', 'b2@9, watermark -Infinity'];
    expect([records, [records[2], records[0], records[1]]]).toContainEqual(lines.slice(0, 3));
    expect(lines.slice(3)).toEqual(['a event-time 2', 'a event-time 6', 'b event-time 10']);
  });

  it('leaves records as they come when it is told to', async () => {
    const lines = await told({
      configuration: { 'execution.sorted-inputs.enabled': false, 'execution.batch-state-backend.enabled': false },
    });
    expect(lines).toEqual([
      'a1@5, watermark -Infinity',
      'b2@9, watermark -Infinity',
      'a3@1, watermark -Infinity',
      'a event-time 2',
      'a event-time 6',
      'b event-time 10',
    ]);
  });

  it('gives side outputs', async () => {
    const odd = new OutputTag('odd', Types.LONG());
    const lines = await printed(({ env }) =>
      env
        .fromSequence(1, 6)
        .keyBy((value) => value % 3, Types.INT())
        .process((value: number, ctx: KeyedProcessContext<number>) => {
          if (value % 2 === 1) ctx.output(odd, value);
        }, Types.LONG())
        .getSideOutput(odd),
    );
    expect(sorted(lines)).toEqual(['1', '3', '5']);
  });

  it('reads a broadcast stream first, and holds back the other, however much it is', async () => {
    const rules = new MapStateDescriptor('rules', Types.INT(), Types.INT());
    const lines = await printed(
      ({ env }) => {
        // One source feeds both, so that neither may be stopped for the other.
        const numbers = env.fromSequence(1, 8000);
        return numbers.connect(numbers.filter((value) => value % 2000 === 0).broadcast(rules)).process(
          {
            processElement(
              value: number,
              ctx: { getBroadcastState(d: typeof rules): { contains(key: number): boolean } },
            ) {
              return ctx.getBroadcastState(rules).contains(value) ? [value] : [];
            },
            processBroadcastElement(
              value: number,
              ctx: { getBroadcastState(d: typeof rules): { put(key: number, value: number): void } },
              _out: Collector<number>,
            ) {
              ctx.getBroadcastState(rules).put(value, value);
            },
          } as never,
          Types.LONG(),
        );
      },
      { configuration: { 'execution.sorted-inputs.memory': '32 kb', 'parallelism.default': 2 } },
    );
    expect(withoutSubtask(lines)).toEqual(['2000', '4000', '6000', '8000']);
  });
});

describe('the run mode', () => {
  const sums = ({ env }: JobHarness) =>
    env
      .fromSequence(1, 3)
      .keyBy(() => 'all', Types.STRING())
      .reduce((left, right) => left + right);
  const endless = ({ env }: JobHarness) =>
    env
      .fromAsyncIterable([1, 2, 3], Types.INT())
      .keyBy(() => 'all', Types.STRING())
      .reduce((left, right) => left + right);
  const run = async (build: typeof sums, mode: RuntimeExecutionMode) => {
    const harness = new JobHarness();
    harness.env.setRuntimeMode(mode);
    build(harness).print();
    await harness.run();
    return harness.lines;
  };

  it('is STREAMING unless another is set', async () => {
    const harness = new JobHarness();
    sums(harness).print();
    await harness.run();
    expect(harness.lines).toEqual(['1', '3', '6']);
  });

  it('AUTOMATIC is BATCH if all sources end, else STREAMING', async () => {
    expect(await run(sums, RuntimeExecutionMode.AUTOMATIC)).toEqual(['6']);
    expect(await run(endless, RuntimeExecutionMode.AUTOMATIC)).toEqual(['1', '3', '6']);
  });

  it('BATCH is refused for a source that does not end, which the error names', async () => {
    await expect(run(endless, RuntimeExecutionMode.BATCH)).rejects.toMatchObject({
      code: 'BATCH_SOURCE_UNBOUNDED',
      facts: { operator: 'Async Iterable Source' },
    });
  });

  it.each([
    [{ 'execution.sorted-inputs.enabled': false }, 'CONFIG_CONTRADICTION'],
    [{ 'execution.sorted-inputs.memory': '31 kb' }, 'CONFIG_INVALID_VALUE'],
    [{ 'execution.sorted-inputs.memory': 'much' }, 'CONFIG_INVALID_VALUE'],
    [{ 'execution.runtime-mode': 'SLOW' }, 'CONFIG_INVALID_VALUE'],
  ])('refuses %j', async (configuration, code) => {
    const start = async () => {
      const harness = batchHarness({ configuration });
      sums(harness).print();
      await harness.run();
    };
    await expect(start()).rejects.toMatchObject({ code });
  });

  it('BATCH has no snapshots, and no graceful stop', async () => {
    const harness = batchHarness();
    harness.env
      .fromSequence(1, 100_000)
      .keyBy((value) => value, Types.LONG())
      .reduce((left, right) => left + right)
      .print();
    harness.env.executeAsync();
    await harness.host.scheduler.settle(20);
    await expect(harness.job.snapshot()).rejects.toMatchObject({ code: 'BATCH_SNAPSHOT' });
    await expect(harness.stop()).rejects.toMatchObject({
      code: 'JOB_CANCELED',
      hint: expect.stringContaining('batch'),
    });
    expect(harness.lines).toEqual([]);
    const snapshot = { checkpointId: 1, operators: new Map() };
    await expect(harness.restart(snapshot)).rejects.toMatchObject({ code: 'BATCH_SNAPSHOT' });
  });
});

describe('memory and files of BATCH mode', () => {
  const SMALL = { 'execution.sorted-inputs.memory': '32 kb' };
  /** 20,000 records of about 20 bytes: 12 times the memory. */
  const sumsOf = ({ env }: JobHarness) =>
    env
      .fromSequence(1, 20_000)
      .keyBy((value) => value % 2000, Types.INT())
      .reduce((left, right) => left + right);

  const files = (harness: JobHarness) => harness.host.files.paths('/');

  it('sorts an input of ten times its memory', async () => {
    const harness = batchHarness({ configuration: SMALL });
    let written = 0;
    harness.host.files.onCall = ({ call, path }) => {
      if (call === 'create') expect(path).toMatch(/^\/tmp\/millrace-harness-1-1-0-0\/run-\d+$/);
      if (call === 'create') written++;
    };
    sumsOf(harness).print();
    await harness.run();
    const expected = Array.from({ length: 2000 }, (_, rest) => String(rest === 0 ? 2000 * 55 : 10 * rest + 2000 * 45));
    expect(sorted(harness.lines)).toEqual(expected.sort());
    expect(written).toBeGreaterThan(10);
    expect(files(harness)).toEqual([]);
  });

  it('writes to the directories that it is given', async () => {
    const harness = batchHarness({ configuration: { ...SMALL, 'io.tmp.dirs': '/one, /two|/three' } });
    const used = new Set<string>();
    harness.host.files.onCall = ({ call, path }) => {
      if (call === 'create') used.add(path.split('/')[1] as string);
    };
    sumsOf(harness).print();
    await harness.run();
    expect([...used].sort()).toEqual(['one', 'three', 'two']);
    expect(files(harness)).toEqual([]);
  });

  it('fails when the disk is full, naming the operator, and leaves no file', async () => {
    const harness = batchHarness({ configuration: SMALL });
    let writes = 0;
    harness.host.files.onCall = ({ call, path }) => {
      if (call === 'write' && writes++ === 100)
        throw Object.assign(new Error(`${path}: no room`), { code: 'FILE_DISK_FULL' });
    };
    sumsOf(harness).name('sums').print();
    await harness.start();
    await expect(harness.job.result).rejects.toMatchObject({
      code: 'SORT_FAILED',
      facts: { operator: 'sums' },
      cause: { code: 'FILE_DISK_FULL' },
    });
    expect(harness.lines).toEqual([]);
    expect(files(harness)).toEqual([]);
    expect(await harness.host.files.list('/tmp')).toEqual([]);
  });

  it.each([60, 120, 200, 300])('leaves no file when it is canceled after %i turns', async (turns) => {
    const harness = batchHarness({ configuration: SMALL });
    sumsOf(harness).print();
    harness.env.executeAsync();
    await harness.host.scheduler.settle(turns);
    expect(files(harness).length).toBeGreaterThan(0);
    const canceled = harness.job.cancel();
    await harness.settle();
    await canceled;
    expect(harness.job.status).toBe('CANCELED');
    expect(files(harness)).toEqual([]);
    expect(await harness.host.files.list('/tmp')).toEqual([]);
  });

  it('warns of files that cannot be removed, and has its result', async () => {
    const harness = batchHarness({ configuration: SMALL });
    harness.host.files.onCall = ({ call, path }) => {
      if (call === 'remove' && !path.includes('run-')) throw new Error('busy');
    };
    sumsOf(harness).print();
    await harness.run();
    expect(harness.lines).toHaveLength(2000);
    expect(harness.host.logs).toContain('warn: Temporary files could not be removed.');
  });

  it('names the operator whose record cannot be written, and the one whose key selector fails', async () => {
    const failureOf = async (build: (harness: JobHarness) => { print(): unknown }) => {
      const harness = batchHarness({ checked: false });
      build(harness).print();
      await harness.start();
      return harness.job.result.catch((cause: unknown) => cause);
    };
    const late = await failureOf(({ env }) =>
      env
        .fromSequence(1, 100)
        .map((value) => (value < 50 ? value : { call: () => value }))
        .name('given')
        .keyBy(() => 'all')
        .process((value) => [value]),
    );
    expect(late).toMatchObject({ code: 'TYPE_NOT_CLONEABLE', facts: { operator: 'given' } });
    const keyless = await failureOf(({ env }) =>
      env
        .fromSequence(1, 100)
        .keyBy((value) => (value < 50 ? value : undefined))
        .process((value) => [value])
        .name('keyed'),
    );
    expect(keyless).toMatchObject({ code: 'KEY_NULL', facts: { operator: 'keyed' } });
  });
});
