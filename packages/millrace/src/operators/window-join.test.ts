import { describe, expect, it } from 'vitest';
import { Types } from '../model/types.js';
import type { Collector } from '../operator/user-functions/collector.js';
import type { RuntimeContext } from '../operator/user-functions/runtime-context.js';
import { CoGroupFunction, FlatJoinFunction, JoinFunction } from '../operator/windowing/join-function.js';
import { TumblingEventTimeWindows } from '../operator/windowing/tumbling-windows.js';
import { inEveryMode } from '../testing/every-mode.test-support.js';
import { OperatorHarness, type OperatorHarnessOptions } from '../testing/operator-harness.js';
import { windowDefinition } from './window.js';

const TAGGED = Types.OBJECT({ first: Types.OPTIONAL(Types.STRING()), second: Types.OPTIONAL(Types.STRING()) });

const open = async (functions: object, more: Partial<OperatorHarnessOptions> = {}) => {
  const harness = new OperatorHarness({
    definition: windowDefinition,
    functions: { assigner: TumblingEventTimeWindows.of(10), ...functions },
    inputs: [
      {
        type: TAGGED,
        keySelector: ({ first, second }: { first?: string; second?: string }) => (first ?? second ?? '').slice(0, 1),
        keyType: Types.STRING(),
      },
    ],
    name: 'pairs',
    ...more,
  });
  await harness.open();
  return harness;
};

/** Records of both sides, `<a1` and `>a2`, each at the time that its digits say. */
const send = async (harness: OperatorHarness, texts: string) => {
  for (const text of texts.split(' ')) {
    const value = text.slice(1);
    await harness.processElement(0, { [text.startsWith('<') ? 'first' : 'second']: value }, Number(/\d+/.exec(value)));
  }
};

describe('a window join', () => {
  inEveryMode('gives each pair of a key and a window once, with the largest timestamp of the window', async (mode) => {
    const harness = await open({ joinFunction: (left: string, right: string) => `${left}-${right}` }, mode);
    await send(harness, '<a1 >a2 <b1 >a3 <a9 >a11 >c4');
    await harness.processWatermark(0, 9);
    await harness.processWatermark(0, 99);
    expect(harness.emissions).toEqual([
      ...['a1-a2', 'a1-a3', 'a9-a2', 'a9-a3'].map((value) => ({ kind: 'record', value, timestamp: 9 })),
      { kind: 'watermark', time: 9 },
      { kind: 'watermark', time: 99 },
    ]);
  });

  inEveryMode('gives any number of records for a pair by a FlatJoinFunction', async (mode) => {
    class Both extends FlatJoinFunction<string, string, string> {
      *join(left: string, right: string, out: Collector<string>) {
        if (left === 'a1') return;
        out.collect(left);
        yield right;
      }
    }
    const harness = await open({ joinFunction: new Both() }, mode);
    await send(harness, '<a1 <a2 >a3 >a4');
    await harness.processWatermark(0, 9);
    expect(harness.values).toEqual(['a2', 'a3', 'a2', 'a4']);
    const arrays = await open({ joinFunction: { flat: true, join: (left: string) => [left, left] } }, mode);
    await send(arrays, '<a1 >a2');
    await arrays.processWatermark(0, 9);
    expect(arrays.values).toEqual(['a1', 'a1']);
  });

  it('emits an array as one record by a JoinFunction', async () => {
    const harness = await open({ joinFunction: (left: string, right: string) => [left, right] });
    await send(harness, '<a1 >a2');
    await harness.processWatermark(0, 9);
    expect(harness.values).toEqual([['a1', 'a2']]);
  });

  it('runs the life of its function', async () => {
    const calls: string[] = [];
    class Rich extends JoinFunction<string, string, string> {
      override open(context: RuntimeContext) {
        calls.push(`open ${context.getIndexOfThisSubtask()}`);
      }
      join(left: string) {
        return left;
      }
      override close() {
        calls.push('close');
      }
    }
    const harness = await open({ joinFunction: new Rich() });
    await harness.close();
    expect(calls).toEqual(['open 0', 'close']);
  });

  it.each([
    ['one record a pair', (left: string) => left],
    ['a collector', { flat: true, join: (left: string, _right: string, out: Collector<string>) => out.collect(left) }],
  ])('stops between pairs while its output is shut, however many they are: %s', async (_how, joinFunction) => {
    const harness = await open({ joinFunction }, { checked: false });
    await send(harness, [...Array(260).fill('<a1'), ...Array(260).fill('>a2'), '<b11', '>b12'].join(' '));
    harness.shutOutput();
    await harness.processWatermark(0, 99);
    await harness.openOutput();
    expect(harness.values).toEqual([...Array(67_600).fill('a1'), 'b11']);
    expect(harness.emissions.at(-1)).toEqual({ kind: 'watermark', time: 99 });
  });

  it.each<[string, unknown, object]>([
    [
      'throws',
      () => {
        throw new Error('boom');
      },
      { code: 'USER_CODE_FAILED', facts: { call: 'join', operator: 'pairs' } },
    ],
    ['gives nothing', () => undefined, { code: 'FUNCTION_RETURNED_NOTHING', facts: { call: 'join' } }],
    ['is asynchronous', async () => 1, { code: 'FUNCTION_RETURNED_PROMISE' }],
    ['is flat and gives one text', { flat: true, join: () => 'a' }, { code: 'FUNCTION_RESULT_INVALID' }],
  ])('says what is wrong with a function that %s', async (_what, joinFunction, expected) => {
    const harness = await open({ joinFunction });
    await send(harness, '<a1 >a2');
    await expect(harness.processWatermark(0, 9)).rejects.toMatchObject(expected);
  });

  it.each<[string, object, RegExp]>([
    ['a generator', { joinFunction: function* () {} }, /apply of a window join takes a function.*generator/s],
    ['an object without join', { joinFunction: {} }, /a JoinFunction with join/],
    ['an object without coGroup', { coGroupFunction: {} }, /a CoGroupFunction with coGroup/],
  ])('refuses %s', async (_what, functions, message) => {
    await expect(open(functions)).rejects.toThrow(message);
  });
});

describe('a co-group', () => {
  const sides = (first: readonly string[], second: readonly string[]) => [`${first.join('+')} | ${second.join('+')}`];

  inEveryMode('sees both sides of each window, also one that is empty', async (mode) => {
    const harness = await open({ coGroupFunction: sides }, mode);
    await send(harness, '>a2 <a1 >a3 <a11 >b12 <a13');
    await harness.processWatermark(0, 99);
    expect(harness.emissions).toEqual([
      { kind: 'record', value: 'a1 | a2+a3', timestamp: 9 },
      { kind: 'record', value: 'a11+a13 | ', timestamp: 19 },
      { kind: 'record', value: ' | b12', timestamp: 19 },
      { kind: 'watermark', time: 99 },
    ]);
  });

  it('takes a class, whose collector and results are emitted', async () => {
    class Outer extends CoGroupFunction<string, string, string> {
      *coGroup(first: readonly string[], second: readonly string[], out: Collector<string>) {
        if (second.length === 0) out.collect('unmatched');
        yield* first;
      }
    }
    const harness = await open({ coGroupFunction: new Outer() });
    await send(harness, '<a1 <a2');
    await harness.processWatermark(0, 99);
    expect(harness.values).toEqual(['unmatched', 'a1', 'a2']);
  });

  inEveryMode('fires again for what comes late but is allowed', async (mode) => {
    const harness = await open({ coGroupFunction: sides }, { ...mode, options: { allowedLatenessMs: 5 } });
    await send(harness, '<a1 >a2');
    await harness.processWatermark(0, 12);
    await send(harness, '>a3');
    await harness.processWatermark(0, 14);
    await send(harness, '>a4');
    expect(harness.values).toEqual(['a1 | a2', 'a1 | a2+a3']);
  });
});
