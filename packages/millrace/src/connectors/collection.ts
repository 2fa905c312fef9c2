import { MillraceError } from '../model/millrace-error.js';
import type { TypeInformation } from '../model/type-information.js';
import { describeValue } from '../model/type-mismatch.js';
import { Types } from '../model/types.js';
import type { PollStatus } from '../operator/operator.js';
import { ALL, elementCheck } from './element-check.js';
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

/** The whole collection, from a position on. */
export interface CollectionSplit extends SourceSplit {
  /** How many elements have been emitted. */
  readonly position: number;
}

/** What a collection source reads: something iterable, or a function that makes it when the job runs. */
export type Elements<T> = Iterable<T> | (() => Iterable<T>);

const splitForm = stateForm({
  what: 'split of a collection',
  version: 1,
  json: Types.OBJECT({ splitId: Types.STRING(), position: Types.LONG() }),
  toJson: ({ splitId, position }: CollectionSplit) => ({ splitId, position }),
  fromJson: (json) => json,
});

const enumeratorForm = staticEnumeratorForm(splitForm);

/**
 * Reads the elements of an array, or of anything else that is iterable, in their order, in one split.
 *
 * Nothing is iterated before the task that owns the split runs. After a restore it goes on at its position, so that an
 * iterable must give the same elements again; one that can be iterated only once (a generator) cannot be replayed.
 */
export class CollectionSource<T> implements Source<T, CollectionSplit, readonly CollectionSplit[]> {
  readonly connector = 'collection';
  readonly boundedness = 'bounded';
  readonly replayable: boolean;
  readonly splitForm = splitForm;
  readonly enumeratorForm = enumeratorForm;
  private readonly open: () => Iterable<T>;
  private readonly length: number | undefined;

  /**
   * @param type without it, elements are whatever structured clone can carry.
   * @throws MillraceError `COLLECTION_INVALID` for anything that is not iterable.
   */
  constructor(
    elements: Elements<T>,
    private readonly type?: TypeInformation<T>,
  ) {
    this.open = typeof elements === 'function' ? () => checkIterable(elements()) : openOnce(checkIterable(elements));
    this.length = Array.isArray(elements) ? elements.length : undefined;
    this.replayable = typeof elements === 'function' || !isOneShot(elements);
  }

  describe(): Readonly<Record<string, unknown>> {
    return this.length === undefined ? {} : { elements: this.length };
  }

  producedType(): TypeInformation<T> {
    return this.type ?? (Types.PICKLED_BYTE_ARRAY() as TypeInformation<T>);
  }

  createEnumerator(
    context: SplitEnumeratorContext<CollectionSplit>,
    restored: readonly CollectionSplit[] = [{ splitId: ALL, position: 0 }],
  ): SplitEnumerator<CollectionSplit, readonly CollectionSplit[]> {
    return createStaticEnumerator(context, restored);
  }

  createReader(context: SourceReaderContext): SourceReader<T, CollectionSplit> {
    return new CollectionReader(this.open, elementCheck(this.type, 'collection'), context);
  }
}

class CollectionReader<T> implements SourceReader<T, CollectionSplit> {
  private readonly queue: SplitQueue<CollectionSplit>;
  private splitId: string | undefined;
  private position = 0;
  private array: readonly T[] | undefined;
  private iterator: Iterator<T> | undefined;

  constructor(
    private readonly openElements: () => Iterable<T>,
    private readonly check: (value: unknown, position: number) => T,
    context: SourceReaderContext,
  ) {
    this.queue = new SplitQueue(() => context.requestSplit());
  }

  start(): void {
    this.queue.start();
  }

  addSplits(splits: readonly CollectionSplit[]): void {
    this.queue.add(splits);
  }

  noMoreSplits(): void {
    this.queue.noMoreSplits();
  }

  poll(output: ReaderOutput<T>): PollStatus {
    const { array } = this;
    if (array !== undefined && this.position < array.length) {
      let value: T;
      do {
        value = this.check(array[this.position], this.position);
        this.position++;
      } while (output.collect(value) && this.position < array.length);
      return 'more';
    }
    const { iterator } = this;
    for (let result = iterator?.next(); result !== undefined && result.done !== true; result = iterator?.next()) {
      const value = this.check(result.value, this.position);
      this.position++;
      if (!output.collect(value)) return 'more';
    }
    return this.nextSplit();
  }

  ready(): Promise<void> {
    return this.queue.ready();
  }

  lastEmitted() {
    return { split: ALL, offset: this.position - 1 };
  }

  snapshotState(): readonly CollectionSplit[] {
    const { splitId, position } = this;
    return splitId === undefined ? this.queue.rest().slice() : [{ splitId, position }, ...this.queue.rest()];
  }

  close(): void {
    const { iterator } = this;
    this.iterator = undefined;
    iterator?.return?.();
  }

  private nextSplit(): PollStatus {
    this.splitId = undefined;
    this.array = undefined;
    this.iterator = undefined;
    const split = this.queue.next();
    if (split === undefined) return this.queue.status;
    this.splitId = split.splitId;
    this.position = split.position;
    const elements = this.openElements();
    if (Array.isArray(elements)) this.array = elements;
    else this.iterator = skip(elements[Symbol.iterator](), split.position);
    if (this.array !== undefined && this.array.length < split.position)
      throw shorter(split.position, this.array.length);
    return 'more';
  }
}

function skip<T>(iterator: Iterator<T>, count: number): Iterator<T> {
  for (let skipped = 0; skipped < count; skipped++) {
    if (iterator.next().done === true) throw shorter(count, skipped);
  }
  return iterator;
}

function shorter(position: number, length: number): MillraceError {
  return new MillraceError(
    'COLLECTION_CHANGED',
    `The collection has ${length} elements, but the restored job had read ${position} of it.`,
    { facts: { position, length }, hint: 'Restore with the same collection, or start without the state.' },
  );
}

/** True for what gives its one iterator away: a generator, an iterator. */
function isOneShot(elements: Iterable<unknown>): boolean {
  return (elements[Symbol.iterator] as () => unknown).call(elements) === elements;
}

function openOnce<T>(elements: Iterable<T>): () => Iterable<T> {
  if (!isOneShot(elements)) return () => elements;
  let isOpened = false;
  return () => {
    if (!isOpened) {
      isOpened = true;
      return elements;
    }
    throw new MillraceError('COLLECTION_CONSUMED', 'The collection is a generator that has been read before.', {
      hint: 'Pass an array, or a function that makes the generator: fromCollection(() => numbers()).',
    });
  };
}

function checkIterable<T>(elements: Iterable<T>): Iterable<T> {
  const candidate = elements as { [Symbol.iterator]?: unknown; [Symbol.asyncIterator]?: unknown } | null | undefined;
  if (typeof candidate?.[Symbol.iterator] === 'function') return elements;
  const isAsync = typeof candidate?.[Symbol.asyncIterator] === 'function';
  throw new MillraceError('COLLECTION_INVALID', `A collection must be iterable, but is ${describeValue(elements)}.`, {
    facts: { seen: describeValue(elements) },
    hint: isAsync ? 'Use fromAsyncIterable.' : 'Pass an array, an iterable, or a function that makes one.',
  });
}
