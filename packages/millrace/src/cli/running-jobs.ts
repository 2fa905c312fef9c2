import type { JobProgress, WorkerReports } from '../node/worker-protocol.js';
import type { OperatorProgress } from '../runtime/job.js';
import { type DrawnJob, progressLines } from './progress-text.js';

interface KnownJob {
  readonly jobName: string;
  readonly operators: readonly string[];
  readonly activity: Int32Array;
  readonly startedMs: number;
  state: string;
  isRunning: boolean;
  lookedMs: number;
  progress: readonly OperatorProgress[];
  before: DrawnJob['before'];
  runtimeMs: number;
}

/** What the main thread knows of the jobs of a program. */
export class RunningJobs {
  private readonly jobs = new Map<number, KnownJob>();
  hasFailed = false;

  constructor(private readonly monotonic: () => number) {}

  get anyRuns(): boolean {
    return this.running().length > 0;
  }

  started({ job, jobName, operators, activity }: WorkerReports['jobStarted']): void {
    const now = this.monotonic();
    this.jobs.set(job, {
      jobName,
      operators,
      activity,
      startedMs: now,
      state: 'is running',
      isRunning: true,
      lookedMs: now,
      progress: [],
      before: undefined,
      runtimeMs: 0,
    });
  }

  progressed(reports: readonly JobProgress[]): void {
    for (const { job, operators } of reports) this.look(job, operators);
  }

  ended({ job, end, operators }: WorkerReports['jobEnded']): void {
    this.look(job, operators);
    const known = this.jobs.get(job);
    if (known === undefined) return;
    known.isRunning = false;
    known.state = `has ${end === 'canceled' ? 'been canceled' : end}`;
    if (end === 'failed') this.hasFailed = true;
  }

  nameOf(job: number): string {
    return this.jobs.get(job)?.jobName ?? String(job);
  }

  /** The operators that entered user code last, one a running job. Empty when none has. */
  lastEntered(): readonly string[] {
    return this.running().flatMap(({ operators, activity }) => operators[Atomics.load(activity, 0)] ?? []);
  }

  /** Their progress, as it is drawn. */
  lines(columns: number): readonly string[] {
    return [...this.jobs.values()]
      .filter(({ progress }) => progress.length > 0)
      .flatMap((job) => progressLines({ ...job, operators: job.progress }, columns));
  }

  private running(): readonly KnownJob[] {
    return [...this.jobs.values()].filter(({ isRunning }) => isRunning);
  }

  private look(job: number, operators: readonly OperatorProgress[]): void {
    const known = this.jobs.get(job);
    if (known === undefined) return;
    const now = this.monotonic();
    if (known.progress.length > 0) known.before = { operators: known.progress, elapsedMs: now - known.lookedMs };
    known.progress = operators;
    known.lookedMs = now;
    known.runtimeMs = now - known.startedMs;
  }
}
