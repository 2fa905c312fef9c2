import type { PollStatus } from '../../operator/operator.js';
import type {
  ReaderOutput,
  RecordPlace,
  Source,
  SourceEvent,
  SourceReader,
  SourceReaderContext,
  SourceSplit,
} from '../source.js';
import type { HybridEnumeratorEvent, HybridReaderEvent } from './hybrid-event.js';
import { HybridOutput } from './hybrid-output.js';
import { type HybridSplit, hybridSplitId, unwrapSplit, wrapSplit } from './hybrid-split.js';
import type { HybridStage } from './hybrid-stage.js';

/** The source that is read now. */
interface Current<T> {
  readonly index: number;
  readonly source: Source<T>;
  readonly reader: SourceReader<T, SourceSplit>;
  /** Undefined until the first poll. */
  output: HybridOutput<T> | undefined;
  isStarted: boolean;
  hasAllSplits: boolean;
}

/** Reads several sources, one after the other, each when the enumerator says so. */
export class HybridReader<T> implements SourceReader<T, HybridSplit> {
  private current: Current<T> | undefined;
  /** Splits of sources that are not being read yet. */
  private waiting: HybridSplit[] = [];
  /** Splits that alignment has paused, by their ids among all sources. */
  private readonly paused = new Set<string>();
  private hasAllSplits = false;
  private isClosed = false;
  private closing: Promise<void> = Promise.resolve();
  private wake: (() => void) | undefined;

  constructor(
    private readonly stages: readonly HybridStage<T>[],
    private readonly context: SourceReaderContext,
  ) {}

  start(): void {
    this.askForNext(-1);
  }

  addSplits(splits: readonly HybridSplit[]): void {
    this.waiting.push(...splits);
    this.handOver();
    this.wakeUp();
  }

  noMoreSplits(): void {
    this.hasAllSplits = true;
    if (this.current !== undefined) this.endSplits(this.current);
    this.wakeUp();
  }

  handleEnumeratorEvent(event: SourceEvent): void {
    const told = event as HybridEnumeratorEvent;
    if (told.kind === 'switch') this.switchTo(told.source, told.switchPoint);
    else if (told.source !== this.current?.index) return;
    else if (told.kind === 'noMoreSplits') this.endSplits(this.current);
    else this.current.reader.handleEnumeratorEvent?.(told.event);
    this.wakeUp();
  }

  poll(output: ReaderOutput<T>): PollStatus {
    const { current } = this;
    if (current === undefined) return this.hasAllSplits && this.waiting.length === 0 ? 'end' : 'nothing';
    if (!current.isStarted) return 'nothing';
    current.output ??= this.outputOf(current, output);
    const status = current.reader.poll(current.output);
    if (status !== 'end' || current.index === this.stages.length - 1) return status;
    current.output.releaseAll();
    this.end(current);
    this.askForNext(current.index);
    return 'nothing';
  }

  async ready(): Promise<void> {
    const { current } = this;
    if (current?.isStarted === true) {
      await current.reader.ready();
      return;
    }
    if (this.hasAllSplits && current === undefined) return;
    await new Promise<void>((resolve) => {
      this.wake = resolve;
    });
  }

  lastEmitted(): RecordPlace | undefined {
    const { current } = this;
    const place = current?.reader.lastEmitted?.();
    return current === undefined || place === undefined
      ? undefined
      : { ...place, split: hybridSplitId(current.index, place.split) };
  }

  snapshotState(checkpointId: number): readonly HybridSplit[] {
    const { current } = this;
    const own = current?.isStarted === true ? current.reader.snapshotState(checkpointId) : [];
    return [...own.map((split) => wrapSplit(current!.source as Source, current!.index, split)), ...this.waiting];
  }

  complete(checkpointId: number): void | Promise<void> {
    if (this.current?.isStarted === true) return this.current.reader.complete?.(checkpointId);
  }

  /** Undefined while a source is read that cannot pause single splits. */
  get pauseOrResumeSplits(): ((pause: readonly string[], resume: readonly string[]) => void) | undefined {
    if (this.current !== undefined && this.current.reader.pauseOrResumeSplits === undefined) return undefined;
    return (pause, resume) => {
      for (const splitId of pause) this.paused.add(splitId);
      for (const splitId of resume) this.paused.delete(splitId);
      this.pauseInner(pause, resume);
    };
  }

  async close(): Promise<void> {
    this.isClosed = true;
    if (this.current !== undefined) this.end(this.current);
    await this.closing;
    this.wakeUp();
  }

  /** Says which source has been read to its end; splits of a later one that are in hand must come next. */
  private askForNext(finished: number): void {
    const next = Math.min(...this.waiting.map(({ source }) => source));
    const event: HybridReaderEvent =
      this.waiting.length === 0
        ? { kind: 'finished', source: finished, wants: 'any' }
        : { kind: 'finished', source: next - 1, wants: 'next' };
    this.context.sendEventToEnumerator(event);
  }

  private switchTo(index: number, switchPoint: unknown): void {
    const source = this.stages[index]!.create(switchPoint);
    const { context } = this;
    const reader = source.createReader({
      ...context,
      metrics: context.metrics.addGroup('source', String(index)),
      sendEventToEnumerator: (event) => context.sendEventToEnumerator({ kind: 'inner', source: index, event }),
    });
    const current: Current<T> = {
      index,
      source,
      reader,
      output: undefined,
      isStarted: false,
      hasAllSplits: false,
    };
    this.current = current;
    (async () => reader.start?.())().then(
      () => this.started(current),
      (cause: unknown) => context.fail(cause),
    );
  }

  private started(current: Current<T>): void {
    if (this.isClosed) return;
    current.isStarted = true;
    this.handOver();
    this.pauseInner([...this.paused], []);
    if (current.hasAllSplits) current.reader.noMoreSplits();
    this.wakeUp();
  }

  /** Gives the reader the splits of its source. */
  private handOver(): void {
    const { current } = this;
    if (current?.isStarted !== true) return;
    const own = this.waiting.filter(({ source }) => source === current.index);
    if (own.length === 0) return;
    this.waiting = this.waiting.filter(({ source }) => source !== current.index);
    const splits = own.map((split) => unwrapSplit(current.source as Source, split));
    for (const { splitId } of splits) current.output?.add(splitId);
    current.reader.addSplits(splits);
  }

  private endSplits(current: Current<T>): void {
    current.hasAllSplits = true;
    if (current.isStarted) current.reader.noMoreSplits();
  }

  private outputOf({ index, reader }: Current<T>, target: ReaderOutput<T>): HybridOutput<T> {
    const output = new HybridOutput(index, target);
    for (const { splitId } of reader.snapshotState(0)) output.add(splitId);
    return output;
  }

  private pauseInner(pause: readonly string[], resume: readonly string[]): void {
    const { current } = this;
    if (current?.isStarted !== true) return;
    const prefix = hybridSplitId(current.index, '');
    const own = (ids: readonly string[]) =>
      ids.flatMap((id) => (id.startsWith(prefix) ? [id.slice(prefix.length)] : []));
    const [ownPause, ownResume] = [own(pause), own(resume)];
    if (ownPause.length + ownResume.length > 0) current.reader.pauseOrResumeSplits?.(ownPause, ownResume);
  }

  private end(current: Current<T>): void {
    this.current = undefined;
    this.closing = Promise.all([this.closing, (async () => current.reader.close())()]).then(() => undefined);
    // A job that goes on hears of it now, one that closes then.
    this.closing.catch((cause: unknown) => {
      if (!this.isClosed) this.context.fail(cause);
    });
  }

  private wakeUp(): void {
    const { wake } = this;
    this.wake = undefined;
    wake?.();
  }
}
