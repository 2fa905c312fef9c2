import type { Input } from '../operator/input.js';
import type { Operator } from '../operator/operator.js';
import type { OperatorContext, RecordCounts } from '../operator/operator-context.js';
import type { OperatorDefinition, OperatorSpec } from '../operator/operator-definition.js';
import {
  BroadcastStates,
  ReadingBroadcastContext,
  WritingBroadcastContext,
} from '../operator/user-functions/broadcast-function-context.js';
import type { Collector } from '../operator/user-functions/collector.js';
import type { Lifecycle } from '../operator/user-functions/function.js';
import type { FunctionContext } from '../operator/user-functions/function-context.js';
import { normaliseBroadcastProcess } from '../operator/user-functions/normalise.js';
import { OperatorRuntimeContext } from '../operator/user-functions/operator-runtime-context.js';
import { OperatorTime } from '../operator/user-functions/operator-time.js';
import { type TimerCall, TimerCalls } from '../operator/user-functions/timer-calls.js';
import { type TwoInputOperator, twoInputs } from '../operator/user-functions/two-inputs.js';
import { UserCode } from '../operator/user-functions/user-code.js';
import type { MapStateDescriptor } from '../state/state-descriptor.js';

/**
 * Records beside a broadcast stream, which is the second input. Its function: role `function`; the descriptors of its
 * broadcast states: role `descriptors`.
 */
export const broadcastProcessDefinition: OperatorDefinition = {
  name: 'broadcast-process',
  create: (spec, context) => new BroadcastProcessOperator(spec, context),
};

/** The same with a keyed first input, which has state and timers; an operator of its own in plans, as in Flink. */
export const keyedBroadcastProcessDefinition: OperatorDefinition = {
  ...broadcastProcessDefinition,
  name: 'keyed-broadcast-process',
};

type ElementCall = (value: unknown, ctx: never, out: Collector<unknown>) => unknown;

class BroadcastProcessOperator implements Operator, TwoInputOperator {
  readonly inputs: readonly Input[];
  readonly code: UserCode;
  private readonly counts: RecordCounts;
  private readonly descriptors: readonly MapStateDescriptor<unknown, unknown>[];
  private readonly userElement: ElementCall;
  private readonly userBroadcastElement: ElementCall;
  private readonly userTimer: TimerCall | undefined;
  private readonly lifecycle: Lifecycle;
  private readonly time: OperatorTime;
  private base!: FunctionContext;
  private readingContext!: ReadingBroadcastContext;
  private writingContext!: WritingBroadcastContext;

  constructor(
    spec: OperatorSpec,
    private readonly context: OperatorContext,
  ) {
    this.inputs = twoInputs(spec, context, this);
    this.counts = context.counts;
    this.code = new UserCode(context);
    this.descriptors = (spec.functions['descriptors'] ?? []) as readonly MapStateDescriptor<unknown, unknown>[];
    const { processElement, processBroadcastElement, onTimer, ...lifecycle } = normaliseBroadcastProcess(
      spec.functions['function'],
    );
    this.userElement = processElement;
    this.userBroadcastElement = processBroadcastElement;
    this.userTimer = onTimer;
    this.lifecycle = lifecycle;
    this.time = new OperatorTime(context, this.code);
  }

  open(): void | Promise<void> {
    const { context, code } = this;
    const states = new BroadcastStates(context, code, this.descriptors);
    const extend = (ctx: FunctionContext) => new ReadingBroadcastContext(ctx, states);
    this.base = new TimerCalls(context, code, this.userTimer, extend).ctx;
    this.readingContext = extend(this.base);
    this.writingContext = new WritingBroadcastContext(this.base, states, context, code);
    return this.lifecycle.open?.(new OperatorRuntimeContext(context, code));
  }

  processElement1(value: unknown): void {
    const { code } = this;
    if (code.isSuspended) {
      this.hold1(value);
      return;
    }
    this.counts.recordsIn++;
    code.enter();
    let result: unknown;
    try {
      result = this.userElement(value, this.readingContext as never, code.out);
    } catch (cause) {
      throw code.threw(cause, 'processElement');
    }
    code.leave(result, 'processElement');
  }

  processElement2(value: unknown): void {
    const { code } = this;
    if (code.isSuspended) {
      this.hold2(value);
      return;
    }
    this.counts.recordsIn++;
    code.enterWithoutKey();
    let result: unknown;
    try {
      result = this.userBroadcastElement(value, this.writingContext as never, code.out);
    } catch (cause) {
      throw code.threw(cause, 'processBroadcastElement');
    }
    code.leave(result, 'processBroadcastElement');
  }

  processWatermark(time: number): void {
    this.time.processWatermark(time);
  }

  processStatus(idle: boolean): void {
    this.time.processStatus(idle);
  }

  close(): void | Promise<void> {
    this.code.close();
    return this.lifecycle.close?.();
  }

  /** Apart, since a closure in `processElement` would make it allocate for every record. */
  private hold1(value: unknown): void {
    this.code.hold(() => this.processElement1(value));
  }

  private hold2(value: unknown): void {
    this.code.hold(() => this.processElement2(value));
  }
}
