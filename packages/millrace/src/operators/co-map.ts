import type { Input } from '../operator/input.js';
import type { Operator } from '../operator/operator.js';
import type { OperatorContext, RecordCounts } from '../operator/operator-context.js';
import type { OperatorDefinition, OperatorSpec } from '../operator/operator-definition.js';
import { isNoRecord, noRecordError } from '../operator/user-functions/emitted-value.js';
import type { Lifecycle } from '../operator/user-functions/function.js';
import { normaliseCoMap } from '../operator/user-functions/normalise.js';
import { OperatorRuntimeContext } from '../operator/user-functions/operator-runtime-context.js';
import { type TwoInputOperator, twoInputs } from '../operator/user-functions/two-inputs.js';
import { CallPhase, UserCode } from '../operator/user-functions/user-code.js';

/** One record out for each record of two inputs, keyed or not. Its function: role `function`. */
export const coMapDefinition: OperatorDefinition = {
  name: 'co-map',
  create: (spec, context) => new CoMapOperator(spec, context),
};

class CoMapOperator implements Operator, TwoInputOperator {
  readonly inputs: readonly Input[];
  readonly code: UserCode;
  private readonly output: Input;
  private readonly counts: RecordCounts;
  private readonly map1: (value: unknown) => unknown;
  private readonly map2: (value: unknown) => unknown;
  private readonly lifecycle: Lifecycle;

  constructor(
    spec: OperatorSpec,
    private readonly context: OperatorContext,
  ) {
    this.inputs = twoInputs(spec, context, this);
    this.output = context.output;
    this.counts = context.counts;
    this.code = new UserCode(context);
    const { map1, map2, ...lifecycle } = normaliseCoMap(spec.functions['function']);
    this.map1 = map1;
    this.map2 = map2;
    this.lifecycle = lifecycle;
  }

  open(): void | Promise<void> {
    return this.lifecycle.open?.(new OperatorRuntimeContext(this.context, this.code));
  }

  processElement1(value: unknown): void {
    this.counts.recordsIn++;
    this.code.enter();
    let result: unknown;
    try {
      result = this.map1(value);
    } catch (cause) {
      throw this.code.threw(cause, 'map1');
    }
    this.emit(result, 'map1');
  }

  processElement2(value: unknown): void {
    this.counts.recordsIn++;
    this.code.enter();
    let result: unknown;
    try {
      result = this.map2(value);
    } catch (cause) {
      throw this.code.threw(cause, 'map2');
    }
    this.emit(result, 'map2');
  }

  processWatermark(time: number): void {
    this.output.processWatermark(time);
  }

  processStatus(idle: boolean): void {
    this.output.processStatus(idle);
  }

  close(): void | Promise<void> {
    return this.lifecycle.close?.();
  }

  private emit(result: unknown, call: string): void {
    this.code.phase = CallPhase.OUTSIDE;
    if (isNoRecord(result)) throw noRecordError(this.context, call, result);
    this.counts.recordsOut++;
    this.output.processElement(result);
  }
}
