import type { Input } from '../input.js';
import type { OperatorContext } from '../operator-context.js';
import type { UserCode } from './user-code.js';

/**
 * Watermarks and status of an operator with timers: a watermark goes on once all its timers have fired and emitted, and
 * what comes behind it goes on behind it.
 */
export class OperatorTime {
  private readonly output: Input;
  private readonly advance: (time: number) => void;
  /** The watermark whose timers fire; undefined when none waits. */
  private awaited: number | undefined;
  /** Statuses that came behind a watermark which still waits. */
  private statuses: { readonly behind: number; readonly idle: boolean }[] = [];

  constructor(
    private readonly context: OperatorContext,
    private readonly code: UserCode,
  ) {
    this.output = context.output;
    this.advance = context.watermarkAdvance((time) => this.forward(time));
  }

  processWatermark(time: number): void {
    if (this.code.isSuspended) {
      this.code.hold(() => this.processWatermark(time));
      return;
    }
    if (time > this.context.currentWatermark()) this.awaited = time;
    this.advance(time);
    // What was held behind it comes next, and must find its timers fired.
    if (this.code.isResuming) this.context.completeWatermark();
  }

  processStatus(idle: boolean): void {
    if (this.code.isSuspended) this.code.hold(() => this.processStatus(idle));
    else if (this.awaited !== undefined) this.statuses.push({ behind: this.awaited, idle });
    else this.output.processStatus(idle);
  }

  /** Every timer of the watermark has fired; the last one may still be emitting. */
  private forward(time: number): void {
    if (this.code.isSuspended) {
      this.code.holdFirst(() => this.forward(time));
      return;
    }
    this.output.processWatermark(time);
    if (this.awaited === time) this.awaited = undefined;
    if (this.statuses.length === 0) return;
    const due = this.statuses.filter(({ behind }) => behind <= time);
    this.statuses = this.statuses.filter(({ behind }) => behind > time);
    for (const { idle } of due) this.output.processStatus(idle);
  }
}
