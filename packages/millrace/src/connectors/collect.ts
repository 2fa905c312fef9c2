import type { Sink, SinkWriter, SinkWriterContext, WriteContext } from './sink.js';

/** How many records wait for the consumer before the job is held back. */
const DEFAULT_CAPACITY = 1024;

/** How a collection of results is made. */
export interface CollectOptions<T, R> {
  /** What the consumer gets for a record. Called in the task, so that a reused write context may be read. */
  readonly convert: (value: T, context: WriteContext) => R;
  /** Called once when the consumer stops before the end: cancels the job, and settles when it is over. */
  readonly onReturn: () => void | Promise<void>;
  /** 1,024 by default. */
  readonly capacity?: number;
}

/** The two ends of `executeAndCollect`: the sink in the job, and the results for the caller. */
export interface Collect<T, R> {
  readonly sink: Sink<T>;
  readonly results: AsyncIterableIterator<R, undefined>;
  /** The job has ended: once the results that wait are consumed, there are no more. */
  end(): void;
  /** The job has failed: once the results that wait are consumed, the consumer gets the error. */
  fail(error: unknown): void;
}

interface Waiter<R> {
  resolve(result: IteratorResult<R, undefined>): void;
  reject(error: unknown): void;
}

/** A writer that is held back. */
interface HeldWriter {
  open(): void;
}

const DONE: IteratorReturnResult<undefined> = { done: true, value: undefined };

/**
 * Hands the records of a job to a consumer in the same thread, and holds the job back while the consumer is behind.
 *
 * A consumer that stops early (`break`) cancels the job.
 */
export function createCollect<T, R>(options: CollectOptions<T, R>): Collect<T, R> {
  const exchange = new CollectExchange<R>(options.capacity ?? DEFAULT_CAPACITY, options.onReturn);
  return {
    sink: new CollectSink(exchange, options.convert),
    results: exchange,
    end: () => exchange.end(),
    fail: (error) => exchange.fail(error),
  };
}

/** Results in order, those who wait for them, and writers that wait for room. */
class CollectExchange<R> implements AsyncIterableIterator<R, undefined> {
  private results: R[] = [];
  /** Where the next result stands; those before it have been consumed. */
  private head = 0;
  private readonly waiters: Waiter<R>[] = [];
  private readonly held = new Set<HeldWriter>();
  private outcome: { readonly error?: unknown; readonly isError: boolean } | undefined;
  /** The consumer has stopped: what still comes is dropped. */
  private isAbandoned = false;

  constructor(
    private readonly capacity: number,
    private readonly onReturn: () => void | Promise<void>,
  ) {}

  get isFull(): boolean {
    return !this.isAbandoned && this.results.length - this.head >= this.capacity;
  }

  put(result: R): void {
    if (this.isAbandoned) return;
    const waiter = this.waiters.shift();
    if (waiter === undefined) this.results.push(result);
    else waiter.resolve({ done: false, value: result });
  }

  hold(writer: HeldWriter): void {
    this.held.add(writer);
  }

  end(): void {
    this.settle({ isError: false });
  }

  fail(error: unknown): void {
    this.settle({ error, isError: true });
  }

  next(): Promise<IteratorResult<R, undefined>> {
    if (this.head < this.results.length) return Promise.resolve({ done: false, value: this.take() });
    const { outcome } = this;
    if (outcome === undefined) return new Promise((resolve, reject) => this.waiters.push({ resolve, reject }));
    this.outcome = { isError: false };
    return outcome.isError ? Promise.reject(outcome.error) : Promise.resolve(DONE);
  }

  async return(): Promise<IteratorResult<R, undefined>> {
    const wasRunning = this.outcome === undefined && !this.isAbandoned;
    this.isAbandoned = true;
    this.results = [];
    this.head = 0;
    this.release();
    this.settle({ isError: false });
    if (wasRunning) await this.onReturn();
    return DONE;
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  private take(): R {
    const result = this.results[this.head++]!;
    const waiting = this.results.length - this.head;
    if (waiting <= this.capacity / 2) this.release();
    // Consumed results are let go of in bulk: an array without its front moves all the rest.
    if (waiting === 0 || this.head >= this.capacity) {
      this.results = this.results.slice(this.head);
      this.head = 0;
    }
    return result;
  }

  private release(): void {
    for (const writer of this.held) writer.open();
    this.held.clear();
  }

  private settle(outcome: { readonly error?: unknown; readonly isError: boolean }): void {
    if (this.outcome !== undefined) return;
    this.outcome = outcome;
    for (const waiter of this.waiters.splice(0)) {
      if (this.outcome.isError) {
        this.outcome = { isError: false };
        waiter.reject(outcome.error);
      } else {
        waiter.resolve(DONE);
      }
    }
  }
}

class CollectSink<T, R> implements Sink<T> {
  readonly connector = 'collect';
  readonly guarantee = 'at-least-once';

  constructor(
    private readonly exchange: CollectExchange<R>,
    private readonly convert: (value: T, context: WriteContext) => R,
  ) {}

  describe(): Readonly<Record<string, unknown>> {
    return {};
  }

  createWriter(context: SinkWriterContext): SinkWriter<T> {
    const { exchange, convert } = this;
    const { gate } = context;
    const held: HeldWriter = { open: () => context.enqueue(() => gate.open()) };
    return {
      write(value, writeContext) {
        exchange.put(convert(value, writeContext));
        if (!exchange.isFull || !gate.isOpen) return;
        gate.shut();
        exchange.hold(held);
      },
      flush() {
        // A result is with the caller's thread as soon as it is written.
      },
      close() {
        // The consumer may still take what waits.
      },
    };
  }
}
