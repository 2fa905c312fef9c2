import { MillraceError } from '../../model/millrace-error.js';
import type { TypeInformation } from '../../model/type-information.js';
import type { OperatorContext } from '../../operator/operator-context.js';
import { KeyedStates } from '../../operator/user-functions/keyed-states.js';
import type { OutputTag } from '../../operator/user-functions/output-tag.js';
import type { KeyedStateStore } from '../../operator/user-functions/runtime-context.js';
import { CallPhase, type UserCode, usedAfterCall } from '../../operator/user-functions/user-code.js';
import { NamespacedStates } from '../../operator/windowing/namespaced-states.js';
import type { ProcessWindowContext } from '../../operator/windowing/window-function.js';
import type { KeyedStateBackend } from '../../state/keyed-state-backend.js';
import type { State } from '../../state/state.js';
import type { StateDescriptor } from '../../state/state-descriptor.js';
import type { Window } from '../../time/window.js';

/** What the context of a window function is made from. */
export interface WindowFunctionContextOptions {
  readonly context: OperatorContext;
  readonly code: UserCode;
  readonly keyed: KeyedStateBackend;
  readonly windowType: TypeInformation<unknown>;
  readonly isMerging: boolean;
}

/** The one context of an operator's window function. */
export class WindowFunctionContext implements ProcessWindowContext<Window> {
  private readonly context: OperatorContext;
  private readonly code: UserCode;
  private readonly global: KeyedStateStore;
  private readonly perWindow: NamespacedStates | undefined;
  private current!: Window;

  constructor({ context, code, keyed, windowType, isMerging }: WindowFunctionContextOptions) {
    this.context = context;
    this.code = code;
    this.global = new KeyedStates(context, code);
    this.perWindow = isMerging ? undefined : new NamespacedStates(keyed, windowType, code, 'window/');
  }

  /** The function is about to be called for a window. */
  enter(window: Window): void {
    this.current = window;
    this.perWindow?.enter(window);
  }

  window(): Window {
    this.checkCall();
    return this.current;
  }

  currentProcessingTime(): number {
    this.checkCall();
    return this.context.currentProcessingTime();
  }

  currentWatermark(): number {
    this.checkCall();
    return this.context.currentWatermark();
  }

  windowState(): KeyedStateStore {
    this.checkCall();
    return this.perWindow ?? NO_STATE_OF_WINDOWS;
  }

  globalState(): KeyedStateStore {
    this.checkCall();
    return this.global;
  }

  output<X>(tag: OutputTag<X>, value: X): void {
    this.checkCall();
    this.code.collectSide(tag as OutputTag<unknown>, value);
  }

  private checkCall(): void {
    if (this.code.phase === CallPhase.OUTSIDE) throw usedAfterCall('The context of a window function');
  }
}

function refuse(descriptor: StateDescriptor<State>): never {
  throw new MillraceError(
    'WINDOW_STATE_OF_MERGING',
    `The state '${descriptor.name}' of a window was asked for, but these windows merge, and such state does not.`,
    { facts: { state: descriptor.name }, hint: 'Use context.globalState(), which is state of the key.' },
  );
}

const NO_STATE_OF_WINDOWS: KeyedStateStore = {
  getState: refuse,
  getListState: refuse,
  getMapState: refuse,
  getReducingState: refuse,
  getAggregatingState: refuse,
};
