import type { TypeInformation } from '../model/type-information.js';
import type { Input, InSteps } from '../operator/input.js';
import type { Operator } from '../operator/operator.js';
import type { OperatorContext, RecordCounts } from '../operator/operator-context.js';
import type { OperatorDefinition, OperatorSpec } from '../operator/operator-definition.js';
import type { Step } from '../operator/step.js';
import { isNoRecord, noRecordError } from '../operator/user-functions/emitted-value.js';
import type { Lifecycle } from '../operator/user-functions/function.js';
import { keyedIfSelected } from '../operator/user-functions/keyed-input.js';
import { normaliseReduce } from '../operator/user-functions/normalise.js';
import { OperatorRuntimeContext } from '../operator/user-functions/operator-runtime-context.js';
import { streamNotKeyed } from '../operator/user-functions/stream-not-keyed.js';
import { CallPhase } from '../operator/user-functions/user-code.js';
import type { KeyedStateBackend } from '../state/keyed-state-backend.js';
import type { ValueState } from '../state/state.js';
import { ValueStateDescriptor, VOID_NAMESPACE } from '../state/state-descriptor.js';

/** Folds the records of each key, and emits the key's value so far for each record. Its function: role `function`. */
export const reduceDefinition: OperatorDefinition = {
  name: 'reduce',
  create: (spec, context) => new ReduceOperator(spec, context),
};

class ReduceOperator implements Operator, Input {
  readonly inputs: readonly Input[];
  readonly inSteps: InSteps | undefined;
  phase: CallPhase = CallPhase.OUTSIDE;
  private readonly output: Input;
  private readonly counts: RecordCounts;
  private readonly activity: Int32Array;
  private readonly operatorIndex: number;
  private readonly keyed: KeyedStateBackend;
  private readonly valueType: TypeInformation<unknown>;
  private readonly reduce: (value1: unknown, value2: unknown) => unknown;
  private readonly lifecycle: Lifecycle;
  private folded!: ValueState<unknown>;

  constructor(
    spec: OperatorSpec,
    private readonly context: OperatorContext,
  ) {
    if (spec.keySelectors[0] === undefined || context.keyed === undefined) throw streamNotKeyed(context, 'reduce');
    this.output = context.output;
    this.counts = context.counts;
    this.activity = context.activity;
    this.operatorIndex = context.operatorIndex;
    this.keyed = context.keyed;
    this.valueType = spec.outputType;
    const { reduce, ...lifecycle } = normaliseReduce(spec.functions['function']);
    this.reduce = reduce;
    this.lifecycle = lifecycle;
    this.inSteps = lifecycle.open === undefined ? { steps: [this.createStep()], next: this.output } : undefined;
    this.inputs = [keyedIfSelected(context, spec.keySelectors[0], this)];
  }

  open(): void | Promise<void> {
    this.folded = this.keyed.state(new ValueStateDescriptor('reduce', this.valueType), VOID_NAMESPACE);
    return this.lifecycle.open?.(new OperatorRuntimeContext(this.context, this));
  }

  processElement(value: unknown): void {
    this.counts.recordsIn++;
    this.activity[0] = this.operatorIndex;
    const { folded } = this;
    const before = folded.value();
    const result = before === undefined ? value : this.fold(before, value);
    folded.update(result);
    this.counts.recordsOut++;
    this.output.processElement(result);
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

  private createStep(): Step {
    const { context, reduce, operatorIndex, counts } = this;
    return {
      kind: 'fold',
      call: reduce,
      folded: () => this.folded,
      operatorIndex,
      counts,
      threw: (cause) => context.userError(cause, 'reduce'),
      refuse: (result) => noRecordError(context, 'reduce', result),
    };
  }

  private fold(before: unknown, value: unknown): unknown {
    this.phase = CallPhase.RUNNING;
    let result: unknown;
    try {
      result = this.reduce(before, value);
    } catch (cause) {
      throw this.context.userError(cause, 'reduce');
    } finally {
      this.phase = CallPhase.OUTSIDE;
    }
    if (isNoRecord(result) || result === null) throw noRecordError(this.context, 'reduce', result);
    return result;
  }
}
