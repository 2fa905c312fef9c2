import type { SourceOperator } from '../operator/operator.js';
import type { RecordCounts } from '../operator/operator-context.js';
import type { FlowPoint } from './flow-point.js';
import type { Feeds, Head } from './head.js';
import type { Slice } from './slice.js';

/** What a source head tells its task. */
export interface SourceHeadHost {
  wake(): void;
  fail(cause: unknown): void;
}

/** Reads a source that is chained into the task, one record at a time. */
export class SourceHead implements Head {
  hasMore = true;
  isEnded = false;
  /** Held while a barrier is aligned, and for good once the job stops. */
  isHeld = false;
  private isWaiting = false;

  constructor(
    readonly feeds: Feeds,
    private readonly source: SourceOperator,
    private readonly flow: FlowPoint,
    private readonly counts: RecordCounts,
    private readonly slice: Slice,
    private readonly host: SourceHeadHost,
  ) {}

  run(limit: number): boolean {
    if (this.isHeld || this.isEnded || !this.hasMore) return false;
    const { source, flow, counts, slice } = this;
    const start = counts.recordsOut;
    for (let taken = 0; taken < limit && !flow.mustPause(); taken = counts.recordsOut - start) {
      const before = counts.recordsOut;
      const status = source.poll(Math.min(limit - taken, slice.steps));
      slice.passed(counts.recordsOut - before);
      if (status === 'more') continue;
      this.hasMore = false;
      if (status === 'end') this.isEnded = true;
      else this.waitForMore();
      break;
    }
    return counts.recordsOut > start;
  }

  /** Says in the error of a record that this head gave where it comes from. */
  located(cause: unknown): unknown {
    return this.source.located(cause);
  }

  private waitForMore(): void {
    if (this.isWaiting) return;
    this.isWaiting = true;
    this.source.ready().then(
      () => {
        this.isWaiting = false;
        this.hasMore = true;
        this.host.wake();
      },
      (cause: unknown) => this.host.fail(cause),
    );
  }
}
