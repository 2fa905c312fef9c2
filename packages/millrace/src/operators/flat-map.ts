import type { Input } from '../operator/input.js';
import type { Operator } from '../operator/operator.js';
import type { OperatorContext, RecordCounts } from '../operator/operator-context.js';
import type { OperatorDefinition, OperatorSpec } from '../operator/operator-definition.js';
import type { Collector } from '../operator/user-functions/collector.js';
import type { Lifecycle } from '../operator/user-functions/function.js';
import { keyedIfSelected } from '../operator/user-functions/keyed-input.js';
import { normaliseFlatMap } from '../operator/user-functions/normalise.js';
import { OperatorRuntimeContext } from '../operator/user-functions/operator-runtime-context.js';
import { UserCode } from '../operator/user-functions/user-code.js';

/** Any number of records out for each record in. Its function: role `function`. */
export const flatMapDefinition: OperatorDefinition = {
  name: 'flat-map',
  create: (spec, context) => new FlatMapOperator(spec, context),
};

class FlatMapOperator implements Operator, Input {
  readonly inputs: readonly Input[];
  private readonly output: Input;
  private readonly counts: RecordCounts;
  private readonly code: UserCode;
  private readonly flatMap: (value: unknown, out: Collector<unknown>) => unknown;
  private readonly lifecycle: Lifecycle;

  constructor(
    spec: OperatorSpec,
    private readonly context: OperatorContext,
  ) {
    this.inputs = [keyedIfSelected(context, spec.keySelectors[0], this)];
    this.output = context.output;
    this.counts = context.counts;
    this.code = new UserCode(context);
    const { flatMap, ...lifecycle } = normaliseFlatMap(spec.functions['function']);
    this.flatMap = flatMap;
    this.lifecycle = lifecycle;
  }

  open(): void | Promise<void> {
    return this.lifecycle.open?.(new OperatorRuntimeContext(this.context, this.code));
  }

  processElement(value: unknown): void {
    const { code } = this;
    if (code.isSuspended) {
      this.hold(value);
      return;
    }
    this.counts.recordsIn++;
    code.enter();
    let result: unknown;
    try {
      result = this.flatMap(value, code.out);
    } catch (cause) {
      throw code.threw(cause, 'flatMap');
    }
    code.leave(result, 'flatMap');
  }

  processWatermark(time: number): void {
    if (this.code.isSuspended) this.code.hold(() => this.processWatermark(time));
    else this.output.processWatermark(time);
  }

  processStatus(idle: boolean): void {
    if (this.code.isSuspended) this.code.hold(() => this.processStatus(idle));
    else this.output.processStatus(idle);
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
