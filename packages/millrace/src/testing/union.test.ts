import { describe, expect, it } from 'vitest';
import { Types } from '../model/types.js';
import type { KeyedProcessContext } from '../operator/user-functions/process-context.js';
import { KeyedProcessFunction } from '../operator/user-functions/process-function.js';
import type { RuntimeContext } from '../operator/user-functions/runtime-context.js';
import type { ValueState } from '../state/state.js';
import { ValueStateDescriptor } from '../state/state-descriptor.js';
import { WatermarkStrategy } from '../time/watermark-strategy.js';
import { GatedSource } from './gated-source.test-support.js';
import { JobHarness } from './job-harness.js';

/** Counts each key, and says at +∞ what it has come to. */
class Count extends KeyedProcessFunction<string, string, string> {
  private count!: ValueState<number>;

  override open(context: RuntimeContext) {
    this.count = context.getState(new ValueStateDescriptor('count', Types.LONG()));
  }

  processElement(value: string, ctx: KeyedProcessContext<string>) {
    this.count.update((this.count.value() ?? 0) + 1);
    ctx.timerService().registerEventTimeTimer(Number.MAX_SAFE_INTEGER);
    void value;
  }

  override *onTimer(_timestamp: number, ctx: { getCurrentKey(): string }) {
    yield `${ctx.getCurrentKey()} ${this.count.value()}`;
  }
}

const sorted = (lines: readonly string[]) => [...lines].sort();

describe('a union', () => {
  it('is edges of the operator behind it, dealt out as each stream was', () => {
    const { env } = new JobHarness();
    const evens = env.fromSequence(0, 8).setParallelism(2);
    const odds = env.fromSequence(1, 9).setParallelism(3);
    evens
      .union(odds.global(), evens)
      .map((value) => value)
      .setParallelism(2)
      .print();
    const [, , map] = env.getPlan().nodes;
    expect(map?.operator).toBe('map');
    expect(map?.inputs.map(({ from, input, partitioning }) => [from, input, partitioning.kind])).toEqual([
      [0, 0, 'forward'],
      [1, 0, 'global'],
      [0, 0, 'forward'],
    ]);
  });

  it('takes a partitioning or a key of its own for all of its streams', () => {
    const { env } = new JobHarness();
    const [one, two] = [env.fromSequence(1, 2).rebalance(), env.fromSequence(3, 4)];
    one.union(two).shuffle().print();
    one
      .union(two.keyBy((value) => value))
      .keyBy((value) => value % 2, Types.LONG())
      .reduce((left, right) => left + right)
      .print();
    const kinds = env.getPlan().nodes.flatMap(({ inputs }) => [inputs.map((edge) => edge.partitioning.kind)]);
    expect(kinds.filter(({ length }) => length === 2)).toEqual([
      ['shuffle', 'shuffle'],
      ['hash', 'hash'],
    ]);
  });

  it('has no operator to name, and no side output', () => {
    const { env } = new JobHarness();
    const union = env.fromSequence(1, 2).union(env.fromSequence(3, 4));
    expect(union.getName()).toBe('Union');
    expect(() => union.uid('mine')).toThrow(/uid has no operator here: a union is none/);
    expect(() => union.setParallelism(2)).toThrow(/a union is none/);
  });

  it.each([
    ['in one task', false],
    ['through exchanges', true],
  ])('holds event time back to its slowest stream, %s', async (_name, apart) => {
    const [first, second] = [new GatedSource([1, 5, 9]), new GatedSource([2, 3, 7])];
    const harness = new JobHarness();
    const { env } = harness;
    const timed = (source: GatedSource<number>) => {
      const stream = env.fromSource(
        source,
        WatermarkStrategy.forMonotonousTimestamps<number>().withTimestampAssigner((value) => value),
      );
      return apart ? stream.disableChaining() : stream;
    };
    timed(first)
      .union(timed(second))
      .keyBy((value) => value, Types.LONG())
      .process(
        {
          processElement(value: number, ctx: KeyedProcessContext<number>) {
            ctx.timerService().registerEventTimeTimer(value);
          },
          *onTimer(timestamp: number) {
            yield `@${timestamp}`;
          },
        },
        Types.STRING(),
      )
      .print();
    await harness.start();
    first.release(3);
    await harness.settle();
    expect(harness.lines).toEqual([]);
    second.release(2);
    await harness.settle();
    await harness.advanceTo(1000);
    await harness.settle();
    expect(harness.lines).toEqual(['@1', '@2']);
    second.release(3);
    await harness.ended();
    expect(harness.lines).toEqual(['@1', '@2', '@3', '@5', '@7', '@9']);
  });

  it.each([1, 2, 3])(
    'gives every record once, also of a stream with itself, at parallelism %i',
    async (parallelism) => {
      const harness = new JobHarness();
      const { env } = harness;
      env.setParallelism(parallelism);
      const words = env.fromCollection(['a', 'b', 'c'], Types.STRING());
      words
        .union(words, env.fromCollection(['a'], Types.STRING()))
        .keyBy((word) => word, Types.STRING())
        .process(new Count(), Types.STRING())
        .print();
      await harness.run();
      expect(sorted(harness.lines.map((line) => line.replace(/^\d+> /, '')))).toEqual(['a 3', 'b 2', 'c 2']);
    },
  );

  it('is gathered as one input in BATCH mode', async () => {
    const harness = new JobHarness({ configuration: { 'execution.runtime-mode': 'BATCH' } });
    const { env } = harness;
    env
      .fromCollection(['b', 'a'], Types.STRING())
      .union(env.fromCollection(['a', 'c', 'b'], Types.STRING()))
      .keyBy((word) => word, Types.STRING())
      .process(new Count(), Types.STRING())
      .print();
    await harness.run();
    expect(sorted(harness.lines)).toEqual(['a 2', 'b 2', 'c 1']);
  });

  it('ends its input once, when all of its streams have ended', async () => {
    const [first, second] = [new GatedSource([1]), new GatedSource([2])];
    const harness = new JobHarness();
    const { env } = harness;
    env.fromSource(first).union(env.fromSource(second)).print();
    await harness.start();
    first.release(1);
    await harness.settle();
    expect(harness.lines).toEqual(['1']);
    // The first is over: the job goes on until the second is, too.
    second.release(1);
    await harness.ended();
    expect(harness.lines).toEqual(['1', '2']);
  });

  it('restores behind a union what a snapshot in the middle kept', async () => {
    const build = (harness: JobHarness, source: GatedSource<string>) =>
      harness.env
        .fromSource(source)
        .union(harness.env.fromCollection(['x'], Types.STRING()))
        .keyBy((word) => word, Types.STRING())
        .process(new Count(), Types.STRING())
        .print();
    const before = new JobHarness();
    const source = new GatedSource(['x', 'x', 'y']);
    build(before, source);
    await before.start();
    source.release(2);
    await before.settle();
    const restored = await before.snapshot();
    const after = new JobHarness({ restored });
    const rest = new GatedSource(['x', 'x', 'y']);
    build(after, rest);
    await after.start();
    rest.release(3);
    await after.ended();
    expect(sorted(after.lines)).toEqual(['x 3', 'y 1']);
  });
});
