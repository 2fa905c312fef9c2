import { describe, expect, it } from 'vitest';
import { Types } from '../model/types.js';
import type { Input } from '../operator/input.js';
import type { Collector } from '../operator/user-functions/collector.js';
import { CoFlatMapFunction } from '../operator/user-functions/flat-map-function.js';
import type { RuntimeContext } from '../operator/user-functions/runtime-context.js';
import type { MapState, ValueState } from '../state/state.js';
import { MapStateDescriptor, ValueStateDescriptor } from '../state/state-descriptor.js';
import { inEveryMode } from '../testing/every-mode.test-support.js';
import { OperatorFixture } from '../testing/operator-fixture.test-support.js';
import { OperatorHarness } from '../testing/operator-harness.js';
import { coFlatMapDefinition } from './co-flat-map.js';

interface Item {
  readonly id: number;
  readonly name: string;
}
interface Sale {
  readonly id: number;
  readonly count: number;
}

const ITEM = Types.OBJECT({ id: Types.LONG(), name: Types.STRING() });
const SALE = Types.OBJECT({ id: Types.LONG(), count: Types.LONG() });

/** The running total of each item, under its latest name. */
class SellTotal extends CoFlatMapFunction<Item, Sale, string> {
  private names!: MapState<number, string>;
  private total!: ValueState<number>;

  override open(runtimeContext: RuntimeContext) {
    this.names = runtimeContext.getMapState(new MapStateDescriptor('names', Types.LONG(), Types.STRING()));
    this.total = runtimeContext.getState(new ValueStateDescriptor('total', Types.LONG()));
  }

  flatMap1({ id, name }: Item) {
    this.names.put(id, name);
  }

  *flatMap2({ id, count }: Sale) {
    const total = (this.total.value() ?? 0) + count;
    this.total.update(total);
    yield `${id} ${this.names.get(id) ?? 'NONAME'} ${total}`;
  }
}

const open = async (code: unknown, options = {}) => {
  const harness = new OperatorHarness({
    definition: coFlatMapDefinition,
    functions: { function: code },
    inputs: [
      { type: ITEM, keySelector: (item: Item) => item.id, keyType: Types.LONG() },
      { type: SALE, keySelector: (sale: Sale) => sale.id, keyType: Types.LONG() },
    ],
    outputType: Types.STRING(),
    ...options,
  });
  await harness.open();
  return harness;
};

describe('flatMap of connected streams', () => {
  inEveryMode('keeps map and value state of one key for both inputs', async (mode) => {
    const harness = await open(new SellTotal(), mode);
    await harness.processElement(0, { id: 1, name: 'apple' });
    await harness.processElement(1, { id: 1, count: 1 }, 4);
    await harness.processElement(1, { id: 5, count: 100 });
    await harness.processElement(0, { id: 1, name: 'pear' });
    await harness.processElement(1, { id: 1, count: 5 });
    expect(harness.emissions).toEqual([
      { kind: 'record', value: '1 apple 1', timestamp: 4 },
      { kind: 'record', value: '5 NONAME 100' },
      { kind: 'record', value: '1 pear 6' },
    ]);
  });

  it('works on streams that are not keyed, with generators, arrays and the collector', async () => {
    const code = {
      flatMap1: (value: number, out: Collector<number>) => out.collect(value),
      flatMap2: (value: number) => [value, value],
    };
    const harness = await open(code, { inputs: [{}, {}], outputType: Types.INT() });
    await harness.processElement(0, 1);
    await harness.processElement(1, 2);
    expect(harness.values).toEqual([1, 2, 2]);
  });

  it('holds back both inputs, their watermarks and status while a result is half emitted', async () => {
    const fixture = new OperatorFixture(coFlatMapDefinition, {
      functions: { function: { flatMap1: (value: number) => [value, value], flatMap2: (value: number) => [value] } },
      keySelectors: [],
    });
    const [first, second] = fixture.operator.inputs as readonly [Input, Input];
    first.processWatermark(4);
    fixture.below.block();
    for (const value of [1, 3]) first.processElement(value);
    second.processElement(2);
    first.processWatermark(7);
    second.processWatermark(5);
    second.processStatus(true);
    first.processStatus(true);
    expect(fixture.take()).toEqual(['1']);
    fixture.below.unblock();
    await fixture.settle();
    expect(fixture.take()).toEqual(['1', '3', '3', '2', 'watermark 5', 'watermark 7', 'idle']);
  });

  it.each([
    ['flatMap1', 0, { id: 1, name: 'a' }],
    ['flatMap2', 1, { id: 1, count: 1 }],
  ])('names %s when it throws or returns what it may not', async (call, input, value) => {
    const fail = () => {
      throw new Error('boom');
    };
    const failing = await open({ flatMap1: fail, flatMap2: fail });
    await expect(failing.processElement(input, value)).rejects.toMatchObject({
      code: 'USER_CODE_FAILED',
      facts: { call },
    });
    const wrong = await open({ flatMap1: () => 'text', flatMap2: () => 'text' });
    await expect(wrong.processElement(input, value)).rejects.toMatchObject({
      code: 'FUNCTION_RESULT_INVALID',
      facts: { call },
    });
  });
});
