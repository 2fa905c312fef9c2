import { MillraceError } from '../../model/millrace-error.js';
import type { OperatorContext } from '../operator-context.js';
import type { InternalTimerService } from '../timer-service.js';
import { streamNotKeyed } from './stream-not-keyed.js';
import type { TimerService } from './timer-service.js';
import { CallPhase, type UserCode, usedAfterCall } from './user-code.js';

/** The name under which the timers of user functions are kept in snapshots. */
export const USER_TIMERS = 'user-timers';

/** The timer service that user functions see: checked, guarded, in the void namespace. */
export class UserTimers implements TimerService {
  constructor(
    private readonly context: OperatorContext,
    private readonly code: UserCode,
    private readonly timers: InternalTimerService | undefined,
  ) {}

  currentProcessingTime(): number {
    this.checkCall();
    return this.context.currentProcessingTime();
  }

  currentWatermark(): number {
    this.checkCall();
    return this.context.currentWatermark();
  }

  registerProcessingTimeTimer(timestamp: number): void {
    this.keyed().registerProcessingTimeTimer(undefined, checkTime(timestamp));
  }

  registerEventTimeTimer(timestamp: number): void {
    this.keyed().registerEventTimeTimer(undefined, checkTime(timestamp));
  }

  deleteProcessingTimeTimer(timestamp: number): void {
    this.keyed().deleteProcessingTimeTimer(undefined, checkTime(timestamp));
  }

  deleteEventTimeTimer(timestamp: number): void {
    this.keyed().deleteEventTimeTimer(undefined, checkTime(timestamp));
  }

  private keyed(): InternalTimerService {
    this.checkCall();
    if (this.timers === undefined) throw streamNotKeyed(this.context, 'timers');
    return this.timers;
  }

  private checkCall(): void {
    if (this.code.phase === CallPhase.OUTSIDE) throw usedAfterCall('The timer service');
  }
}

function checkTime(timestamp: unknown): number {
  if (
    typeof timestamp === 'number' &&
    (Number.isSafeInteger(timestamp) || Math.abs(timestamp) === Number.POSITIVE_INFINITY)
  ) {
    return timestamp;
  }
  const seen = typeof timestamp === 'number' ? String(timestamp) : typeof timestamp;
  throw new MillraceError('TIMER_TIME_INVALID', `A timer needs a whole number of milliseconds; got ${seen}.`, {
    facts: { seen },
    hint: 'Is a field missing? The timestamp of a record without one is undefined. Math.round makes a whole number.',
  });
}
