import { MillraceError } from '../model/millrace-error.js';
import { RowKind } from '../model/row-kind.js';
import { NO_TIMESTAMP } from '../operator/element.js';
import { FunctionTable } from '../plan/function-reference.js';
import type { JobEdge, JobGraph } from '../plan/job-graph.js';
import { Channel, type ChannelEvent } from '../runtime/channel.js';
import { createMetricRegistry, type MetricRegistry } from '../runtime/metric-registry.js';
import { createSnapshotCollector } from '../runtime/snapshot-collector.js';
import { Task } from '../runtime/task.js';
import { HEAP_STATE_BACKEND } from '../state/heap/heap-state-backend.js';
import type { OperatorSnapshot } from '../state/snapshot.js';
import type { StateBackend } from '../state/state-backend.js';
import { type HarnessGraphOptions, type HarnessInput, harnessGraph, UNDER_TEST } from './harness-graph.js';
import { drainChannel, type Emission } from './recorded-output.js';
import { createVirtualHost, type VirtualHost } from './virtual-host.js';

/** What an operator harness is made from. */
export interface OperatorHarnessOptions extends HarnessGraphOptions {
  /** How far the clock goes on with every look of the task at it, in ms: more than 0 makes slices end. Default 0. */
  readonly lookMs?: number;
  /** Sends every record through its codec and freezes it. Default true. */
  readonly checked?: boolean;
  /** Takes a snapshot after every step and goes on from it with a new instance. Default false. */
  readonly restoreEachStep?: boolean;
  readonly stateBackend?: StateBackend;
  /** The memory in which gathered inputs are sorted. Default 1 MiB. */
  readonly sortMemoryBytes?: number;
}

/**
 * Drives one operator through the runtime's own task, on a virtual clock: elements, watermarks, status, processing time,
 * barriers, snapshot and restore, a shut output, the end, and an abort between any two calls.
 */
export class OperatorHarness {
  readonly host: VirtualHost;
  readonly metrics: MetricRegistry = createMetricRegistry(() => 0);
  /** What made the task fail, if it has. */
  failure: unknown;
  private readonly functions = new FunctionTable();
  private readonly graph: JobGraph;
  private readonly emitted: Emission[] = [];
  private readonly emittedBeside = new Map<string, Emission[]>();
  private inputs: readonly Channel[] = [];
  private output = new Channel();
  private sideOutputs = new Map<string, Channel>();
  private task: Task | undefined;
  private isOutputShut = false;
  private recordsBeforeBarrier = 0;
  private nextCheckpointId = 1;
  private readonly frozen = new Set<number>();
  /** The last watermark and status of each input, in the order in which they came. */
  private readonly lastEvents = new Map<number, Map<string, ChannelEvent>>();

  constructor(private readonly options: OperatorHarnessOptions) {
    this.host = createVirtualHost(1, options.lookMs);
    this.graph = harnessGraph(options, this.functions);
  }

  /** Opens the operator, from a snapshot if one is given. */
  async open(restored?: OperatorSnapshot): Promise<void> {
    this.inputs = this.inputEdges().map(() => new Channel());
    this.output = new Channel();
    this.sideOutputs = new Map(Object.keys(this.options.sideOutputs ?? {}).map((tag) => [tag, new Channel()]));
    this.task = this.createTask(restored);
    void this.task.open();
    await this.settle();
  }

  /** Sends a record; without a timestamp it has none. */
  async processElement(
    input: number,
    value: unknown,
    timestamp = NO_TIMESTAMP,
    kind: RowKind = RowKind.INSERT,
  ): Promise<void> {
    this.channel(input).sendRecord(value, timestamp, kind);
    await this.step();
  }

  async processWatermark(input: number, time: number): Promise<void> {
    this.remember(input, { kind: 'watermark', time });
    await this.step();
  }

  async processStatus(input: number, idle: boolean): Promise<void> {
    this.remember(input, { kind: 'status', idle });
    await this.step();
  }

  /** Moves processing time; timers that it reaches fire in order. */
  async setProcessingTime(timeMs: number): Promise<void> {
    this.host.clock.advanceTo(timeMs);
    await this.step();
  }

  /** Moves the clock of state time-to-live. */
  setTtlTime(timeMs: number): void {
    this.host.setTtlTime(timeMs);
  }

  async endInput(input: number): Promise<void> {
    this.channel(input).sendEvent({ kind: 'end' });
    await this.settle();
  }

  /** Sends a barrier through all inputs and gives what the operator wrote. */
  async snapshot(): Promise<OperatorSnapshot> {
    const checkpointId = await this.freeze();
    const snapshot = await this.write(checkpointId);
    await this.whileSettling(this.running().complete(checkpointId, false));
    return snapshot;
  }

  /**
   * Sends a barrier through inputs; the frozen state is still to be written (`write`), or given up.
   *
   * @param inputs those that bring the barrier; all by default, for the others hold it up.
   */
  async freeze(inputs: readonly number[] = [...this.inputs.keys()]): Promise<number> {
    const checkpointId = this.nextCheckpointId++;
    this.running().triggerCheckpoint(checkpointId);
    for (const input of inputs) this.channel(input).sendEvent({ kind: 'barrier', checkpointId });
    await this.settle();
    return checkpointId;
  }

  /** The values that were emitted before the last barrier. */
  get valuesBeforeBarrier(): readonly unknown[] {
    return this.values.slice(0, this.recordsBeforeBarrier);
  }

  /** The operator has frozen its state for the checkpoint: the barrier is through. */
  isFrozen(checkpointId: number): boolean {
    return this.frozen.has(checkpointId);
  }

  /**
   * Writes a frozen checkpoint.
   *
   * @throws MillraceError `HARNESS_PENDING` when its barrier is not through yet.
   */
  async write(checkpointId: number): Promise<OperatorSnapshot> {
    if (!this.isFrozen(checkpointId)) {
      throw new MillraceError('HARNESS_PENDING', `The barrier of checkpoint ${checkpointId} is not through yet.`, {
        hint: 'The operator takes no more input, or not every input has brought the barrier.',
      });
    }
    const collector = createSnapshotCollector();
    await this.whileSettling(this.running().write(checkpointId, () => collector));
    return collector.result();
  }

  async abortCheckpoint(checkpointId: number): Promise<void> {
    this.running().aborted(checkpointId);
    await this.settle();
  }

  /** Takes nothing more from the operator's outputs, so that it must stop once they are full. */
  shutOutput(): void {
    this.isOutputShut = true;
  }

  async openOutput(): Promise<void> {
    this.isOutputShut = false;
    await this.settle();
  }

  /** Ends the operator as it stands: neither `endInput` nor `finish`. */
  async close(): Promise<void> {
    const { task } = this;
    this.task = undefined;
    if (task !== undefined) await this.whileSettling(task.close());
  }

  /** Everything emitted to the main output since the last call of `clearOutput`. */
  get emissions(): readonly Emission[] {
    return this.emitted;
  }

  /** The values emitted to the main output. */
  get values(): readonly unknown[] {
    return this.emitted.flatMap((emission) => (emission.kind === 'record' ? [emission.value] : []));
  }

  sideEmissions(tag: string): readonly Emission[] {
    return (this.emittedBeside.get(tag) ?? []).filter((emission) => emission.kind === 'record');
  }

  clearOutput(): void {
    this.emitted.length = 0;
    this.emittedBeside.clear();
  }

  /** Sends a watermark, and lets the task work for so many slices only. */
  async beginWatermark(input: number, time: number, slices: number): Promise<void> {
    this.remember(input, { kind: 'watermark', time });
    await this.host.scheduler.settle(slices);
    this.collect();
  }

  /** Lets everything happen that can happen now. */
  async settle(): Promise<void> {
    for (let moved = true; moved; ) {
      await this.host.scheduler.settle();
      moved = !this.isOutputShut && this.collect();
    }
    if (this.failure !== undefined) throw this.failure;
  }

  private async step(): Promise<void> {
    await this.settle();
    if (this.options.restoreEachStep !== true || this.isOutputShut) return;
    const snapshot = await this.snapshot();
    await this.close();
    await this.open(snapshot);
    await this.repeatTimeAndStatus();
  }

  /** What sources would send again after a restore; the operator's echo of it is not news. */
  private async repeatTimeAndStatus(): Promise<void> {
    const emitted = this.emitted.length;
    for (const [input, events] of this.lastEvents) {
      for (const event of events.values()) this.channel(input).sendEvent(event);
    }
    await this.settle();
    const echo = this.emitted.splice(emitted);
    this.emitted.push(...echo.filter(({ kind }) => kind === 'record'));
  }

  private remember(input: number, event: ChannelEvent): void {
    const events = this.lastEvents.get(input) ?? new Map<string, ChannelEvent>();
    const before = events.get(event.kind);
    const goesBack = before?.kind === 'watermark' && event.kind === 'watermark' && event.time < before.time;
    if (!goesBack) {
      events.delete(event.kind);
      events.set(event.kind, event);
    }
    this.lastEvents.set(input, events);
    this.channel(input).sendEvent(event);
  }

  private collect(): boolean {
    const drained = drainChannel(this.output);
    const barrier = drained.findLastIndex(({ kind }) => kind === 'barrier');
    if (barrier >= 0) {
      const before = drained.slice(0, barrier).filter(({ kind }) => kind === 'record');
      this.recordsBeforeBarrier = this.values.length + before.length;
    }
    const main = drained.filter(({ kind }) => kind !== 'barrier');
    for (const emission of main) this.emitted.push(emission);
    let moved = main.length > 0;
    for (const [tag, channel] of this.sideOutputs) {
      const beside = drainChannel(channel);
      if (beside.length > 0) moved = true;
      this.emittedBeside.set(tag, [...(this.emittedBeside.get(tag) ?? []), ...beside]);
    }
    return moved;
  }

  private async whileSettling<T>(work: Promise<T>): Promise<T> {
    let outcome: { readonly value: T } | { readonly cause: unknown } | undefined;
    work.then(
      (value) => {
        outcome = { value };
      },
      (cause: unknown) => {
        outcome = { cause };
      },
    );
    await this.settle();
    if (outcome === undefined)
      throw new MillraceError('HARNESS_PENDING', 'The operator waits for something that the harness does not do.');
    if ('cause' in outcome) throw outcome.cause;
    return outcome.value;
  }

  private running(): Task {
    if (this.task !== undefined) return this.task;
    throw new MillraceError('HARNESS_CLOSED', 'The operator is not open.', { hint: 'Call open first.' });
  }

  private channel(input: number): Channel {
    const channel = this.inputs[input];
    if (channel !== undefined) return channel;
    throw new MillraceError('HARNESS_INPUT', `There is no input ${input}.`, { facts: { inputs: this.inputs.length } });
  }

  private inputEdges(): readonly HarnessInput[] {
    return this.options.inputs ?? [{}];
  }

  private createTask(restored: OperatorSnapshot | undefined): Task {
    const { graph, functions, host } = this;
    const [, vertex] = graph.vertices;
    const exchange = (channel: Channel, matches: (edge: JobEdge) => boolean) => ({
      edge: graph.edges.find(matches) as JobEdge,
      channels: [channel],
    });
    return new Task(
      {
        jobId: 'harness',
        graph,
        vertex: vertex as JobGraph['vertices'][number],
        subtaskIndex: 0,
        attempt: 0,
        functions,
        registry: new Map([[this.options.definition.name, this.options.definition]]),
        ports: host.ports,
        stateBackend: this.options.stateBackend ?? HEAP_STATE_BACKEND,
        metrics: this.metrics,
        jobParameters: {},
        sorting: { memoryBytes: this.options.sortMemoryBytes ?? 2 ** 20, directories: [] },
        checked: this.options.checked ?? true,
        activity: new Int32Array(1),
        inputs: this.inputs.map((channel, index) =>
          exchange(channel, (edge) => edge.toNode === UNDER_TEST && edge.toEdge === index),
        ),
        outputs: [
          exchange(this.output, (edge) => edge.fromNode === UNDER_TEST && edge.edge.sideOutput === undefined),
          ...[...this.sideOutputs].map(([tag, channel]) => exchange(channel, (edge) => edge.edge.sideOutput === tag)),
        ],
        restored: new Map(restored === undefined ? [] : [['operator', [restored]]]),
        restoredCheckpointId: restored === undefined ? undefined : this.nextCheckpointId - 1,
        services: new Map(),
      },
      {
        onFailure: (_task, cause) => {
          this.failure ??= cause;
        },
        onFinished: () => {},
        onFrozen: (_task, checkpointId) => this.frozen.add(checkpointId),
      },
    );
  }
}
