import { describe, expect, it } from 'vitest';
import { Types } from '../../model/types.js';
import { SourceRun } from '../../testing/contract/source-run.js';
import { JobHarness } from '../../testing/job-harness.js';
import { createVirtualClock } from '../../testing/virtual-clock.js';
import { WatermarkStrategy } from '../../time/watermark-strategy.js';
import { describeSource } from '../source-contract.test-support.js';
import { DataGeneratorSource } from './data-generator-source.js';
import { RateLimiterStrategy } from './rate-limiter.js';

const squares = (index: number) => index * index;

describeSource('a data generator', {
  create: () => new DataGeneratorSource(squares, 6, { typeInfo: Types.LONG() }),
  expected: [0, 1, 4, 9, 16, 25],
  malformed: {
    create: () => new DataGeneratorSource((index) => (index === 2 ? 0.5 : index), 4, { typeInfo: Types.LONG() }),
    before: [0, 1],
    facts: { split: '1', offset: 2 },
  },
});
describeSource('a data generator without records', { create: () => new DataGeneratorSource(squares, 0), expected: [] });

let open = 0;
describeSource('a data generator that opens something', {
  create: () =>
    new DataGeneratorSource(
      {
        open() {
          open++;
        },
        map: squares,
        close() {
          if (open > 0) open--;
        },
      },
      3,
    ),
  expected: [0, 1, 4],
});

/** How many records come in each of so many tenths of a second. */
async function counts(rate: RateLimiterStrategy, tenths: number): Promise<number[]> {
  const clock = createVirtualClock();
  const run = await SourceRun.start(new DataGeneratorSource(squares, Number.POSITIVE_INFINITY, { rateLimiterStrategy: rate }), { clock }); // biome-ignore format: one call
  const seen: number[] = [];
  void run.read(10_000).catch(() => undefined);
  for (let tenth = 0; tenth < tenths; tenth++) {
    for (let turn = 0; turn < 2000; turn++) await Promise.resolve();
    seen.push(run.emissions.length - seen.reduce((sum, each) => sum + each, 0));
    clock.advanceTo(100 * (tenth + 1));
  }
  await run.close();
  return seen;
}

describe('a data generator', () => {
  it('gives the same random numbers for the same seed and index, whatever the parallelism', async () => {
    const read = async (seed: number, parallelism: number) => {
      const source = new DataGeneratorSource((_index, random) => [random.next(), random.next()], 20, { seed });
      const run = await SourceRun.start(source, { parallelism });
      await run.read();
      return run.values.map((pair) => pair.join(' ')).sort();
    };
    const once = await read(7, 1);
    expect(new Set(once).size).toBe(20);
    expect(await read(7, 3)).toEqual(once);
    expect(await read(8, 1)).not.toEqual(once);
  });

  it('gives so many records a second', async () => {
    expect(await counts(RateLimiterStrategy.perSecond(20), 6)).toEqual([1, 2, 2, 2, 2, 2]);
    expect(await counts(RateLimiterStrategy.perSecond(5), 7)).toEqual([1, 0, 1, 0, 1, 0, 1]);
  });

  it('shares the rate among its instances, and makes up for one second at most', () => {
    const limiter = RateLimiterStrategy.perSecond(30).createRateLimiter(3)!;
    expect(limiter.permits(0)).toBe(1);
    limiter.take(1);
    expect(limiter.permits(100)).toBe(1);
    expect(limiter.permits(60_000)).toBe(10);
    limiter.take(10);
    expect([limiter.permits(60_000), limiter.nextPermitMs()]).toEqual([0, 60_100]);
  });

  it('gives so many records a checkpoint', async () => {
    const source = new DataGeneratorSource(squares, 10, { rateLimiterStrategy: RateLimiterStrategy.perCheckpoint(4) });
    const run = await SourceRun.start(source);
    await run.read(4);
    expect([run.poll(), run.values]).toEqual(['nothing', [0, 1, 4, 9]]);
    const again = run.readers[0]!.reader.ready();
    void run.readers[0]!.reader.complete?.(1);
    await again;
    await run.read(8);
    expect(run.poll()).toBe('nothing');
    await run.close();
  });

  it('runs in a job, by the clock of its host', async () => {
    const harness = new JobHarness();
    const source = new DataGeneratorSource(squares, 3, { rateLimiterStrategy: RateLimiterStrategy.perSecond(1) });
    harness.env.fromSource(source, WatermarkStrategy.noWatermarks(), 'squares').print();
    await harness.start();
    expect(harness.lines).toEqual(['0']);
    await harness.advanceTo(1000);
    expect(harness.lines).toEqual(['0', '1']);
    await harness.advanceTo(2000);
    await harness.ended();
    expect(harness.lines).toEqual(['0', '1', '4']);
  });

  it('names the index at which its function failed', async () => {
    const harness = new JobHarness();
    const failing = (index: number) => {
      if (index === 2) throw new Error('no good');
      return index;
    };
    harness.env.fromSource(new DataGeneratorSource(failing, 5), WatermarkStrategy.noWatermarks(), 'numbers').print();
    await expect(harness.run()).rejects.toMatchObject({
      code: 'DATA_GENERATOR_FAILED',
      message: 'The record of index 2 failed: no good',
      facts: { operator: 'numbers', split: '1', offset: 2 },
    });
  });

  it('describes itself', () => {
    expect(new DataGeneratorSource(squares, Number.POSITIVE_INFINITY, { seed: 3 })).toMatchObject({
      boundedness: 'continuous-unbounded',
    });
    expect(new DataGeneratorSource(squares, 5).describe()).toEqual({ count: 5, rate: 'unlimited', seed: 0 });
  });

  it.each([
    [() => new DataGeneratorSource(5 as never, 1), 'DATA_GENERATOR_INVALID'],
    [() => new DataGeneratorSource(squares, -1), 'DATA_GENERATOR_INVALID'],
    [() => new DataGeneratorSource(squares, 0.5), 'DATA_GENERATOR_INVALID'],
    [() => new DataGeneratorSource(squares, 1, { seed: 0.5 }), 'DATA_GENERATOR_INVALID'],
    [() => new DataGeneratorSource(squares, 1, { sead: 1 } as never), 'CONFIG_UNKNOWN_KEY'],
    [() => RateLimiterStrategy.perSecond(0), 'RATE_INVALID'],
    [() => RateLimiterStrategy.perCheckpoint(1.5), 'RATE_INVALID'],
  ])('refuses what does not fit (%#)', (create, code) => {
    expect(create).toThrow(expect.objectContaining({ code }));
  });
});
