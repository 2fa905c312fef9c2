import { MillraceError } from '../../model/millrace-error.js';
import { thrownText } from '../../model/thrown-text.js';
import type { TypeInformation } from '../../model/type-information.js';
import type { PollStatus } from '../../operator/operator.js';
import type { Cancel } from '../../ports/clock.js';
import { elementCheck } from '../element-check.js';
import type { NumberSequenceSplit } from '../number-sequence.js';
import type { ReaderOutput, SourceReader, SourceReaderContext } from '../source.js';
import { SplitQueue } from '../split-queue.js';
import type { GeneratorFunction } from './data-generator-source.js';
import { IndexedRandom } from './indexed-random.js';
import type { RateLimiter } from './rate-limiter.js';

/** What a reader of generated records is made from. */
export interface DataGeneratorReaderParts<T> {
  readonly context: SourceReaderContext;
  readonly generator: GeneratorFunction<T>;
  readonly type: TypeInformation<T> | undefined;
  readonly seed: number;
  /** Undefined: as fast as the job goes. */
  readonly limiter: RateLimiter | undefined;
}

/** Generates the records of one subtask, as fast as its limiter allows. */
export class DataGeneratorReader<T> implements SourceReader<T, NumberSequenceSplit> {
  private readonly queue: SplitQueue<NumberSequenceSplit>;
  private readonly random: IndexedRandom;
  private readonly check: (value: unknown, offset: number, split: string) => T;
  private splitId = '';
  private next = 0;
  /** Below `next` when no split is in hand. */
  private last = -1;
  private cancelWait: Cancel | undefined;
  private wake: (() => void) | undefined;

  constructor(private readonly parts: DataGeneratorReaderParts<T>) {
    this.queue = new SplitQueue(() => parts.context.requestSplit());
    this.random = new IndexedRandom(parts.seed);
    this.check = elementCheck(parts.type, 'data generator');
  }

  async start(): Promise<void> {
    await this.parts.generator.open?.(this.parts.context);
    this.queue.start();
  }

  addSplits(splits: readonly NumberSequenceSplit[]): void {
    this.queue.add(splits);
  }

  noMoreSplits(): void {
    this.queue.noMoreSplits();
  }

  poll(output: ReaderOutput<T>): PollStatus {
    if (this.next > this.last) return this.nextSplit();
    const { limiter, context } = this.parts;
    const permits = limiter?.permits(context.clock.now()) ?? Number.POSITIVE_INFINITY;
    let left = permits;
    while (left > 0 && this.next <= this.last) {
      const value = this.generate(this.next);
      this.next++;
      left--;
      limiter?.take(1);
      if (!output.collect(value)) return 'more';
    }
    return permits > 0 || this.next > this.last ? 'more' : 'nothing';
  }

  ready(): Promise<void> {
    if (this.next > this.last) return this.queue.ready();
    return new Promise((resolve) => {
      this.wake = resolve;
      const { limiter, context } = this.parts;
      const timeMs = limiter?.nextPermitMs();
      this.cancelWait?.();
      if (timeMs !== undefined) this.cancelWait = context.clock.setTimer(timeMs, () => this.wakeUp());
      else if (limiter === undefined || limiter.permits(context.clock.now()) > 0) this.wakeUp();
    });
  }

  lastEmitted() {
    return { split: this.splitId, offset: this.next - 1 };
  }

  snapshotState(): readonly NumberSequenceSplit[] {
    const { splitId, next, last } = this;
    return next > last ? this.queue.rest().slice() : [{ splitId, from: next, to: last }, ...this.queue.rest()];
  }

  complete(): void {
    this.parts.limiter?.complete?.();
    this.wakeUp();
  }

  async close(): Promise<void> {
    this.last = this.next - 1;
    this.cancelWait?.();
    await this.parts.generator.close?.();
  }

  private nextSplit(): PollStatus {
    const split = this.queue.next();
    if (split === undefined) return this.queue.status;
    this.splitId = split.splitId;
    this.next = Number(split.from);
    this.last = Number(split.to);
    return 'more';
  }

  private generate(index: number): T {
    const place = { split: this.splitId, offset: index };
    let value: unknown;
    try {
      value = this.parts.generator.map(index, this.random.moveTo(index));
    } catch (cause) {
      if (cause instanceof MillraceError) throw cause.withFacts(place);
      throw new MillraceError('DATA_GENERATOR_FAILED', `The record of index ${index} failed: ${thrownText(cause)}`, {
        facts: place,
        cause,
      });
    }
    return this.check(value, index, this.splitId);
  }

  private wakeUp(): void {
    const { wake } = this;
    this.wake = undefined;
    this.cancelWait?.();
    this.cancelWait = undefined;
    wake?.();
  }
}
