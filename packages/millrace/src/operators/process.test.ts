import { describe, expect, it } from 'vitest';
import { RowKind } from '../model/row-kind.js';
import { Types } from '../model/types.js';
import type { Collector } from '../operator/user-functions/collector.js';
import { OutputTag } from '../operator/user-functions/output-tag.js';
import type {
  KeyedOnTimerContext,
  KeyedProcessContext,
  ProcessContext,
} from '../operator/user-functions/process-context.js';
import { KeyedProcessFunction } from '../operator/user-functions/process-function.js';
import type { RuntimeContext } from '../operator/user-functions/runtime-context.js';
import type { MapState } from '../state/state.js';
import { MapStateDescriptor } from '../state/state-descriptor.js';
import { inEveryMode } from '../testing/every-mode.test-support.js';
import { OperatorFixture } from '../testing/operator-fixture.test-support.js';
import { OperatorHarness } from '../testing/operator-harness.js';
import { keyedProcessDefinition, processDefinition } from './process.js';

const rare = new OutputTag('rare', Types.INT());

const open = async (code: unknown, options = {}) => {
  const harness = new OperatorHarness({ definition: processDefinition, functions: { function: code }, ...options });
  await harness.open();
  return harness;
};

const openKeyed = (code: unknown, options = {}) =>
  open(code, {
    definition: keyedProcessDefinition,
    inputs: [{ type: Types.STRING(), keySelector: (value: string) => value.slice(0, 1), keyType: Types.STRING() }],
    outputType: Types.STRING(),
    ...options,
  });

describe('process', () => {
  inEveryMode('emits what is returned and collected, with timestamp and kind', async (mode) => {
    const code = (value: number, ctx: ProcessContext, out: Collector<string>) => {
      out.collect(`${value}`);
      return [`at ${ctx.timestamp()}`];
    };
    const harness = await open(code, mode);
    await harness.processElement(0, 1, 5, RowKind.DELETE);
    await harness.processElement(0, 2);
    expect(harness.emissions).toEqual([
      { kind: 'record', value: '1', timestamp: 5, rowKind: '-D' },
      { kind: 'record', value: 'at 5', timestamp: 5, rowKind: '-D' },
      { kind: 'record', value: '2' },
      { kind: 'record', value: 'at undefined' },
    ]);
  });

  inEveryMode('emits to a side output by ctx.output, and by yielding tag and value', async (mode) => {
    const code = function* (value: number, ctx: ProcessContext) {
      yield value;
      if (value > 1) ctx.output(rare, value);
      if (value > 2) yield [rare, -value];
    };
    const harness = await open(code, { ...mode, sideOutputs: { rare: Types.INT() } });
    for (const value of [1, 2, 3]) await harness.processElement(0, value, 10 + value);
    expect(harness.values).toEqual([1, 2, 3]);
    expect(harness.sideEmissions('rare')).toEqual([
      { kind: 'record', value: 2, timestamp: 12 },
      { kind: 'record', value: 3, timestamp: 13 },
      { kind: 'record', value: -3, timestamp: 13 },
    ]);
  });

  it('swallows what goes to a side output that nobody reads', async () => {
    const harness = await open((_value: number, ctx: ProcessContext) => ctx.output(rare, 1));
    await harness.processElement(0, 1);
    expect(harness.emissions).toEqual([]);
  });

  it.each([
    ['a name', 'rare', 1, 'OUTPUT_TAG_INVALID'],
    ['undefined as a record', rare, undefined, 'FUNCTION_RETURNED_NOTHING'],
    ['a promise as a record', rare, Promise.resolve(1), 'FUNCTION_RETURNED_PROMISE'],
  ])('refuses %s in ctx.output', async (_what, tag, value, code) => {
    const harness = await open((_value: number, ctx: ProcessContext) => ctx.output(tag as OutputTag<unknown>, value));
    await expect(harness.processElement(0, 1)).rejects.toMatchObject({ code });
  });

  it('refuses an asynchronous function, naming AsyncDataStream', async () => {
    const harness = await open(async () => {}, { name: 'look-up' });
    await expect(harness.processElement(0, 1)).rejects.toMatchObject({
      code: 'FUNCTION_RETURNED_PROMISE',
      facts: { operator: 'look-up', call: 'processElement' },
      hint: expect.stringContaining('AsyncDataStream'),
    });
  });

  it('tells the times, and refuses timers and the key, on a stream that is not keyed', async () => {
    const code = (call: string, ctx: ProcessContext) => {
      const timers = ctx.timerService();
      if (call === 'times') return [`${timers.currentWatermark()} ${timers.currentProcessingTime()}`];
      if (call === 'timer') timers.registerEventTimeTimer(1);
      return [(ctx as KeyedProcessContext<string>).getCurrentKey()];
    };
    const harness = await open(code);
    await harness.setProcessingTime(7);
    await harness.processWatermark(0, 5);
    await harness.processElement(0, 'times');
    expect(harness.values).toEqual(['5 7']);
    for (const call of ['timer', 'key']) {
      const failing = await open(code);
      await expect(failing.processElement(0, call)).rejects.toMatchObject({
        code: 'STREAM_NOT_KEYED',
        hint: expect.stringContaining('keyBy'),
      });
    }
  });

  it('refuses ctx and its timer service once the call has returned', async () => {
    const kept: ProcessContext[] = [];
    const harness = await open((_value: number, ctx: ProcessContext) => {
      kept.push(ctx);
    });
    await harness.processElement(0, 1);
    const ctx = kept[0] as ProcessContext;
    const used = expect.objectContaining({ code: 'USED_AFTER_CALL' });
    expect(() => ctx.timestamp()).toThrow(used);
    expect(() => ctx.timerService()).toThrow(used);
    expect(() => ctx.output(rare, 1)).toThrow(used);
  });
});

/** Keeps records until a timer of their kind fires: `a1` waits for event time 1, `p5` for processing time 5. */
class Waiting extends KeyedProcessFunction<string, string, string> {
  private waiting!: MapState<number, string>;

  override open(runtimeContext: RuntimeContext) {
    this.waiting = runtimeContext.getMapState(new MapStateDescriptor('waiting', Types.LONG(), Types.STRING()));
  }

  processElement(value: string, ctx: KeyedProcessContext<string>) {
    const time = Number(value.slice(1));
    this.waiting.put(time, value);
    if (ctx.getCurrentKey() === 'p') ctx.timerService().registerProcessingTimeTimer(time);
    else ctx.timerService().registerEventTimeTimer(time);
  }

  override *onTimer(timestamp: number, ctx: KeyedOnTimerContext<string>) {
    yield `${ctx.getCurrentKey()} ${ctx.timeDomain()} ${this.waiting.get(timestamp)} ${ctx.timestamp()}`;
    ctx.output(late, 'fired');
    this.waiting.remove(timestamp);
  }
}
const late = new OutputTag('late', Types.STRING());

describe('process of a keyed stream', () => {
  inEveryMode('fires event timers in order, with their time, before the watermark goes on', async (mode) => {
    const harness = await openKeyed(new Waiting(), { ...mode, sideOutputs: { late: Types.STRING() } });
    for (const value of ['b4', 'a3', 'a1', 'a9']) await harness.processElement(0, value, 100, RowKind.UPDATE_AFTER);
    await harness.processWatermark(0, 4);
    expect(harness.emissions).toEqual([
      { kind: 'record', value: 'a event-time a1 1', timestamp: 1 },
      { kind: 'record', value: 'a event-time a3 3', timestamp: 3 },
      { kind: 'record', value: 'b event-time b4 4', timestamp: 4 },
      { kind: 'watermark', time: 4 },
    ]);
    expect(harness.sideEmissions('late').map((emission) => 'timestamp' in emission && emission.timestamp)).toEqual([
      1, 3, 4,
    ]);
  });

  inEveryMode('fires processing timers without a timestamp', async (mode) => {
    const harness = await openKeyed(new Waiting(), mode);
    for (const value of ['p5', 'p3', 'p5']) await harness.processElement(0, value, 100);
    await harness.setProcessingTime(5);
    expect(harness.emissions).toEqual([
      { kind: 'record', value: 'p processing-time p3 3' },
      { kind: 'record', value: 'p processing-time p5 5' },
    ]);
  });

  it('holds records back while a timer is only half emitted, and the watermark behind them', async () => {
    const harness = await openKeyed({
      processElement: (value: string, ctx: KeyedProcessContext<string>) => {
        ctx.timerService().registerEventTimeTimer(Number(value.slice(1)));
        return [`in ${value}`];
      },
      *onTimer(timestamp: number, ctx: KeyedOnTimerContext<string>) {
        for (let index = 0; index < 1500; index++) yield `${ctx.getCurrentKey()}${ctx.timestamp()} ${index}`;
        yield `${ctx.timeDomain()} ${timestamp}`;
      },
    });
    await harness.processElement(0, 'a1');
    await harness.processElement(0, 'b2');
    harness.shutOutput();
    await harness.processWatermark(0, 5);
    await harness.processElement(0, 'c9');
    await harness.openOutput();
    const emitted = harness.emissions.map((each) => (each.kind === 'record' ? each.value : each.kind));
    expect(emitted).toHaveLength(2 + 2 * 1501 + 2);
    expect([2, 1501, 1502, 1503, 3003, 3004, 3005].map((index) => emitted[index])).toEqual([
      'a1 0',
      'a1 1499',
      'event-time 1',
      'b2 0',
      'event-time 2',
      'watermark',
      'in c9',
    ]);
  });

  it('sees one watermark from the beginning of a result to its end', async () => {
    const fixture = new OperatorFixture(processDefinition, {
      functions: {
        *function(_value: number, ctx: ProcessContext) {
          for (let time = 0; time < 2; time++) yield ctx.timerService().currentWatermark();
        },
      },
    });
    await fixture.operator.open?.();
    fixture.below.block();
    fixture.process(1);
    fixture.operator.inputs[0]?.processWatermark(5);
    fixture.below.unblock();
    await fixture.settle();
    expect(fixture.take()).toEqual(['-Infinity', '-Infinity', 'watermark 5']);
  });

  it('fires timers, and passes watermarks, in order however often the output shuts', async () => {
    const fixture = new OperatorFixture(keyedProcessDefinition, {
      functions: {
        function: {
          processElement: (value: number, ctx: ProcessContext) => ctx.timerService().registerEventTimeTimer(value),
          *onTimer(timestamp: number, ctx: KeyedOnTimerContext<number>) {
            yield `first ${ctx.getCurrentKey()}`;
            yield `second ${ctx.getCurrentKey()} ${ctx.timestamp() === timestamp}`;
          },
        },
      },
      keyType: Types.INT(),
      keySelectors: [(value) => value],
    });
    await fixture.operator.open?.();
    for (const value of [1, 2, 3]) fixture.process(value, 0, RowKind.DELETE);
    const { output } = fixture.context;
    const record = output.processElement.bind(output);
    output.processElement = (value) => {
      record(value);
      fixture.below.block();
    };
    // All of it comes from a call further up, which does not stop for a shut output.
    const [input] = fixture.operator.inputs;
    input?.processWatermark(5);
    input?.processWatermark(9);
    input?.processStatus(true);
    const steps: string[][] = [];
    for (let step = 0; step < 7; step++) {
      steps.push(fixture.take());
      while (fixture.below.isBlocked) fixture.below.unblock();
      await fixture.settle();
    }
    expect(steps).toEqual([
      ['first 1@1'],
      ['second 1 true@1'],
      ['first 2@2'],
      ['second 2 true@2'],
      ['first 3@3'],
      ['second 3 true@3'],
      ['watermark 5', 'watermark 9', 'idle'],
    ]);
  });

  it.each([
    ['a fraction', 1.5],
    ['NaN', Number.NaN],
    ['undefined', undefined],
    ['a text', '5'],
  ])('refuses %s as the time of a timer', async (_what, time) => {
    const code = (_value: string, ctx: KeyedProcessContext<string>) =>
      ctx.timerService().registerEventTimeTimer(time as number);
    const harness = await openKeyed(code);
    await expect(harness.processElement(0, 'a')).rejects.toMatchObject({ code: 'TIMER_TIME_INVALID' });
  });

  it('fires a timer at the largest time with the last watermark', async () => {
    const harness = await openKeyed({
      processElement: (_value: string, ctx: KeyedProcessContext<string>) =>
        ctx.timerService().registerEventTimeTimer(Number.POSITIVE_INFINITY),
      onTimer: () => ['end'],
    });
    await harness.processElement(0, 'a');
    await harness.processWatermark(0, 1_000_000);
    expect(harness.values).toEqual([]);
    await harness.processWatermark(0, Number.POSITIVE_INFINITY);
    expect(harness.values).toEqual(['end']);
  });

  it('refuses to name a time domain outside of a timer', async () => {
    const code = (_value: string, ctx: KeyedOnTimerContext<string>) => [ctx.timeDomain()];
    const harness = await openKeyed(code);
    await expect(harness.processElement(0, 'a')).rejects.toMatchObject({ code: 'TIME_DOMAIN_WITHOUT_TIMER' });
  });

  it('names onTimer when it throws or is asynchronous', async () => {
    const processElement = (_value: string, ctx: KeyedProcessContext<string>) =>
      ctx.timerService().registerEventTimeTimer(1);
    const failing = () => {
      throw new Error('boom');
    };
    for (const [onTimer, code] of [
      [failing, 'USER_CODE_FAILED'],
      [async () => ['late'], 'FUNCTION_RETURNED_PROMISE'],
    ] as const) {
      const harness = await openKeyed({ processElement, onTimer });
      await harness.processElement(0, 'a');
      await expect(harness.processWatermark(0, 1)).rejects.toMatchObject({ code, facts: { call: 'onTimer' } });
    }
  });
});
