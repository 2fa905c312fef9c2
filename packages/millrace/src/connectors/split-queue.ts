import type { PollStatus } from '../operator/operator.js';

/** The splits that a reader has been given and not begun, for readers that read one split after the other. */
export class SplitQueue<Split> {
  private readonly splits: Split[] = [];
  private hasAll = false;
  private isRequested = false;
  private wake: (() => void) | undefined;

  /** @param requestSplit asks the enumerator for one more. */
  constructor(private readonly requestSplit: () => void) {}

  start(): void {
    this.requestIfEmpty();
  }

  add(splits: readonly Split[]): void {
    this.splits.push(...splits);
    this.isRequested = false;
    this.wakeUp();
  }

  noMoreSplits(): void {
    this.hasAll = true;
    this.wakeUp();
  }

  /** The next split to read; asks for one when there is none. */
  next(): Split | undefined {
    const split = this.splits.shift();
    if (split === undefined) this.requestIfEmpty();
    return split;
  }

  /** What a reader without a split in hand has to say. */
  get status(): PollStatus {
    if (this.splits.length > 0) return 'more';
    return this.hasAll ? 'end' : 'nothing';
  }

  /** Settles once there is a split, or will never be one. */
  ready(): Promise<void> {
    if (this.status !== 'nothing') return Promise.resolve();
    return new Promise((resolve) => {
      const earlier = this.wake;
      this.wake = () => {
        earlier?.();
        resolve();
      };
    });
  }

  /** The splits that have not been begun. */
  rest(): readonly Split[] {
    return this.splits;
  }

  private requestIfEmpty(): void {
    if (this.hasAll || this.isRequested || this.splits.length > 0) return;
    this.isRequested = true;
    this.requestSplit();
  }

  private wakeUp(): void {
    const { wake } = this;
    this.wake = undefined;
    wake?.();
  }
}
