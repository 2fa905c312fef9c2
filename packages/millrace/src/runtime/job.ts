import type { JobSnapshot, OperatorState } from '../checkpoint/job-snapshot.js';
import { MillraceError } from '../model/millrace-error.js';
import type { Source } from '../operator/source.js';
import type { FunctionTable } from '../plan/function-reference.js';
import type { JobEdge, JobGraph } from '../plan/job-graph.js';
import type { StateBackend } from '../state/state-backend.js';
import type { WatermarkStrategy } from '../time/watermark-strategy.js';
import { AlignmentGroups } from './alignment-groups.js';
import type { Channel } from './channel.js';
import { channelsOf } from './job-channels.js';
import { createMetricRegistry, type MetricRegistry } from './metric-registry.js';
import type { RuntimePorts } from './ports.js';
import { restoredStates } from './restored-states.js';
import { createSnapshotCollector, type SnapshotCollector } from './snapshot-collector.js';
import { SourceCoordinator } from './source-coordinator.js';
import { Task } from './task.js';
import type { Exchange, OperatorRegistry, SortResources } from './task-spec.js';

/** Flink's job status. */
export type JobStatus = 'CREATED' | 'RUNNING' | 'FAILING' | 'FAILED' | 'CANCELLING' | 'CANCELED' | 'FINISHED';

/** What a job is made from. */
export interface JobOptions {
  readonly jobId: string;
  readonly graph: JobGraph;
  readonly functions: FunctionTable;
  readonly registry: OperatorRegistry;
  readonly ports: RuntimePorts;
  readonly stateBackend: StateBackend;
  /** What user functions read with `getJobParameter`. */
  readonly jobParameters: Readonly<Record<string, string>>;
  /** Sends every edge through its codec and freezes records. Default false. */
  readonly checked?: boolean;
  readonly sorting: SortResources;
  /** Where operators say which of them entered user code last. */
  readonly activity?: Int32Array;
  readonly restored?: JobSnapshot;
}

/** How a job ended. */
export interface JobResult {
  readonly jobId: string;
  readonly netRuntimeMs: number;
}

/** Records in and out of one operator, over all its subtasks. */
export interface OperatorProgress {
  readonly name: string;
  readonly uid: string;
  readonly recordsIn: number;
  readonly recordsOut: number;
  readonly watermark: number;
}

/** The role in which a plan node holds its source. */
const SOURCE_ROLE = 'source';

interface BarrierRound {
  readonly checkpointId: number;
  readonly waiting: Set<Task>;
  readonly frozen: () => void;
}

/** The supervisor of one attempt of a job: deploys its tasks, drives barriers, and ends it one way or another. */
export class Job {
  status: JobStatus = 'CREATED';
  readonly metrics: MetricRegistry;
  /** Settles when everything that the job opened has been closed; rejects when it failed or was canceled. */
  readonly result: Promise<JobResult>;
  private readonly tasks: readonly Task[];
  /** By the id of the source's node. */
  private readonly coordinators: ReadonlyMap<number, SourceCoordinator>;
  private readonly alignment: AlignmentGroups;
  private readonly finished = new Set<Task>();
  private readonly startedAt: number;
  private round: BarrierRound | undefined;
  /** Barrier rounds follow one another. */
  private rounds: Promise<unknown> = Promise.resolve();
  private nextCheckpointId: number;
  private ending: Promise<void> | undefined;
  private resolve!: (result: JobResult) => void;
  private reject!: (cause: unknown) => void;

  get jobId(): string {
    return this.options.jobId;
  }

  constructor(private readonly options: JobOptions) {
    const { graph, ports } = options;
    if (options.restored !== undefined && this.isBatch) throw batchSnapshot(graph.jobName);
    this.startedAt = ports.clock.monotonic();
    this.metrics = createMetricRegistry(() => ports.clock.monotonic());
    this.nextCheckpointId = (options.restored?.checkpointId ?? 0) + 1;
    this.result = new Promise((resolve, reject) => {
      this.resolve = resolve;
      this.reject = reject;
    });
    this.result.catch(() => {});
    this.alignment = new AlignmentGroups(ports.clock);
    this.coordinators = new Map(
      graph.nodes
        .filter((node) => node.functions[SOURCE_ROLE] !== undefined)
        .map((node) => [node.id, this.coordinate(node)] as const),
    );
    this.tasks = this.deploy();
  }

  start(): void {
    this.status = 'RUNNING';
    for (const coordinator of this.coordinators.values()) coordinator.start();
    for (const task of this.tasks) void task.open();
  }

  /**
   * Takes a snapshot of the whole job in memory, while it runs.
   *
   * @throws MillraceError `BATCH_SNAPSHOT` in BATCH mode.
   */
  snapshot(): Promise<JobSnapshot> {
    if (this.isBatch) return Promise.reject(batchSnapshot(this.options.graph.jobName));
    return this.inTurn(async () => {
      const checkpointId = this.nextCheckpointId;
      try {
        return await this.takeSnapshot();
      } catch (cause) {
        this.round = undefined;
        for (const task of this.tasks) task.aborted(checkpointId);
        throw cause;
      }
    });
  }

  /**
   * Stops gracefully: sources give nothing more, every record that was read reaches the sinks, and the job ends. Timers
   * that have not fired are given up, also those of a watermark that is on its way. Settles when the job has ended;
   * rejects when it failed meanwhile. In BATCH mode it cancels the job, and rejects: nothing is final before its end.
   */
  async stop(): Promise<void> {
    if (this.isBatch) this.cancelNow('A batch has no results before its end.');
    if (this.status === 'RUNNING') await this.inTurn(() => this.finishUp(true));
    await this.result;
  }

  /** Ends the job now: what is in flight is given up. Settles when everything is closed. */
  async cancel(): Promise<void> {
    this.cancelNow();
    await this.result.catch(() => {});
  }

  private get isBatch(): boolean {
    return this.options.graph.runtimeMode === 'BATCH';
  }

  private cancelNow(hint?: string): void {
    const message = `Job '${this.options.graph.jobName}' was canceled.`;
    const cause = new MillraceError('JOB_CANCELED', message, hint === undefined ? {} : { hint });
    this.end('CANCELLING', 'CANCELED', cause);
  }

  private async takeSnapshot(): Promise<JobSnapshot> {
    const checkpointId = this.nextCheckpointId;
    const coordinatorStates = await this.barrier(false);
    const operators = new Map<string, OperatorState>();
    for (const task of this.tasks) {
      const collectors = new Map<string, SnapshotCollector>();
      await task.write(checkpointId, (uid) => {
        const collector = collectors.get(uid) ?? createSnapshotCollector();
        collectors.set(uid, collector);
        return collector;
      });
      for (const { info } of task.chain.instances.values()) {
        const known = operators.get(info.uid);
        const part = collectors.get(info.uid)?.result();
        const coordinator = coordinatorStates.get(info.uid);
        operators.set(info.uid, {
          uid: info.uid,
          name: info.operatorName,
          maxParallelism: info.maxParallelism,
          subtasks: [...(known?.subtasks ?? []), ...(part === undefined ? [] : [part])],
          ...(coordinator === undefined ? {} : { coordinator }),
        });
      }
    }
    await this.complete(checkpointId, false);
    return { checkpointId, operators };
  }

  progress(): OperatorProgress[] {
    for (const { chain } of this.tasks) chain.flushCounts();
    return this.options.graph.nodes.map((node) => {
      const instances = this.tasks.flatMap((task) => task.chain.instances.get(node.id) ?? []);
      const sum = (read: (counts: { recordsIn: number; recordsOut: number }) => number) =>
        instances.reduce((total, { counts }) => total + read(counts), 0);
      return {
        name: node.name,
        uid: node.uid,
        recordsIn: sum(({ recordsIn }) => recordsIn),
        recordsOut: sum(({ recordsOut }) => recordsOut),
        watermark: Math.min(...instances.map((instance) => instance.currentWatermark())),
      };
    });
  }

  /** What keeps the job from ending, one line each: for whoever waits for a stop. */
  waitingFor(): string[] {
    if (this.ending !== undefined) return ['Closing what the job has opened.'];
    const waiting = this.tasks.filter((task) => this.round === undefined || this.round.waiting.has(task));
    return waiting.map((task) => `Task '${task.name}' ${task.describeWait()}.`);
  }

  /** Runs barrier rounds one after another; one that the end of the job cuts off fails with the job. */
  private inTurn<T>(work: () => Promise<T>): Promise<T> {
    const turn = this.rounds.then(() => Promise.race([work(), this.result.then(() => this.notRunning())]));
    this.rounds = turn.catch(() => {});
    return turn;
  }

  private notRunning(): never {
    throw new MillraceError('JOB_NOT_RUNNING', `Job '${this.options.graph.jobName}' is ${this.status}.`);
  }

  private deploy(): Task[] {
    const { graph } = this.options;
    const exchanges = graph.edges.map((edge) => ({
      edge,
      channels: channelsOf(edge, graph, this.options.ports.clock),
    }));
    return graph.vertices.flatMap((vertex) =>
      Array.from({ length: vertex.parallelism }, (_, subtaskIndex) => this.deployTask(vertex, subtaskIndex, exchanges)),
    );
  }

  private deployTask(
    vertex: JobGraph['vertices'][number],
    subtaskIndex: number,
    exchanges: readonly { readonly edge: JobEdge; readonly channels: ReadonlyMap<string, Channel> }[],
  ): Task {
    const { graph, restored } = this.options;
    const inputs: Exchange[] = [];
    const outputs: Exchange[] = [];
    for (const { edge, channels } of exchanges) {
      const pairs = [...channels].map(([pair, channel]) => ({ pair: pair.split('>').map(Number), channel }));
      if (edge.toVertex === vertex.id) {
        inputs.push({
          edge,
          channels: pairs.filter(({ pair }) => pair[1] === subtaskIndex).map(({ channel }) => channel),
        });
      }
      if (edge.fromVertex === vertex.id) {
        outputs.push({
          edge,
          channels: pairs.filter(({ pair }) => pair[0] === subtaskIndex).map(({ channel }) => channel),
        });
      }
    }
    const services = new Map(
      [...this.coordinators].map(([node, coordinator]) => [node, { coordinatorLink: coordinator.link(subtaskIndex) }]),
    );
    const task = new Task(
      {
        ...this.options,
        checked: this.options.checked ?? false,
        activity: this.options.activity ?? new Int32Array(1),
        metrics: this.metrics,
        vertex,
        subtaskIndex,
        attempt: 0,
        inputs,
        outputs,
        services,
        restored: restoredStates(restored, graph, vertex, subtaskIndex),
        restoredCheckpointId: restored?.checkpointId,
      },
      {
        onFailure: (_task, cause) => this.fail(cause),
        onFinished: (task) => this.onFinished(task),
        onFrozen: (task, checkpointId) => this.onFrozen(task, checkpointId),
      },
    );
    for (const node of vertex.nodes) {
      this.coordinators.get(node)?.connect(subtaskIndex, (call) => task.enqueue(() => call(task.source(node))));
    }
    return task;
  }

  private coordinate(node: JobGraph['nodes'][number]): SourceCoordinator {
    const { functions, ports, restored } = this.options;
    const resolve = (role: string) => {
      const reference = node.functions[role];
      return reference === undefined ? undefined : functions.resolve(reference);
    };
    const strategy = resolve('watermarkStrategy') as WatermarkStrategy<unknown> | undefined;
    if (strategy?.alignment !== undefined) this.alignment.declare(node.uid, strategy.alignment);
    return new SourceCoordinator({
      node,
      source: resolve(SOURCE_ROLE) as Source,
      ports,
      metrics: this.metrics,
      alignment: this.alignment,
      restored: restored?.operators.get(node.uid)?.coordinator,
      fail: (cause) => this.fail(cause),
    });
  }

  private fail(cause: unknown): void {
    this.end('FAILING', 'FAILED', cause);
  }

  private onFinished(task: Task): void {
    this.finished.add(task);
    if (this.finished.size < this.tasks.length || this.status !== 'RUNNING') return;
    this.inTurn(() => this.finishUp(false)).catch((cause: unknown) => this.fail(cause));
  }

  /** The last barrier: what sinks hold back leaves with it. Then everything is closed. */
  private async finishUp(isStopping: boolean): Promise<void> {
    if (this.ending !== undefined) return;
    const checkpointId = this.nextCheckpointId;
    await this.barrier(isStopping);
    for (const task of this.tasks) task.discard(checkpointId);
    await this.complete(checkpointId, true);
    this.end('RUNNING', 'FINISHED', undefined);
  }

  /** One barrier through all tasks; settles when all have frozen their state. */
  private async barrier(isLast: boolean): Promise<ReadonlyMap<string, { version: number; json: unknown }>> {
    if (this.status !== 'RUNNING') this.notRunning();
    const checkpointId = this.nextCheckpointId++;
    const coordinators = [...this.coordinators.values()];
    try {
      const states = new Map(coordinators.map((each) => [each.uid, each.snapshot(checkpointId)] as const));
      await new Promise<void>((resolve) => {
        this.round = { checkpointId, waiting: new Set(this.tasks), frozen: resolve };
        for (const task of this.tasks) task.triggerCheckpoint(checkpointId, isLast);
      });
      return states;
    } finally {
      for (const coordinator of coordinators) coordinator.release();
    }
  }

  private onFrozen(task: Task, checkpointId: number): void {
    const { round } = this;
    if (round === undefined || round.checkpointId !== checkpointId) return;
    round.waiting.delete(task);
    if (round.waiting.size > 0) return;
    this.round = undefined;
    round.frozen();
  }

  private async complete(checkpointId: number, isLast: boolean): Promise<void> {
    for (const coordinator of this.coordinators.values()) coordinator.complete(checkpointId);
    await Promise.all(this.tasks.map((task) => task.complete(checkpointId, isLast)));
  }

  /** Closes everything once, then settles the result. The first reason wins. */
  private end(meanwhile: JobStatus, status: JobStatus, cause: unknown): void {
    if (this.ending !== undefined) return;
    this.status = meanwhile;
    this.ending = this.closeAll().then(async (closeFailure) => {
      // What was printed stands before what is said about the end.
      await this.options.ports.standardOutput.flush().catch(() => {});
      const failure = cause ?? closeFailure;
      this.status = failure !== undefined && status === 'FINISHED' ? 'FAILED' : status;
      if (failure !== undefined) return this.reject(failure);
      const netRuntimeMs = this.options.ports.clock.monotonic() - this.startedAt;
      this.resolve({ jobId: this.options.jobId, netRuntimeMs });
    });
  }

  /** The first failure of a close, if any; the others are logged. */
  private async closeAll(): Promise<unknown> {
    this.alignment.close();
    const closing = [...this.coordinators.values(), ...this.tasks].map((each) => each.close());
    const failures = (await Promise.allSettled(closing)).flatMap((each) =>
      each.status === 'rejected' ? [each.reason] : [],
    );
    for (const failure of failures) this.options.ports.logger.warn('Closing failed.', { cause: String(failure) });
    return failures[0];
  }
}

function batchSnapshot(jobName: string): MillraceError {
  return new MillraceError('BATCH_SNAPSHOT', `Job '${jobName}' runs in BATCH mode, in which there are no snapshots.`, {
    hint: "Set 'execution.runtime-mode' to STREAMING.",
  });
}
