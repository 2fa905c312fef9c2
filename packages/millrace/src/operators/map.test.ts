import { describe, expect, it } from 'vitest';
import { RowKind } from '../model/row-kind.js';
import { Types } from '../model/types.js';
import { MapFunction } from '../operator/user-functions/map-function.js';
import type { RuntimeContext } from '../operator/user-functions/runtime-context.js';
import type { ValueState } from '../state/state.js';
import { ValueStateDescriptor } from '../state/state-descriptor.js';
import { inEveryMode } from '../testing/every-mode.test-support.js';
import { OperatorFixture } from '../testing/operator-fixture.test-support.js';
import { OperatorHarness } from '../testing/operator-harness.js';
import { mapDefinition } from './map.js';

const open = async (code: unknown, options = {}) => {
  const harness = new OperatorHarness({ definition: mapDefinition, functions: { function: code }, ...options });
  await harness.open();
  return harness;
};

/** Numbers the records of each key. */
class Numbered extends MapFunction<string, string> {
  private count!: ValueState<number>;

  override open(runtimeContext: RuntimeContext) {
    this.count = runtimeContext.getState(new ValueStateDescriptor('count', Types.INT()));
  }

  map(value: string) {
    const count = (this.count.value() ?? 0) + 1;
    this.count.update(count);
    return `${value}${count}`;
  }
}

const keyedStrings = [{ type: Types.STRING(), keySelector: (value: string) => value, keyType: Types.STRING() }];

describe('map', () => {
  inEveryMode('emits with the timestamp and kind of its input', async (mode) => {
    const harness = await open((value: number) => value * 2, mode);
    await harness.processElement(0, 1);
    await harness.processElement(0, 2, 7, RowKind.DELETE);
    await harness.processWatermark(0, 8);
    expect(harness.emissions).toEqual([
      { kind: 'record', value: 2 },
      { kind: 'record', value: 4, timestamp: 7, rowKind: '-D' },
      { kind: 'watermark', time: 8 },
    ]);
  });

  inEveryMode('reaches keyed state on a keyed stream', async (mode) => {
    const harness = await open(new Numbered(), { ...mode, inputs: keyedStrings });
    for (const value of ['a', 'b', 'a']) await harness.processElement(0, value);
    expect(harness.values).toEqual(['a1', 'b1', 'a2']);
  });

  it('takes a plain function, an object and an instance', async () => {
    class Plus extends MapFunction<number, number> {
      map(value: number) {
        return value + 1;
      }
    }
    for (const code of [(value: number) => value + 1, { map: (value: number) => value + 1 }, new Plus()]) {
      const harness = await open(code);
      await harness.processElement(0, 1);
      expect(harness.values).toEqual([2]);
    }
  });

  it('emits null, false, 0 and the empty text', async () => {
    const harness = await open((value: unknown) => value);
    for (const value of [null, false, 0, '']) await harness.processElement(0, value);
    expect(harness.values).toEqual([null, false, 0, '']);
  });

  it.each([
    ['undefined', () => undefined, 'FUNCTION_RETURNED_NOTHING', /filter or flatMap/],
    ['a promise', async () => 1, 'FUNCTION_RETURNED_PROMISE', /AsyncDataStream/],
  ])('refuses %s as a result', async (_what, code, expected, hint) => {
    const harness = await open(code, { name: 'prices' });
    await expect(harness.processElement(0, 1)).rejects.toMatchObject({
      code: expected,
      facts: { operator: 'prices', call: 'map' },
      hint: expect.stringMatching(hint),
    });
  });

  it('names the operator when the function throws, and keeps what it threw', async () => {
    const cause = new RangeError('boom');
    const code = () => {
      throw cause;
    };
    const harness = await open(code, { name: 'prices' });
    await expect(harness.processElement(0, 1)).rejects.toMatchObject({
      code: 'USER_CODE_FAILED',
      message: expect.stringContaining("map of operator 'prices' failed: boom"),
      cause,
    });
  });

  it('refuses keyed state on a stream that is not keyed, naming keyBy', async () => {
    await expect(open(new Numbered())).rejects.toMatchObject({
      code: 'STREAM_NOT_KEYED',
      hint: expect.stringContaining('keyBy'),
    });
  });

  it('refuses state that is used between calls', async () => {
    // Each instance of an operator has a copy of its own: this one tells who it is.
    let running: Numbered | undefined;
    class Kept extends Numbered {
      override map(value: string) {
        running = this;
        return super.map(value);
      }
    }
    const harness = await open(new Kept(), { inputs: keyedStrings });
    await harness.processElement(0, 'a');
    expect(() => running?.map('a')).toThrow(expect.objectContaining({ code: 'USED_AFTER_CALL' }));
  });

  it('awaits an asynchronous open and close', async () => {
    const calls: string[] = [];
    const code = {
      open: async () => {
        await Promise.resolve();
        calls.push('opened');
      },
      map: (value: number) => {
        calls.push('mapped');
        return value;
      },
      close: async () => {
        await Promise.resolve();
        calls.push('closed');
      },
    };
    const harness = await open(code);
    await harness.processElement(0, 1);
    await harness.close();
    expect(calls).toEqual(['opened', 'mapped', 'closed']);
  });

  it('counts records and says that it is in hand', () => {
    const seen: unknown[] = [];
    const fixture: OperatorFixture = new OperatorFixture(mapDefinition, {
      functions: { function: (value: number) => seen.push(fixture.context.activity[0], value) },
    });
    fixture.process(5);
    expect(seen).toEqual([fixture.context.operatorIndex, 5]);
    expect(fixture.context.counts).toEqual({ recordsIn: 1, recordsOut: 1 });
  });
});
