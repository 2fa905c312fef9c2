import { MillraceError } from '../../model/millrace-error.js';
import { describeValue } from '../../model/type-mismatch.js';
import type { OperatorContext } from '../../operator/operator-context.js';
import { OperatorRuntimeContext } from '../../operator/user-functions/operator-runtime-context.js';
import type { RuntimeContext } from '../../operator/user-functions/runtime-context.js';
import { CallPhase, usedAfterCall } from '../../operator/user-functions/user-code.js';
import type { WindowAssigner, WindowAssignerContext } from '../../operator/windowing/window-assigner.js';
import type { Window } from '../../time/window.js';

/** Asks an assigner for the windows of a record. */
export class AssignerCalls implements WindowAssignerContext {
  phase: CallPhase = CallPhase.OUTSIDE;
  private readonly runtimeContext: RuntimeContext;

  constructor(
    readonly assigner: WindowAssigner<unknown, Window>,
    private readonly context: OperatorContext,
  ) {
    this.runtimeContext = new OperatorRuntimeContext(context, this);
  }

  assign(value: unknown, timestamp: number): readonly Window[] {
    this.phase = CallPhase.RUNNING;
    let windows: unknown;
    try {
      windows = this.assigner.assignWindows(value, timestamp, this);
      if (!Array.isArray(windows)) windows = listed(windows);
    } catch (cause) {
      throw this.context.userError(cause, 'assignWindows');
    } finally {
      this.phase = CallPhase.OUTSIDE;
    }
    return windows as readonly Window[];
  }

  getCurrentProcessingTime(): number {
    this.checkCall();
    return this.context.currentProcessingTime();
  }

  getRuntimeContext(): RuntimeContext {
    this.checkCall();
    return this.runtimeContext;
  }

  private checkCall(): void {
    if (this.phase === CallPhase.OUTSIDE) throw usedAfterCall('The context of a window assigner');
  }
}

function listed(windows: unknown): readonly Window[] {
  if (typeof (windows as Partial<Iterable<Window>> | undefined)?.[Symbol.iterator] === 'function') {
    return [...(windows as Iterable<Window>)];
  }
  throw new MillraceError('WINDOW_INVALID', `assignWindows gave ${describeValue(windows)}.`, {
    hint: 'Return an array of windows; an empty one drops the record.',
  });
}
