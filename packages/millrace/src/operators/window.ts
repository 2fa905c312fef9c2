import type { TypeInformation } from '../model/type-information.js';
import type { Input } from '../operator/input.js';
import type { Operator } from '../operator/operator.js';
import type { OperatorContext, RecordCounts } from '../operator/operator-context.js';
import type { OperatorDefinition, OperatorSpec } from '../operator/operator-definition.js';
import type { Triggerable } from '../operator/timer-service.js';
import { keyedIfSelected } from '../operator/user-functions/keyed-input.js';
import { OperatorRuntimeContext } from '../operator/user-functions/operator-runtime-context.js';
import { OperatorTime } from '../operator/user-functions/operator-time.js';
import { streamNotKeyed } from '../operator/user-functions/stream-not-keyed.js';
import { UserCode } from '../operator/user-functions/user-code.js';
import type { KeyedStateBackend } from '../state/keyed-state-backend.js';
import type { Timer } from '../state/timer-queue.js';
import type { Window } from '../time/window.js';
import { type OpenedWindows, openWindows } from './windowing/open-windows.js';

/**
 * Groups the records of each key by window, and emits what their functions make of each.
 *
 * Functions: `assigner`; `trigger`, if it is not the assigner's; `evictor`; `reduce` or `aggregate`, which fold records as
 * they come; `applyFunction` or `processFunction`; of two streams that were made one, `joinFunction` or `coGroupFunction`. Options: `allowedLatenessMs`, `lateTag`, `accumulatorType`, and `all`
 * for windows of a whole stream, whose functions are given no key.
 */
export const windowDefinition: OperatorDefinition = {
  name: 'window',
  create: (spec, context) => new WindowOperator(spec, context),
};

class WindowOperator implements Operator, Input, Triggerable {
  readonly inputs: readonly Input[];
  private readonly counts: RecordCounts;
  private readonly activity: Int32Array;
  private readonly operatorIndex: number;
  private readonly keyed: KeyedStateBackend;
  private readonly code: UserCode;
  private readonly time: OperatorTime;
  private windows!: OpenedWindows;

  constructor(
    private readonly spec: OperatorSpec,
    private readonly context: OperatorContext,
  ) {
    if (spec.keySelectors[0] === undefined || context.keyed === undefined) throw streamNotKeyed(context, 'windows');
    this.counts = context.counts;
    this.activity = context.activity;
    this.operatorIndex = context.operatorIndex;
    this.keyed = context.keyed;
    this.code = new UserCode(context);
    this.time = new OperatorTime(context, this.code);
    this.inputs = [keyedIfSelected(context, spec.keySelectors[0], this)];
  }

  open(): void | Promise<void> {
    const { spec, context, keyed, code } = this;
    const timers = (windowType: TypeInformation<unknown>) => context.timers('window-timers', windowType, this);
    this.windows = openWindows({ spec, context, keyed, code, timers });
    return this.windows.output.open?.(new OperatorRuntimeContext(context, code));
  }

  processElement(value: unknown): void {
    if (this.code.isSuspended) {
      this.hold(value);
      return;
    }
    this.counts.recordsIn++;
    this.activity[0] = this.operatorIndex;
    this.windows.panes.add(value, this.context.element.timestamp);
  }

  processWatermark(time: number): void {
    this.time.processWatermark(time);
  }

  processStatus(idle: boolean): void {
    this.time.processStatus(idle);
  }

  onEventTime(timer: Timer): void {
    if (this.code.isSuspended) this.code.holdFirst(() => this.onEventTime(timer));
    else this.windows.panes.onEventTime(timer.time, timer.namespace as Window);
  }

  onProcessingTime(timer: Timer): void {
    if (this.code.isSuspended) this.code.holdFirst(() => this.onProcessingTime(timer));
    else this.windows.panes.onProcessingTime(timer.time, timer.namespace as Window);
  }

  close(): void | Promise<void> {
    this.code.close();
    return this.windows?.output.close?.();
  }

  /** Apart, since a closure in `processElement` would make it allocate for every record. */
  private hold(value: unknown): void {
    this.code.hold(() => this.processElement(value));
  }
}
