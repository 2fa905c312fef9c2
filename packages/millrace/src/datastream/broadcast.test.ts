import { describe, expect, it } from 'vitest';
import { Types } from '../model/types.js';
import {
  BroadcastProcessFunction,
  KeyedBroadcastProcessFunction,
} from '../operator/user-functions/broadcast-process-function.js';
import type {
  BroadcastContext,
  KeyedBroadcastContext,
  KeyedBroadcastOnTimerContext,
  KeyedReadOnlyBroadcastContext,
  ReadOnlyBroadcastContext,
} from '../operator/user-functions/process-context.js';
import type { RuntimeContext } from '../operator/user-functions/runtime-context.js';
import type { ValueState } from '../state/state.js';
import { ListStateDescriptor, MapStateDescriptor, ValueStateDescriptor } from '../state/state-descriptor.js';
import { JobHarness } from '../testing/job-harness.js';
import type { StreamExecutionEnvironment } from './stream-execution-environment.js';

const names = new MapStateDescriptor('names', Types.INT(), Types.STRING());
const counts = new ValueStateDescriptor('count', Types.INT());

class Named extends BroadcastProcessFunction<number, string, string> {
  *processElement(value: number, ctx: ReadOnlyBroadcastContext) {
    yield `${value} is ${ctx.getBroadcastState(names).get(value) ?? 'nameless'}`;
  }
  processBroadcastElement(name: string, ctx: BroadcastContext) {
    ctx.getBroadcastState(names).put(name.length, name);
  }
}

class Counted extends KeyedBroadcastProcessFunction<number, number, string, string> {
  private count!: ValueState<number>;
  override open(context: RuntimeContext) {
    this.count = context.getState(counts);
  }
  processElement(_value: number, ctx: KeyedReadOnlyBroadcastContext<number>) {
    this.count.update((this.count.value() ?? 0) + 1);
    ctx.timerService().registerEventTimeTimer(Number.POSITIVE_INFINITY);
  }
  *processBroadcastElement(name: string, ctx: KeyedBroadcastContext<number>) {
    const seen: string[] = [];
    ctx.applyToKeyedState(counts, (key, state) => seen.push(`${key}: ${state.value()}`));
    yield `${name} sees ${seen.sort().join(', ')}`;
  }
  override *onTimer(_timestamp: number, ctx: KeyedBroadcastOnTimerContext<number>) {
    yield `${ctx.getCurrentKey()} at the end`;
  }
}

const numbers = (env: StreamExecutionEnvironment) => env.fromCollection([1, 2, 3, 1], Types.INT());
const words = (env: StreamExecutionEnvironment) => env.fromCollection(['I', 'am'], Types.STRING());
const rules = (env: StreamExecutionEnvironment) => words(env).broadcast(names);

describe('a stream beside a broadcast one', () => {
  it.each([1, 3])('sees the broadcast state whole in every instance (parallelism %i)', async (parallelism) => {
    // In BATCH mode the broadcast side is read first.
    const harness = new JobHarness({ configuration: { 'execution.runtime-mode': 'BATCH' } });
    const { env } = harness;
    numbers(env)
      .rebalance()
      .connect(rules(env))
      .process(new Named(), { parallelism, outputType: Types.STRING() })
      .print()
      .setParallelism(1);
    await harness.run();
    expect([...harness.lines].sort()).toEqual(['1 is I', '1 is I', '2 is am', '3 is nameless']);
  });

  it('may be keyed: then it has state and timers, and the broadcast side reaches the state of every key', async () => {
    const harness = new JobHarness();
    const { env } = harness;
    numbers(env)
      .keyBy((value) => value, Types.INT())
      .connect(rules(env))
      .process(new Counted(), Types.STRING())
      .print();
    await harness.run();
    expect(harness.lines.slice(0, 2)).toEqual(['I sees 1: 2, 2: 1, 3: 1', 'am sees 1: 2, 2: 1, 3: 1']);
    expect(harness.lines.slice(2).sort()).toEqual(['1 at the end', '2 at the end', '3 at the end']);
  });

  it('has the names of PyFlink', () => {
    const { env } = new JobHarness();
    numbers(env).connect(rules(env)).process(new Named());
    numbers(env)
      .keyBy((value) => value)
      .connect(rules(env))
      .process(new Counted());
    const found = env.getPlan().nodes.filter(({ operator }) => operator.endsWith('broadcast-process'));
    expect(found.map(({ operator, name }) => [operator, name])).toEqual([
      ['broadcast-process', 'Co-Process-Broadcast'],
      ['keyed-broadcast-process', 'Keyed-Co-Process-Broadcast'],
    ]);
  });

  it.each<[string, (env: StreamExecutionEnvironment) => unknown, string, RegExp]>([
    [
      'a keyed function on a stream without keys',
      (env) =>
        numbers(env)
          .connect(rules(env))
          .process(new Counted() as never),
      'FUNCTION_INVALID',
      /a stream without keys beside a broadcast one takes a BroadcastProcessFunction; got a Keyed/,
    ],
    [
      'a function without keys on a keyed stream',
      (env) =>
        numbers(env)
          .keyBy((value) => value)
          .connect(rules(env))
          .process(new Named() as never),
      'FUNCTION_INVALID',
      /a keyed stream beside a broadcast one takes a KeyedBroadcastProcessFunction/,
    ],
    [
      'a list state',
      (env) => words(env).broadcast(new ListStateDescriptor('x') as never),
      'STATE_DESCRIPTOR_INVALID',
      /got an instance of ListStateDescriptor/,
    ],
    ['a name', (env) => words(env).broadcast('names' as never), 'STATE_DESCRIPTOR_INVALID', /got "names"/],
    ['one state twice', (env) => words(env).broadcast(names, names), 'STATE_DESCRIPTOR_INVALID', /two named 'names'/],
    [
      'a stream of another environment',
      (env) => numbers(env).connect(rules(new JobHarness().env)),
      'STREAM_OF_ANOTHER_ENVIRONMENT',
      /connect takes/,
    ],
  ])('refuses %s', (_what, build, code, message) => {
    const refused = expect.objectContaining({ code, message: expect.stringMatching(message) });
    expect(() => build(new JobHarness().env)).toThrow(refused);
  });
});
