import { MillraceError } from '../model/millrace-error.js';
import type { TypeInformation } from '../model/type-information.js';
import { describeValue } from '../model/type-mismatch.js';
import { Types } from '../model/types.js';
import type { PollStatus } from '../operator/operator.js';
import { ALL, elementCheck } from './element-check.js';
import { ReadAhead } from './read-ahead.js';
import type {
  ReaderOutput,
  Source,
  SourceReader,
  SourceReaderContext,
  SourceSplit,
  SplitEnumerator,
  SplitEnumeratorContext,
} from './source.js';
import { SplitQueue } from './split-queue.js';
import { stateForm } from './state-form.js';
import { createStaticEnumerator, staticEnumeratorForm } from './static-splits.js';

/** How many elements are pulled before they are asked for. */
export const ASYNC_READ_AHEAD = 256;

/**
 * What an async iterable source reads: an async iterable (or a plain one), or a function that makes it when the job runs.
 *
 * The function gets a signal that is aborted when the job ends before the iterable does.
 */
export type AsyncIterableLike<T> =
  | AsyncIterable<T>
  | Iterable<T>
  | ((signal: AbortSignal) => AsyncIterable<T> | Iterable<T>);

/** The whole iterable. */
export interface AsyncIterableSplit extends SourceSplit {
  /** How many elements have been emitted, for messages: an iterable has no positions. */
  readonly emitted: number;
}

const splitForm = stateForm({
  what: 'split of an async iterable',
  version: 1,
  json: Types.OBJECT({ splitId: Types.STRING(), emitted: Types.LONG() }),
  toJson: ({ splitId, emitted }: AsyncIterableSplit) => ({ splitId, emitted }),
  fromJson: (json) => json,
});

const enumeratorForm = staticEnumeratorForm(splitForm);

/** The forms of what cannot be read again, for other sources of the kind. */
export const asyncIterableForms = { splitForm, enumeratorForm };

/**
 * Reads an async iterable to its end, in one split, pulling a bounded number of elements ahead.
 *
 * It has no positions: what an earlier attempt of a job read is not read again, and a restored job begins with whatever
 * the iterable then gives.
 */
export class AsyncIterableSource<T> implements Source<T, AsyncIterableSplit, readonly AsyncIterableSplit[]> {
  readonly connector = 'async-iterable';
  readonly boundedness = 'continuous-unbounded';
  readonly replayable = false;
  readonly splitForm = splitForm;
  readonly enumeratorForm = enumeratorForm;
  private readonly open: (signal: AbortSignal) => AsyncIterable<T> | Iterable<T>;

  /**
   * @param type without it, elements are whatever structured clone can carry.
   * @throws MillraceError `ASYNC_ITERABLE_INVALID` for anything that is not iterable.
   */
  constructor(
    iterable: AsyncIterableLike<T>,
    private readonly type?: TypeInformation<T>,
  ) {
    const checked = typeof iterable === 'function' ? undefined : checkIterable(iterable);
    this.open = typeof iterable === 'function' ? (signal) => checkIterable(iterable(signal)) : () => checked!;
  }

  describe(): Readonly<Record<string, unknown>> {
    return { replayable: false };
  }

  producedType(): TypeInformation<T> {
    return this.type ?? (Types.PICKLED_BYTE_ARRAY() as TypeInformation<T>);
  }

  createEnumerator(
    context: SplitEnumeratorContext<AsyncIterableSplit>,
    restored: readonly AsyncIterableSplit[] = [{ splitId: ALL, emitted: 0 }],
  ): SplitEnumerator<AsyncIterableSplit, readonly AsyncIterableSplit[]> {
    return createStaticEnumerator(context, restored);
  }

  createReader(context: SourceReaderContext): SourceReader<T, AsyncIterableSplit> {
    return new AsyncIterableReader(this.open, elementCheck(this.type, 'async iterable'), context, 'An async iterable');
  }
}

/** Reads an async iterable, and ends it when the job ends before. */
export class AsyncIterableReader<T> implements SourceReader<T, AsyncIterableSplit> {
  private readonly queue: SplitQueue<AsyncIterableSplit>;
  private readonly abort = new AbortController();
  private splitId: string | undefined;
  private emitted = 0;
  private elements: ReadAhead<T> | undefined;

  constructor(
    private readonly openIterable: (signal: AbortSignal) => AsyncIterable<T> | Iterable<T>,
    private readonly check: (value: unknown, position: number) => T,
    private readonly context: SourceReaderContext,
    /** What it reads, as the beginning of a sentence. */
    private readonly what: string,
  ) {
    this.queue = new SplitQueue(() => context.requestSplit());
  }

  start(): void {
    this.queue.start();
  }

  addSplits(splits: readonly AsyncIterableSplit[]): void {
    this.queue.add(splits);
  }

  noMoreSplits(): void {
    this.queue.noMoreSplits();
  }

  poll(output: ReaderOutput<T>): PollStatus {
    const { elements } = this;
    if (elements === undefined) return this.nextSplit();
    if (elements.isEmpty) return this.onEmpty(elements);
    let value: T;
    do {
      value = this.check(elements.take(), this.emitted);
      this.emitted++;
    } while (output.collect(value) && !elements.isEmpty);
    return 'more';
  }

  ready(): Promise<void> {
    return this.elements?.ready() ?? this.queue.ready();
  }

  lastEmitted() {
    return { split: this.splitId ?? ALL, offset: this.emitted - 1 };
  }

  snapshotState(): readonly AsyncIterableSplit[] {
    const { splitId, emitted } = this;
    return splitId === undefined ? this.queue.rest().slice() : [{ splitId, emitted }, ...this.queue.rest()];
  }

  async close(): Promise<void> {
    const { elements } = this;
    this.elements = undefined;
    this.abort.abort();
    await elements?.close();
  }

  private onEmpty(elements: ReadAhead<T>): PollStatus {
    const { outcome } = elements;
    if (outcome === undefined) return 'nothing';
    if (outcome.isError) throw this.failed(outcome.error);
    this.elements = undefined;
    this.splitId = undefined;
    return 'more';
  }

  private nextSplit(): PollStatus {
    const split = this.queue.next();
    if (split === undefined) return this.queue.status;
    const { context } = this;
    if (split.emitted > 0) {
      context.logger.warn(`${this.what} cannot be read again: what it gave before is not repeated.`, {
        operator: context.info.operatorName,
        emittedBefore: split.emitted,
      });
    }
    this.splitId = split.splitId;
    this.emitted = split.emitted;
    try {
      this.elements = new ReadAhead(iteratorOf(this.openIterable(this.abort.signal)), ASYNC_READ_AHEAD);
    } catch (cause) {
      throw this.failed(cause);
    }
    return 'more';
  }

  private failed(cause: unknown): MillraceError {
    if (cause instanceof MillraceError) return cause;
    const what = cause instanceof Error ? cause.message : describeValue(cause);
    return new MillraceError(
      'ASYNC_ITERABLE_FAILED',
      `The async iterable failed after ${this.emitted} elements: ${what}`,
      {
        facts: { emitted: this.emitted },
        cause,
      },
    );
  }
}

function iteratorOf<T>(iterable: AsyncIterable<T> | Iterable<T>): AsyncIterator<T> {
  return Symbol.asyncIterator in iterable ? iterable[Symbol.asyncIterator]() : awaited(iterable);
}

/** A plain iterable as `for await` reads it: promises among its elements are awaited. */
async function* awaited<T>(iterable: Iterable<T>): AsyncGenerator<T, void, undefined> {
  yield* iterable;
}

function checkIterable<T>(iterable: AsyncIterable<T> | Iterable<T>): AsyncIterable<T> | Iterable<T> {
  const candidate = iterable as { [Symbol.iterator]?: unknown; [Symbol.asyncIterator]?: unknown } | null | undefined;
  if (typeof candidate?.[Symbol.asyncIterator] === 'function') return iterable;
  if (typeof candidate?.[Symbol.iterator] === 'function') return iterable;
  const seen = describeValue(iterable);
  throw new MillraceError('ASYNC_ITERABLE_INVALID', `An async iterable was expected, but this is ${seen}.`, {
    facts: { seen },
    hint: 'Pass what `for await` takes, or a function that makes it.',
  });
}
