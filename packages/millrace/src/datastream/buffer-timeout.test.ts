import { expect, it } from 'vitest';
import { Types } from '../model/types.js';
import { explainJob } from '../plan/explain-job.js';
import { JobHarness } from '../testing/job-harness.js';
import type { DataStream } from './data-stream.js';

/** Numbers as they are sent, through an exchange, into lines. */
const through = async (
  count: number,
  set: (numbers: DataStream<number>, harness: JobHarness) => DataStream<number>,
) => {
  const harness = new JobHarness();
  const endless = async function* () {
    for (let value = 1; value <= count; value++) yield value;
    await new Promise<never>(() => {});
  };
  set(harness.env.fromAsyncIterable(endless, Types.INT()), harness).rebalance().print().setParallelism(2);
  await harness.start();
  return harness;
};

it.each<[string, (numbers: DataStream<number>, harness: JobHarness) => DataStream<number>]>([
  ['unset', (numbers) => numbers],
  [
    '0 for the operator',
    (numbers, { env }) => {
      env.setBufferTimeout(50);
      return numbers.setBufferTimeout(0);
    },
  ],
])('a record leaves its task at once: %s', async (_how, set) => {
  expect((await through(1, set)).lines).toEqual(['1> 1']);
});

it.each<[string, (numbers: DataStream<number>, harness: JobHarness) => DataStream<number>]>([
  ['of the operator', (numbers) => numbers.setBufferTimeout('50 ms')],
  [
    'of the environment',
    (numbers, { env }) => {
      env.setBufferTimeout(50);
      return numbers;
    },
  ],
  [
    'of the configuration',
    (numbers, { env }) => {
      env.configure({ 'execution.buffer-timeout.interval': '50 ms' });
      return numbers;
    },
  ],
  [
    'of the environment, which −1 takes',
    (numbers, { env }) => {
      env.setBufferTimeout(50);
      return numbers.setBufferTimeout(-1);
    },
  ],
])('records leave together when the timeout is over: %s', async (_how, set) => {
  const harness = await through(3, set);
  await harness.advanceTo(49);
  expect(harness.lines).toEqual([]);
  await harness.advanceTo(50);
  expect([...harness.lines].sort()).toEqual(['1> 1', '1> 3', '2> 2']);
});

it('a full buffer leaves before its time, and at −1 only a full one', async () => {
  for (const timeout of [50, -1]) {
    const harness = await through(600, (numbers, { env }) => {
      env.setBufferTimeout(timeout);
      return numbers;
    });
    expect(harness.lines.length).toBeGreaterThanOrEqual(512);
    const rest = await through(100, (numbers, { env }) => {
      env.setBufferTimeout(timeout);
      return numbers;
    });
    expect(rest.lines).toEqual([]);
    await rest.advanceTo(1_000_000);
    expect(rest.lines).toHaveLength(timeout === -1 ? 0 : 100);
  }
});

it('the end and a barrier bring along what waits', async () => {
  const ending = new JobHarness();
  ending.env.setBufferTimeout(-1);
  ending.env.fromCollection([1, 2], Types.INT()).rebalance().print().setParallelism(2);
  await ending.run();
  expect([...ending.lines].sort()).toEqual(['1> 1', '2> 2']);
  const running = await through(2, (numbers, { env }) => {
    env.setBufferTimeout(-1);
    return numbers;
  });
  await running.snapshot();
  expect([...running.lines].sort()).toEqual(['1> 1', '2> 2']);
});

it('is told by the environment and by explain', () => {
  const { env } = new JobHarness();
  expect(env.getBufferTimeout()).toBe(0);
  expect(env.setBufferTimeout('2 s').getBufferTimeout()).toBe(2000);
  expect(env.setBufferTimeout(-1).getBufferTimeout()).toBe(-1);
  expect(env.setBufferTimeout(7).getBufferTimeout()).toBe(7);
  env.fromSequence(1, 2).setBufferTimeout(3).print();
  expect(explainJob(env.getPlan()).operators.map(({ bufferTimeoutMs }) => bufferTimeoutMs)).toEqual([3, 7]);
  for (const timeout of [-2, 'soon', 0.5]) {
    expect(() => env.setBufferTimeout(timeout)).toThrow(expect.objectContaining({ code: 'DURATION_INVALID' }));
    expect(() => env.fromSequence(1, 2).setBufferTimeout(timeout)).toThrow(/The buffer timeout/);
  }
});
