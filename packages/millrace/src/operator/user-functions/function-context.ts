import { MillraceError } from '../../model/millrace-error.js';
import { NO_TIMESTAMP } from '../element.js';
import type { OperatorContext } from '../operator-context.js';
import type { InternalTimerService } from '../timer-service.js';
import type { OutputTag } from './output-tag.js';
import type { KeyedProcessContext } from './process-context.js';
import { streamNotKeyed } from './stream-not-keyed.js';
import type { TimeDomain } from './time-domain.js';
import type { TimerService } from './timer-service.js';
import { CallPhase, type UserCode, usedAfterCall } from './user-code.js';
import { UserTimers } from './user-timers.js';

/** The one `ctx` of an operator, for its elements and its timers. */
export class FunctionContext implements KeyedProcessContext<unknown> {
  private readonly userTimers: TimerService;

  constructor(
    private readonly context: OperatorContext,
    private readonly code: UserCode,
    timers: InternalTimerService | undefined,
  ) {
    this.userTimers = new UserTimers(context, code, timers);
  }

  timestamp(): number | undefined {
    this.checkCall();
    const { firing } = this.code;
    if (firing !== undefined) return firing.time;
    const { timestamp } = this.context.element;
    return timestamp === NO_TIMESTAMP ? undefined : timestamp;
  }

  timeDomain(): TimeDomain {
    this.checkCall();
    const { firing } = this.code;
    if (firing !== undefined) return firing.domain;
    throw new MillraceError('TIME_DOMAIN_WITHOUT_TIMER', 'ctx.timeDomain() was asked outside of onTimer.', {
      hint: 'Only a timer has a time domain; ask in onTimer.',
    });
  }

  timerService(): TimerService {
    this.checkCall();
    return this.userTimers;
  }

  getCurrentKey(): unknown {
    this.checkCall();
    const { keyed } = this.context;
    if (keyed === undefined) throw streamNotKeyed(this.context, 'the current key');
    return keyed.currentKey;
  }

  output<X>(tag: OutputTag<X>, value: X): void {
    this.checkCall();
    this.code.collectSide(tag as OutputTag<unknown>, value);
  }

  private checkCall(): void {
    if (this.code.phase === CallPhase.OUTSIDE) throw usedAfterCall('ctx');
  }
}
