import { describe, expect, it } from 'vitest';
import { RowKind } from '../model/row-kind.js';
import { Types } from '../model/types.js';
import { CoMapFunction } from '../operator/user-functions/map-function.js';
import type { RuntimeContext } from '../operator/user-functions/runtime-context.js';
import type { ListState } from '../state/state.js';
import { ListStateDescriptor } from '../state/state-descriptor.js';
import { inEveryMode } from '../testing/every-mode.test-support.js';
import { OperatorHarness } from '../testing/operator-harness.js';
import { coMapDefinition } from './co-map.js';

const open = async (code: unknown, options = {}) => {
  const harness = new OperatorHarness({
    definition: coMapDefinition,
    functions: { function: code },
    inputs: [{ type: Types.INT() }, { type: Types.STRING() }],
    ...options,
  });
  await harness.open();
  return harness;
};

/** Says what its key has seen so far, on either input. */
class Seen extends CoMapFunction<number, string, string> {
  private seen!: ListState<string>;

  override open(runtimeContext: RuntimeContext) {
    this.seen = runtimeContext.getListState(new ListStateDescriptor('seen', Types.STRING()));
  }

  map1(value: number) {
    return this.add(`one ${value}`);
  }

  map2(value: string) {
    return this.add(`two ${value}`);
  }

  private add(entry: string) {
    this.seen.add(entry);
    return [...this.seen.get()].join(', ');
  }
}

describe('map of connected streams', () => {
  inEveryMode('calls one method an input, and passes the smaller watermark', async (mode) => {
    const harness = await open({ map1: (value: number) => value + 1, map2: (value: string) => `${value}!` }, mode);
    await harness.processElement(0, 1, 5);
    await harness.processElement(1, 'a', 6, RowKind.DELETE);
    await harness.processWatermark(0, 9);
    await harness.processWatermark(1, 7);
    await harness.processWatermark(1, 11);
    expect(harness.emissions).toEqual([
      { kind: 'record', value: 2, timestamp: 5 },
      { kind: 'record', value: 'a!', timestamp: 6, rowKind: '-D' },
      { kind: 'watermark', time: 7 },
      { kind: 'watermark', time: 9 },
    ]);
  });

  it('leaves an idle input out of the watermark', async () => {
    const harness = await open({ map1: (value: number) => value, map2: (value: string) => value });
    await harness.processWatermark(0, 9);
    expect(harness.emissions).toEqual([]);
    await harness.processStatus(1, true);
    expect(harness.emissions).toEqual([{ kind: 'watermark', time: 9 }]);
  });

  inEveryMode('shares keyed state between both inputs', async (mode) => {
    const harness = await open(new Seen(), {
      ...mode,
      inputs: [
        { type: Types.INT(), keySelector: (value: number) => `${value}`, keyType: Types.STRING() },
        { type: Types.STRING(), keySelector: (value: string) => value, keyType: Types.STRING() },
      ],
    });
    await harness.processElement(0, 1);
    await harness.processElement(1, '2');
    await harness.processElement(1, '1');
    expect(harness.values).toEqual(['one 1', 'two 2', 'one 1, two 1']);
  });

  it.each([
    ['map1', 0, 1],
    ['map2', 1, 'a'],
  ])('names %s when it returns nothing or throws', async (call, input, value) => {
    const nothing = await open({ map1: () => undefined, map2: () => undefined });
    await expect(nothing.processElement(input, value)).rejects.toMatchObject({
      code: 'FUNCTION_RETURNED_NOTHING',
      facts: { call },
    });
    const fail = () => {
      throw new Error('boom');
    };
    const failing = await open({ map1: fail, map2: fail });
    await expect(failing.processElement(input, value)).rejects.toMatchObject({
      code: 'USER_CODE_FAILED',
      facts: { call },
    });
  });
});
