import { describe, expect, it } from 'vitest';
import { Types } from '../model/types.js';
import type { Sink } from '../operator/sink.js';
import type { Source } from '../operator/source.js';
import { JobHarness } from '../testing/job-harness.js';
import type { RuntimeExecutionMode } from './runtime-execution-mode.js';

const { env } = new JobHarness();
const numbers = () => env.fromSequence(1, 3);
const double = (value: number) => 2 * value;

describe('what a program cannot mean is refused where it stands', () => {
  it.each([
    ['a misspelt option', () => numbers().map(double, { paralelism: 2 } as object), /'paralelism' is no option/],
    ['parallelism 0 among options', () => numbers().map(double, { parallelism: 0 }), /cannot be 0/],
    ['parallelism of a sink', () => numbers().print().setParallelism(99_999), /cannot be 99999/],
    ['half a parallelism', () => env.setParallelism(1.5), /cannot be 1.5/],
    ['a sink that is none', () => numbers().sinkTo({} as Sink<number>), /sinkTo takes a sink/],
    ['a source that is none', () => env.addSource({} as Source<number>), /comes from a source/],
    [
      'a union over two environments',
      () => numbers().union(new JobHarness().env.fromSequence(1, 2)),
      /one environment/,
    ],
    [
      'an unknown mode',
      () => env.setRuntimeMode('QUICK' as RuntimeExecutionMode),
      /'execution.runtime-mode' cannot be 'QUICK'/,
    ],
    [
      'an unknown key',
      () => env.configure({ 'paralelism.default': 2 }),
      /'paralelism.default' is not a configuration key/,
    ],
    ['a more parallel collection', () => env.fromCollection([1]).setParallelism(2), /cannot be 2/],
  ])('%s', (_what, build, why) => {
    expect(build).toThrow(why);
  });

  it('an empty program', async () => {
    await expect(new JobHarness().env.execute()).rejects.toMatchObject({ code: 'PLAN_EMPTY' });
  });

  it('a forward edge between two parallelisms', () => {
    const harness = new JobHarness();
    harness.env.fromCollection([1], Types.INT()).forward().map(double).setParallelism(2).print();
    expect(() => harness.env.getExecutionPlan()).toThrow(/forward\(\) from 'Collection Source' \(parallelism 1\)/);
  });

  it('a class instance on an exchange without types', async () => {
    class Price {
      readonly amount = 1;
    }
    const harness = new JobHarness({ checked: false });
    harness.env
      .fromSequence(1, 2)
      .map(() => new Price())
      .name('priced')
      .rebalance()
      .map((price) => price.amount)
      .setParallelism(2)
      .print();
    await harness.start();
    await expect(harness.job.result).rejects.toMatchObject({
      code: 'TYPE_NOT_CLONEABLE',
      facts: { operator: 'priced' },
    });
  });
});
