import type { Cancel } from '../../ports/clock.js';
import type { Source, SourceEvent, SourceSplit, SplitEnumerator, SplitEnumeratorContext } from '../source.js';
import type { HybridEnumeratorEvent, HybridReaderEvent } from './hybrid-event.js';
import {
  type HybridEnumeratorState,
  type HybridSplit,
  type ReturnedSplit,
  unwrapSplit,
  wrapSplit,
} from './hybrid-split.js';
import type { HybridStage } from './hybrid-stage.js';

/** The source that is read now, and its enumerator. */
interface Current {
  readonly index: number;
  readonly source: Source;
  readonly enumerator: SplitEnumerator<SourceSplit, unknown>;
  /** The subtasks that read it. */
  readonly readers: Set<number>;
  /** The subtasks that have read it to its end. */
  readonly finished: Set<number>;
  /** Calls that the enumerator repeats. */
  readonly alarms: Set<Cancel>;
}

/**
 * Runs the enumerators of several sources, one after the other: the next one begins when every reader has read the one
 * before to its end.
 */
export class HybridEnumerator implements SplitEnumerator<HybridSplit, HybridEnumeratorState> {
  private readonly switchPoints: unknown[];
  private returned: ReturnedSplit[];
  private current: Current;
  private closing: Promise<void> = Promise.resolve();

  constructor(
    private readonly stages: readonly HybridStage<unknown>[],
    private readonly context: SplitEnumeratorContext<HybridSplit>,
    restored: HybridEnumeratorState | undefined,
  ) {
    this.switchPoints = [...(restored?.switchPoints ?? [null])];
    this.returned = [...(restored?.returned ?? [])];
    this.current = this.open(restored?.source ?? 0, restored);
  }

  start(): void {
    this.current.enumerator.start();
  }

  addReader(): void {
    // A reader says itself what it is ready for.
  }

  handleSplitRequest(subtaskIndex: number): void {
    const { readers, enumerator } = this.current;
    if (readers.has(subtaskIndex)) enumerator.handleSplitRequest(subtaskIndex);
  }

  handleReaderEvent(subtaskIndex: number, event: SourceEvent): void {
    const told = event as HybridReaderEvent;
    const { index, enumerator } = this.current;
    if (told.kind === 'finished') this.readerFinished(subtaskIndex, told.source, told.wants === 'next');
    else if (told.source === index) enumerator.handleReaderEvent?.(subtaskIndex, told.event);
  }

  addSplitsBack(splits: readonly HybridSplit[], subtaskIndex: number): void {
    const { index, source, enumerator, readers, finished } = this.current;
    readers.delete(subtaskIndex);
    finished.delete(subtaskIndex);
    for (const split of splits) if (split.source < index) this.returned.push({ subtaskIndex, split });
    const own = splits.filter((split) => split.source === index);
    if (own.length > 0) enumerator.addSplitsBack(own.map((split) => unwrapSplit(source, split)), subtaskIndex); // biome-ignore format: one call
  }

  snapshotState(checkpointId: number): HybridEnumeratorState {
    const { index, source, enumerator } = this.current;
    const { version } = source.enumeratorForm;
    const json = source.enumeratorForm.toJson(enumerator.snapshotState(checkpointId)) ?? null;
    return { source: index, switchPoints: [...this.switchPoints], returned: [...this.returned], version, json };
  }

  complete(checkpointId: number): void {
    this.current.enumerator.complete?.(checkpointId);
  }

  async close(): Promise<void> {
    this.end(this.current);
    await this.closing;
  }

  private readerFinished(subtaskIndex: number, source: number, wantsNext: boolean): void {
    const { index, finished, readers } = this.current;
    readers.delete(subtaskIndex);
    finished.delete(subtaskIndex);
    if (source < index) {
      const behind = this.returned
        .filter((each) => each.subtaskIndex === subtaskIndex && each.split.source > source)
        .map(({ split }) => split.source);
      this.switchReader(subtaskIndex, wantsNext ? source + 1 : Math.min(index, ...behind));
      return;
    }
    finished.add(subtaskIndex);
    if (finished.size === this.context.parallelism) this.switchSource([...finished]);
  }

  private switchSource(subtasks: readonly number[]): void {
    const previous = this.current;
    const { enumerator, index } = previous;
    const { clock } = this.context;
    const stage = this.stages[index + 1]!;
    const switchPoint = stage.switchPoint?.({ getPreviousEnumerator: () => enumerator, clock }) ?? null;
    // Now as it will be after a restore.
    this.switchPoints.push(JSON.parse(JSON.stringify(switchPoint)));
    this.end(previous);
    this.current = this.open(index + 1, undefined);
    this.current.enumerator.start();
    for (const subtaskIndex of subtasks) this.switchReader(subtaskIndex, index + 1);
  }

  /** Has a reader take up a source: the current one, or an earlier one of which splits came back. */
  private switchReader(subtaskIndex: number, source: number): void {
    const { current } = this;
    this.tell(subtaskIndex, { kind: 'switch', source, switchPoint: this.switchPoints[source] });
    if (source === current.index) {
      current.readers.add(subtaskIndex);
      current.enumerator.addReader(subtaskIndex);
      return;
    }
    const isIts = (each: ReturnedSplit) => each.subtaskIndex === subtaskIndex && each.split.source === source;
    const own = this.returned.filter(isIts).map(({ split }) => split);
    this.returned = this.returned.filter((each) => !isIts(each));
    if (own.length > 0) this.context.assignSplits(subtaskIndex, own);
    this.tell(subtaskIndex, { kind: 'noMoreSplits', source });
  }

  private tell(subtaskIndex: number, event: HybridEnumeratorEvent): void {
    this.context.sendEventToReader(subtaskIndex, event);
  }

  private open(index: number, restored: HybridEnumeratorState | undefined): Current {
    const source = this.stages[index]!.create(this.switchPoints[index]);
    const readers = new Set<number>();
    const alarms = new Set<Cancel>();
    const isCurrent = () => this.current.index === index;
    const enumerator = source.createEnumerator(
      this.contextOf(index, source, readers, alarms, isCurrent),
      restored === undefined ? undefined : source.enumeratorForm.fromJson(restored.version, restored.json),
    );
    return { index, source, enumerator, readers, finished: new Set(), alarms };
  }

  private end({ enumerator, alarms }: Current): void {
    for (const cancel of alarms) cancel();
    alarms.clear();
    this.closing = Promise.all([this.closing, (async () => enumerator.close())()]).then(() => undefined);
    // Whoever closes this one hears of it.
    this.closing.catch(() => undefined);
  }

  private contextOf(
    index: number,
    source: Source,
    readers: ReadonlySet<number>,
    alarms: Set<Cancel>,
    isCurrent: () => boolean,
  ): SplitEnumeratorContext<SourceSplit> {
    const { context } = this;
    return {
      ...context,
      metrics: context.metrics.addGroup('source', String(index)),
      registeredReaders: () => [...readers],
      assignSplits: (subtaskIndex, splits) =>
        context.assignSplits(subtaskIndex, splits.map((split) => wrapSplit(source, index, split))), // biome-ignore format: one call
      signalNoMoreSplits: (subtaskIndex) => {
        if (index === this.stages.length - 1) context.signalNoMoreSplits(subtaskIndex);
        else this.tell(subtaskIndex, { kind: 'noMoreSplits', source: index });
      },
      sendEventToReader: (subtaskIndex, event) => this.tell(subtaskIndex, { kind: 'inner', source: index, event }),
      callAsync: (call, handle, periodMs) => this.callAsync(call, handle, periodMs, alarms, isCurrent),
      fail: (cause) => {
        if (isCurrent()) context.fail(cause);
      },
    };
  }

  /** A repeated call ends with the source that makes it. */
  private callAsync<R>(
    call: () => Promise<R>,
    handle: (error: unknown, result: R | undefined) => void,
    periodMs: number | undefined,
    alarms: Set<Cancel>,
    isCurrent: () => boolean,
  ): void {
    const { clock } = this.context;
    this.context.callAsync(call, (error, result) => {
      if (!isCurrent()) return;
      handle(error, result);
      if (periodMs === undefined || !isCurrent()) return;
      const cancel = clock.setTimer(clock.now() + periodMs, () => {
        alarms.delete(cancel);
        this.callAsync(call, handle, periodMs, alarms, isCurrent);
      });
      alarms.add(cancel);
    });
  }
}
