import type { Input } from '../operator/input.js';
import type { Operator } from '../operator/operator.js';
import type { OperatorContext } from '../operator/operator-context.js';
import type { OperatorDefinition, OperatorSpec } from '../operator/operator-definition.js';
import { elementCall } from '../operator/user-functions/element-call.js';
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

class CoFlatMapOperator implements Operator, TwoInputOperator {
  readonly inputs: readonly Input[];
  readonly code: UserCode;
  readonly processElement1: Input['processElement'];
  readonly processElement2: Input['processElement'];
  private readonly output: Input;
  private readonly lifecycle: Lifecycle;

  constructor(
    spec: OperatorSpec,
    private readonly context: OperatorContext,
  ) {
    this.inputs = twoInputs(spec, context, this);
    this.output = context.output;
    const code = new UserCode(context);
    this.code = code;
    const { flatMap1, flatMap2, ...lifecycle } = normaliseCoFlatMap(spec.functions['function']);
    this.lifecycle = lifecycle;
    const { counts } = context;
    const rest = [code.out];
    this.processElement1 = elementCall({ code, counts, name: 'flatMap1', call: flatMap1, rest });
    this.processElement2 = elementCall({ code, counts, name: 'flatMap2', call: flatMap2, rest });
  }

  open(): void | Promise<void> {
    return this.lifecycle.open?.(new OperatorRuntimeContext(this.context, this.code));
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
}
