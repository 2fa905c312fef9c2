import type { Input } from '../operator/input.js';
import type { Operator } from '../operator/operator.js';
import type { OperatorContext, RecordCounts } from '../operator/operator-context.js';
import type { OperatorDefinition, OperatorSpec } from '../operator/operator-definition.js';
import type { Collector } from '../operator/user-functions/collector.js';
import type { Lifecycle } from '../operator/user-functions/function.js';
import type { FunctionContext } from '../operator/user-functions/function-context.js';
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
  private readonly counts: RecordCounts;
  private readonly userElement1: ElementCall;
  private readonly userElement2: ElementCall;
  private readonly userTimer: TimerCall | undefined;
  private readonly lifecycle: Lifecycle;
  private readonly time: OperatorTime;
  private ctx!: FunctionContext;

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
    this.ctx = new TimerCalls(this.context, this.code, this.userTimer).ctx;
    return this.lifecycle.open?.(new OperatorRuntimeContext(this.context, this.code));
  }

  processElement1(value: unknown): void {
    const { code, ctx } = this;
    if (code.isSuspended) {
      this.hold1(value);
      return;
    }
    this.counts.recordsIn++;
    code.enter();
    let result: unknown;
    try {
      result = this.userElement1(value, ctx as never, code.out);
    } catch (cause) {
      throw code.threw(cause, 'processElement1');
    }
    code.leave(result, 'processElement1');
  }

  processElement2(value: unknown): void {
    const { code, ctx } = this;
    if (code.isSuspended) {
      this.hold2(value);
      return;
    }
    this.counts.recordsIn++;
    code.enter();
    let result: unknown;
    try {
      result = this.userElement2(value, ctx as never, code.out);
    } catch (cause) {
      throw code.threw(cause, 'processElement2');
    }
    code.leave(result, 'processElement2');
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
