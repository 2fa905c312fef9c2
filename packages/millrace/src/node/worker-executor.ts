import { type JobExecutor, JobStatus, type RunningJob } from '../datastream/job-executor.js';
import { MillraceError } from '../model/millrace-error.js';
import { explainJob } from '../plan/explain-job.js';
import type { Job } from '../runtime/job.js';
import type { RuntimePorts } from '../runtime/ports.js';
import { createJob } from './create-job.js';
import { describeFailure, type ProgramSources } from './failure.js';
import type { sender, WorkerReports } from './worker-protocol.js';

/** What the executors of a worker need. */
export interface WorkerExecutorOptions {
  readonly report: ReturnType<typeof sender<WorkerReports>>;
  readonly sources: () => ProgramSources;
  readonly ports: (jobName: string) => RuntimePorts;
  readonly checked: boolean;
  /** Called when the first of several jobs begins to run, and when the last has ended. */
  readonly onBusy: (isBusy: boolean) => void;
}

/** The jobs of one program in a worker. */
export interface WorkerExecutor extends JobExecutor {
  /** How many jobs the program has executed. */
  readonly jobCount: number;
  /** What made jobs fail. */
  readonly failures: ReadonlySet<unknown>;
  /** Settles when no job runs. */
  whenIdle(): Promise<void>;
  reportProgress(): void;
  reportWaiting(): void;
  /** Ends all jobs gracefully; the next ones are refused. */
  stop(): void;
  /** Was the error made by refusing a job after `stop`? */
  isRefusal(error: unknown): boolean;
}

/** Runs the jobs of a program in this thread, and tells the main thread of them. */
export function createWorkerExecutor(options: WorkerExecutorOptions): WorkerExecutor {
  const { report } = options;
  const running = new Map<number, Job>();
  const failures = new Set<unknown>();
  let jobCount = 0;
  let refusal: MillraceError | undefined;

  const ended = (job: number, running_: Job, cause: unknown) => {
    running.delete(job);
    const isFailed = running_.status === JobStatus.FAILED;
    if (isFailed) failures.add(cause);
    report('jobEnded', {
      job,
      end: isFailed ? 'failed' : running_.status === JobStatus.CANCELED ? 'canceled' : 'finished',
      ...(isFailed ? { failure: describeFailure(cause, options.sources()) } : {}),
      operators: running_.progress(),
    });
    if (running.size === 0) options.onBusy(false);
  };

  return {
    get jobCount() {
      return jobCount;
    },
    failures,
    submit(plan, settings) {
      if (refusal !== undefined) throw refusal;
      const activity = new Int32Array(new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT)).fill(-1);
      const { ports, checked } = options;
      const job = createJob(plan, settings, { ports: ports(plan.jobName), checked, activity });
      const number = jobCount++;
      const operators = plan.nodes.map(({ name }) => name);
      report('jobStarted', { job: number, jobName: plan.jobName, operators, activity });
      if (running.size === 0) options.onBusy(true);
      running.set(number, job);
      job.start();
      job.result.then(
        () => ended(number, job, undefined),
        (cause: unknown) => ended(number, job, cause),
      );
      return job;
    },
    async whenIdle() {
      while (running.size > 0) await Promise.allSettled([...running.values()].map(({ result }) => result));
    },
    reportProgress() {
      if (running.size === 0) return;
      report('progress', { jobs: [...running].map(([job, each]) => ({ job, operators: each.progress() })) });
    },
    reportWaiting() {
      report('waiting', { lines: [...running.values()].flatMap((job) => job.waitingFor()) });
    },
    stop() {
      refusal ??= new MillraceError('RUN_STOPPING', 'The run is being stopped: no further job begins.');
      for (const job of running.values()) job.stop().catch(() => {});
    },
    isRefusal: (error) => error !== undefined && error === refusal,
  };
}

/** Explains the first job that the program executes; what stands behind its `execute` never runs. */
export function createExplainingExecutor(report: WorkerExecutorOptions['report']): JobExecutor {
  const never = new Promise<never>(() => {});
  return {
    submit(plan, { chaining }): RunningJob {
      report('explained', { explanation: explainJob(plan, { chaining }) });
      return { jobId: '', status: JobStatus.CREATED, result: never, cancel: () => never, stop: () => never };
    },
  };
}
