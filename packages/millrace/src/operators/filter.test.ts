import { describe, expect, it } from 'vitest';
import { RowKind } from '../model/row-kind.js';
import { Types } from '../model/types.js';
import { FilterFunction } from '../operator/user-functions/filter-function.js';
import type { RuntimeContext } from '../operator/user-functions/runtime-context.js';
import type { ValueState } from '../state/state.js';
import { ValueStateDescriptor } from '../state/state-descriptor.js';
import { inEveryMode } from '../testing/every-mode.test-support.js';
import { OperatorFixture } from '../testing/operator-fixture.test-support.js';
import { OperatorHarness } from '../testing/operator-harness.js';
import { filterDefinition } from './filter.js';

const open = async (code: unknown, options = {}) => {
  const harness = new OperatorHarness({ definition: filterDefinition, functions: { function: code }, ...options });
  await harness.open();
  return harness;
};

/** Keeps the first record of each key. */
class First extends FilterFunction<string> {
  private seen!: ValueState<boolean>;

  override open(runtimeContext: RuntimeContext) {
    this.seen = runtimeContext.getState(new ValueStateDescriptor('seen', Types.BOOLEAN()));
  }

  filter() {
    const isFirst = this.seen.value() === undefined;
    this.seen.update(true);
    return isFirst;
  }
}

describe('filter', () => {
  inEveryMode('keeps what gives true, with timestamp and kind', async (mode) => {
    const harness = await open((value: number) => value > 1, mode);
    await harness.processElement(0, 1, 3);
    await harness.processElement(0, 2, 4, RowKind.UPDATE_AFTER);
    await harness.processWatermark(0, 4);
    expect(harness.emissions).toEqual([
      { kind: 'record', value: 2, timestamp: 4, rowKind: '+U' },
      { kind: 'watermark', time: 4 },
    ]);
  });

  inEveryMode('reaches keyed state on a keyed stream', async (mode) => {
    const inputs = [{ type: Types.STRING(), keySelector: (value: string) => value, keyType: Types.STRING() }];
    const harness = await open(new First(), { ...mode, inputs });
    for (const value of ['a', 'b', 'a']) await harness.processElement(0, value);
    expect(harness.values).toEqual(['a', 'b']);
  });

  it.each([
    ['undefined', () => undefined, 'FUNCTION_RESULT_INVALID', /Boolean/],
    ['a text', () => 'yes', 'FUNCTION_RESULT_INVALID', /Boolean/],
    ['null', () => null, 'FUNCTION_RESULT_INVALID', /Boolean/],
    ['a promise', async () => true, 'FUNCTION_RETURNED_PROMISE', /AsyncDataStream/],
  ])('refuses %s as an answer', async (_what, code, expected, hint) => {
    const harness = await open(code, { name: 'cheap' });
    await expect(harness.processElement(0, 1)).rejects.toMatchObject({
      code: expected,
      facts: { operator: 'cheap', call: 'filter' },
      hint: expect.stringMatching(hint),
    });
  });

  it('counts what it takes and what it keeps', () => {
    const fixture = new OperatorFixture(filterDefinition, { functions: { function: (value: number) => value > 1 } });
    for (const value of [1, 2, 3]) fixture.process(value);
    expect(fixture.context.counts).toEqual({ recordsIn: 3, recordsOut: 2 });
    expect(fixture.take()).toEqual(['2', '3']);
  });
});
