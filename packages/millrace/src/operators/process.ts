import type { Input } from '../operator/input.js';
import type { Operator } from '../operator/operator.js';
import type { OperatorContext, RecordCounts } from '../operator/operator-context.js';
import type { OperatorDefinition, OperatorSpec } from '../operator/operator-definition.js';
import type { Collector } from '../operator/user-functions/collector.js';
import { elementCall } from '../operator/user-functions/element-call.js';
import type { Lifecycle } from '../operator/user-functions/function.js';
import { keyedIfSelected } from '../operator/user-functions/keyed-input.js';
import { normaliseProcess } from '../operator/user-functions/normalise.js';
import { OperatorRuntimeContext } from '../operator/user-functions/operator-runtime-context.js';
import { OperatorTime } from '../operator/user-functions/operator-time.js';
import { type TimerCall, TimerCalls } from '../operator/user-functions/timer-calls.js';
import { UserCode } from '../operator/user-functions/user-code.js';

/** The general function of one input. Its function: role `function`. On a keyed input it has state and timers. */
export const processDefinition: OperatorDefinition = {
  name: 'process',
  create: (spec, context) => new ProcessOperator(spec, context),
};

/** The same for functions that know of keys; an operator of its own in plans, as in Flink. */
export const keyedProcessDefinition: OperatorDefinition = { ...processDefinition, name: 'keyed-process' };

class ProcessOperator implements Operator, Input {
  readonly inputs: readonly Input[];
  /** Set by `open`. */
  processElement!: Input['processElement'];
  private readonly counts: RecordCounts;
  private readonly code: UserCode;
  private readonly userElement: (value: unknown, ctx: never, out: Collector<unknown>) => unknown;
  private readonly userTimer: TimerCall | undefined;
  private readonly lifecycle: Lifecycle;
  private readonly time: OperatorTime;

  constructor(
    spec: OperatorSpec,
    private readonly context: OperatorContext,
  ) {
    this.inputs = [keyedIfSelected(context, spec.keySelectors[0], this)];
    this.counts = context.counts;
    this.code = new UserCode(context);
    const { processElement, onTimer, ...lifecycle } = normaliseProcess(spec.functions['function']);
    this.userElement = processElement;
    this.userTimer = onTimer;
    this.lifecycle = lifecycle;
    this.time = new OperatorTime(context, this.code);
  }

  open(): void | Promise<void> {
    const { context, code, counts, userElement: call } = this;
    const { ctx } = new TimerCalls(context, code, this.userTimer);
    this.processElement = elementCall({ code, counts, name: 'processElement', call, rest: [ctx, code.out] });
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
