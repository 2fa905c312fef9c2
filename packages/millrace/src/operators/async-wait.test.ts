import { describe, expect, it } from 'vitest';
import { RowKind } from '../model/row-kind.js';
import { Types } from '../model/types.js';
import { AsyncFunction } from '../operator/user-functions/async-function.js';
import { OutputTag } from '../operator/user-functions/output-tag.js';
import type { RuntimeContext } from '../operator/user-functions/runtime-context.js';
import { ValueStateDescriptor } from '../state/state-descriptor.js';
import { inEveryMode } from '../testing/every-mode.test-support.js';
import { OperatorFixture } from '../testing/operator-fixture.test-support.js';
import { OperatorHarness, type OperatorHarnessOptions } from '../testing/operator-harness.js';
import { createAsyncDesk } from './async-desk.test-support.js';
import { type AsyncWaitOptions, asyncWaitDefinition } from './async-wait.js';

const ordered: AsyncWaitOptions = { outputMode: 'ORDERED', timeoutMs: 0, capacity: 10 };
const unordered: AsyncWaitOptions = { ...ordered, outputMode: 'UNORDERED' };

const open = async (
  code: unknown,
  options: AsyncWaitOptions,
  more: Partial<OperatorHarnessOptions> & { readonly functions?: object } = {},
) => {
  const harness = new OperatorHarness({
    definition: asyncWaitDefinition,
    options: { ...options },
    name: 'look-up',
    ...more,
    functions: { function: code, ...more.functions },
  });
  await harness.open();
  return harness;
};

/** `20@2` for a record, `W5` for a watermark. */
const shown = ({ emissions }: OperatorHarness) =>
  emissions.map((each) => {
    if (each.kind === 'watermark') return `W${each.time}`;
    if (each.kind === 'status') return each.idle ? 'idle' : 'active';
    return each.kind === 'record' ? `${String(each.value)}@${each.timestamp}` : each.kind;
  });

describe('asynchronous calls', () => {
  inEveryMode('in order: a quick answer waits for a slow one', async (mode) => {
    const desk = createAsyncDesk();
    const harness = await open(desk.ask, ordered, mode);
    for (const value of [1, 2, 3]) await harness.processElement(0, value, value);
    const seen: string[][] = [];
    for (const value of [2, 1, 3]) {
      desk.answer(value);
      await harness.settle();
      seen.push(shown(harness));
    }
    expect(seen).toEqual([[], ['10@1', '20@2'], ['10@1', '20@2', '30@3']]);
  });

  inEveryMode('unordered: a quick answer overtakes a slow one, but no watermark', async (mode) => {
    const desk = createAsyncDesk();
    const harness = await open(desk.ask, unordered, mode);
    for (const value of [1, 2]) await harness.processElement(0, value, value);
    await harness.processWatermark(0, 2);
    for (const value of [3, 4]) await harness.processElement(0, value, value);
    await harness.processWatermark(0, 4);
    const seen: string[] = [];
    for (const value of [4, 2, 3, 1]) {
      desk.answer(value);
      await harness.settle();
      seen.push(shown(harness).join(' '));
    }
    expect(seen).toEqual(['', '20@2', '20@2', '20@2 10@1 W2 40@4 30@3 W4']);
  });

  inEveryMode('keep timestamp and kind of the record', async (mode) => {
    const desk = createAsyncDesk();
    const harness = await open(desk.ask, unordered, mode);
    await harness.processElement(0, 1, 5, RowKind.DELETE);
    await harness.processElement(0, 2);
    for (const value of [2, 1]) desk.answer(value);
    await harness.settle();
    expect(harness.emissions).toEqual([
      { kind: 'record', value: 20 },
      { kind: 'record', value: 10, timestamp: 5, rowKind: '-D' },
    ]);
  });

  it.each([ordered, unordered])('let neither watermark nor status overtake a record ($outputMode)', async (options) => {
    const desk = createAsyncDesk();
    const harness = await open(desk.ask, options);
    await harness.processWatermark(0, 1);
    await harness.processElement(0, 1, 1);
    await harness.processStatus(0, true);
    await harness.processStatus(0, false);
    for (const time of [3, 4]) await harness.processWatermark(0, time);
    await harness.processElement(0, 2, 5);
    desk.answer(2);
    await harness.settle();
    expect(shown(harness)).toEqual(['W1']);
    desk.answer(1);
    await harness.settle();
    expect(shown(harness)).toEqual(['W1', '10@1', 'idle', 'active', 'W4', '20@5']);
  });

  inEveryMode('give any number of records, also to side outputs', async (mode) => {
    const failed = new OutputTag('failed', Types.INT());
    const code = async (value: number) => [...Array(value).fill(value), [failed, -value]];
    const harness = await open(code, ordered, { ...mode, sideOutputs: { failed: Types.INT() } });
    for (const value of [0, 3, 1]) await harness.processElement(0, value, value);
    expect(shown(harness)).toEqual(['3@3', '3@3', '3@3', '1@1']);
    expect(harness.sideEmissions('failed').map((each) => each.kind === 'record' && each.value)).toEqual([0, -3, -1]);
  });

  it('may be answered at once, without a promise', async () => {
    const harness = await open((value: number) => [value], ordered);
    await harness.processElement(0, 7);
    expect(harness.values).toEqual([7]);
  });

  it('run the life of a class, and see no state', async () => {
    const calls: string[] = [];
    class LookUp extends AsyncFunction<number, number> {
      override open(context: RuntimeContext) {
        calls.push(`open ${context.getIndexOfThisSubtask()}`);
      }

      async asyncInvoke(value: number) {
        calls.push(`ask ${value}`);
        return [value];
      }

      override close() {
        calls.push('close');
      }
    }
    const harness = await open(new LookUp(), ordered);
    await harness.processElement(0, 1);
    await harness.close();
    expect(calls).toEqual(['open 0', 'ask 1', 'close']);
    class Stateful extends LookUp {
      override open(context: RuntimeContext) {
        context.getState(new ValueStateDescriptor('total', Types.INT()));
      }
    }
    await expect(open(new Stateful(), ordered)).rejects.toMatchObject({
      code: 'STATE_IN_ASYNC_FUNCTION',
      facts: { operator: 'look-up' },
    });
  });
});

describe('capacity', () => {
  it('holds the input back while as many records are in flight', async () => {
    const desk = createAsyncDesk();
    const harness = await open(desk.ask, { ...unordered, capacity: 2 });
    for (const value of [1, 2, 3, 4]) await harness.processElement(0, value);
    const seen = [desk.open];
    for (const value of [2, 1, 3, 4]) {
      desk.answer(value);
      await harness.settle();
      seen.push(desk.open);
    }
    expect(seen).toEqual([[1, 2], [1, 3], [3, 4], [4], []]);
    expect(harness.values).toEqual([20, 10, 30, 40]);
  });

  it('that is used up does not hold a barrier back', async () => {
    const desk = createAsyncDesk();
    const harness = await open(desk.ask, { ...unordered, capacity: 1 });
    await harness.processElement(0, 1);
    const snapshot = await harness.snapshot();
    await harness.close();
    await harness.open(snapshot);
    expect(desk.asked.get(1)).toBe(2);
  });

  it('in order counts answers that wait for their turn', async () => {
    const desk = createAsyncDesk();
    const harness = await open(desk.ask, { ...ordered, capacity: 2 });
    for (const value of [1, 2, 3]) await harness.processElement(0, value);
    desk.answer(2);
    await harness.settle();
    expect(desk.open).toEqual([1]);
    desk.answer(1);
    await harness.settle();
    expect(desk.open).toEqual([3]);
  });

  it('lets what is pushed beyond it wait for its call', async () => {
    const desk = createAsyncDesk();
    const fixture = new OperatorFixture(asyncWaitDefinition, {
      functions: { function: desk.ask },
      options: { ...unordered, capacity: 2 },
    });
    await fixture.operator.open?.();
    for (const value of [1, 2, 3, 4]) fixture.process(value, value);
    expect([desk.open, fixture.above.isBlocked]).toEqual([[1, 2], true]);
    desk.answer(2);
    await fixture.settle();
    expect([desk.open, fixture.above.isBlocked]).toEqual([[1, 3], true]);
    for (const value of [1, 3]) desk.answer(value);
    await fixture.settle();
    expect([desk.open, fixture.above.isBlocked]).toEqual([[4], false]);
    expect(fixture.take()).toEqual(['20@2', '10@1', '30@3']);
  });

  it('lets watermarks through while it is used up', async () => {
    const desk = createAsyncDesk();
    const harness = await open(desk.ask, { ...ordered, capacity: 1 });
    await harness.processElement(0, 1, 1);
    for (const time of [1, 2, 3]) await harness.processWatermark(0, time);
    desk.answer(1);
    await harness.settle();
    expect(shown(harness).at(-1)).toBe('W3');
  });
});

describe('outputs that are shut', () => {
  const many = async (value: number) => Array.from({ length: 1500 }, (_, index) => `${value}.${index}`);

  inEveryMode('stop a long answer, and what comes behind it', async (mode) => {
    const harness = await open(many, ordered, mode);
    harness.shutOutput();
    await harness.processElement(0, 1, 1);
    await harness.processWatermark(0, 1);
    await harness.processElement(0, 2, 2);
    await harness.openOutput();
    const emitted = shown(harness);
    expect(emitted).toHaveLength(3001);
    expect([0, 1499, 1500, 1501, 3000].map((index) => emitted[index])).toEqual([
      '1.0@1',
      '1.1499@1',
      'W1',
      '2.0@2',
      '2.1499@2',
    ]);
  });

  it('stop several answers that are there at once', async () => {
    const desk = createAsyncDesk();
    const harness = await open(desk.ask, ordered);
    for (const value of [1, 2, 3]) await harness.processElement(0, value, value);
    harness.shutOutput();
    for (const value of [1, 2, 3]) desk.answer(value, Array(1500).fill(value));
    await harness.openOutput();
    expect(harness.values).toEqual([1, 2, 3].flatMap((value) => Array(1500).fill(value)));
  });

  it('let a barrier pass between two answers', async () => {
    const desk = createAsyncDesk();
    const harness = await open(desk.ask, ordered);
    for (const value of [1, 2]) await harness.processElement(0, value, value);
    harness.shutOutput();
    for (const value of [1, 2]) desk.answer(value, Array(1024).fill(value));
    await harness.settle();
    const snapshot = await harness.write(await harness.freeze());
    await harness.close();
    harness.clearOutput();
    await harness.open(snapshot);
    await harness.openOutput();
    desk.answer(2, [2]);
    await harness.settle();
    expect(harness.values).toEqual([2]);
  });

  it('no barrier comes into the middle of an answer, and none is emitted behind its barrier', async () => {
    const harness = await open(many, ordered);
    harness.shutOutput();
    await harness.processElement(0, 1, 1);
    await harness.processElement(0, 2, 2);
    const checkpoint = await harness.freeze();
    await harness.openOutput();
    expect([1500, 3000]).toContain(harness.valuesBeforeBarrier.length);
    const inFlight = 2 - harness.valuesBeforeBarrier.length / 1500;
    const snapshot = await harness.write(checkpoint);
    await harness.close();
    harness.clearOutput();
    await harness.open(snapshot);
    expect(harness.values).toHaveLength(1500 * inFlight);
  });
});

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
