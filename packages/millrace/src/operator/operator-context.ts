import type { TypeInformation } from '../model/type-information.js';
import type { Cancel } from '../ports/clock.js';
import type { ConnectorPorts } from '../ports/connector-ports.js';
import type { KeyedStateBackend } from '../state/keyed-state-backend.js';
import type { OperatorStateBackend } from '../state/operator-state-backend.js';
import type { Element } from './element.js';
import type { Flow, Gate, Unfinished } from './flow.js';
import type { Input } from './input.js';
import type { MetricGroup } from './metrics.js';
import type { InternalTimerService, Triggerable } from './timer-service.js';

/** Who is running: for names in errors, metrics, and for user functions. */
export interface TaskInfo {
  readonly jobName: string;
  readonly taskName: string;
  readonly operatorName: string;
  readonly uid: string;
  readonly subtaskIndex: number;
  readonly parallelism: number;
  readonly maxParallelism: number;
  /** 0 for the first try of a job, one more after each restart. */
  readonly attempt: number;
  /** What the job was given as its global parameters; undefined is none. */
  readonly jobParameters?: Readonly<Record<string, string>>;
}

/** Structured, on standard error; never secrets. */
export interface Logger {
  debug(message: string, facts?: Readonly<Record<string, unknown>>): void;
  info(message: string, facts?: Readonly<Record<string, unknown>>): void;
  warn(message: string, facts?: Readonly<Record<string, unknown>>): void;
  error(message: string, facts?: Readonly<Record<string, unknown>>): void;
}

/** How many records an operator has taken and emitted. */
export interface RecordCounts {
  recordsIn: number;
  recordsOut: number;
}

/** Everything that a host gives to one operator. */
export interface OperatorContext {
  readonly info: TaskInfo;
  readonly logger: Logger;
  readonly metrics: MetricGroup;
  /** The main output. */
  readonly output: Input;
  /** The output of a tag; one that nobody reads swallows what it gets. */
  sideOutput(tag: string): Input;
  /** `activity[0] = operatorIndex` before user code is entered: how a host names the operator that hangs. */
  readonly activity: Int32Array;
  readonly operatorIndex: number;
  /** Records taken and emitted, for progress; an operator counts what passes its main input and output. */
  readonly counts: RecordCounts;
  /** Timestamp and row kind of the record in hand. */
  readonly element: Element;
  /** Keyed state; undefined when the operator's inputs are not keyed. */
  readonly keyed: KeyedStateBackend | undefined;
  readonly operatorState: OperatorStateBackend;
  /** True when the state comes from a snapshot. */
  readonly isRestored: boolean;
  /** The checkpoint that the state comes from, when there is one. */
  readonly restoredCheckpointId: number | undefined;
  /** For connectors, which have timers of their own; an operator's own are `schedule`. */
  readonly ports: ConnectorPorts;
  /** The same service for the same name. Needs keyed state. */
  timers(name: string, namespaceType: TypeInformation<unknown>, target: Triggerable): InternalTimerService;
  /**
   * Makes the operator's watermark handler: it sets the event time, fires the timers in slices, and calls `forward`
   * with the watermark once all of them have fired. A watermark that does not rise is ignored.
   */
  watermarkAdvance(forward: (time: number) => void): (time: number) => void;
  /** The event time of the operator: the last watermark given to `watermarkAdvance`. */
  currentWatermark(): number;
  /** Fires at once what is left of the timers of the present watermark, whatever is shut, and forwards it. */
  completeWatermark(): void;
  currentProcessingTime(): number;
  /** Calls `callback` as a mail once processing time has reached `timeMs`; not part of state. */
  schedule(timeMs: number, callback: () => void): Cancel;
  /**
   * Runs `mail` in the task's mailbox: never during another call, after `mail`s before it. Callable from anywhere. It
   * must not emit: it may run while a barrier passes.
   */
  enqueue(mail: () => void): void;
  /** As `enqueue`, for a mail that emits: between records and while operators finish, never while a barrier passes. */
  enqueueEmitting(mail: () => void): void;
  /** The stop rule below this operator. */
  readonly flow: Flow;
  /** A gate of this operator: shut, the inputs above it take nothing. */
  gate(name: string): Gate;
  /** Hands over work that had to pause. The inputs of the task take nothing until it is done. */
  suspend(work: Unfinished): void;
  /** Fails the task, from anywhere. */
  fail(cause: unknown): void;
  /** Wraps what user code threw, with operator, subtask and what was in hand; an error that has been wrapped stays. */
  userError(cause: unknown, call: string): Error;
}
