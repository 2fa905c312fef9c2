import { describe, expect, it } from 'vitest';
import { RowKind } from '../model/row-kind.js';
import { Types } from '../model/types.js';
import type { Collector } from '../operator/user-functions/collector.js';
import { FlatMapFunction } from '../operator/user-functions/flat-map-function.js';
import { OVERSHOOT_LIMIT } from '../operator/user-functions/overshoot-limit.js';
import type { RuntimeContext } from '../operator/user-functions/runtime-context.js';
import type { ValueState } from '../state/state.js';
import { ValueStateDescriptor } from '../state/state-descriptor.js';
import { inEveryMode } from '../testing/every-mode.test-support.js';
import { OperatorFixture } from '../testing/operator-fixture.test-support.js';
import { OperatorHarness } from '../testing/operator-harness.js';
import { flatMapDefinition } from './flat-map.js';

const open = async (code: unknown, options = {}) => {
  const harness = new OperatorHarness({ definition: flatMapDefinition, functions: { function: code }, ...options });
  await harness.open();
  return harness;
};

const fixtureOf = (code: unknown) => new OperatorFixture(flatMapDefinition, { functions: { function: code } });

function* upTo(count: number) {
  for (let value = 1; value <= count; value++) yield value;
}

describe('flatMap', () => {
  inEveryMode('emits what is returned, with the timestamp and kind of the record', async (mode) => {
    const harness = await open((count: number) => upTo(count), mode);
    await harness.processElement(0, 2, 7, RowKind.UPDATE_BEFORE);
    await harness.processElement(0, 0, 8);
    await harness.processElement(0, 1);
    await harness.processWatermark(0, 8);
    expect(harness.emissions).toEqual([
      { kind: 'record', value: 1, timestamp: 7, rowKind: '-U' },
      { kind: 'record', value: 2, timestamp: 7, rowKind: '-U' },
      { kind: 'record', value: 1 },
      { kind: 'watermark', time: 8 },
    ]);
  });

  it.each([
    ['an array', (count: number) => [...upTo(count)]],
    ['a generator', upTo],
    ['an iterable', (count: number) => new Set(upTo(count))],
    ['a bare iterator', (count: number) => ({ next: upTo(count).next.bind(upTo(count)) })],
    [
      'nothing, but collects',
      (count: number, out: Collector<number>) => {
        for (const value of upTo(count)) out.collect(value);
      },
    ],
    [
      'null, and collects',
      (count: number, out: Collector<number>) => {
        for (const value of upTo(count)) out.collect(value);
        return null;
      },
    ],
  ])('takes a function that returns %s', async (_what, code) => {
    const harness = await open(code);
    await harness.processElement(0, 2);
    expect(harness.values).toEqual([1, 2]);
  });

  it('emits what is collected before what is returned', async () => {
    const harness = await open((_value: number, out: Collector<string>) => {
      out.collect('collected');
      return ['returned'];
    });
    await harness.processElement(0, 1);
    expect(harness.values).toEqual(['collected', 'returned']);
  });

  it.each([
    ['a text', () => 'abc', 'FUNCTION_RESULT_INVALID'],
    ['a number', () => 1, 'FUNCTION_RESULT_INVALID'],
    ['one object', () => ({ id: 1 }), 'FUNCTION_RESULT_INVALID'],
    ['bytes', () => new Uint8Array(2), 'FUNCTION_RESULT_INVALID'],
    ['a promise', async () => [1], 'FUNCTION_RETURNED_PROMISE'],
    [
      'an asynchronous generator',
      async function* () {
        yield 1;
      },
      'FUNCTION_RETURNED_PROMISE',
    ],
    ['an array with a hole', () => [1, undefined], 'FUNCTION_RETURNED_NOTHING'],
    ['an array of promises', () => [Promise.resolve(1)], 'FUNCTION_RETURNED_PROMISE'],
  ])('refuses %s as a result', async (_what, code, expected) => {
    const harness = await open(code, { name: 'words' });
    await expect(harness.processElement(0, 1)).rejects.toMatchObject({
      code: expected,
      facts: { operator: 'words', call: 'flatMap' },
    });
  });

  it('names the operator when a generator throws in the middle', async () => {
    const harness = await open(
      function* () {
        yield 1;
        throw new Error('boom');
      },
      { name: 'words' },
    );
    await expect(harness.processElement(0, 1)).rejects.toMatchObject({
      code: 'USER_CODE_FAILED',
      facts: { operator: 'words', call: 'flatMap' },
    });
  });
});

describe('the collector of flatMap', () => {
  it.each([
    ['undefined', undefined, 'FUNCTION_RETURNED_NOTHING'],
    ['a promise', Promise.resolve(1), 'FUNCTION_RETURNED_PROMISE'],
  ])('refuses %s', async (_what, value, expected) => {
    const harness = await open((_value: number, out: Collector<unknown>) => out.collect(value));
    await expect(harness.processElement(0, 1)).rejects.toMatchObject({ code: expected });
  });

  it('refuses to work once the call has returned', async () => {
    let kept: Collector<number> | undefined;
    const harness = await open((_value: number, out: Collector<number>) => {
      kept = out;
    });
    await harness.processElement(0, 1);
    expect(() => kept?.collect(1)).toThrow(expect.objectContaining({ code: 'USED_AFTER_CALL' }));
    expect(harness.values).toEqual([]);
  });

  it('fails the task with an error from further down, even if user code catches it', () => {
    const fixture = fixtureOf((_value: number, out: Collector<number>) => {
      try {
        out.collect(1);
      } catch {
        return ['caught'];
      }
      return [];
    });
    const cause = new Error('disk full');
    const { output } = fixture.context;
    const record = output.processElement.bind(output);
    output.processElement = () => {
      output.processElement = record;
      throw cause;
    };
    expect(() => fixture.process(1)).toThrow(cause);
    expect(fixture.take()).toEqual([]);
  });
});

describe('flatMap with a shut output', () => {
  it.each([
    ['a generator', upTo],
    ['an array', (count: number) => [...upTo(count)]],
  ])('stops between two records of %s, and holds what arrives meanwhile', async (_what, code) => {
    const fixture = fixtureOf(code);
    fixture.below.block();
    fixture.process(3, 10);
    fixture.process(2, 20, RowKind.DELETE);
    fixture.operator.inputs[0]?.processWatermark(20);
    fixture.operator.inputs[0]?.processStatus(true);
    expect(fixture.take()).toEqual(['1@10']);
    expect(fixture.above.isBlocked).toBe(true);

    fixture.below.unblock();
    await fixture.settle();
    expect(fixture.take()).toEqual(['2@10', '3@10', '-D 1@20', '-D 2@20', 'watermark 20', 'idle']);
    expect(fixture.above.isBlocked).toBe(false);
    expect(fixture.context.counts).toEqual({ recordsIn: 2, recordsOut: 5 });
  });

  it('emits nothing while the output stays shut, and stops again when it shuts again', async () => {
    const fixture = fixtureOf(upTo);
    fixture.below.block();
    fixture.process(4, 1);
    fixture.process(1, 2);
    await fixture.settle();
    expect(fixture.take()).toEqual(['1@1']);

    const { output } = fixture.context;
    const record = output.processElement.bind(output);
    output.processElement = (value) => {
      record(value);
      if (value === 3) fixture.below.block();
    };
    fixture.below.unblock();
    await fixture.settle();
    expect(fixture.take()).toEqual(['2@1', '3@1']);

    fixture.below.unblock();
    await fixture.settle();
    expect(fixture.take()).toEqual(['4@1', '1@2']);
  });

  it('does not drain a generator into memory', () => {
    let pulled = 0;
    const fixture = fixtureOf(function* () {
      for (;;) yield pulled++;
    });
    fixture.below.block();
    fixture.process(1);
    expect(pulled).toBe(1);
  });

  it('ends a generator that was left in the middle when it closes', async () => {
    let isEnded = false;
    const fixture = fixtureOf(function* () {
      try {
        yield* upTo(3);
      } finally {
        isEnded = true;
      }
    });
    fixture.below.block();
    fixture.process(1);
    expect(isEnded).toBe(false);
    await fixture.context.close();
    expect(isEnded).toBe(true);
  });

  it('lets one call push up to the limit, and no further', () => {
    let pushed = 0;
    const fixture = fixtureOf((count: number, out: Collector<number>) => {
      for (pushed = 0; pushed < count; pushed++) out.collect(pushed);
    });
    fixture.below.block();
    fixture.process(OVERSHOOT_LIMIT);
    fixture.process(OVERSHOOT_LIMIT);
    expect(fixture.take()).toHaveLength(2 * OVERSHOOT_LIMIT);
    expect(() => fixture.process(OVERSHOOT_LIMIT + 1)).toThrow(
      expect.objectContaining({ code: 'OVERSHOOT_LIMIT', hint: expect.stringContaining('generator') }),
    );
    expect(pushed).toBe(OVERSHOOT_LIMIT);
  });

  it('pushes without a limit while the output is open', () => {
    const fixture = fixtureOf((count: number, out: Collector<number>) => {
      for (let pushed = 0; pushed < count; pushed++) out.collect(pushed);
    });
    fixture.process(OVERSHOOT_LIMIT + 1);
    expect(fixture.take()).toHaveLength(OVERSHOOT_LIMIT + 1);
  });

  it('finds the key and state of each record again', async () => {
    const fixture = new OperatorFixture(flatMapDefinition, {
      functions: { function: new Counting() },
      keyType: Types.INT(),
      keySelectors: [(value) => (value as number) % 2],
    });
    await fixture.operator.open?.();
    fixture.below.block();
    for (const times of [2, 3, 4]) fixture.process(times);
    fixture.below.unblock();
    await fixture.settle();
    expect(fixture.take()).toEqual(['0:1', '0:2', '1:1', '1:2', '1:3', '0:3', '0:4', '0:5', '0:6']);
  });
});

/** Emits as often as its record says: the key, and how much the key has emitted so far. */
class Counting extends FlatMapFunction<number, string> {
  private count!: ValueState<number>;

  override open(runtimeContext: RuntimeContext) {
    this.count = runtimeContext.getState(new ValueStateDescriptor('count', Types.INT()));
  }

  *flatMap(times: number) {
    for (let time = 0; time < times; time++) {
      const count = (this.count.value() ?? 0) + 1;
      this.count.update(count);
      yield `${times % 2}:${count}`;
    }
  }
}
