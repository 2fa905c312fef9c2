import { VOID_NAMESPACE } from '../../state/state-descriptor.js';
import type { Timer } from '../../state/timer-queue.js';
import type { OperatorContext } from '../operator-context.js';
import type { Triggerable } from '../timer-service.js';
import type { Collector } from './collector.js';
import { FunctionContext } from './function-context.js';
import { TimeDomain } from './time-domain.js';
import type { UserCode } from './user-code.js';
import { USER_TIMERS } from './user-timers.js';

/** The call of a user function's `onTimer`. */
export type TimerCall = (timestamp: number, ctx: never, out: Collector<unknown>) => unknown;

/** Gives an operator's user function its `ctx`, and calls its `onTimer` when timers fire. */
export class TimerCalls implements Triggerable {
  /** The context of elements and of timers. */
  readonly ctx: FunctionContext;

  private readonly timerContext: never;

  /**
   * Belongs into the operator's `open`, when state is there.
   *
   * @param onTimer undefined when the function has none: its timers fire into nothing.
   * @param extend makes what `onTimer` sees as `ctx`, if it is more than a function context.
   */
  constructor(
    context: OperatorContext,
    private readonly code: UserCode,
    private readonly onTimer: TimerCall | undefined,
    extend: (ctx: FunctionContext) => unknown = (ctx) => ctx,
  ) {
    const timers = context.keyed === undefined ? undefined : context.timers(USER_TIMERS, VOID_NAMESPACE, this);
    this.ctx = new FunctionContext(context, code, timers);
    this.timerContext = extend(this.ctx) as never;
  }

  onEventTime(timer: Timer): void {
    this.fire(timer, TimeDomain.EVENT_TIME);
  }

  onProcessingTime(timer: Timer): void {
    this.fire(timer, TimeDomain.PROCESSING_TIME);
  }

  private fire(timer: Timer, domain: TimeDomain): void {
    const { code, onTimer } = this;
    if (onTimer === undefined) return;
    if (code.isSuspended) {
      code.holdFirst(() => this.fire(timer, domain));
      return;
    }
    code.enter();
    code.firing = { time: timer.time, domain };
    let result: unknown;
    try {
      result = onTimer(timer.time, this.timerContext, code.out);
    } catch (cause) {
      throw code.threw(cause, 'onTimer');
    }
    code.leaveTimer(result);
  }
}
