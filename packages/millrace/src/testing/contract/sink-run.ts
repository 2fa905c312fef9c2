import type { TypeInformation } from '../../model/type-information.js';
import { Types } from '../../model/types.js';
import { createElement } from '../../operator/element.js';
import type { Sink } from '../../operator/sink.js';
import { sinkDefinition } from '../../operators/sink.js';
import { type ConnectorPorts, connectorPorts } from '../../ports/connector-ports.js';
import { FlowPoint } from '../../runtime/flow-point.js';
import { createMetricRegistry } from '../../runtime/metric-registry.js';
import { OperatorInstance } from '../../runtime/operator-instance.js';
import { Slice } from '../../runtime/slice.js';
import { createSnapshotCollector } from '../../runtime/snapshot-collector.js';
import { HEAP_STATE_BACKEND } from '../../state/heap/heap-state-backend.js';
import { redistribute } from '../../state/redistribute.js';
import type { OperatorSnapshot } from '../../state/snapshot.js';
import { createVirtualHost } from '../virtual-host.js';

/** What the subtasks of a sink wrote into one checkpoint, in the order of their indices. */
export type SinkSnapshot = readonly OperatorSnapshot[];

/** How a sink is run. */
export interface SinkRunOptions extends Partial<ConnectorPorts> {
  readonly type?: TypeInformation<unknown> | undefined;
  readonly parallelism?: number;
  /** True, the default: what writers prepare waits for its checkpoint. False: it is committed at the end. */
  readonly checkpointing?: boolean;
  readonly restored?: SinkSnapshot | undefined;
  /** The checkpoint that was restored. Default 1. */
  readonly restoredCheckpointId?: number;
}

interface SinkSubtask {
  readonly instance: OperatorInstance;
  readonly above: FlowPoint;
}

/** Every start of a job draws other random numbers. */
let attempts = 0;

/** The sink operator around a sink, driven as a task drives it, one call after the other. */
export class SinkRun<T> {
  readonly logs: readonly string[];
  private readonly host = createVirtualHost(++attempts);
  private readonly element = createElement();
  private readonly subtasks: readonly SinkSubtask[];
  private readonly mails: (() => void)[] = [];
  private failure: { readonly cause: unknown } | undefined;
  private wake: () => void = () => undefined;
  private isClosed = false;

  constructor(
    private readonly sink: Sink<T>,
    private readonly options: SinkRunOptions,
  ) {
    this.logs = this.host.logs;
    this.subtasks = Array.from({ length: this.parallelism }, (_, index) => this.createSubtask(index));
  }

  get parallelism(): number {
    return this.options.parallelism ?? 1;
  }

  /** True while a subtask takes no records. */
  isHeldBack(subtaskIndex = 0): boolean {
    return this.subtasks[subtaskIndex]!.above.isBlocked;
  }

  async open(): Promise<void> {
    for (const { instance } of this.subtasks)
      await this.settled(() => instance.call('open', () => instance.operator.open?.()));
  }

  /** Writes one record, whether the sink takes records or not. */
  write(value: T, subtaskIndex = 0): void {
    this.runMails();
    this.subtasks[subtaskIndex]!.instance.operator.inputs[0]!.processElement(value);
  }

  /** Writes records to all subtasks in turn, each when it takes records. */
  async writeAll(values: readonly T[]): Promise<void> {
    for (const [index, value] of values.entries()) {
      const subtaskIndex = index % this.parallelism;
      await this.untilItTakesRecords(subtaskIndex);
      this.write(value, subtaskIndex);
    }
  }

  async untilItTakesRecords(subtaskIndex = 0): Promise<void> {
    for (this.runMails(); this.isHeldBack(subtaskIndex); this.runMails()) await this.woken();
  }

  /** A barrier at all subtasks: what they flush and prepare, and what they keep. */
  async barrier(checkpointId: number): Promise<SinkSnapshot> {
    for (const { instance } of this.subtasks) {
      await this.settled(() => instance.call('prepareBarrier', () => instance.operator.prepareBarrier?.(checkpointId)));
      instance.freeze(checkpointId);
    }
    const snapshots: OperatorSnapshot[] = [];
    for (const { instance } of this.subtasks) {
      const collector = createSnapshotCollector();
      await instance.write(checkpointId, collector, async () => undefined);
      instance.discard(checkpointId);
      snapshots.push(collector.result());
    }
    return snapshots;
  }

  async complete(checkpointId: number, isLast = false): Promise<void> {
    for (const { instance } of this.subtasks)
      await this.settled(() => instance.call('complete', () => instance.operator.complete?.(checkpointId, isLast)));
  }

  aborted(checkpointId: number): void {
    for (const { instance } of this.subtasks) instance.operator.aborted?.(checkpointId);
  }

  /** The input ends, and the job with it: with checkpoints, behind a last one. */
  async end(): Promise<void> {
    await this.finish();
    await this.barrier(Number.MAX_SAFE_INTEGER);
    await this.complete(Number.MAX_SAFE_INTEGER, true);
    await this.close();
  }

  /** The input ends. */
  async finish(): Promise<void> {
    for (const { instance } of this.subtasks) {
      await this.settled(() => instance.call('endInput', () => instance.operator.endInput?.(0)));
      await this.settled(() => instance.call('finish', () => instance.operator.finish?.()));
    }
  }

  /** Ends it as it stands: a failure, or the end. */
  async close(): Promise<void> {
    if (this.isClosed) return;
    this.isClosed = true;
    for (const { instance } of this.subtasks) await instance.close();
  }

  /** Runs an asynchronous part of the contract, and the mails that it waits for. */
  async settled<R>(part: () => Promise<R>): Promise<R> {
    let outcome: { readonly isOver: true } | undefined;
    const work = part().finally(() => {
      outcome = { isOver: true };
      this.wake();
    });
    // Its failure is thrown below.
    work.catch(() => undefined);
    for (this.runMails(); outcome === undefined; this.runMails()) await this.woken();
    const result = await work;
    this.runMails();
    return result;
  }

  private runMails(): void {
    for (let mail = this.mails.shift(); mail !== undefined; mail = this.mails.shift()) mail();
    const { failure } = this;
    this.failure = undefined;
    if (failure !== undefined) throw failure.cause;
  }

  private woken(): Promise<void> {
    return new Promise((resolve) => {
      this.wake = resolve;
    });
  }

  private mail(mail: () => void): void {
    this.mails.push(mail);
    this.wake();
  }

  private createSubtask(subtaskIndex: number): SinkSubtask {
    const { options } = this;
    const ports = { ...this.host.ports, ...connectorPorts({ ...this.host.ports, ...options }) };
    // Nothing here is long enough to be cut into slices.
    const slice = new Slice({ ...this.host.clock, monotonic: () => 0 });
    const above = new FlowPoint(slice);
    const info = { jobName: 'job', taskName: 'task', operatorName: 'sink', uid: 'sink-uid', attempt: 0 };
    const instance = new OperatorInstance(
      {
        ports,
        element: this.element,
        activity: new Int32Array(1),
        wake: () => this.wake(),
        enqueue: (mail) => this.mail(mail),
        enqueueBetweenRecords: (mail) => this.mail(mail),
        enqueueEmitting: (mail) => this.mail(mail),
        suspend: () => undefined,
        fail: (cause) => {
          this.failure ??= { cause };
          this.wake();
        },
      },
      {
        info: { ...info, subtaskIndex, parallelism: this.parallelism, maxParallelism: 128 },
        operatorIndex: 0,
        output: { processElement: () => undefined, processWatermark: () => undefined, processStatus: () => undefined },
        sideOutputs: new Map(),
        below: new FlowPoint(slice),
        above: [above],
        keyed: undefined,
        operatorState: HEAP_STATE_BACKEND.createOperatorState(this.restoredOf(subtaskIndex)),
        restoredCheckpointId: options.restored === undefined ? undefined : (options.restoredCheckpointId ?? 1),
        metrics: createMetricRegistry(() => 0).group('sink'),
      },
    );
    instance.operator = sinkDefinition.create(
      {
        options: { checkpointing: options.checkpointing ?? true },
        functions: { sink: this.sink },
        inputTypes: [options.type ?? (Types.PICKLED_BYTE_ARRAY() as TypeInformation<unknown>)],
        outputType: Types.PICKLED_BYTE_ARRAY() as TypeInformation<unknown>,
        keySelectors: [undefined],
        sideOutputTypes: {},
      },
      instance,
    );
    return { instance, above };
  }

  private restoredOf(subtaskIndex: number): readonly OperatorSnapshot[] {
    const { restored } = this.options;
    if (restored === undefined) return [];
    return redistribute({
      snapshots: restored,
      newParallelism: this.parallelism,
      subtaskIndex,
      keyGroupRange: undefined,
    });
  }
}
