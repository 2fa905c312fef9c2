import type { ExplainedJob } from '../plan/explain-job.js';
import type { OperatorProgress } from '../runtime/job.js';
import type { Failure } from './failure.js';

/** What the worker of a program is given when it starts. */
export interface ProgramSettings {
  /** `explain` stops the program at its first job, and gives the job's plan. */
  readonly mode: 'run' | 'explain';
  /** The user's file, absolute. */
  readonly jobFile: string;
  readonly args: readonly string[];
  readonly configuration: Readonly<Record<string, string>>;
  readonly checked: boolean;
  /** How often progress is reported; 0 is never. */
  readonly progressIntervalMs: number;
  /** The URL of the package's entry, which the program imports as 'millrace'. */
  readonly library: string;
  /** Its only cell rises as long as the worker's event loop turns. */
  readonly heartbeat: Int32Array;
}

/** How often the heartbeat rises. */
export const HEARTBEAT_INTERVAL_MS = 200;

/** One job that runs, as its progress shows it. */
export interface JobProgress {
  /** Number of the job in its program, from 0. */
  readonly job: number;
  readonly operators: readonly OperatorProgress[];
}

/** How a job ended. */
export type JobEnd = 'finished' | 'failed' | 'canceled';

/** What the worker tells the main thread, by name. */
export interface WorkerReports {
  /** The program has been imported: its bundle is needed no more. */
  readonly evaluated: Record<string, never>;
  readonly jobStarted: {
    readonly job: number;
    readonly jobName: string;
    /** Names of the operators; the activity cell holds an index into them. */
    readonly operators: readonly string[];
    /** Shared memory. Its only cell is the operator that entered user code last, or -1. */
    readonly activity: Int32Array;
  };
  readonly progress: { readonly jobs: readonly JobProgress[] };
  readonly jobEnded: {
    readonly job: number;
    readonly end: JobEnd;
    readonly failure?: Failure;
    readonly operators: readonly OperatorProgress[];
  };
  /** What keeps jobs from ending, a line each. */
  readonly waiting: { readonly lines: readonly string[] };
  readonly explained: { readonly explanation: ExplainedJob };
  readonly log: {
    readonly level: 'debug' | 'info' | 'warn' | 'error';
    readonly message: string;
    readonly facts: Readonly<Record<string, unknown>>;
  };
  /** The settings were refused before the program was begun. */
  readonly refused: { readonly failure: Failure };
  /** The program has ended; what it threw, unless a job had failed with the same. */
  readonly ended: { readonly exitCode: number; readonly failure?: Failure };
  /** The program ends the process. */
  readonly exiting: { readonly exitCode: number; readonly failure: Failure };
  /** Something was thrown that nothing caught. */
  readonly uncaught: { readonly failure: Failure; readonly isRejection: boolean };
  /** The program reads standard input. */
  readonly standardInput: Record<string, never>;
}

/** What the main thread tells the worker, by name. */
export interface WorkerCommands {
  /** Import this file. */
  readonly begin: { readonly bundleFile: string };
  /** End all jobs gracefully, and begin no more. */
  readonly stop: Record<string, never>;
  /** Say what keeps jobs from ending. */
  readonly describeWaiting: Record<string, never>;
}

/** A function for each name of a set of messages. */
export type Handlers<Messages> = { readonly [Name in keyof Messages]: (message: Messages[Name]) => void };

/** Sends messages of a set through a port. */
export function sender<Messages>(port: { postMessage(value: unknown): void }) {
  return <Name extends keyof Messages>(name: Name, message: Messages[Name]): void =>
    port.postMessage({ name, message });
}

/** Gives each message of a set that arrives to its handler. */
export function receiver<Messages>(handlers: Handlers<Messages>) {
  return <Name extends keyof Messages>({ name, message }: { name: Name; message: Messages[Name] }): void =>
    handlers[name](message);
}
