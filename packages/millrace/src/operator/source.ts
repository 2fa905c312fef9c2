import type { ErrorFacts } from '../model/millrace-error.js';
import type { RowKind } from '../model/row-kind.js';
import type { TypeInformation } from '../model/type-information.js';
import type { ConnectorPorts } from '../ports/connector-ports.js';
import type { MetricGroup } from './metrics.js';
import type { PollStatus } from './operator.js';
import type { Logger, TaskInfo } from './operator-context.js';

/** Does the source end by itself? */
export type Boundedness = 'bounded' | 'continuous-unbounded';

/** A part of a source that one reader reads: a partition, a file range, an interval. */
export interface SourceSplit {
  /** Unique in the source, stable over restarts. */
  readonly splitId: string;
}

/**
 * Where records come from. One enumerator a job finds splits and gives them to readers, one reader a subtask.
 *
 * The same shape as Flink's `Source` (FLIP-27). Everything here is a factory: nothing opens a connection before the
 * owning task asks for it.
 */
export interface Source<T = unknown, Split extends SourceSplit = SourceSplit, EnumeratorState = unknown> {
  /** The connector's name in plans, such as `kafka`. */
  readonly connector: string;
  readonly boundedness: Boundedness;
  /** True when a restored reader gives the same records again from a split's position. */
  readonly replayable: boolean;
  /** What `explain` shows; secrets are given as `***`. */
  describe(): Readonly<Record<string, unknown>>;
  producedType(): TypeInformation<T>;
  createEnumerator(
    context: SplitEnumeratorContext<Split>,
    restored?: EnumeratorState,
  ): SplitEnumerator<Split, EnumeratorState>;
  createReader(context: SourceReaderContext): SourceReader<T, Split>;
  /** The versioned, neutral form of a split with its position. */
  readonly splitForm: StateForm<Split>;
  readonly enumeratorForm: StateForm<EnumeratorState>;
}

/** A versioned JSON form of connector state, kept in snapshots. */
export interface StateForm<T> {
  readonly version: number;
  toJson(value: T): unknown;
  /** @throws MillraceError `STATE_FORM_UNKNOWN` for a version that this code does not know. */
  fromJson(version: number, json: unknown): T;
}

/** A message between the enumerator of a source and its readers, beside the splits: JSON. */
export type SourceEvent = Readonly<Record<string, unknown>>;

/** What the supervisor gives to an enumerator. All calls into the enumerator come from one mailbox. */
export interface SplitEnumeratorContext<Split extends SourceSplit> extends ConnectorPorts {
  readonly parallelism: number;
  readonly logger: Logger;
  readonly metrics: MetricGroup;
  /** Subtasks whose reader has registered and not failed since. */
  registeredReaders(): readonly number[];
  assignSplits(subtaskIndex: number, splits: readonly Split[]): void;
  /** This reader will get no more splits; it ends once it has read those it has. */
  signalNoMoreSplits(subtaskIndex: number): void;
  /** Sends a message to a reader; it comes there in order with what is assigned. Messages are in no snapshot. */
  sendEventToReader(subtaskIndex: number, event: SourceEvent): void;
  /**
   * Runs `call` outside the mailbox and hands its outcome to `handle` inside it; with a period, again and again until the
   * enumerator closes (the next call starts a period after the last one was handled).
   */
  callAsync<R>(
    call: () => Promise<R>,
    handle: (error: unknown, result: R | undefined) => void,
    periodMs?: number,
  ): void;
  fail(cause: unknown): void;
}

/** Finds splits and gives them out. */
export interface SplitEnumerator<Split extends SourceSplit, EnumeratorState> {
  start(): void;
  addReader(subtaskIndex: number): void;
  handleSplitRequest(subtaskIndex: number): void;
  /** A message of a reader. */
  handleReaderEvent?(subtaskIndex: number, event: SourceEvent): void;
  /** Splits that a failed reader had; given back at their last checkpointed positions. */
  addSplitsBack(splits: readonly Split[], subtaskIndex: number): void;
  /** Splits that are not assigned, and whatever it needs to go on. Synchronous. */
  snapshotState(checkpointId: number): EnumeratorState;
  complete?(checkpointId: number): void;
  close(): void | Promise<void>;
}

/** What a task gives to a reader. */
export interface SourceReaderContext extends ConnectorPorts {
  readonly info: TaskInfo;
  readonly logger: Logger;
  readonly metrics: MetricGroup;
  /** Asks the enumerator for a split. */
  requestSplit(): void;
  /** Sends a message to the enumerator; it comes there in order with requests. Messages are in no snapshot. */
  sendEventToEnumerator(event: SourceEvent): void;
  /** Fails the task, from anywhere. */
  fail(cause: unknown): void;
}

/** Takes what a reader emits. */
export interface ReaderOutput<T> {
  /**
   * @param timestamp event time in milliseconds, when the source knows it; a timestamp assigner may replace it.
   * @param kind what the record means in a changelog; an insert by default.
   * @returns true when the same `poll` may emit another record; whoever emits on after false overshoots.
   */
  collect(value: T, timestamp?: number, kind?: RowKind): boolean;
  /** The output of one split: with its own watermark, so that a slow split holds event time back. */
  split(splitId: string): SplitOutput<T>;
}

/** The output of one split. */
export interface SplitOutput<T> {
  /** @returns true when the same `poll` may emit another record. */
  collect(value: T, timestamp?: number, kind?: RowKind): boolean;
  markIdle(): void;
  /** The split is finished: it no longer holds back the watermark. */
  release(): void;
}

/** Where a record comes from, as an error says it; never with secrets. */
export interface RecordPlace extends ErrorFacts {
  readonly split: string;
  readonly offset: string | number | bigint;
}

/** Reads splits. Called by the task only; nothing overlaps. */
export interface SourceReader<T, Split extends SourceSplit> {
  start?(): void | Promise<void>;
  addSplits(splits: readonly Split[]): void;
  noMoreSplits(): void;
  /** A message of the enumerator. Must settle `ready` too, if `poll` may give something behind it. */
  handleEnumeratorEvent?(event: SourceEvent): void;
  /**
   * Emits one record from a filled buffer, synchronously, and more while `collect` returns true. Its position is behind
   * the last record emitted.
   */
  poll(output: ReaderOutput<T>): PollStatus;
  /** Settles when `poll` may give something else than `nothing`. Must settle also after new splits or `noMoreSplits`. */
  ready(): Promise<void>;
  /**
   * Where the record that was emitted last stands: `{ split, offset }`, and more where it helps to find it. Asked only
   * when that record makes the job fail, so that it costs nothing before: the error gets these facts.
   */
  lastEmitted?(): RecordPlace | undefined;
  /** The splits in hand with their positions. Synchronous. */
  snapshotState(checkpointId: number): readonly Split[];
  /** The checkpoint is durable: offsets may be committed to where they are only informative. */
  complete?(checkpointId: number): void | Promise<void>;
  /** Watermark alignment: stop and resume reading of splits; a paused split emits nothing. */
  pauseOrResumeSplits?: ((pause: readonly string[], resume: readonly string[]) => void) | undefined;
  close(): void | Promise<void>;
}
