import { Types } from '../../model/types.js';
import { KeyedBroadcastProcessFunction } from '../../operator/user-functions/broadcast-process-function.js';
import { CoProcessFunction, KeyedCoProcessFunction } from '../../operator/user-functions/co-process-function.js';
import type {
  KeyedBroadcastContext,
  KeyedBroadcastOnTimerContext,
  KeyedOnTimerContext,
  KeyedProcessContext,
  KeyedReadOnlyBroadcastContext,
  ProcessContext,
} from '../../operator/user-functions/process-context.js';
import type { RuntimeContext } from '../../operator/user-functions/runtime-context.js';
import { TimeDomain } from '../../operator/user-functions/time-domain.js';
import type { ValueState } from '../../state/state.js';
import { ValueStateDescriptor } from '../../state/state-descriptor.js';

const { EVENT_TIME } = TimeDomain;
const text = (timestamp: number | undefined) => (timestamp === undefined ? 'null' : `${timestamp}`);

function now(ctx: ProcessContext, domain: TimeDomain): number {
  return domain === EVENT_TIME ? ctx.timerService().currentWatermark() : ctx.timerService().currentProcessingTime();
}

export class TwoInputQuerying extends CoProcessFunction<number, string, string> {
  private readonly domain: TimeDomain;

  constructor(domain: TimeDomain) {
    super();
    this.domain = domain;
  }

  processElement1(value: number, ctx: ProcessContext) {
    return this.query(value, ctx);
  }

  processElement2(value: string, ctx: ProcessContext) {
    return this.query(value, ctx);
  }

  private query(value: unknown, ctx: ProcessContext) {
    return [`${value}${this.domain === EVENT_TIME ? 'WM' : 'PT'}:${now(ctx, this.domain)} TS:${text(ctx.timestamp())}`];
  }
}

export class TwoInputStatefulFunction extends KeyedCoProcessFunction<string, number, string, string> {
  private state!: ValueState<string>;

  override open(runtimeContext: RuntimeContext) {
    this.state = runtimeContext.getState(new ValueStateDescriptor('any', Types.STRING()));
  }

  processElement1(value: number, ctx: KeyedProcessContext<string>) {
    return this.process('INPUT1', `${value}`, ctx);
  }

  processElement2(value: string, ctx: KeyedProcessContext<string>) {
    return this.process('INPUT2', value, ctx);
  }

  override onTimer() {
    return [`STATE:${this.state.value()}`];
  }

  private *process(input: string, value: string, ctx: KeyedProcessContext<string>) {
    const timers = ctx.timerService();
    const watermark = timers.currentWatermark();
    if (this.state.value() === undefined) {
      yield `${input}:${value}`;
      this.state.update(value);
      timers.registerEventTimeTimer(watermark + 5);
    } else {
      this.state.clear();
      timers.deleteEventTimeTimer(watermark + 4);
    }
  }
}

export class BothTriggeringFunction extends KeyedCoProcessFunction<string, number, string, string> {
  processElement1(_value: number, ctx: KeyedProcessContext<string>) {
    const timers = ctx.timerService();
    timers.registerProcessingTimeTimer(3);
    timers.registerEventTimeTimer(6);
    timers.deleteProcessingTimeTimer(3);
  }

  processElement2(_value: string, ctx: KeyedProcessContext<string>) {
    const timers = ctx.timerService();
    timers.registerEventTimeTimer(4);
    timers.registerProcessingTimeTimer(5);
    timers.deleteEventTimeTimer(4);
  }

  override onTimer(_timestamp: number, ctx: KeyedOnTimerContext<string>) {
    return [ctx.timeDomain() === EVENT_TIME ? 'EVENT:1777' : 'PROC:1777'];
  }
}

export class AppendCurrentKeyFunction extends KeyedCoProcessFunction<string, number, string, string> {
  processElement1(value: number, ctx: KeyedProcessContext<string>) {
    return [`${value},${ctx.getCurrentKey()}`];
  }

  processElement2(value: string, ctx: KeyedProcessContext<string>) {
    return [`${value},${ctx.getCurrentKey()}`];
  }
}

export class BroadcastFunctionWithTimer extends KeyedBroadcastProcessFunction<string, string, number, string> {
  processElement(value: string, ctx: KeyedReadOnlyBroadcastContext<string>) {
    ctx.timerService().registerEventTimeTimer(41);
    return [`NON-BR:${value} WM:${ctx.currentWatermark()} TS:${text(ctx.timestamp())}`];
  }

  processBroadcastElement(value: number, ctx: KeyedBroadcastContext<string>) {
    return [`BR:${value} WM:${ctx.currentWatermark()} TS:${text(ctx.timestamp())}`];
  }

  override onTimer(timestamp: number, ctx: KeyedBroadcastOnTimerContext<string>) {
    if (ctx.getCurrentKey() !== '6') throw new Error(`The key is ${ctx.getCurrentKey()}.`);
    return [`TIMER:${timestamp}`];
  }
}
