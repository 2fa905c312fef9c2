import type { Input } from '../operator/input.js';
import type { Operator } from '../operator/operator.js';
import type { OperatorContext, RecordCounts } from '../operator/operator-context.js';
import type { OperatorDefinition, OperatorSpec } from '../operator/operator-definition.js';
import type { Collector } from '../operator/user-functions/collector.js';
import { elementCall } from '../operator/user-functions/element-call.js';
import type { Lifecycle } from '../operator/user-functions/function.js';
import { normaliseCoProcess } from '../operator/user-functions/normalise.js';
import { OperatorRuntimeContext } from '../operator/user-functions/operator-runtime-context.js';
import { OperatorTime } from '../operator/user-functions/operator-time.js';
import { type TimerCall, TimerCalls } from '../operator/user-functions/timer-calls.js';
import { type TwoInputOperator, twoInputs } from '../operator/user-functions/two-inputs.js';
import { UserCode } from '../operator/user-functions/user-code.js';

/** The general function of two inputs, keyed (with state and timers) or not. Its function: role `function`. */
export const coProcessDefinition: OperatorDefinition = {
  name: 'co-process',
  create: (spec, context) => new CoProcessOperator(spec, context),
};

type ElementCall = (value: unknown, ctx: never, out: Collector<unknown>) => unknown;

class CoProcessOperator implements Operator, TwoInputOperator {
  readonly inputs: readonly Input[];
  readonly code: UserCode;
  /** Set by `open`. */
  processElement1!: Input['processElement'];
  /** Set by `open`. */
  processElement2!: Input['processElement'];
  private readonly counts: RecordCounts;
  private readonly userElement1: ElementCall;
  private readonly userElement2: ElementCall;
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
    const { processElement1, processElement2, onTimer, ...lifecycle } = normaliseCoProcess(spec.functions['function']);
    this.userElement1 = processElement1;
    this.userElement2 = processElement2;
    this.userTimer = onTimer;
    this.lifecycle = lifecycle;
    this.time = new OperatorTime(context, this.code);
  }

  open(): void | Promise<void> {
    const { code, counts } = this;
    const rest = [new TimerCalls(this.context, code, this.userTimer).ctx, code.out];
    this.processElement1 = elementCall({ code, counts, name: 'processElement1', call: this.userElement1, rest });
    this.processElement2 = elementCall({ code, counts, name: 'processElement2', call: this.userElement2, rest });
    return this.lifecycle.open?.(new OperatorRuntimeContext(this.context, this.code));
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
