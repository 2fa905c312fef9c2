import { MillraceError } from '../../model/millrace-error.js';
import type { Counter } from '../../operator/metrics.js';
import type { PollStatus } from '../../operator/operator.js';
import type { ReaderOutput, SourceReader, SourceReaderContext, SplitOutput } from '../source.js';
import { SplitQueue } from '../split-queue.js';
import type { FileSplit } from './file-split.js';
import { lineOfOffset } from './line-of-offset.js';
import { RecordFailure, type SplitReading } from './split-reading.js';

/** What a file source does with records that cannot be read. */
export type MalformedFileRecords = 'fail' | 'skip';

export interface FileSourceReaderOptions<T> {
  readonly malformedRecords: MalformedFileRecords;
  /** Begins to read a split; what it opens is closed by the reading. */
  open(context: SourceReaderContext, split: FileSplit): SplitReading<T>;
}

interface CurrentSplit<T> {
  readonly split: FileSplit;
  readonly reading: SplitReading<T>;
  readonly output: SplitOutput<T>;
}

/** Reads the splits of one subtask, one after the other. */
export class FileSourceReader<T> implements SourceReader<T, FileSplit> {
  private readonly queue: SplitQueue<FileSplit>;
  private readonly skipped: Counter;
  private readonly paused = new Set<string>();
  private current: CurrentSplit<T> | undefined;
  private isPaused = false;
  private wakeFromPause: (() => void) | undefined;
  /** The reading before, on its way to be closed. */
  private closing: Promise<void> | undefined;
  /** The error of a record: known once its line is. */
  private failing: Promise<void> | undefined;
  private failure: { readonly cause: unknown } | undefined;

  constructor(
    private readonly options: FileSourceReaderOptions<T>,
    private readonly context: SourceReaderContext,
  ) {
    this.queue = new SplitQueue(() => context.requestSplit());
    this.skipped = context.metrics.counter('numRecordsInErrors');
  }

  start(): void {
    this.queue.start();
  }

  addSplits(splits: readonly FileSplit[]): void {
    this.queue.add(splits);
  }

  noMoreSplits(): void {
    this.queue.noMoreSplits();
  }

  poll(output: ReaderOutput<T>): PollStatus {
    if (this.failure !== undefined) throw this.failure.cause;
    if (this.failing !== undefined) return 'nothing';
    const current = this.current ?? this.openNext(output);
    if (current === undefined) return this.queue.status;
    if (this.isPaused) return 'nothing';
    const { reading } = current;
    try {
      let step = reading.next();
      while (step === 'record') {
        if (!current.output.collect(reading.value)) return 'more';
        step = reading.next();
      }
      if (step === 'wait') return 'nothing';
    } catch (cause) {
      return this.onFailure(current.split, cause);
    }
    this.finish(current);
    return 'more';
  }

  async ready(): Promise<void> {
    if (this.failing !== undefined) await this.failing;
    else if (this.current === undefined) await this.queue.ready();
    else if (this.isPaused) await this.resumed();
    else await this.current.reading.ready();
  }

  snapshotState(): readonly FileSplit[] {
    const { current } = this;
    return current === undefined ? [...this.queue.rest()] : [current.reading.snapshot(), ...this.queue.rest()];
  }

  pauseOrResumeSplits(pause: readonly string[], resume: readonly string[]): void {
    for (const splitId of pause) this.paused.add(splitId);
    for (const splitId of resume) this.paused.delete(splitId);
    this.updatePause();
  }

  async close(): Promise<void> {
    const { current } = this;
    this.current = undefined;
    this.updatePause();
    await this.failing;
    await current?.reading.close();
    await this.closing;
  }

  private openNext(output: ReaderOutput<T>): CurrentSplit<T> | undefined {
    const split = this.queue.next();
    if (split === undefined) return undefined;
    const reading = this.options.open(this.context, split);
    this.current = { split, reading, output: output.split(split.splitId) };
    this.updatePause();
    return this.current;
  }

  private finish({ split, reading, output }: CurrentSplit<T>): void {
    this.current = undefined;
    this.paused.delete(split.splitId);
    this.updatePause();
    output.release();
    const before = this.closing;
    const closing = reading.close().catch((cause: unknown) => this.context.fail(cause));
    this.closing = Promise.all([before, closing]).then(() => undefined);
  }

  private onFailure(split: FileSplit, cause: unknown): PollStatus {
    if (!(cause instanceof RecordFailure)) throw cause;
    const facts = { file: split.path, split: split.splitId, offset: cause.offset };
    if (this.options.malformedRecords === 'skip') {
      const error = malformed(cause.cause, facts);
      this.skipped.inc();
      this.context.logger.warn(`A record is skipped: ${error.message}`, { code: error.code, ...facts });
      return 'more';
    }
    this.failing = lineOfOffset(this.context, split.path, cause.offset)
      .then(
        (line) => malformed(cause.cause, { ...facts, line }),
        // The file cannot be read again: the record is the error to tell of.
        () => malformed(cause.cause, facts),
      )
      .then((error) => {
        this.failure = { cause: error };
      });
    return 'nothing';
  }

  private resumed(): Promise<void> {
    return new Promise((resolve) => {
      this.wakeFromPause = resolve;
    });
  }

  private updatePause(): void {
    const { current } = this;
    this.isPaused = current !== undefined && this.paused.has(current.split.splitId);
    if (this.isPaused) return;
    this.wakeFromPause?.();
    this.wakeFromPause = undefined;
  }
}

interface RecordPlace {
  readonly file: string;
  readonly split: string;
  readonly offset: number;
  readonly line?: number;
}

function malformed(cause: unknown, place: RecordPlace): MillraceError {
  const where = place.line === undefined ? `at byte ${place.offset}` : `in line ${place.line} (byte ${place.offset})`;
  const reason = cause instanceof Error ? cause.message : String(cause);
  const known = cause instanceof MillraceError ? cause : undefined;
  const code = known?.code ?? 'FILE_RECORD_MALFORMED';
  return new MillraceError(code, `The record ${where} of '${place.file}' cannot be read: ${reason}`, {
    // The places that a decoder names are inside the record; those of the record come first.
    facts: { ...known?.facts, ...place },
    hint: known?.hint ?? "Repair it, or skip such records with setMalformedRecords('skip').",
    cause,
  });
}
