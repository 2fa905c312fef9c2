import type { Input } from '../operator/input.js';
import type { Operator } from '../operator/operator.js';
import type { OperatorContext, RecordCounts } from '../operator/operator-context.js';
import type { OperatorDefinition, OperatorSpec } from '../operator/operator-definition.js';
import type { Collector } from '../operator/user-functions/collector.js';
import type { Lifecycle } from '../operator/user-functions/function.js';
import { normaliseCoFlatMap } from '../operator/user-functions/normalise.js';
import { OperatorRuntimeContext } from '../operator/user-functions/operator-runtime-context.js';
import { type TwoInputOperator, twoInputs } from '../operator/user-functions/two-inputs.js';
import { UserCode } from '../operator/user-functions/user-code.js';

/** Any number of records out for each record of two inputs, keyed or not. Its function: role `function`. */
export const coFlatMapDefinition: OperatorDefinition = {
  name: 'co-flat-map',
  create: (spec, context) => new CoFlatMapOperator(spec, context),
};

type FlatMapCall = (value: unknown, out: Collector<unknown>) => unknown;

class CoFlatMapOperator implements Operator, TwoInputOperator {
  readonly inputs: readonly Input[];
  readonly code: UserCode;
  private readonly output: Input;
  private readonly counts: RecordCounts;
  private readonly flatMap1: FlatMapCall;
  private readonly flatMap2: FlatMapCall;
  private readonly lifecycle: Lifecycle;

  constructor(
    spec: OperatorSpec,
    private readonly context: OperatorContext,
  ) {
    this.inputs = twoInputs(spec, context, this);
    this.output = context.output;
    this.counts = context.counts;
    this.code = new UserCode(context);
    const { flatMap1, flatMap2, ...lifecycle } = normaliseCoFlatMap(spec.functions['function']);
    this.flatMap1 = flatMap1;
    this.flatMap2 = flatMap2;
    this.lifecycle = lifecycle;
  }

  open(): void | Promise<void> {
    return this.lifecycle.open?.(new OperatorRuntimeContext(this.context, this.code));
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
      result = this.flatMap1(value, code.out);
    } catch (cause) {
      throw code.threw(cause, 'flatMap1');
    }
    code.leave(result, 'flatMap1');
  }

  processElement2(value: unknown): void {
    const { code } = this;
    if (code.isSuspended) {
      this.hold2(value);
      return;
    }
    this.counts.recordsIn++;
    code.enter();
    let result: unknown;
    try {
      result = this.flatMap2(value, code.out);
    } catch (cause) {
      throw code.threw(cause, 'flatMap2');
    }
    code.leave(result, 'flatMap2');
  }

  processWatermark(time: number): void {
    this.output.processWatermark(time);
  }

  processStatus(idle: boolean): void {
    this.output.processStatus(idle);
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
