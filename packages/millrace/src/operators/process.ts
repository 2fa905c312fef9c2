import type { Input } from '../operator/input.js';
import type { Operator } from '../operator/operator.js';
import type { OperatorContext, RecordCounts } from '../operator/operator-context.js';
import type { OperatorDefinition, OperatorSpec } from '../operator/operator-definition.js';
import type { Collector } from '../operator/user-functions/collector.js';
import type { Lifecycle } from '../operator/user-functions/function.js';
import type { FunctionContext } from '../operator/user-functions/function-context.js';
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
  private readonly counts: RecordCounts;
  private readonly code: UserCode;
  private readonly userElement: (value: unknown, ctx: never, out: Collector<unknown>) => unknown;
  private readonly userTimer: TimerCall | undefined;
  private readonly lifecycle: Lifecycle;
  private readonly time: OperatorTime;
  private ctx!: FunctionContext;

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
    this.ctx = new TimerCalls(this.context, this.code, this.userTimer).ctx;
    return this.lifecycle.open?.(new OperatorRuntimeContext(this.context, this.code));
  }

  processElement(value: unknown): void {
    const { code, ctx } = this;
    if (code.isSuspended) {
      this.hold(value);
      return;
    }
    this.counts.recordsIn++;
    code.enter();
    let result: unknown;
    try {
      result = this.userElement(value, ctx as never, code.out);
    } catch (cause) {
      throw code.threw(cause, 'processElement');
    }
    code.leave(result, 'processElement');
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
  private hold(value: unknown): void {
    this.code.hold(() => this.processElement(value));
  }
}
