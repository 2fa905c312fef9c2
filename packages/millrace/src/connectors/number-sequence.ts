import { MillraceError } from '../model/millrace-error.js';
import type { TypeInformation } from '../model/type-information.js';
import { describeValue } from '../model/type-mismatch.js';
import { canonicalInteger, isInt64 } from '../model/types/long.js';
import { Types } from '../model/types.js';
import type { PollStatus } from '../operator/operator.js';
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

/** A part of a sequence. Both ends belong to it; LONGs in canonical form. */
export interface NumberSequenceSplit extends SourceSplit {
  /** The next number to emit. */
  readonly from: number | bigint;
  readonly to: number | bigint;
}

const splitForm = stateForm({
  what: 'split of a number sequence',
  version: 1,
  // JSON's numbers are not exact beyond 2^53.
  json: Types.OBJECT({ splitId: Types.STRING(), from: Types.STRING(), to: Types.STRING() }),
  toJson: ({ splitId, from, to }: NumberSequenceSplit) => ({ splitId, from: String(from), to: String(to) }),
  fromJson: ({ splitId, from, to }): NumberSequenceSplit => ({
    splitId,
    from: canonicalInteger(BigInt(from)),
    to: canonicalInteger(BigInt(to)),
  }),
});

const enumeratorForm = staticEnumeratorForm(splitForm);

/** A source of the whole numbers of a range; see {@link NumberSequenceSource}'s constructor. */
export interface NumberSequenceSource<T extends number | bigint = number>
  extends Source<T, NumberSequenceSplit, readonly NumberSequenceSplit[]> {
  readonly start: T;
  readonly end: T;
}

interface NumberSequenceSourceConstructor {
  new (start: number, end: number): NumberSequenceSource<number>;
  new (start: bigint, end: bigint): NumberSequenceSource<bigint>;
}

/**
 * The whole numbers from `start` to `end`, both included, as LONG: as numbers when the bounds are given as numbers, as
 * bigints when they are given as bigints.
 *
 * The range is cut into as many splits as there are subtasks; each split is in order, the splits are not among each other.
 *
 * @throws MillraceError `SEQUENCE_INVALID` when a bound is not a whole number of 64 bits (as a number: up to ±(2^53 − 1)),
 * or the end is before the start.
 *
 * @example
 * ```ts
 * import { NumberSequenceSource } from 'millrace';
 *
 * console.log(new NumberSequenceSource(1, 1_000).describe());
 * ```
 */
export const NumberSequenceSource: NumberSequenceSourceConstructor = class<T extends number | bigint>
  implements NumberSequenceSource<T>
{
  readonly connector = 'number-sequence';
  readonly boundedness = 'bounded';
  readonly replayable = true;
  readonly splitForm = splitForm;
  readonly enumeratorForm = enumeratorForm;
  private readonly asBigInt: boolean;

  constructor(
    readonly start: T,
    readonly end: T,
  ) {
    checkBound(start, 'start');
    checkBound(end, 'end');
    if (end < start) throw invalid(`The end ${end} is before the start ${start}.`);
    this.asBigInt = typeof start === 'bigint' || typeof end === 'bigint';
  }

  describe(): Readonly<Record<string, unknown>> {
    return { start: String(this.start), end: String(this.end) };
  }

  producedType(): TypeInformation<T> {
    const type = this.asBigInt ? Types.LONG({ as: 'bigint' }) : Types.LONG();
    return type as TypeInformation<unknown> as TypeInformation<T>;
  }

  createEnumerator(
    context: SplitEnumeratorContext<NumberSequenceSplit>,
    restored: readonly NumberSequenceSplit[] = splitSequence(BigInt(this.start), BigInt(this.end), context.parallelism),
  ): SplitEnumerator<NumberSequenceSplit, readonly NumberSequenceSplit[]> {
    return createStaticEnumerator(context, restored);
  }

  createReader(context: SourceReaderContext): SourceReader<T, NumberSequenceSplit> {
    const reader = this.asBigInt ? new BigIntSequenceReader(context) : new NumberSequenceReader(context);
    return reader as SourceReader<unknown, NumberSequenceSplit> as SourceReader<T, NumberSequenceSplit>;
  }
};

/** Cuts a range into `count` parts of the same length, the first ones one longer where it does not divide. */
export function splitSequence(start: bigint, end: bigint, count: number): NumberSequenceSplit[] {
  const total = end - start + 1n;
  const length = total / BigInt(count);
  const longer = Number(total % BigInt(count));
  const splits: NumberSequenceSplit[] = [];
  let from = start;
  for (let index = 0; index < count && from <= end; index++) {
    const next = from + length + (index < longer ? 1n : 0n);
    splits.push({ splitId: String(index + 1), from: canonicalInteger(from), to: canonicalInteger(next - 1n) });
    from = next;
  }
  return splits;
}

class NumberSequenceReader implements SourceReader<number, NumberSequenceSplit> {
  private readonly queue: SplitQueue<NumberSequenceSplit>;
  private splitId = '';
  private next = 0;
  /** Below `next` when no split is in hand. */
  private last = -1;

  constructor(context: SourceReaderContext) {
    this.queue = new SplitQueue(() => context.requestSplit());
  }

  start(): void {
    this.queue.start();
  }

  addSplits(splits: readonly NumberSequenceSplit[]): void {
    this.queue.add(splits);
  }

  noMoreSplits(): void {
    this.queue.noMoreSplits();
  }

  poll(output: ReaderOutput<number>): PollStatus {
    if (this.next > this.last) return this.nextSplit();
    while (output.collect(this.next++) && this.next <= this.last);
    return 'more';
  }

  ready(): Promise<void> {
    return this.queue.ready();
  }

  lastEmitted() {
    return { split: this.splitId, offset: this.next - 1 };
  }

  snapshotState(): readonly NumberSequenceSplit[] {
    const { splitId, next, last } = this;
    return next > last ? this.queue.rest().slice() : [{ splitId, from: next, to: last }, ...this.queue.rest()];
  }

  close(): void {
    this.last = this.next - 1;
  }

  private nextSplit(): PollStatus {
    const split = this.queue.next();
    if (split === undefined) return this.queue.status;
    this.splitId = split.splitId;
    this.next = Number(split.from);
    this.last = Number(split.to);
    return 'more';
  }
}

class BigIntSequenceReader implements SourceReader<bigint, NumberSequenceSplit> {
  private readonly queue: SplitQueue<NumberSequenceSplit>;
  private splitId = '';
  private next = 0n;
  private last = -1n;

  constructor(context: SourceReaderContext) {
    this.queue = new SplitQueue(() => context.requestSplit());
  }

  start(): void {
    this.queue.start();
  }

  addSplits(splits: readonly NumberSequenceSplit[]): void {
    this.queue.add(splits);
  }

  noMoreSplits(): void {
    this.queue.noMoreSplits();
  }

  poll(output: ReaderOutput<bigint>): PollStatus {
    if (this.next > this.last) return this.nextSplit();
    while (output.collect(this.next++) && this.next <= this.last);
    return 'more';
  }

  ready(): Promise<void> {
    return this.queue.ready();
  }

  lastEmitted() {
    return { split: this.splitId, offset: this.next - 1n };
  }

  snapshotState(): readonly NumberSequenceSplit[] {
    if (this.next > this.last) return this.queue.rest().slice();
    const { splitId, next, last } = this;
    const inHand = { splitId, from: canonicalInteger(next), to: canonicalInteger(last) };
    return [inHand, ...this.queue.rest()];
  }

  close(): void {
    this.last = this.next - 1n;
  }

  private nextSplit(): PollStatus {
    const split = this.queue.next();
    if (split === undefined) return this.queue.status;
    this.splitId = split.splitId;
    this.next = BigInt(split.from);
    this.last = BigInt(split.to);
    return 'more';
  }
}

function checkBound(bound: unknown, name: string): void {
  if (typeof bound === 'number' && Number.isSafeInteger(bound)) return;
  if (typeof bound === 'bigint' && isInt64(bound)) return;
  throw invalid(`The ${name} of a sequence is ${describeValue(bound)}.`);
}

function invalid(message: string): MillraceError {
  return new MillraceError('SEQUENCE_INVALID', message, {
    hint: 'Give two whole numbers, the smaller one first; beyond ±(2^53 − 1) as bigints.',
  });
}
