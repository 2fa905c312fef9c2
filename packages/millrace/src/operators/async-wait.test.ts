import { describe, expect, it } from 'vitest';
import { RowKind } from '../model/row-kind.js';
import { Types } from '../model/types.js';
import { AsyncFunction } from '../operator/user-functions/async-function.js';
import { OutputTag } from '../operator/user-functions/output-tag.js';
import type { RuntimeContext } from '../operator/user-functions/runtime-context.js';
import { ValueStateDescriptor } from '../state/state-descriptor.js';
import { inEveryMode } from '../testing/every-mode.test-support.js';
import { OperatorFixture } from '../testing/operator-fixture.test-support.js';
import { createAsyncDesk } from './async-desk.test-support.js';
import { asyncWaitDefinition } from './async-wait.js';

import { openAsyncWait as open, ordered, shown, unordered } from './async-wait.test-support.js';

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
