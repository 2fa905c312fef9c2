import { describe, expect, it } from 'vitest';
import { Types } from '../model/types.js';
import { KeyedCoProcessFunction } from '../operator/user-functions/co-process-function.js';
import { OutputTag } from '../operator/user-functions/output-tag.js';
import type {
  KeyedOnTimerContext,
  KeyedProcessContext,
  ProcessContext,
} from '../operator/user-functions/process-context.js';
import type { RuntimeContext } from '../operator/user-functions/runtime-context.js';
import type { ReducingState } from '../state/state.js';
import { ReducingStateDescriptor } from '../state/state-descriptor.js';
import { inEveryMode } from '../testing/every-mode.test-support.js';
import { OperatorHarness } from '../testing/operator-harness.js';
import { coProcessDefinition } from './co-process.js';

const ticks = new OutputTag('ticks', Types.STRING());

/** Adds up the first input; the second asks for the sum at a time. */
class SumAt extends KeyedCoProcessFunction<string, string, string, string> {
  private sum!: ReducingState<number>;

  override open(runtimeContext: RuntimeContext) {
    const add = (value1: number, value2: number) => value1 + value2;
    this.sum = runtimeContext.getReducingState(new ReducingStateDescriptor('sum', add, Types.LONG()));
  }

  processElement1(value: string) {
    this.sum.add(Number(value.slice(1)));
  }

  processElement2(value: string, ctx: KeyedProcessContext<string>) {
    ctx.timerService().registerEventTimeTimer(Number(value.slice(1)));
    ctx.output(ticks, `${ctx.getCurrentKey()} asks`);
  }

  override onTimer(timestamp: number, ctx: KeyedOnTimerContext<string>) {
    return [`${ctx.getCurrentKey()} at ${timestamp}: ${this.sum.get()}`];
  }
}

const open = async (code: unknown, options = {}) => {
  const harness = new OperatorHarness({ definition: coProcessDefinition, functions: { function: code }, ...options });
  await harness.open();
  return harness;
};

const byFirstLetter = {
  type: Types.STRING(),
  keySelector: (value: string) => value.slice(0, 1),
  keyType: Types.STRING(),
};

describe('process of connected streams', () => {
  inEveryMode('shares state and timers by key; timers fire at the smaller watermark', async (mode) => {
    const harness = await open(new SumAt(), {
      ...mode,
      inputs: [byFirstLetter, byFirstLetter],
      outputType: Types.STRING(),
      sideOutputs: { ticks: Types.STRING() },
    });
    await harness.processElement(1, 'a5', 1);
    for (const value of ['a1', 'b7', 'a2']) await harness.processElement(0, value);
    await harness.processWatermark(0, 9);
    expect(harness.emissions).toEqual([]);
    await harness.processWatermark(1, 6);
    expect(harness.emissions).toEqual([
      { kind: 'record', value: 'a at 5: 3', timestamp: 5 },
      { kind: 'watermark', time: 6 },
    ]);
    expect(harness.sideEmissions('ticks')).toEqual([{ kind: 'record', value: 'a asks', timestamp: 1 }]);
  });

  it('sees timestamps and times on streams that are not keyed', async () => {
    const tell = (value: string, ctx: ProcessContext) => [
      `${value} ${ctx.timestamp()} ${ctx.timerService().currentProcessingTime()}`,
    ];
    const harness = await open({ processElement1: tell, processElement2: tell }, { inputs: [{}, {}] });
    await harness.setProcessingTime(3);
    await harness.processElement(0, 'one', 7);
    await harness.processElement(1, 'two');
    expect(harness.values).toEqual(['one 7 3', 'two undefined 3']);
  });

  it.each([
    ['processElement1', 0],
    ['processElement2', 1],
  ])('names %s when it throws or is asynchronous', async (call, input) => {
    const fail = () => {
      throw new Error('boom');
    };
    const failing = await open({ processElement1: fail, processElement2: fail }, { inputs: [{}, {}] });
    await expect(failing.processElement(input, 1)).rejects.toMatchObject({ code: 'USER_CODE_FAILED', facts: { call } });
    const later = await open(
      { processElement1: async () => {}, processElement2: async () => {} },
      { inputs: [{}, {}] },
    );
    await expect(later.processElement(input, 1)).rejects.toMatchObject({
      code: 'FUNCTION_RETURNED_PROMISE',
      facts: { call },
    });
  });

  it('holds the other input back while a result is half emitted', async () => {
    const code = {
      processElement1: (value: number) => [value],
      *processElement2(value: number) {
        for (let index = 0; index < 1500; index++) yield value;
      },
    };
    const harness = await open(code, { inputs: [{}, {}] });
    harness.shutOutput();
    await harness.processElement(1, 2);
    await harness.processElement(0, 1);
    await harness.openOutput();
    expect(harness.values).toHaveLength(1501);
    expect(harness.values.slice(1499)).toEqual([2, 1]);
  });
});
