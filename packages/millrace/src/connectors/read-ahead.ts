/** How an iterator came to its end. */
export type ReadAheadOutcome = { readonly isError: false } | { readonly isError: true; readonly error: unknown };

/** Pulls an iterator, one call at a time, until so many elements wait to be taken. */
export class ReadAhead<T> {
  /** How the iterator ended, once it has; elements may still wait. */
  outcome: ReadAheadOutcome | undefined;
  private elements: T[] = [];
  /** Where the next element stands; those before it have been taken. */
  private head = 0;
  private isPulling = false;
  private isClosed = false;
  private wake: (() => void) | undefined;

  /** Pulls for the first time at once. */
  constructor(
    private readonly iterator: AsyncIterator<T>,
    private readonly limit: number,
  ) {
    void this.pull();
  }

  get isEmpty(): boolean {
    return this.waiting === 0;
  }

  /** The next element. Not to be called when there is none. */
  take(): T {
    const element = this.elements[this.head++]!;
    // What was taken is let go of in bulk: an array without its front moves all the rest.
    if (this.isEmpty || this.head >= this.limit) {
      this.elements = this.elements.slice(this.head);
      this.head = 0;
    }
    if (!this.isPulling && this.waiting <= this.limit / 2) void this.pull();
    return element;
  }

  /** Settles once there is an element or an outcome. */
  ready(): Promise<void> {
    if (!this.isEmpty || this.outcome !== undefined) return Promise.resolve();
    return new Promise((resolve) => {
      this.wake = resolve;
    });
  }

  /** Ends the iterator: waits for its `return`, unless it is in the middle of a `next` that may never come back. */
  async close(): Promise<void> {
    if (this.isClosed) return;
    this.isClosed = true;
    this.elements = [];
    this.head = 0;
    if (this.outcome !== undefined) return;
    const returned = (async () => this.iterator.return?.())();
    if (!this.isPulling) {
      await returned;
      return;
    }
    // Nobody is there any more to whom a failure could be reported.
    returned.catch(() => undefined);
  }

  private get waiting(): number {
    return this.elements.length - this.head;
  }

  private async pull(): Promise<void> {
    if (this.isPulling || this.outcome !== undefined) return;
    this.isPulling = true;
    try {
      while (!this.isClosed && this.waiting < this.limit) {
        const result = await this.iterator.next();
        if (this.isClosed) return;
        if (result.done === true) {
          this.outcome = { isError: false };
          return;
        }
        this.elements.push(result.value);
        this.wakeUp();
      }
    } catch (error) {
      this.outcome = { isError: true, error };
    } finally {
      this.isPulling = false;
      this.wakeUp();
    }
  }

  private wakeUp(): void {
    const { wake } = this;
    this.wake = undefined;
    wake?.();
  }
}
