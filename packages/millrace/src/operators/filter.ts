import { MillraceError } from '../model/millrace-error.js';
import type { Input, InSteps } from '../operator/input.js';
import type { Operator } from '../operator/operator.js';
import type { OperatorContext, RecordCounts } from '../operator/operator-context.js';
import type { OperatorDefinition, OperatorSpec } from '../operator/operator-definition.js';
import type { Step } from '../operator/step.js';
import { isNoRecord, noRecordError } from '../operator/user-functions/emitted-value.js';
import type { Lifecycle } from '../operator/user-functions/function.js';
import { keyedIfSelected } from '../operator/user-functions/keyed-input.js';
import { normaliseFilter } from '../operator/user-functions/normalise.js';
import { OperatorRuntimeContext } from '../operator/user-functions/operator-runtime-context.js';
import { CallPhase } from '../operator/user-functions/user-code.js';

/** Keeps the records for which the function gives true. Its function: role `function`. */
export const filterDefinition: OperatorDefinition = {
  name: 'filter',
  create: (spec, context) => new FilterOperator(spec, context),
};

class FilterOperator implements Operator, Input {
  readonly inputs: readonly Input[];
  readonly inSteps: InSteps | undefined;
  phase: CallPhase = CallPhase.OUTSIDE;
  private readonly output: Input;
  private readonly counts: RecordCounts;
  private readonly activity: Int32Array;
  private readonly operatorIndex: number;
  private readonly filter: (value: unknown) => unknown;
  private readonly lifecycle: Lifecycle;

  constructor(
    spec: OperatorSpec,
    private readonly context: OperatorContext,
  ) {
    this.output = context.output;
    this.counts = context.counts;
    this.activity = context.activity;
    this.operatorIndex = context.operatorIndex;
    const { filter, ...lifecycle } = normaliseFilter(spec.functions['function']);
    this.filter = filter;
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
    let keep: unknown;
    try {
      keep = this.filter(value);
    } catch (cause) {
      throw this.context.userError(cause, 'filter');
    } finally {
      this.phase = CallPhase.OUTSIDE;
    }
    if (keep === true) {
      counts.recordsOut++;
      this.output.processElement(value);
    } else if (keep !== false) {
      throw this.noBoolean(keep);
    }
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
    const { context, filter, operatorIndex, counts } = this;
    return {
      kind: 'filter',
      call: filter,
      operatorIndex,
      counts,
      threw: (cause) => context.userError(cause, 'filter'),
      refuse: (result) => this.noBoolean(result),
    };
  }

  private noBoolean(seen: unknown): Error {
    if (seen !== undefined && isNoRecord(seen)) return noRecordError(this.context, 'filter', seen);
    const error = new MillraceError(
      'FUNCTION_RESULT_INVALID',
      `filter of '${this.context.info.operatorName}' returned ${seen === null ? 'null' : typeof seen}; it returns true or false.`,
      {
        facts: { call: 'filter', seen: typeof seen },
        hint: 'Compare (value.x !== undefined), or convert with Boolean(…).',
      },
    );
    return this.context.userError(error, 'filter');
  }
}
