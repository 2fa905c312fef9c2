import { describe, expect, it } from 'vitest';
import { AsyncFunction } from '../operator/user-functions/async-function.js';
import { OperatorFixture } from '../testing/operator-fixture.test-support.js';
import { OperatorHarness } from '../testing/operator-harness.js';
import { createAsyncDesk } from './async-desk.test-support.js';
import { asyncWaitDefinition } from './async-wait.js';

import { openAsyncWait as open, ordered, shown, unordered } from './async-wait.test-support.js';

describe('the time-out', () => {
  it('fails the job without a method timeout', async () => {
    for (const code of [
      async () => new Promise<never>(() => {}),
      new (class extends AsyncFunction<number, number> {
        asyncInvoke() {
          return new Promise<never>(() => {});
        }
      })(),
    ]) {
      const harness = await open(code, { ...ordered, timeoutMs: 100 });
      await harness.processElement(0, 1);
      await harness.setProcessingTime(99);
      await expect(harness.setProcessingTime(100)).rejects.toMatchObject({
        code: 'ASYNC_TIMEOUT',
        facts: { operator: 'look-up', timeoutMs: 100 },
      });
    }
  });

  it('lets timeout give something in the place of the answer, which is ignored when it comes', async () => {
    const desk = createAsyncDesk();
    const code = { asyncInvoke: desk.ask, timeout: (value: number) => [-value] };
    const harness = await open(code, { ...unordered, timeoutMs: 100 });
    await harness.processElement(0, 1, 1);
    await harness.setProcessingTime(60);
    await harness.processElement(0, 2, 2);
    await harness.setProcessingTime(100);
    expect(shown(harness)).toEqual(['-1@1']);
    desk.answer(1);
    await harness.settle();
    desk.answer(2);
    await harness.settle();
    await harness.setProcessingTime(1000);
    expect(shown(harness)).toEqual(['-1@1', '20@2']);
  });

  it('waits for a timeout that gives a promise', async () => {
    const desk = createAsyncDesk();
    const later = createAsyncDesk();
    const harness = await open({ asyncInvoke: desk.ask, timeout: later.ask }, { ...unordered, timeoutMs: 100 });
    await harness.processElement(0, 1, 1);
    await harness.setProcessingTime(100);
    desk.answer(1, ['too late']);
    await harness.setProcessingTime(500);
    later.answer(1, ['instead']);
    await harness.settle();
    expect(harness.values).toEqual(['instead']);
  });

  it('begins with the call, not with the wait for it', async () => {
    const desk = createAsyncDesk();
    const fixture = new OperatorFixture(asyncWaitDefinition, {
      functions: { function: { asyncInvoke: desk.ask, timeout: (value: number) => [-value] } },
      options: { ...unordered, capacity: 1, timeoutMs: 100 },
    });
    await fixture.operator.open?.();
    for (const value of [1, 2]) fixture.process(value);
    await fixture.advanceTo(100);
    expect(fixture.take()).toEqual(['-1']);
    await fixture.advanceTo(199);
    expect(fixture.take()).toEqual([]);
    await fixture.advanceTo(200);
    expect(fixture.take()).toEqual(['-2']);
  });

  it('of 0 is none', async () => {
    const desk = createAsyncDesk();
    const harness = await open(desk.ask, ordered);
    await harness.processElement(0, 1);
    await harness.setProcessingTime(1e12);
    desk.answer(1);
    await harness.settle();
    expect(harness.values).toEqual([10]);
  });

  it('also ends calls that the end of the input waits for', async () => {
    const code = { asyncInvoke: () => new Promise<never>(() => {}), timeout: (value: number) => [-value] };
    const harness = await open(code, { ...ordered, timeoutMs: 100 });
    await harness.processElement(0, 1);
    await harness.endInput(0);
    expect(harness.emissions).toEqual([]);
    await harness.setProcessingTime(100);
    expect(harness.values).toEqual([-1]);
    expect(harness.emissions.at(-1)).toEqual({ kind: 'end' });
  });
});

describe('the end of the input', () => {
  it.each([ordered, unordered])('waits for what is in flight ($outputMode)', async (options) => {
    const desk = createAsyncDesk();
    const harness = await open(desk.ask, options);
    for (const value of [1, 2]) await harness.processElement(0, value, value);
    await harness.processWatermark(0, 9);
    await harness.endInput(0);
    expect(harness.emissions).toEqual([]);
    for (const value of [1, 2]) desk.answer(value);
    await harness.settle();
    expect(shown(harness)).toEqual(['10@1', '20@2', 'W9', 'end']);
  });

  it('comes behind an answer that is longer than the output takes', async () => {
    const harness = await open(async () => Array.from({ length: 5000 }, (_, index) => index), ordered);
    harness.shutOutput();
    await harness.processElement(0, 1);
    await harness.endInput(0);
    await harness.openOutput();
    expect(harness.values).toHaveLength(5000);
    expect(harness.emissions.at(-1)).toEqual({ kind: 'end' });
  });
});

describe('what goes wrong', () => {
  const boom = new Error('boom');
  it.each<[string, unknown, object]>([
    [
      'a rejection',
      async () => Promise.reject(boom),
      { code: 'USER_CODE_FAILED', facts: { call: 'asyncInvoke', operator: 'look-up' } },
    ],
    [
      'an error thrown at once',
      () => {
        throw boom;
      },
      { code: 'USER_CODE_FAILED', cause: boom },
    ],
    [
      'no result',
      async () => undefined,
      { code: 'FUNCTION_RESULT_INVALID', facts: { call: 'asyncInvoke', seen: 'undefined' } },
    ],
    ['a record that is not in an array', async () => 'fig', { code: 'FUNCTION_RESULT_INVALID' }],
    ['undefined as a record', async () => [1, undefined], { code: 'FUNCTION_RETURNED_NOTHING' }],
    ['a promise as a record', async () => [Promise.resolve(1)], { code: 'FUNCTION_RETURNED_PROMISE' }],
  ])('%s', async (_what, code, expected) => {
    const harness = await open(code, ordered);
    await expect(harness.processElement(0, 1)).rejects.toMatchObject(expected);
  });

  it.each<[string, unknown, object]>([
    [
      'timeout throws',
      () => {
        throw boom;
      },
      { code: 'USER_CODE_FAILED', facts: { call: 'timeout' } },
    ],
    ['timeout gives no array', () => -1, { code: 'FUNCTION_RESULT_INVALID', facts: { call: 'timeout' } }],
  ])('%s', async (_what, timeout, expected) => {
    const code = { asyncInvoke: () => new Promise<never>(() => {}), timeout };
    const harness = await open(code, { ...ordered, timeoutMs: 1 });
    await harness.processElement(0, 1);
    await expect(harness.setProcessingTime(1)).rejects.toMatchObject(expected);
  });

  it('a rejection that comes after the time-out is nobody’s', async () => {
    const desk = createAsyncDesk();
    const harness = await open({ asyncInvoke: desk.ask, timeout: () => [] }, { ...ordered, timeoutMs: 1 });
    await harness.processElement(0, 1);
    await harness.setProcessingTime(1);
    desk.reject(1, boom);
    await harness.settle();
    expect(harness.values).toEqual([]);
  });

  it('an answer that comes after the end is nobody’s', async () => {
    const desk = createAsyncDesk();
    const harness = await open(desk.ask, { ...ordered, timeoutMs: 100 });
    await harness.processElement(0, 1);
    await harness.close();
    desk.answer(1);
    await harness.host.scheduler.settle();
    harness.host.clock.advanceTo(1000);
    await harness.host.scheduler.settle();
    expect(harness.failure).toBeUndefined();
  });
});

describe('a restored operator', () => {
  it('puts watermarks between records only where these come from one place', async () => {
    const record = (value: number, subtask: number) => ({
      value,
      timestamp: value,
      rowKind: 0,
      isWatermark: false,
      subtask,
    });
    const watermark = (timestamp: number, subtask: number) => ({ timestamp, rowKind: 0, isWatermark: true, subtask });
    const restored = async (items: readonly unknown[]) => {
      const fixture = new OperatorFixture(asyncWaitDefinition, {
        functions: { function: async (value: number) => [value] },
        options: { ...ordered },
        restored: new Map([['async-wait', items]]),
      });
      await fixture.operator.open?.();
      await fixture.settle();
      return fixture.take();
    };
    expect(await restored([record(1, 0), watermark(5, 0), record(9, 0)])).toEqual(['1@1', 'watermark 5', '9@9']);
    expect(await restored([watermark(5, 0), record(9, 0), record(1, 1)])).toEqual(['9@9', '1@1']);
  });

  it('does not go back behind a watermark that it has emitted', async () => {
    const fixture = new OperatorFixture(asyncWaitDefinition, {
      functions: { function: async (value: number) => [value] },
      options: { ...ordered },
      restored: new Map([['async-wait', [{ timestamp: 5, rowKind: 0, isWatermark: true, subtask: 0 }]]]),
    });
    await fixture.operator.open?.();
    for (const time of [3, 6]) fixture.operator.inputs[0]?.processWatermark(time);
    expect(fixture.take()).toEqual(['watermark 5', 'watermark 6']);
  });

  it('has no more in flight than its capacity', async () => {
    const desk = createAsyncDesk();
    const harness = await open(desk.ask, unordered);
    for (const value of [1, 2, 3]) await harness.processElement(0, value);
    const snapshot = await harness.snapshot();
    await harness.close();
    const smaller = createAsyncDesk();
    const second = new OperatorHarness({
      definition: asyncWaitDefinition,
      functions: { function: smaller.ask },
      options: { ...unordered, capacity: 1 },
    });
    await second.open(snapshot);
    expect(smaller.open).toEqual([1]);
    for (const value of [1, 2, 3]) {
      smaller.answer(value);
      await second.settle();
    }
    expect(second.values).toEqual([10, 20, 30]);
  });
});
