import type { TypeInformation } from '../../model/type-information.js';
import { describeValue } from '../../model/type-mismatch.js';
import type { MetricGroup } from '../../operator/metrics.js';
import type { OperatorContext } from '../../operator/operator-context.js';
import type { OperatorSpec } from '../../operator/operator-definition.js';
import { CallPhase, type UserCode, usedAfterCall } from '../../operator/user-functions/user-code.js';
import { type Evictor, type EvictorContext, type Kept, TimestampedValue } from '../../operator/windowing/evictor.js';
import { windowInvalid } from '../../operator/windowing/window-error.js';
import type { InternalListState } from '../../state/internal-state.js';
import type { KeyedStateBackend } from '../../state/keyed-state-backend.js';
import { ListStateDescriptor } from '../../state/state-descriptor.js';
import type { Window } from '../../time/window.js';
import type { Fold } from './fold.js';
import { timestampedValueType } from './timestamped-value-type.js';
import { arrayOf, type ContentsState, WINDOW_CONTENTS } from './window-contents.js';
import type { Fire } from './window-firing.js';
import type { WindowOutput } from './window-output.js';

type Elements = readonly TimestampedValue<unknown>[];

/** What evicting windows are made from. */
export interface EvictingOptions {
  readonly spec: OperatorSpec;
  readonly context: OperatorContext;
  readonly keyed: KeyedStateBackend;
  readonly windowType: TypeInformation<unknown>;
  readonly evictor: Evictor<unknown, Window>;
  readonly fold: Fold | undefined;
  readonly output: WindowOutput;
  readonly code: UserCode;
}

/** Windows with an evictor: all records are kept, with their timestamps, and folded when the window fires. */
export function openEvicting(options: EvictingOptions): { readonly state: ContentsState; readonly fire: Fire } {
  const { spec, context, keyed, windowType } = options;
  const type = timestampedValueType(spec.inputTypes[0] as TypeInformation<unknown>);
  const list = keyed.state(new ListStateDescriptor(WINDOW_CONTENTS, type), windowType);
  const { element } = context;
  const state: ContentsState = {
    setCurrentNamespace: (window) => list.setCurrentNamespace(window),
    mergeNamespaces: (target, sources) => list.mergeNamespaces(target, sources),
    clear: () => list.clear(),
    add: (value) => list.add(new TimestampedValue(value, element.timestamp)),
  };
  const firing = new EvictingFiring(options, list);
  return { state, fire: (window, stateWindow, purge) => firing.fire(window, stateWindow, purge) };
}

class EvictingFiring {
  private readonly ctx: GuardedEvictorContext;

  constructor(
    private readonly options: EvictingOptions,
    private readonly list: InternalListState<TimestampedValue<unknown>>,
  ) {
    this.ctx = new GuardedEvictorContext(options.context);
  }

  fire(window: Window, stateWindow: Window, purge: boolean): void {
    const { output, code } = this.options;
    const elements = arrayOf(this.list.get());
    if (elements === undefined) return;
    if (purge) this.list.clear();
    const kept = this.evict('evictBefore', elements, window);
    const contents = this.folded(kept);
    if (contents !== undefined) output.emit(window, contents);
    const after = () => this.evictAfter(kept, elements.length, window, stateWindow, purge);
    if (code.isSuspended) code.holdRest(after);
    else after();
  }

  private evictAfter(before: Elements, size: number, window: Window, stateWindow: Window, purge: boolean): void {
    const kept = this.evict('evictAfter', before, window);
    if (purge || kept.length === size) return;
    this.list.setCurrentNamespace(stateWindow);
    this.list.update(kept);
  }

  private evict(call: 'evictBefore' | 'evictAfter', elements: Elements, window: Window): Elements {
    const { context, evictor } = this.options;
    this.ctx.phase = CallPhase.RUNNING;
    let kept: Kept;
    try {
      kept = evictor[call](elements, elements.length, window, this.ctx);
      return kept === undefined ? elements : checkedElements(call, kept);
    } catch (cause) {
      throw context.userError(cause, call);
    } finally {
      this.ctx.phase = CallPhase.OUTSIDE;
    }
  }

  /** What the output sees; undefined when there is nothing to be seen. */
  private folded(elements: Elements): unknown {
    const { fold } = this.options;
    const values = elements.map((element) => element.getValue());
    if (fold === undefined) return values;
    let folded: unknown = fold.empty();
    for (const value of values) folded = folded === undefined ? fold.first(value) : fold.add(folded, value);
    return folded === undefined ? undefined : fold.result(folded);
  }
}

function checkedElements(call: string, kept: unknown): Elements {
  if (typeof (kept as Partial<Elements> | null)?.[Symbol.iterator] === 'function') {
    const elements = [...(kept as Iterable<unknown>)];
    const other = elements.find((element) => !(element instanceof TimestampedValue));
    if (other === undefined) return elements as TimestampedValue<unknown>[];
    throw wrongResult(call, `an iterable with ${describeValue(other)}`);
  }
  throw wrongResult(call, describeValue(kept));
}

function wrongResult(call: string, seen: string) {
  return windowInvalid(
    `${call} of an evictor gave ${seen}.`,
    { call, seen },
    'Return those of the elements that stay, as they were given; nothing keeps them all.',
  );
}

class GuardedEvictorContext implements EvictorContext {
  phase: CallPhase = CallPhase.OUTSIDE;

  constructor(private readonly context: OperatorContext) {}

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

  private checkCall(): void {
    if (this.phase === CallPhase.OUTSIDE) throw usedAfterCall('The context of an evictor');
  }
}
