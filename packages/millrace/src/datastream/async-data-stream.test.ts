import { describe, expect, it } from 'vitest';
import { Types } from '../model/types.js';
import { AsyncRetryStrategy, emptyResultPredicate } from '../operator/user-functions/async-retry-strategy.js';
import { JobHarness, type JobHarnessOptions } from '../testing/job-harness.js';
import { AsyncDataStream } from './async-data-stream.js';

const lookUp = async (value: number) => [value * 10];
const strategy = AsyncRetryStrategy.fixedDelay<number>(1, 100, emptyResultPredicate);

describe('AsyncDataStream', () => {
  it.each([
    ['orderedWait', AsyncDataStream.orderedWait],
    ['unorderedWait', AsyncDataStream.unorderedWait],
  ] as const)('%s asks about each record, whatever comes before and behind it', async (_name, wait) => {
    const harness = new JobHarness();
    const { env } = harness;
    wait(
      env.fromSequence(1, 5).filter((value) => value !== 3),
      lookUp,
      '1 s',
    )
      .map((value) => value + 1)
      .print();
    await harness.run();
    expect(harness.lines).toEqual(['11', '21', '41', '51']);
  });

  it.each([
    ['orderedWaitWithRetry', AsyncDataStream.orderedWaitWithRetry],
    ['unorderedWaitWithRetry', AsyncDataStream.unorderedWaitWithRetry],
  ] as const)('%s asks again', async (_name, wait) => {
    const harness = new JobHarness();
    let asked = 0;
    const second = async () => (++asked === 1 ? [] : [asked]);
    // Still running when the pause is over, so that the second call is not that of the end.
    const endless = harness.env.fromAsyncIterable(async function* () {
      yield 1;
      await new Promise<never>(() => {});
    });
    wait(endless, second, '1 s', strategy, { capacity: 1 }).print();
    await harness.start();
    await harness.advanceTo(99);
    expect(harness.lines).toEqual([]);
    await harness.advanceTo(100);
    expect(harness.lines).toEqual(['2']);
  });

  it('takes capacity and type one by one, or with name, uid and parallelism in one object', () => {
    const { env } = new JobHarness();
    AsyncDataStream.orderedWait(env.fromSequence(1, 2), lookUp, 500, 7, Types.LONG());
    const options = { capacity: 8, outputType: Types.LONG(), name: 'prices', uid: 'prices-uid', parallelism: 3 };
    AsyncDataStream.unorderedWait(env.fromSequence(1, 2), lookUp, '2 s', options);
    AsyncDataStream.unorderedWait(env.fromSequence(1, 2), lookUp, 0, {});
    const nodes = env.getPlan().nodes.filter(({ operator }) => operator === 'async-wait');
    expect(nodes.map(({ options: given }) => given)).toEqual([
      { outputMode: 'ORDERED', timeoutMs: 500, capacity: 7 },
      { outputMode: 'UNORDERED', timeoutMs: 2000, capacity: 8 },
      { outputMode: 'UNORDERED', timeoutMs: 0, capacity: 100 },
    ]);
    expect(nodes[0]).toMatchObject({ name: 'async wait operator', outputType: { kind: 'long' }, chaining: 'head' });
    expect(nodes[1]).toMatchObject({
      name: 'prices',
      uid: 'prices-uid',
      parallelism: 3,
      outputType: { kind: 'long' },
    });
  });

  it.each<[string, () => unknown, object]>([
    ['a capacity of 0', () => wait(lookUp, '1 s', 0), { code: 'ASYNC_OPTION_INVALID' }],
    ['half a capacity', () => wait(lookUp, '1 s', { capacity: 0.5 }), { code: 'ASYNC_OPTION_INVALID' }],
    ['a time-out that is none', () => wait(lookUp, 'soon'), { code: 'DURATION_INVALID' }],
    ['a time-out below 0', () => wait(lookUp, -1), { code: 'DURATION_INVALID' }],
    ['an unknown option', () => wait(lookUp, 1, { capasity: 1 } as object), { code: 'OPTION_UNKNOWN' }],
    ['no time-out beside a retry', () => retry(0, strategy), { code: 'ASYNC_OPTION_INVALID' }],
    ['no strategy', () => retry(1, undefined), { code: 'ASYNC_OPTION_INVALID' }],
    ['a strategy that is none', () => retry(1, { canRetry: () => true }), { code: 'ASYNC_OPTION_INVALID' }],
  ])('refuses %s', (_what, build, error) => {
    expect(build).toThrow(expect.objectContaining(error));
  });

  it('refuses what is no function when the job runs', async () => {
    const harness = new JobHarness();
    AsyncDataStream.orderedWait(harness.env.fromSequence(1, 2), { invoke: lookUp } as never, '1 s').print();
    await expect(harness.run()).rejects.toMatchObject({
      code: 'FUNCTION_INVALID',
      message: expect.stringContaining('an object or an AsyncFunction with asyncInvoke'),
    });
  });

  it('asks again about what was in flight, also at another parallelism', async () => {
    const answers: (() => void)[] = [];
    const slowly = (value: number) => new Promise<number[]>((resolve) => answers.push(() => resolve([value])));
    const program = (options: JobHarnessOptions, parallelism: number) => {
      const harness = new JobHarness(options);
      const numbers = harness.env.fromAsyncIterable(async function* () {
        if (options.restored === undefined) for (let value = 1; value <= 6; value++) yield value;
        await new Promise<never>(() => {});
      }, Types.LONG());
      const slow = AsyncDataStream.orderedWait(numbers.uid('numbers'), slowly, 0, { uid: 'slow', parallelism });
      slow.sinkTo({
        connector: 'lines',
        guarantee: 'none',
        describe: () => ({}),
        createWriter: () => ({ write: (value: number) => void written.push(value), flush() {}, close() {} }),
      });
      return harness;
    };
    const written: number[] = [];
    const first = program({}, 1);
    await first.start();
    answers[0]?.();
    await first.settle();
    const snapshot = await first.snapshot();
    expect(written.splice(0)).toEqual([1]);
    answers.length = 0;
    const second = program({ restored: snapshot }, 2);
    await second.start();
    for (const answer of answers) answer();
    await second.settle();
    expect(written.sort()).toEqual([2, 3, 4, 5, 6]);
  });
});

const wait = (...[code, timeout, capacity]: [typeof lookUp, number | string, (number | object)?]) =>
  AsyncDataStream.orderedWait(new JobHarness().env.fromSequence(1, 2), code, timeout, capacity);
const retry = (timeout: number, retryStrategy: unknown) =>
  AsyncDataStream.unorderedWaitWithRetry(
    new JobHarness().env.fromSequence(1, 2),
    lookUp,
    timeout,
    retryStrategy as never,
  );
