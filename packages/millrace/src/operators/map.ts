import type { Input, InSteps } from '../operator/input.js';
import type { Operator } from '../operator/operator.js';
import type { OperatorContext, RecordCounts } from '../operator/operator-context.js';
import type { OperatorDefinition, OperatorSpec } from '../operator/operator-definition.js';
import type { Step } from '../operator/step.js';
import { noRecordError } from '../operator/user-functions/emitted-value.js';
import type { Lifecycle } from '../operator/user-functions/function.js';
import { keyedIfSelected } from '../operator/user-functions/keyed-input.js';
import { normaliseMap } from '../operator/user-functions/normalise.js';
import { OperatorRuntimeContext } from '../operator/user-functions/operator-runtime-context.js';
import { CallPhase } from '../operator/user-functions/user-code.js';

/** One record out for each record in. Its function: role `function`. */
export const mapDefinition: OperatorDefinition = {
  name: 'map',
  create: (spec, context) => new MapOperator(spec, context),
};

class MapOperator implements Operator, Input {
  readonly inputs: readonly Input[];
  readonly inSteps: InSteps | undefined;
  phase: CallPhase = CallPhase.OUTSIDE;
  private readonly output: Input;
  private readonly counts: RecordCounts;
  private readonly activity: Int32Array;
  private readonly operatorIndex: number;
  private readonly map: (value: unknown) => unknown;
  private readonly lifecycle: Lifecycle;

  constructor(
    spec: OperatorSpec,
    private readonly context: OperatorContext,
  ) {
    this.output = context.output;
    this.counts = context.counts;
    this.activity = context.activity;
    this.operatorIndex = context.operatorIndex;
    const { map, ...lifecycle } = normaliseMap(spec.functions['function']);
    this.map = map;
    this.lifecycle = lifecycle;
    this.inSteps = lifecycle.open === undefined ? { steps: [this.createStep()], next: this.output } : undefined;
    this.inputs = [keyedIfSelected(context, spec.keySelectors[0], this)];
  }

  open(): void | Promise<void> {
    return this.lifecycle.open?.(new OperatorRuntimeContext(this.context, this));
  }

  processElement(value: unknown): void {
    const { counts } = this;
    counts.recordsIn++;
    this.activity[0] = this.operatorIndex;
    this.phase = CallPhase.RUNNING;
    let result: unknown;
    try {
      result = this.map(value);
    } catch (cause) {
      throw this.context.userError(cause, 'map');
    } finally {
      this.phase = CallPhase.OUTSIDE;
    }
    if (result === undefined || (typeof result === 'object' && result instanceof Promise)) {
      throw noRecordError(this.context, 'map', result);
    }
    counts.recordsOut++;
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
    const { context, map, operatorIndex, counts } = this;
    return {
      kind: 'map',
      call: map,
      operatorIndex,
      counts,
      threw: (cause) => context.userError(cause, 'map'),
      refuse: (result) => noRecordError(context, 'map', result),
    };
  }
}
