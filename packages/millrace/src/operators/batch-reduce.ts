import type { TypeInformation } from '../model/type-information.js';
import type { Input } from '../operator/input.js';
import type { Operator } from '../operator/operator.js';
import type { OperatorContext } from '../operator/operator-context.js';
import type { OperatorDefinition, OperatorSpec } from '../operator/operator-definition.js';
import type { InternalTimerService, Triggerable } from '../operator/timer-service.js';
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

/**
 * Folds the records of each key, and emits one value a key, with the timestamp `Infinity`, at the end of time: what
 * `reduce` is in BATCH mode. Its function: role `function`.
 */
export const batchReduceDefinition: OperatorDefinition = {
  name: 'batch-reduce',
  create: (spec, context) => new BatchReduceOperator(spec, context),
};

class BatchReduceOperator implements Operator, Input, Triggerable {
  readonly inputs: readonly Input[];
  phase: CallPhase = CallPhase.OUTSIDE;
  private readonly keyed: KeyedStateBackend;
  private readonly valueType: TypeInformation<unknown>;
  private readonly reduce: (value1: unknown, value2: unknown) => unknown;
  private readonly lifecycle: Lifecycle;
  private readonly advance: (time: number) => void;
  private folded!: ValueState<unknown>;
  private timers!: InternalTimerService;

  constructor(
    spec: OperatorSpec,
    private readonly context: OperatorContext,
  ) {
    const getKey = spec.keySelectors[0];
    if (getKey === undefined || context.keyed === undefined) throw streamNotKeyed(context, 'reduce');
    this.inputs = [keyedIfSelected(context, getKey, this)];
    this.keyed = context.keyed;
    this.valueType = spec.outputType;
    const { reduce, ...lifecycle } = normaliseReduce(spec.functions['function']);
    this.reduce = reduce;
    this.lifecycle = lifecycle;
    this.advance = context.watermarkAdvance((time) => context.output.processWatermark(time));
  }

  open(): void | Promise<void> {
    this.folded = this.keyed.state(new ValueStateDescriptor('reduce', this.valueType), VOID_NAMESPACE);
    this.timers = this.context.timers('end-of-key', VOID_NAMESPACE, this);
    return this.lifecycle.open?.(new OperatorRuntimeContext(this.context, this));
  }

  processElement(value: unknown): void {
    const { folded, context } = this;
    context.counts.recordsIn++;
    const before = folded.value();
    if (before === undefined) this.timers.registerEventTimeTimer(undefined, Number.POSITIVE_INFINITY);
    folded.update(before === undefined ? value : this.fold(before, value));
  }

  onEventTime(): void {
    const { folded, context } = this;
    const result = folded.value();
    folded.clear();
    context.counts.recordsOut++;
    context.output.processElement(result);
  }

  onProcessingTime(): void {
    // It registers no timers of processing time.
  }

  processWatermark(time: number): void {
    this.advance(time);
  }

  processStatus(idle: boolean): void {
    this.context.output.processStatus(idle);
  }

  close(): void | Promise<void> {
    return this.lifecycle.close?.();
  }

  private fold(before: unknown, value: unknown): unknown {
    const { context } = this;
    context.activity[0] = context.operatorIndex;
    this.phase = CallPhase.RUNNING;
    let result: unknown;
    try {
      result = this.reduce(before, value);
    } catch (cause) {
      throw context.userError(cause, 'reduce');
    } finally {
      this.phase = CallPhase.OUTSIDE;
    }
    if (isNoRecord(result) || result === null) throw noRecordError(context, 'reduce', result);
    return result;
  }
}
