import type { Input } from '../../operator/input.js';
import type { Counter } from '../../operator/metrics.js';
import type { OperatorContext } from '../../operator/operator-context.js';

/** Takes the records whose windows have all been forgotten: to a side output, or nowhere, counted. */
export class LateRecords {
  private readonly output: Input | undefined;
  private readonly dropped: Counter;

  constructor(
    private readonly context: OperatorContext,
    private readonly isEventTime: boolean,
    private readonly latenessMs: number,
    tag: string | undefined,
  ) {
    this.output = tag === undefined ? undefined : context.sideOutput(tag);
    this.dropped = context.metrics.counter('numLateRecordsDropped');
  }

  /** @param value a record that is in no window: late, or one that its assigner gave none. */
  take(value: unknown): void {
    if (!this.isEventTime) return;
    if (this.context.element.timestamp + this.latenessMs > this.context.currentWatermark()) return;
    if (this.output === undefined) this.dropped.inc();
    else this.output.processElement(value);
  }
}
