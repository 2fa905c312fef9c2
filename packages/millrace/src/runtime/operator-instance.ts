import { MillraceError } from '../model/millrace-error.js';
import { thrownText } from '../model/thrown-text.js';
import type { TypeInformation } from '../model/type-information.js';
import type { Element } from '../operator/element.js';
import type { Gate, Unfinished } from '../operator/flow.js';
import type { Input } from '../operator/input.js';
import type { MetricGroup } from '../operator/metrics.js';
import type { Operator } from '../operator/operator.js';
import type { Logger, OperatorContext, RecordCounts, TaskInfo } from '../operator/operator-context.js';
import type { InternalTimerService, Triggerable } from '../operator/timer-service.js';
import { streamNotKeyed } from '../operator/user-functions/stream-not-keyed.js';
import type { Cancel } from '../ports/clock.js';
import type { ConnectorPorts } from '../ports/connector-ports.js';
import type { KeyedStateBackend } from '../state/keyed-state-backend.js';
import type { OperatorStateBackend } from '../state/operator-state-backend.js';
import type { FrozenState, SnapshotSink } from '../state/snapshot.js';
import { createGate, type FlowPoint } from './flow-point.js';
import { KeyTimers } from './key-timers.js';
import { type InstanceTimers, OperatorTimers, type TimerHost } from './operator-timers.js';
import type { RuntimePorts } from './ports.js';

/** What a task does for its operators. */
export interface InstanceHost {
  readonly ports: RuntimePorts;
  readonly element: Element;
  readonly activity: Int32Array;
  wake(): void;
  enqueue(mail: () => void): void;
  enqueueBetweenRecords(mail: () => void): void;
  enqueueEmitting(mail: () => void): void;
  suspend(instance: OperatorInstance, work: Unfinished): void;
  fail(cause: unknown): void;
}

/** How one operator is placed in its task. */
export interface InstancePlacement {
  readonly info: TaskInfo;
  readonly operatorIndex: number;
  readonly output: Input;
  readonly sideOutputs: ReadonlyMap<string, Input>;
  /** The stop rule below the operator. */
  readonly below: FlowPoint;
  /** The points above it, which a gate of this operator blocks. */
  readonly above: readonly FlowPoint[];
  readonly keyed: KeyedStateBackend | undefined;
  /** The keyed state is that of one key, which `endKey` drops. Default false. */
  readonly oneKeyAtATime?: boolean;
  readonly operatorState: OperatorStateBackend;
  readonly restoredCheckpointId: number | undefined;
  readonly metrics: MetricGroup;
}

const swallow: Input = { processElement() {}, processWatermark() {}, processStatus() {} };

/** One running operator with its state and timers: what the operator sees of its host, and what its task drives. */
export class OperatorInstance implements OperatorContext {
  readonly info: TaskInfo;
  readonly logger: Logger;
  readonly metrics: MetricGroup;
  readonly output: Input;
  readonly activity: Int32Array;
  readonly operatorIndex: number;
  readonly counts: RecordCounts = { recordsIn: 0, recordsOut: 0 };
  readonly element: Element;
  readonly keyed: KeyedStateBackend | undefined;
  readonly operatorState: OperatorStateBackend;
  readonly isRestored: boolean;
  readonly restoredCheckpointId: number | undefined;
  readonly ports: ConnectorPorts;
  readonly flow: FlowPoint;
  /** Set by the task right after the definition has made it. */
  operator!: Operator;
  /** By their places among the operator's edges. */
  readonly endedEdges = new Set<number>();
  private readonly operatorTimers: InstanceTimers;
  private readonly keyTimers: KeyTimers | undefined;
  private midRecordWorks = 0;
  private readonly frozen = new Map<number, readonly FrozenState[]>();
  private readonly alarms = new Set<Cancel>();

  constructor(
    private readonly host: InstanceHost,
    private readonly placement: InstancePlacement,
  ) {
    this.info = placement.info;
    this.logger = host.ports.logger;
    this.metrics = placement.metrics;
    this.output = placement.output;
    this.activity = host.activity;
    this.operatorIndex = placement.operatorIndex;
    this.element = host.element;
    this.keyed = placement.keyed;
    this.operatorState = placement.operatorState;
    this.isRestored = placement.restoredCheckpointId !== undefined;
    this.restoredCheckpointId = placement.restoredCheckpointId;
    this.ports = host.ports;
    this.flow = placement.below;
    const timerHost: TimerHost = {
      clock: host.ports.clock,
      element: host.element,
      flow: placement.below,
      keyed: placement.keyed,
      isMidRecord: () => this.midRecordWorks > 0,
      suspend: (work) => this.suspend(work),
      enqueueBetweenRecords: (mail) => host.enqueueBetweenRecords(mail),
    };
    const { keyed } = placement;
    this.keyTimers =
      placement.oneKeyAtATime === true && keyed !== undefined
        ? new KeyTimers(timerHost, keyed, (message) => this.logger.warn(message, this.facts()))
        : undefined;
    this.operatorTimers = this.keyTimers ?? new OperatorTimers(timerHost);
  }

  sideOutput(tag: string): Input {
    return this.placement.sideOutputs.get(tag) ?? swallow;
  }

  timers(name: string, namespaceType: TypeInformation<unknown>, target: Triggerable): InternalTimerService {
    if (this.keyed === undefined) throw streamNotKeyed(this, 'timers');
    return this.operatorTimers.service(name, namespaceType, target, this.keyed);
  }

  watermarkAdvance(forward: (time: number) => void): (time: number) => void {
    return this.operatorTimers.advanceThen(forward);
  }

  /** In BATCH mode, when the inputs have given all records of a key. */
  endKey(): void {
    this.keyTimers?.endKey();
  }

  currentWatermark(): number {
    return this.operatorTimers.currentWatermark();
  }

  completeWatermark(): void {
    this.operatorTimers.complete();
  }

  currentProcessingTime(): number {
    return this.host.ports.clock.now();
  }

  schedule(timeMs: number, callback: () => void): Cancel {
    let done = false;
    const cancel: Cancel = () => {
      done = true;
      this.alarms.delete(cancel);
      cancelTimer();
    };
    const cancelTimer = this.host.ports.clock.setTimer(timeMs, () => {
      this.alarms.delete(cancel);
      this.host.enqueueBetweenRecords(() => {
        if (!done) callback();
      });
    });
    this.alarms.add(cancel);
    return cancel;
  }

  enqueue(mail: () => void): void {
    this.host.enqueue(mail);
  }

  enqueueEmitting(mail: () => void): void {
    this.host.enqueueEmitting(mail);
  }

  gate(_name: string): Gate {
    return createGate(this.placement.above, () => this.host.wake());
  }

  suspend(work: Unfinished): void {
    if (work.midRecord) this.midRecordWorks++;
    for (const point of this.placement.above) point.block(work);
    this.host.suspend(this, work);
  }

  /** Called by the task when suspended work is done. */
  workDone(work: Unfinished): void {
    if (work.midRecord) this.midRecordWorks--;
    for (const point of this.placement.above) point.unblock(work);
  }

  fail(cause: unknown): void {
    this.host.fail(this.userError(cause, 'asynchronous work'));
  }

  userError(cause: unknown, call: string): Error {
    if (cause instanceof MillraceError) return 'operator' in cause.facts ? cause : cause.withFacts(this.facts());
    const what = thrownText(cause);
    return new MillraceError('USER_CODE_FAILED', `${call} of operator '${this.info.operatorName}' failed: ${what}`, {
      facts: { ...this.facts(), call },
      cause,
    });
  }

  /** Calls an asynchronous part of the contract; what it throws names the operator. */
  async call(name: string, part: () => void | Promise<void> | undefined): Promise<void> {
    try {
      await part();
    } catch (cause) {
      throw this.userError(cause, name);
    }
  }

  /** Freezes the operator's state for a checkpoint. Synchronous. */
  freeze(checkpointId: number): void {
    this.operator.freeze?.(checkpointId);
    const states = [this.operatorState.freeze()];
    if (this.keyed !== undefined) states.push(this.keyed.freeze());
    this.frozen.set(checkpointId, states);
  }

  async write(checkpointId: number, sink: SnapshotSink, pause: () => Promise<void>): Promise<void> {
    for (const state of this.frozen.get(checkpointId) ?? []) await state.write(sink, pause);
  }

  discard(checkpointId: number): void {
    for (const state of this.frozen.get(checkpointId) ?? []) state.discard();
    this.frozen.delete(checkpointId);
  }

  /** The operator has finished: no timer fires any more. */
  quiesce(): void {
    this.operatorTimers.quiesce();
    for (const cancel of [...this.alarms]) cancel();
  }

  async close(): Promise<void> {
    this.quiesce();
    for (const checkpointId of [...this.frozen.keys()]) this.discard(checkpointId);
    try {
      await this.operator.close?.();
    } finally {
      this.keyed?.close();
      this.operatorState.close();
    }
  }

  private facts() {
    const { operatorName, uid, subtaskIndex } = this.info;
    return { operator: operatorName, uid, subtask: subtaskIndex };
  }
}
