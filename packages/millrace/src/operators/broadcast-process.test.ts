import { describe, expect, it } from 'vitest';
import { Types } from '../model/types.js';
import { KeyedBroadcastProcessFunction } from '../operator/user-functions/broadcast-process-function.js';
import { OutputTag } from '../operator/user-functions/output-tag.js';
import type {
  BroadcastContext,
  KeyedBroadcastContext,
  KeyedReadOnlyBroadcastContext,
  ReadOnlyBroadcastContext,
} from '../operator/user-functions/process-context.js';
import type { RuntimeContext } from '../operator/user-functions/runtime-context.js';
import type { BroadcastState, ValueState } from '../state/state.js';
import { MapStateDescriptor, ValueStateDescriptor } from '../state/state-descriptor.js';
import { inEveryMode } from '../testing/every-mode.test-support.js';
import { OperatorHarness } from '../testing/operator-harness.js';
import { broadcastProcessDefinition, keyedBroadcastProcessDefinition } from './broadcast-process.js';

const rules = new MapStateDescriptor('rules', Types.STRING(), Types.INT());
const dropped = new OutputTag('dropped', Types.STRING());

const open = async (code: unknown, options = {}) => {
  const harness = new OperatorHarness({
    definition: broadcastProcessDefinition,
    functions: { function: code, descriptors: [rules] },
    inputs: [{}, {}],
    ...options,
  });
  await harness.open();
  return harness;
};

const openKeyed = (code: unknown, options = {}) =>
  open(code, {
    definition: keyedBroadcastProcessDefinition,
    inputs: [{ type: Types.STRING(), keySelector: (value: string) => value, keyType: Types.STRING() }, {}],
    ...options,
  });

/** Lets a value through as often as the rule of its name says. */
const limited = {
  *processElement(value: string, ctx: ReadOnlyBroadcastContext) {
    const state = ctx.getBroadcastState(rules);
    const times = state.get(value);
    if (times === undefined) ctx.output(dropped, value);
    for (let time = 0; time < (times ?? 0); time++) yield value;
  },
  processBroadcastElement([name, times]: readonly [string, number], ctx: BroadcastContext) {
    const state = ctx.getBroadcastState(rules);
    if (times === 0) state.remove(name);
    else state.put(name, times);
    return [`rules: ${[...state.items()].map(([key, value]) => `${key}=${value}`).join(' ')} at ${ctx.timestamp()}`];
  },
};

describe('process beside a broadcast stream', () => {
  inEveryMode('reads on one side what the other side writes', async (mode) => {
    const harness = await open(limited, { ...mode, sideOutputs: { dropped: Types.STRING() } });
    await harness.processElement(0, 'a', 1);
    await harness.processElement(1, ['a', 2], 2);
    await harness.processElement(0, 'a', 3);
    await harness.processElement(1, ['a', 0], 4);
    await harness.processElement(0, 'a', 5);
    expect(harness.values).toEqual(['rules: a=2 at 2', 'a', 'a', 'rules:  at 4']);
    expect(harness.sideEmissions('dropped')).toEqual([
      { kind: 'record', value: 'a', timestamp: 1 },
      { kind: 'record', value: 'a', timestamp: 5 },
    ]);
  });

  it('tells watermark and processing time on both sides', async () => {
    const tell = (_value: unknown, ctx: BroadcastContext) => [
      `${ctx.currentWatermark()} ${ctx.currentProcessingTime()}`,
    ];
    const harness = await open({ processElement: tell, processBroadcastElement: tell });
    await harness.setProcessingTime(2);
    for (const input of [0, 1]) await harness.processWatermark(input, 4);
    for (const input of [0, 1]) await harness.processElement(input, 1);
    expect(harness.values).toEqual(['4 2', '4 2']);
  });

  it('does not let the reading side write, not even through a kept handle', async () => {
    let kept: BroadcastState<string, number> | undefined;
    const code = {
      processElement: (value: string, ctx: ReadOnlyBroadcastContext) => {
        if (value === 'own') expect(ctx.getBroadcastState(rules)).not.toHaveProperty('put');
        else kept?.put('a', 1);
      },
      processBroadcastElement: (_value: unknown, ctx: BroadcastContext) => {
        kept = ctx.getBroadcastState(rules);
      },
    };
    const harness = await open(code);
    await harness.processElement(1, 1);
    await harness.processElement(0, 'own');
    await expect(harness.processElement(0, 'kept')).rejects.toMatchObject({ code: 'BROADCAST_STATE_READ_ONLY' });
    expect(() => kept?.get('a')).toThrow(expect.objectContaining({ code: 'USED_AFTER_CALL' }));
  });

  it('refuses a state whose descriptor was not given to broadcast, and names those that were', async () => {
    const other = new MapStateDescriptor('other', Types.STRING(), Types.INT());
    const ask = (_value: unknown, ctx: BroadcastContext) => {
      ctx.getBroadcastState(other);
    };
    for (const input of [0, 1]) {
      const harness = await open({ processElement: ask, processBroadcastElement: ask });
      await expect(harness.processElement(input, 1)).rejects.toMatchObject({
        code: 'BROADCAST_STATE_UNKNOWN',
        facts: { state: 'other' },
        hint: expect.stringContaining("'rules'"),
      });
    }
  });

  it('refuses keyed state and timers where the first input is not keyed', async () => {
    const totals = new ValueStateDescriptor('total', Types.INT());
    const reach = {
      processElement: (_value: unknown, ctx: KeyedReadOnlyBroadcastContext<string>) =>
        ctx.timerService().registerEventTimeTimer(1),
      processBroadcastElement: (_value: unknown, ctx: KeyedBroadcastContext<string>) =>
        ctx.applyToKeyedState(totals, () => undefined),
    };
    for (const input of [0, 1]) {
      const harness = await open(reach);
      await expect(harness.processElement(input, 1)).rejects.toMatchObject({ code: 'STREAM_NOT_KEYED' });
    }
  });
});

const counts = new ValueStateDescriptor('count', Types.INT());

/** Counts values; the broadcast side adds to every count, or touches one without a key. */
class Counting extends KeyedBroadcastProcessFunction<string, string, number | string, string> {
  private count!: ValueState<number>;

  override open(runtimeContext: RuntimeContext) {
    this.count = runtimeContext.getState(counts);
  }

  processElement(value: string, ctx: KeyedReadOnlyBroadcastContext<string>) {
    this.count.update((this.count.value() ?? 0) + 1);
    return [`${ctx.getCurrentKey()} ${this.count.value()} ${value}`];
  }

  processBroadcastElement(value: number | string, ctx: KeyedBroadcastContext<string>) {
    if (value === 'touch') return [`${this.count.value()}`];
    const seen: string[] = [];
    ctx.applyToKeyedState(counts, (key, state) => {
      state.update((state.value() ?? 0) + Number(value));
      seen.push(`${key}=${state.value()}`);
    });
    return [seen.sort().join(' ')];
  }
}

describe('process of a keyed stream beside a broadcast stream', () => {
  inEveryMode('applies a function to the state of every key', async (mode) => {
    const harness = await openKeyed(new Counting(), mode);
    for (const value of ['a', 'b', 'a']) await harness.processElement(0, value);
    await harness.processElement(1, 10);
    await harness.processElement(0, 'b');
    expect(harness.values).toEqual(['a 1 a', 'b 1 b', 'a 2 a', 'a=12 b=11', 'b 12 b']);
  });

  it('refuses keyed state on the broadcast side, where no key is in hand', async () => {
    const harness = await openKeyed(new Counting());
    await harness.processElement(0, 'a');
    await expect(harness.processElement(1, 'touch')).rejects.toMatchObject({
      code: 'STATE_WITHOUT_KEY',
      hint: expect.stringContaining('applyToKeyedState'),
    });
  });

  it('refuses an asynchronous function in applyToKeyedState', async () => {
    class Later extends Counting {
      override processBroadcastElement(_value: number | string, ctx: KeyedBroadcastContext<string>) {
        const later: () => unknown = async () => undefined;
        ctx.applyToKeyedState(counts, later as () => void);
        return [];
      }
    }
    const harness = await openKeyed(new Later());
    await harness.processElement(0, 'a');
    await expect(harness.processElement(1, 1)).rejects.toMatchObject({
      code: 'FUNCTION_RETURNED_PROMISE',
      facts: { call: 'applyToKeyedState' },
    });
  });
});
