import { MillraceError } from '../model/millrace-error.js';
import type { LogicalPlan } from '../plan/logical-plan.js';

/** Flink's job status. */
export const JobStatus = {
  CREATED: 'CREATED',
  RUNNING: 'RUNNING',
  FAILING: 'FAILING',
  FAILED: 'FAILED',
  CANCELLING: 'CANCELLING',
  CANCELED: 'CANCELED',
  FINISHED: 'FINISHED',
} as const;

export type JobStatus = (typeof JobStatus)[keyof typeof JobStatus];

/** A job that was handed to a host. */
export interface RunningJob {
  readonly jobId: string;
  readonly status: JobStatus;
  /** Settles when everything that the job opened is closed. */
  readonly result: Promise<{ readonly netRuntimeMs: number }>;
  cancel(): Promise<void>;
  stop(): Promise<void>;
}

/** What sorting the inputs of an operator may use, in BATCH mode. */
export interface SortSettings {
  /** Bytes of memory of one instance of an operator. */
  readonly memoryBytes: number;
  /** Where what does not fit goes; none stands for the directory of the host. */
  readonly directories: readonly string[];
}

/** How a program wants its job to run. */
export interface JobSettings {
  readonly chaining: boolean;
  /** What user functions read with `getJobParameter`. */
  readonly jobParameters: Readonly<Record<string, string>>;
  readonly sorting: SortSettings;
}

/** What runs the jobs of an environment: the process itself, a worker of `millrace run`, a host under test. */
export interface JobExecutor {
  submit(plan: LogicalPlan, settings: JobSettings): RunningJob;
}

let installed: JobExecutor | undefined;

/** Makes an executor the one that new environments use; gives the one before. */
export function installJobExecutor(executor: JobExecutor | undefined): JobExecutor | undefined {
  const before = installed;
  installed = executor;
  return before;
}

/** @throws MillraceError `EXECUTOR_MISSING` when no host has installed one. */
export function installedJobExecutor(): JobExecutor {
  if (installed !== undefined) return installed;
  throw new MillraceError('EXECUTOR_MISSING', 'There is no host to run jobs.', {
    hint: "Import from 'millrace', which brings the host for Node.",
  });
}
