import type { RowKind } from '../model/row-kind.js';
import type { TypeInformation } from '../model/type-information.js';
import type { ConnectorPorts } from '../ports/connector-ports.js';
import type { Gate } from './flow.js';
import type { MetricGroup } from './metrics.js';
import type { Logger, TaskInfo } from './operator-context.js';
import type { StateForm } from './source.js';

/** What a sink promises when the job fails and starts again. */
export type DeliveryGuarantee = 'none' | 'at-least-once' | 'exactly-once';

/**
 * Where records go. One writer a subtask; with `committer`, what a writer prepares before a barrier becomes visible if
 * and only if the checkpoint completes. The same shape as Flink's `Sink` (V2).
 */
export interface Sink<T = unknown, Committable = unknown, WriterState = unknown> {
  /** The connector's name in plans, such as `kafka`. */
  readonly connector: string;
  /** What the sink can promise as it is configured; `explain` shows it. */
  readonly guarantee: DeliveryGuarantee;
  /** What `explain` shows; secrets are given as `***`. */
  describe(): Readonly<Record<string, unknown>>;
  /** Opens nothing before the owning task calls it. */
  createWriter(
    context: SinkWriterContext,
    restored: readonly WriterState[],
  ): SinkWriter<T, Committable, WriterState> | Promise<SinkWriter<T, Committable, WriterState>>;
  readonly writerForm?: StateForm<WriterState>;
  readonly committableForm?: StateForm<Committable>;
  createCommitter?(context: SinkWriterContext): Committer<Committable> | Promise<Committer<Committable>>;
}

/** What a task gives to a writer. */
export interface SinkWriterContext extends ConnectorPorts {
  readonly info: TaskInfo;
  readonly inputType: TypeInformation<unknown>;
  readonly logger: Logger;
  readonly metrics: MetricGroup;
  /** Shut, the task takes no input: for a writer whose buffer or number of requests in flight is at its bound. */
  readonly gate: Gate;
  /** The checkpoint to which the next records belong; what is committed for it comes after its completion. */
  readonly restoredCheckpointId: number | undefined;
  /** Runs `mail` in the task's mailbox. */
  enqueue(mail: () => void): void;
  /** Fails the task, from anywhere. */
  fail(cause: unknown): void;
}

/** What stands beside a value that is written. One object, reused: read it during the call only. */
export interface WriteContext {
  /** Event time in milliseconds, or undefined. */
  readonly timestamp: number | undefined;
  readonly currentWatermark: number;
  readonly kind: RowKind;
}

/** Writes records. Called by the task only; nothing overlaps. */
export interface SinkWriter<T, Committable = unknown, WriterState = unknown> {
  write(value: T, context: WriteContext): void;
  writeWatermark?(time: number): void;
  /**
   * Everything written so far has reached the other side (or its transaction) when this settles.
   *
   * @param endOfInput nothing should be held back for what comes after: the input has ended, or the job stops and keeps
   * no checkpoint.
   */
  flush(endOfInput: boolean): void | Promise<void>;
  /** Called after `flush`, before the barrier leaves: what must be committed once the checkpoint is complete. */
  prepareCommit?(checkpointId: number): readonly Committable[] | Promise<readonly Committable[]>;
  /** Synchronous. */
  snapshotState?(checkpointId: number): readonly WriterState[];
  close(): void | Promise<void>;
}

/** What became of one committable. */
export type CommitOutcome = 'committed' | 'already-committed' | 'retry-later';

/** Makes committables visible. May be called again with the same one after a restart. */
export interface Committer<Committable> {
  /** @throws MillraceError `SINK_DATA_LOST` when the other side has thrown the committable away. */
  commit(committables: readonly Committable[]): Promise<readonly CommitOutcome[]>;
  close(): void | Promise<void>;
}
