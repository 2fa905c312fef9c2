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
import { elementCall } from '../operator/user-functions/element-call.js';
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
  /** Set by `open`. */
  processElement1!: Input['processElement'];
  /** Set by `open`. */
  processElement2!: Input['processElement'];
  private readonly counts: RecordCounts;
  private readonly descriptors: readonly MapStateDescriptor<unknown, unknown>[];
  private readonly userElement: ElementCall;
  private readonly userBroadcastElement: ElementCall;
  private readonly userTimer: TimerCall | undefined;
  private readonly lifecycle: Lifecycle;
  private readonly time: OperatorTime;

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
    const { context, code, counts } = this;
    const states = new BroadcastStates(context, code, this.descriptors);
    const extend = (ctx: FunctionContext) => new ReadingBroadcastContext(ctx, states);
    const base = new TimerCalls(context, code, this.userTimer, extend).ctx;
    this.processElement1 = elementCall({
      code,
      counts,
      name: 'processElement',
      call: this.userElement,
      rest: [extend(base), code.out],
    });
    this.processElement2 = elementCall({
      code,
      counts,
      name: 'processBroadcastElement',
      call: this.userBroadcastElement,
      rest: [new WritingBroadcastContext(base, states, context, code), code.out],
      hasKey: false,
    });
    return this.lifecycle.open?.(new OperatorRuntimeContext(context, code));
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
}
