import { describe, expect, it } from 'vitest';
import { Types } from '../model/types.js';
import type { Collector } from '../operator/user-functions/collector.js';
import { OutputTag } from '../operator/user-functions/output-tag.js';
import { type ProcessJoinContext, ProcessJoinFunction } from '../operator/user-functions/process-join-function.js';
import { inEveryMode } from '../testing/every-mode.test-support.js';
import { OperatorFixture } from '../testing/operator-fixture.test-support.js';
import { OperatorHarness, type OperatorHarnessOptions } from '../testing/operator-harness.js';
import { type IntervalJoinOptions, intervalJoinDefinition } from './interval-join.js';

const byFirstLetter = {
  type: Types.STRING(),
  keySelector: (value: string) => value.slice(0, 1),
  keyType: Types.STRING(),
};

const open = async (
  code: unknown,
  options: IntervalJoinOptions,
  more: Partial<OperatorHarnessOptions> = {},
): Promise<OperatorHarness> => {
  const harness = new OperatorHarness({
    definition: intervalJoinDefinition,
    functions: { function: code },
    options: { ...options },
    inputs: [byFirstLetter, byFirstLetter],
    name: 'pairs',
    ...more,
  });
  await harness.open();
  return harness;
};

const pair = (left: string, right: string) => [`${left}-${right}`];
/** What came out since the last call, as `a1-a2@2`. */
const taken = (harness: OperatorHarness) => {
  const shown = harness.emissions.map((each) =>
    each.kind === 'record'
      ? `${String(each.value)}@${each.timestamp}`
      : each.kind === 'watermark'
        ? `W${each.time}`
        : each.kind,
  );
  harness.clearOutput();
  return shown;
};

const LEFT = 0;
const RIGHT = 1;

describe('an interval join', () => {
  inEveryMode('pairs what is within the bounds, both included, whichever side comes first', async (mode) => {
    const harness = await open(pair, { lowerBoundMs: -2, upperBoundMs: 1 }, mode);
    for (const time of [7, 8, 9, 11, 12]) await harness.processElement(RIGHT, `a${time}`, time);
    expect(taken(harness)).toEqual([]);
    await harness.processElement(LEFT, 'a', 10);
    expect(taken(harness)).toEqual(['a-a8@10', 'a-a9@10', 'a-a11@11']);
    await harness.processElement(RIGHT, 'a10', 10);
    expect(taken(harness)).toEqual(['a-a10@10']);
  });

  it.each<[string, IntervalJoinOptions, string[]]>([
    ['only behind', { lowerBoundMs: 2, upperBoundMs: 3 }, ['a12', 'a13']],
    ['only before', { lowerBoundMs: -3, upperBoundMs: -2 }, ['a7', 'a8']],
    ['at the same time', { lowerBoundMs: 0, upperBoundMs: 0 }, ['a10']],
  ])('%s', async (_where, options, partners) => {
    const times = [7, 8, 9, 10, 11, 12, 13];
    const before = await open((_left: string, right: string) => [right], options);
    for (const time of times) await before.processElement(RIGHT, `a${time}`, time);
    await before.processElement(LEFT, 'a', 10);
    expect(before.values).toEqual(partners);
    const behind = await open((_left: string, right: string) => [right], options);
    await behind.processElement(LEFT, 'a', 10);
    for (const time of times) await behind.processElement(RIGHT, `a${time}`, time);
    expect(behind.values).toEqual(partners);
  });

  inEveryMode('pairs records of one key only', async (mode) => {
    const harness = await open(pair, { lowerBoundMs: -5, upperBoundMs: 5 }, mode);
    for (const value of ['a1', 'b1']) await harness.processElement(LEFT, value, 1);
    for (const value of ['b2', 'c2']) await harness.processElement(RIGHT, value, 2);
    expect(taken(harness)).toEqual(['b1-b2@2']);
  });

  inEveryMode('takes partners by their time, then as they came', async (mode) => {
    const harness = await open(pair, { lowerBoundMs: -5, upperBoundMs: 5 }, mode);
    for (const [value, time] of [
      ['a3', 3],
      ['a1', 1],
      ['a3b', 3],
      ['a2', 2],
    ] as const) {
      await harness.processElement(RIGHT, value, time);
    }
    await harness.processElement(LEFT, 'a', 2);
    expect(taken(harness)).toEqual(['a-a1@2', 'a-a2@2', 'a-a3@3', 'a-a3b@3']);
  });

  inEveryMode('drops what is behind the watermark, or sends it aside', async (mode) => {
    const tags = { leftLateTag: 'left-late', rightLateTag: 'right-late' };
    const sideOutputs = { 'left-late': Types.STRING(), 'right-late': Types.STRING() };
    const harness = await open(pair, { lowerBoundMs: -5, upperBoundMs: 5, ...tags }, { ...mode, sideOutputs });
    for (const input of [LEFT, RIGHT]) await harness.processWatermark(input, 10);
    await harness.processElement(LEFT, 'a9', 9);
    await harness.processElement(RIGHT, 'a8', 8);
    for (const input of [LEFT, RIGHT]) await harness.processElement(input, 'a10', 10);
    expect(taken(harness).slice(-1)).toEqual(['a10-a10@10']);
    const plain = await open(pair, { lowerBoundMs: -5, upperBoundMs: 5 });
    for (const input of [LEFT, RIGHT]) await plain.processWatermark(input, 10);
    await plain.processElement(LEFT, 'a9', 9);
    await plain.processElement(RIGHT, 'a9', 9);
    expect(taken(plain)).toEqual(['W10']);
  });

  it('sends late records aside with their timestamp', async () => {
    const options = { lowerBoundMs: 0, upperBoundMs: 0, leftLateTag: 'late' };
    const harness = await open(pair, options, { sideOutputs: { late: Types.STRING() } });
    for (const input of [LEFT, RIGHT]) await harness.processWatermark(input, 10);
    await harness.processElement(LEFT, 'a', 9);
    expect(harness.sideEmissions('late')).toEqual([{ kind: 'record', value: 'a', timestamp: 9 }]);
  });

  inEveryMode('goes by the smaller watermark', async (mode) => {
    const harness = await open(pair, { lowerBoundMs: 0, upperBoundMs: 0 }, mode);
    await harness.processWatermark(LEFT, 100);
    await harness.processElement(LEFT, 'a', 5);
    await harness.processElement(RIGHT, 'a', 5);
    await harness.processWatermark(RIGHT, 50);
    expect(taken(harness)).toEqual(['a-a@5', 'W50']);
  });

  it.each<[string, IntervalJoinOptions]>([
    ['around', { lowerBoundMs: -3, upperBoundMs: 4 }],
    ['behind', { lowerBoundMs: 3, upperBoundMs: 4 }],
    ['before', { lowerBoundMs: -4, upperBoundMs: -3 }],
  ])('forgets records for which no partner can come any more (%s)', async (_where, options) => {
    const harness = await open(pair, options);
    await harness.processElement(LEFT, 'a', 10);
    await harness.processElement(RIGHT, 'b', 10);
    const stateSize = async () => (await harness.snapshot()).keyGroups.size;
    for (const input of [LEFT, RIGHT]) await harness.processWatermark(input, 9);
    expect(await stateSize()).toBeGreaterThan(0);
    for (const input of [LEFT, RIGHT]) await harness.processWatermark(input, 14);
    expect(await stateSize()).toBe(0);
  });

  it('tells both timestamps, and emits beside with the later one', async () => {
    const beside = new OutputTag('beside', Types.STRING());
    class Tell extends ProcessJoinFunction<string, string, string> {
      *processElement(left: string, right: string, ctx: ProcessJoinContext, out: Collector<string>) {
        yield `${left} ${ctx.getLeftTimestamp()}`;
        out.collect(`${right} ${ctx.getRightTimestamp()}`);
        ctx.output(beside, `${ctx.getTimestamp()}`);
      }
    }
    const harness = await open(
      new Tell(),
      { lowerBoundMs: -9, upperBoundMs: 9 },
      { sideOutputs: { beside: Types.STRING() } },
    );
    await harness.processElement(RIGHT, 'ar', 7);
    await harness.processElement(LEFT, 'al', 3);
    await harness.processElement(LEFT, 'a9', 9);
    expect(taken(harness)).toEqual(['al 3@7', 'ar 7@7', 'a9 9@9', 'ar 7@9']);
    await harness.processElement(RIGHT, 'ar', 7);
    expect(harness.sideEmissions('beside').at(-1)).toEqual({ kind: 'record', value: '9', timestamp: 9 });
  });

  it.each([
    ['by what is returned', (left: string) => Array(3).fill(left)],
    [
      'by a generator',
      function* (left: string) {
        for (let index = 0; index < 3; index++) yield left;
      },
    ],
    [
      'by the collector',
      (left: string, _right: string, _ctx: unknown, out: Collector<string>) => {
        for (let index = 0; index < 3; index++) out.collect(left);
      },
    ],
  ])('stops between pairs and inside of them while its output is shut: %s', async (_how, code) => {
    const harness = await open(code, { lowerBoundMs: -2000, upperBoundMs: 2000 });
    for (let time = 0; time < 1000; time++) await harness.processElement(RIGHT, 'a', time);
    harness.shutOutput();
    await harness.processElement(LEFT, 'a1', 500);
    await harness.processElement(LEFT, 'a2', 500);
    await harness.processWatermark(LEFT, 600);
    await harness.openOutput();
    expect(harness.values).toEqual([...Array(3000).fill('a1'), ...Array(3000).fill('a2')]);
  });

  it('pauses between two pairs, and leaves the record in hand its timestamp', async () => {
    const fixture = new OperatorFixture(intervalJoinDefinition, {
      functions: {
        function: (left: string, right: string, _ctx: unknown, out: Collector<string>) =>
          out.collect(`${left}${right}`),
      },
      options: { lowerBoundMs: -5, upperBoundMs: 5 },
      inputTypes: [Types.STRING(), Types.STRING()],
      keyType: Types.INT(),
      keySelectors: [() => 1, () => 1],
    });
    await fixture.operator.open?.();
    for (const time of [3, 4, 5]) fixture.process('l', time);
    fixture.below.block();
    fixture.element.timestamp = 2;
    fixture.operator.inputs[1]?.processElement('r');
    expect([fixture.take(), fixture.element.timestamp]).toEqual([['lr@3'], 2]);
    fixture.below.unblock();
    await fixture.settle();
    expect(fixture.take()).toEqual(['lr@4', 'lr@5']);
  });

  it('refuses ctx beyond its call', async () => {
    const kept: ProcessJoinContext[] = [];
    const harness = await open(
      (_left: string, _right: string, ctx: ProcessJoinContext) => {
        kept.push(ctx);
      },
      { lowerBoundMs: 0, upperBoundMs: 0 },
    );
    for (const input of [LEFT, RIGHT]) await harness.processElement(input, 'a', 1);
    const used = expect.objectContaining({ code: 'USED_AFTER_CALL' });
    const [ctx] = kept as [ProcessJoinContext];
    expect(() => ctx.getTimestamp()).toThrow(used);
    expect(() => ctx.getLeftTimestamp()).toThrow(used);
    expect(() => ctx.getRightTimestamp()).toThrow(used);
    expect(() => ctx.output(new OutputTag('x'), 1)).toThrow(used);
  });

  it.each<[string, unknown, object]>([
    [
      'throws',
      () => {
        throw new Error('boom');
      },
      { code: 'USER_CODE_FAILED', facts: { call: 'processElement', operator: 'pairs' } },
    ],
    ['is asynchronous', async () => [], { code: 'FUNCTION_RETURNED_PROMISE' }],
    ['gives one record', () => ({}), { code: 'FUNCTION_RESULT_INVALID' }],
    ['gives undefined', () => [undefined], { code: 'FUNCTION_RETURNED_NOTHING' }],
  ])('says what is wrong with a function that %s', async (_what, code, expected) => {
    const harness = await open(code, { lowerBoundMs: 0, upperBoundMs: 0 });
    await harness.processElement(LEFT, 'a', 1);
    await expect(harness.processElement(RIGHT, 'a', 1)).rejects.toMatchObject(expected);
  });

  it.each([LEFT, RIGHT])('refuses a record without a timestamp on input %i', async (input) => {
    const harness = await open(pair, { lowerBoundMs: 0, upperBoundMs: 0 });
    await expect(harness.processElement(input, 'a')).rejects.toMatchObject({
      code: 'TIMESTAMP_MISSING',
      facts: { side: input === LEFT ? 'left' : 'right', operator: 'pairs' },
    });
  });
});
