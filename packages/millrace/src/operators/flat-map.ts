import type { Input } from '../operator/input.js';
import type { Operator } from '../operator/operator.js';
import type { OperatorContext } from '../operator/operator-context.js';
import type { OperatorDefinition, OperatorSpec } from '../operator/operator-definition.js';
import { elementCall } from '../operator/user-functions/element-call.js';
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
  readonly processElement: Input['processElement'];
  private readonly output: Input;
  private readonly code: UserCode;
  private readonly lifecycle: Lifecycle;

  constructor(
    spec: OperatorSpec,
    private readonly context: OperatorContext,
  ) {
    this.inputs = [keyedIfSelected(context, spec.keySelectors[0], this)];
    this.output = context.output;
    const code = new UserCode(context);
    this.code = code;
    const { flatMap, ...lifecycle } = normaliseFlatMap(spec.functions['function']);
    this.lifecycle = lifecycle;
    const { counts } = context;
    this.processElement = elementCall({ code, counts, name: 'flatMap', call: flatMap, rest: [code.out] });
  }

  open(): void | Promise<void> {
    return this.lifecycle.open?.(new OperatorRuntimeContext(this.context, this.code));
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
}
