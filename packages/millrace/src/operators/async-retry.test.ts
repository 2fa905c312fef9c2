import { describe, expect, it } from 'vitest';
import {
  AsyncRetryStrategy,
  emptyResultPredicate,
  exceptionTypePredicate,
  hasExceptionPredicate,
} from '../operator/user-functions/async-retry-strategy.js';
import { OperatorHarness } from '../testing/operator-harness.js';
import { createAsyncDesk } from './async-desk.test-support.js';
import { type AsyncWaitOptions, asyncWaitDefinition } from './async-wait.js';

const ordered: AsyncWaitOptions = { outputMode: 'ORDERED', timeoutMs: 10_000, capacity: 10 };
const twice = AsyncRetryStrategy.fixedDelay(2, 100, emptyResultPredicate, hasExceptionPredicate);

const open = async (code: unknown, retryStrategy: unknown, options: Partial<AsyncWaitOptions> = {}) => {
  const harness = new OperatorHarness({
    definition: asyncWaitDefinition,
    functions: { function: code, retryStrategy },
    options: { ...ordered, ...options },
    name: 'look-up',
  });
  await harness.open();
  return harness;
};

describe('calls that are made again', () => {
  it('after a pause, until the result is good', async () => {
    const desk = createAsyncDesk();
    const harness = await open(desk.ask, twice);
    await harness.processElement(0, 1, 1);
    desk.answer(1, []);
    await harness.settle();
    await harness.setProcessingTime(99);
    expect(desk.open).toEqual([]);
    await harness.setProcessingTime(100);
    desk.reject(1, new Error('not yet'));
    await harness.settle();
    await harness.setProcessingTime(200);
    desk.answer(1, ['at last']);
    await harness.settle();
    expect(harness.emissions).toEqual([{ kind: 'record', value: 'at last', timestamp: 1 }]);
    expect(desk.asked.get(1)).toBe(3);
  });

  it('as often as the strategy says: the last bad result counts', async () => {
    const desk = createAsyncDesk();
    const harness = await open(desk.ask, twice);
    for (const value of [1, 2]) await harness.processElement(0, value);
    desk.answer(2, ['good']);
    for (const time of [100, 200, 300]) {
      desk.answer(1, []);
      await harness.settle();
      await harness.setProcessingTime(time);
    }
    expect(harness.values).toEqual(['good']);
    expect(desk.asked.get(1)).toBe(3);
  });

  it('as often as the strategy says: the last error fails the job', async () => {
    const desk = createAsyncDesk();
    const harness = await open(desk.ask, twice);
    await harness.processElement(0, 1);
    for (const time of [100, 200]) {
      desk.reject(1, new Error(`no answer before ${time}`));
      await harness.settle();
      await harness.setProcessingTime(time);
    }
    desk.reject(1, new Error('gone'));
    await expect(harness.settle()).rejects.toMatchObject({
      code: 'USER_CODE_FAILED',
      message: expect.stringContaining('gone'),
      facts: { operator: 'look-up', call: 'asyncInvoke' },
    });
  });

  it('only for the outcomes that the predicates choose', async () => {
    const onlyTypeErrors = AsyncRetryStrategy.fixedDelay(1, 100, undefined, (error) =>
      exceptionTypePredicate(error, TypeError),
    );
    const desk = createAsyncDesk();
    const harness = await open(desk.ask, onlyTypeErrors);
    await harness.processElement(0, 1);
    desk.answer(1, []);
    await harness.settle();
    await harness.processElement(0, 2);
    desk.reject(2, new TypeError('again'));
    await harness.settle();
    await harness.setProcessingTime(100);
    desk.reject(2, new RangeError('no more'));
    await expect(harness.settle()).rejects.toThrow(/no more/);
    expect(Object.fromEntries(desk.asked)).toEqual({ 1: 1, 2: 2 });
  });

  it('with longer and longer pauses', async () => {
    const times: number[] = [];
    const strategy = AsyncRetryStrategy.exponentialBackoff(4, 100, 300, 2, emptyResultPredicate);
    const harness = await open(async () => {
      times.push(harness?.host.clock.now() ?? 0);
      return [];
    }, strategy);
    await harness.processElement(0, 1);
    for (let time = 0; time <= 2000; time += 50) await harness.setProcessingTime(time);
    expect(times).toEqual([0, 100, 300, 600, 900]);
  });

  it('within one time-out for all of them, which also ends a pause', async () => {
    const desk = createAsyncDesk();
    const code = { asyncInvoke: desk.ask, timeout: () => ['instead'] };
    const harness = await open(code, AsyncRetryStrategy.fixedDelay(9, 100, emptyResultPredicate), { timeoutMs: 150 });
    await harness.processElement(0, 1);
    desk.answer(1, []);
    await harness.settle();
    await harness.setProcessingTime(100);
    desk.answer(1, []);
    await harness.settle();
    await harness.setProcessingTime(150);
    expect(harness.values).toEqual(['instead']);
    await harness.setProcessingTime(1000);
    expect(desk.asked.get(1)).toBe(2);
  });

  it('not for what timeout gives', async () => {
    const code = { asyncInvoke: () => new Promise<never>(() => {}), timeout: () => [] };
    const harness = await open(code, twice, { timeoutMs: 50 });
    await harness.processElement(0, 1);
    await harness.processWatermark(0, 5);
    await harness.setProcessingTime(50);
    expect(harness.emissions).toEqual([{ kind: 'watermark', time: 5 }]);
  });

  it('at the end of the input at once, and for the last time', async () => {
    const desk = createAsyncDesk();
    const harness = await open(desk.ask, twice);
    for (const value of [1, 2]) await harness.processElement(0, value);
    desk.answer(1, []);
    await harness.settle();
    expect(desk.open).toEqual([2]);
    await harness.endInput(0);
    expect(desk.open).toEqual([2, 1]);
    for (const value of [1, 2]) desk.answer(value, []);
    await harness.settle();
    expect(harness.emissions).toEqual([{ kind: 'end' }]);
  });

  it('after a restore from the beginning', async () => {
    const desk = createAsyncDesk();
    const harness = await open(desk.ask, twice);
    await harness.processElement(0, 1);
    desk.answer(1, []);
    await harness.settle();
    const snapshot = await harness.snapshot();
    await harness.close();
    await harness.open(snapshot);
    for (const time of [100, 200, 300]) {
      desk.answer(1, []);
      await harness.settle();
      await harness.setProcessingTime(time);
    }
    expect(desk.asked.get(1)).toBe(1 + 3);
  });

  it('names the strategy when it throws', async () => {
    const boom = () => {
      throw new Error('boom');
    };
    const never = AsyncRetryStrategy.noRestart();
    for (const strategy of [
      AsyncRetryStrategy.fixedDelay(1, 1, boom),
      { canRetry: () => true, getBackoffTimeMillis: boom, getRetryPredicate: () => twice.getRetryPredicate() },
      { canRetry: boom, getBackoffTimeMillis: () => 1, getRetryPredicate: () => twice.getRetryPredicate() },
    ]) {
      const harness = await open(async () => [], strategy);
      await expect(harness.processElement(0, 1)).rejects.toMatchObject({
        code: 'USER_CODE_FAILED',
        facts: { call: 'the retry strategy' },
      });
    }
    const harness = await open(async () => [], never);
    await harness.processElement(0, 1);
    expect(harness.values).toEqual([]);
  });
});
