import { MillraceError } from '../../model/millrace-error.js';
import type { TypeInformation } from '../../model/type-information.js';
import { describeValue } from '../../model/type-mismatch.js';
import type { MetricGroup } from '../../operator/metrics.js';
import type { OperatorContext } from '../../operator/operator-context.js';
import type { InternalTimerService } from '../../operator/timer-service.js';
import { CallPhase, usedAfterCall } from '../../operator/user-functions/user-code.js';
import { NamespacedStates } from '../../operator/windowing/namespaced-states.js';
import type { OnMergeContext, Trigger } from '../../operator/windowing/trigger.js';
import { TriggerResult } from '../../operator/windowing/trigger-result.js';
import type { InternalState, Mergeable } from '../../state/internal-state.js';
import type { KeyedStateBackend } from '../../state/keyed-state-backend.js';
import type { State } from '../../state/state.js';
import type { StateDescriptor } from '../../state/state-descriptor.js';
import type { Window } from '../../time/window.js';

/** Asks a trigger: with its context, its state and its timers, for the key and window in hand. */
export class TriggerCalls {
  private readonly ctx: GuardedTriggerContext;
  private readonly activity: Int32Array;
  private readonly operatorIndex: number;

  constructor(
    private readonly trigger: Trigger<unknown, Window>,
    private readonly context: OperatorContext,
    keyed: KeyedStateBackend,
    windowType: TypeInformation<unknown>,
    timers: InternalTimerService,
  ) {
    this.ctx = new GuardedTriggerContext(context, keyed, windowType, timers);
    this.activity = context.activity;
    this.operatorIndex = context.operatorIndex;
  }

  onElement(value: unknown, timestamp: number, window: Window): TriggerResult {
    this.enter(window);
    try {
      return this.leave('onElement', this.trigger.onElement(value, timestamp, window, this.ctx));
    } catch (cause) {
      throw this.threw('onElement', cause);
    }
  }

  onEventTime(time: number, window: Window): TriggerResult {
    this.enter(window);
    try {
      return this.leave('onEventTime', this.trigger.onEventTime(time, window, this.ctx));
    } catch (cause) {
      throw this.threw('onEventTime', cause);
    }
  }

  onProcessingTime(time: number, window: Window): TriggerResult {
    this.enter(window);
    try {
      return this.leave('onProcessingTime', this.trigger.onProcessingTime(time, window, this.ctx));
    } catch (cause) {
      throw this.threw('onProcessingTime', cause);
    }
  }

  /** Windows have become `window`, and are still to be cleared. */
  onMerge(window: Window, merged: readonly Window[]): void {
    this.enter(window);
    this.ctx.merged = merged;
    try {
      this.trigger.onMerge?.(window, this.ctx);
      this.ctx.phase = CallPhase.OUTSIDE;
    } catch (cause) {
      throw this.threw('onMerge', cause);
    } finally {
      this.ctx.merged = [];
    }
  }

  clear(window: Window): void {
    this.enter(window);
    try {
      this.trigger.clear(window, this.ctx);
      this.ctx.phase = CallPhase.OUTSIDE;
    } catch (cause) {
      throw this.threw('clear', cause);
    }
  }

  private enter(window: Window): void {
    this.activity[0] = this.operatorIndex;
    this.ctx.enter(window);
  }

  private leave(call: string, result: unknown): TriggerResult {
    this.ctx.phase = CallPhase.OUTSIDE;
    if (result instanceof TriggerResult) return result;
    throw new MillraceError('TRIGGER_RESULT_INVALID', `${call} of a trigger gave ${describeValue(result)}.`, {
      facts: { call },
      hint: 'Return TriggerResult.CONTINUE, FIRE, PURGE or FIRE_AND_PURGE.',
    });
  }

  private threw(call: string, cause: unknown): Error {
    this.ctx.phase = CallPhase.OUTSIDE;
    return this.context.userError(cause, `${call} of the trigger`);
  }
}

class GuardedTriggerContext implements OnMergeContext {
  phase: CallPhase = CallPhase.OUTSIDE;
  /** The windows that have become the one in hand; empty outside of `onMerge`. */
  merged: readonly Window[] = [];
  private window!: Window;
  private readonly states: NamespacedStates;

  constructor(
    private readonly context: OperatorContext,
    keyed: KeyedStateBackend,
    windowType: TypeInformation<unknown>,
    private readonly timers: InternalTimerService,
  ) {
    this.states = new NamespacedStates(keyed, windowType, this, 'trigger/');
  }

  enter(window: Window): void {
    this.window = window;
    this.states.enter(window);
    this.phase = CallPhase.RUNNING;
  }

  getCurrentProcessingTime(): number {
    this.checkCall();
    return this.context.currentProcessingTime();
  }

  getCurrentWatermark(): number {
    this.checkCall();
    return this.context.currentWatermark();
  }

  getMetricGroup(): MetricGroup {
    return this.context.metrics;
  }

  registerEventTimeTimer(time: number): void {
    this.checkCall();
    this.timers.registerEventTimeTimer(this.window, time);
  }

  registerProcessingTimeTimer(time: number): void {
    this.checkCall();
    this.timers.registerProcessingTimeTimer(this.window, time);
  }

  deleteEventTimeTimer(time: number): void {
    this.checkCall();
    this.timers.deleteEventTimeTimer(this.window, time);
  }

  deleteProcessingTimeTimer(time: number): void {
    this.checkCall();
    this.timers.deleteProcessingTimeTimer(this.window, time);
  }

  getPartitionedState<S extends State>(descriptor: StateDescriptor<S>): S {
    this.checkCall();
    return this.states.of(descriptor);
  }

  mergePartitionedState<S extends InternalState>(descriptor: StateDescriptor<S>): void {
    this.checkCall();
    const state: InternalState = this.states.internal(descriptor);
    if (isMergeable(state)) {
      if (this.merged.length > 0) state.mergeNamespaces(this.window, this.merged);
      return;
    }
    throw new MillraceError(
      'WINDOW_STATE_NOT_MERGEABLE',
      `The state '${descriptor.name}' of a trigger is a ${descriptor.kind} state, which cannot be merged.`,
      {
        facts: { state: descriptor.name, kind: descriptor.kind },
        hint: 'Use a list, reducing or aggregating state where windows merge.',
      },
    );
  }

  private checkCall(): void {
    if (this.phase === CallPhase.OUTSIDE) throw usedAfterCall('The context of a trigger');
  }
}

function isMergeable(state: InternalState): state is InternalState & Mergeable {
  return typeof (state as Partial<Mergeable>).mergeNamespaces === 'function';
}
