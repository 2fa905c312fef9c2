import type { TypeInformation } from '../../model/type-information.js';
import { Types } from '../../model/types.js';
import type { Collector } from '../../operator/user-functions/collector.js';
import { OutputTag } from '../../operator/user-functions/output-tag.js';
import type {
  KeyedOnTimerContext,
  KeyedProcessContext,
  OnTimerContext,
  ProcessContext,
} from '../../operator/user-functions/process-context.js';
import { KeyedProcessFunction, ProcessFunction } from '../../operator/user-functions/process-function.js';
import type { RuntimeContext } from '../../operator/user-functions/runtime-context.js';
import { TimeDomain } from '../../operator/user-functions/time-domain.js';
import { keyedBroadcastProcessDefinition } from '../../operators/broadcast-process.js';
import { coMapDefinition } from '../../operators/co-map.js';
import { coProcessDefinition } from '../../operators/co-process.js';
import { flatMapDefinition } from '../../operators/flat-map.js';
import { mapDefinition } from '../../operators/map.js';
import { keyedProcessDefinition, processDefinition } from '../../operators/process.js';
import { reduceDefinition } from '../../operators/reduce.js';
import type { ValueState } from '../../state/state.js';
import { MapStateDescriptor, ValueStateDescriptor } from '../../state/state-descriptor.js';
import type { OperatorHarnessOptions } from '../operator-harness.js';
import { asyncStateSnapshotAndRestore } from './async-subjects.test-support.js';
import type { TraceStep } from './trace.test-support.js';
import {
  AppendCurrentKeyFunction,
  BothTriggeringFunction,
  BroadcastFunctionWithTimer,
  TwoInputQuerying,
  TwoInputStatefulFunction,
} from './two-input-subjects.test-support.js';
import { windowSubjects } from './window-subjects.test-support.js';

/** The operator that a trace runs, and where each of its expectations in turn looks. */
export interface TraceSubject extends OperatorHarnessOptions {
  /** Tags of side outputs that the expectations after the first one are about. */
  readonly furtherOutputs?: readonly string[];
  /** Puts back the steps that a trace has lost. */
  readonly correct?: (steps: readonly TraceStep[]) => readonly TraceStep[];
  /** What differs in the operator of each attempt; a new one begins with each restore. */
  readonly attempts?: readonly Partial<OperatorHarnessOptions>[];
  /** Called before the input ends. */
  readonly beforeEnd?: () => void;
}

const { EVENT_TIME, PROCESSING_TIME } = TimeDomain;
const unchanged = (value: unknown) => value;
const text = (timestamp: number | undefined) => (timestamp === undefined ? 'null' : `${timestamp}`);

const keyedInts = [{ type: Types.INT(), keySelector: unchanged, keyType: Types.INT() }];

/** The operators of the traces, by id. What they do is written in `_functions.md` beside the traces. */
export const traceSubjects: Readonly<Record<string, () => TraceSubject>> = {
  ...windowSubjects,

  'KeyedProcessOperatorTest.testKeyQuerying': () => ({
    definition: keyedProcessDefinition,
    functions: { function: new KeyQueryingFunction() },
    inputs: [
      {
        type: Types.TUPLE([Types.INT(), Types.STRING()]) as TypeInformation<unknown>,
        keySelector: (value: readonly [number, string]) => value[0],
        keyType: Types.INT(),
      },
    ],
    outputType: Types.STRING(),
  }),
  'KeyedProcessOperatorTest.testEventTimeTimers': () => keyed(new TriggeringFunction(EVENT_TIME, 17), Types.INT()),
  'KeyedProcessOperatorTest.testProcessingTimeTimers': () =>
    keyed(new TriggeringFunction(PROCESSING_TIME, 17), Types.INT()),
  'KeyedProcessOperatorTest.testEventTimeTimerWithState': () =>
    keyed(new TriggeringStatefulFunction(EVENT_TIME), Types.STRING()),
  'KeyedProcessOperatorTest.testProcessingTimeTimerWithState': () =>
    keyed(new TriggeringStatefulFunction(PROCESSING_TIME), Types.STRING()),
  'KeyedProcessOperatorTest.testSideOutput': () => ({ ...keyed(sideOutputFunction, Types.STRING()), ...sideOutputs }),

  'LegacyKeyedProcessOperatorTest.testTimestampAndProcessingTimeQuerying': () => ({
    ...querying(PROCESSING_TIME),
    inputs: keyedInts,
  }),
  'LegacyKeyedProcessOperatorTest.testProcessingTimeTimers': () => legacy(new LegacyTriggeringFunction(), Types.INT()),
  'LegacyKeyedProcessOperatorTest.testEventTimeTimerWithState': () =>
    legacy(new LegacyStatefulFunction(EVENT_TIME), Types.STRING()),
  'LegacyKeyedProcessOperatorTest.testProcessingTimeTimerWithState': () =>
    legacy(new LegacyStatefulFunction(PROCESSING_TIME), Types.STRING()),
  'LegacyKeyedProcessOperatorTest.testSideOutput': () => ({
    ...legacy(sideOutputFunction, Types.STRING()),
    ...sideOutputs,
  }),

  'ProcessOperatorTest.testTimestampAndWatermarkQuerying': () => querying(EVENT_TIME),
  'ProcessOperatorTest.testTimestampAndProcessingTimeQuerying': () => querying(PROCESSING_TIME),
  'ProcessOperatorTest.testSideOutput': () => ({
    definition: processDefinition,
    functions: { function: sideOutputFunction },
    inputs: [{ type: Types.INT() }],
    outputType: Types.STRING(),
    ...sideOutputs,
  }),

  'CoProcessOperatorTest.testTimestampAndWatermarkQuerying': () => coProcess(new TwoInputQuerying(EVENT_TIME)),
  'CoProcessOperatorTest.testTimestampAndProcessingTimeQuerying': () =>
    coProcess(new TwoInputQuerying(PROCESSING_TIME)),

  'KeyedCoProcessOperatorTest.testTimestampAndWatermarkQuerying': () =>
    keyedCoProcess(new TwoInputQuerying(EVENT_TIME)),
  'KeyedCoProcessOperatorTest.testTimestampAndProcessingTimeQuerying': () =>
    keyedCoProcess(new TwoInputQuerying(PROCESSING_TIME)),
  'KeyedCoProcessOperatorTest.testEventTimeTimerWithState': () => keyedCoProcess(new TwoInputStatefulFunction()),
  'KeyedCoProcessOperatorTest.testSnapshotAndRestore': () => keyedCoProcess(new BothTriggeringFunction()),
  'KeyedCoProcessOperatorTest.testGetCurrentKeyFromContext': () => keyedCoProcess(new AppendCurrentKeyFunction()),

  'CoBroadcastWithKeyedOperatorTest.testFunctionWithTimer': () => ({
    definition: keyedBroadcastProcessDefinition,
    functions: {
      function: new BroadcastFunctionWithTimer(),
      descriptors: [new MapStateDescriptor('broadcast-state', Types.STRING(), Types.INT())],
    },
    inputs: [{ type: Types.STRING(), keySelector: unchanged, keyType: Types.STRING() }, { type: Types.INT() }],
    outputType: Types.STRING(),
  }),

  'AsyncWaitOperatorTest.testStateSnapshotAndRestore': asyncStateSnapshotAndRestore,

  'CoStreamMapTest.testCoMap': () => ({
    definition: coMapDefinition,
    functions: { function: { map1: (value: number) => `${value}`, map2: (value: number) => `${value}` } },
    inputs: [{ type: Types.DOUBLE() }, { type: Types.INT() }],
    outputType: Types.STRING(),
  }),
  'StreamMapTest.testMap': () => ({
    definition: mapDefinition,
    functions: { function: (value: number) => `+${value + 1}` },
    inputs: [{ type: Types.INT() }],
    outputType: Types.STRING(),
  }),
  'StreamFlatMapTest.testFlatMap': () => ({
    definition: flatMapDefinition,
    functions: { function: (value: number) => (value % 2 === 0 ? [value, value * value] : []) },
    inputs: [{ type: Types.INT() }],
    outputType: Types.INT(),
  }),
  'StreamGroupedReduceOperatorTest.testGroupedReduce': () => ({
    definition: reduceDefinition,
    functions: { function: (value1: number, value2: number) => value1 + value2 },
    inputs: keyedInts,
    outputType: Types.INT(),
  }),
};

function keyed(code: unknown, outputType: TypeInformation<unknown>): TraceSubject {
  return { definition: keyedProcessDefinition, functions: { function: code }, inputs: keyedInts, outputType };
}

function legacy(code: unknown, outputType: TypeInformation<unknown>): TraceSubject {
  return { definition: processDefinition, functions: { function: code }, inputs: keyedInts, outputType };
}

function querying(domain: TimeDomain): TraceSubject {
  return {
    definition: processDefinition,
    functions: { function: new QueryingFunction(domain) },
    inputs: [{ type: Types.INT() }],
    outputType: Types.STRING(),
  };
}

function coProcess(code: unknown): TraceSubject {
  return {
    definition: coProcessDefinition,
    functions: { function: code },
    inputs: [{ type: Types.INT() }, { type: Types.STRING() }],
    outputType: Types.STRING(),
  };
}

function keyedCoProcess(code: unknown): TraceSubject {
  return {
    ...coProcess(code),
    inputs: [
      { type: Types.INT(), keySelector: (value: number) => `${value}`, keyType: Types.STRING() },
      { type: Types.STRING(), keySelector: unchanged, keyType: Types.STRING() },
    ],
  };
}

const intTag = new OutputTag('int-out', Types.INT());
const longTag = new OutputTag('long-out', Types.LONG());

const sideOutputs = {
  sideOutputs: { 'int-out': Types.INT(), 'long-out': Types.LONG() },
  furtherOutputs: ['int-out', 'long-out'],
};

const sideOutputFunction = {
  *processElement(value: number, ctx: ProcessContext) {
    yield `IN:${value}`;
    ctx.output(intTag, value);
    ctx.output(longTag, value);
  },
};

class KeyQueryingFunction extends KeyedProcessFunction<number, readonly [number, string], string> {
  processElement([key, name]: readonly [number, string], ctx: KeyedProcessContext<number>) {
    if (ctx.getCurrentKey() !== key) throw new Error(`The key is ${ctx.getCurrentKey()}.`);
    return [name];
  }
}

function now(ctx: ProcessContext, domain: TimeDomain): number {
  return domain === EVENT_TIME ? ctx.timerService().currentWatermark() : ctx.timerService().currentProcessingTime();
}

function registerAt(ctx: ProcessContext, domain: TimeDomain, time: number): void {
  if (domain === EVENT_TIME) ctx.timerService().registerEventTimeTimer(time);
  else ctx.timerService().registerProcessingTimeTimer(time);
}

class TriggeringFunction extends KeyedProcessFunction<number, number, number> {
  private readonly domain: TimeDomain;
  private readonly key: number;

  constructor(domain: TimeDomain, key: number) {
    super();
    this.domain = domain;
    this.key = key;
  }

  processElement(value: number, ctx: KeyedProcessContext<number>, out: Collector<number>) {
    out.collect(value);
    registerAt(ctx, this.domain, now(ctx, this.domain) + 5);
  }

  override onTimer(_timestamp: number, ctx: KeyedOnTimerContext<number>) {
    if (ctx.getCurrentKey() !== this.key) throw new Error(`The key is ${ctx.getCurrentKey()}.`);
    if (ctx.timeDomain() !== this.domain) throw new Error(`The domain is ${ctx.timeDomain()}.`);
    return [1777];
  }
}

class TriggeringStatefulFunction extends KeyedProcessFunction<number, number, string> {
  private readonly domain: TimeDomain;
  private state!: ValueState<number>;

  constructor(domain: TimeDomain) {
    super();
    this.domain = domain;
  }

  override open(runtimeContext: RuntimeContext) {
    this.state = runtimeContext.getState(new ValueStateDescriptor('any', Types.INT()));
  }

  *processElement(value: number, ctx: KeyedProcessContext<number>) {
    const time = now(ctx, this.domain);
    if (this.state.value() === undefined) {
      yield `INPUT:${value}`;
      this.state.update(value);
      registerAt(ctx, this.domain, time + 5);
    } else {
      this.state.clear();
      if (this.domain === EVENT_TIME) ctx.timerService().deleteEventTimeTimer(time + 4);
      else ctx.timerService().deleteProcessingTimeTimer(time + 4);
    }
  }

  override onTimer() {
    return [`STATE:${this.state.value()}`];
  }
}

class QueryingFunction extends ProcessFunction<number, string> {
  private readonly domain: TimeDomain;

  constructor(domain: TimeDomain) {
    super();
    this.domain = domain;
  }

  processElement(value: number, ctx: ProcessContext) {
    return [`${value}TIME:${now(ctx, this.domain)} TS:${text(ctx.timestamp())}`];
  }
}

class LegacyTriggeringFunction extends ProcessFunction<number, number> {
  processElement(value: number, ctx: ProcessContext, out: Collector<number>) {
    out.collect(value);
    registerAt(ctx, PROCESSING_TIME, now(ctx, PROCESSING_TIME) + 5);
  }

  override onTimer(_timestamp: number, ctx: OnTimerContext) {
    if (ctx.timeDomain() !== PROCESSING_TIME) throw new Error(`The domain is ${ctx.timeDomain()}.`);
    return [1777];
  }
}

class LegacyStatefulFunction extends ProcessFunction<number, string> {
  private readonly domain: TimeDomain;
  private state!: ValueState<number>;

  constructor(domain: TimeDomain) {
    super();
    this.domain = domain;
  }

  override open(runtimeContext: RuntimeContext) {
    this.state = runtimeContext.getState(new ValueStateDescriptor('any', Types.INT()));
  }

  processElement(value: number, ctx: ProcessContext) {
    this.state.update(value);
    registerAt(ctx, this.domain, now(ctx, this.domain) + 5);
    return [`INPUT:${value}`];
  }

  override onTimer() {
    return [`STATE:${this.state.value()}`];
  }
}
