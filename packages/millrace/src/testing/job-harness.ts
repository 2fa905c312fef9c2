import type { JobSnapshot } from '../checkpoint/job-snapshot.js';
import type { JobSettings } from '../datastream/job-executor.js';
import { StreamExecutionEnvironment } from '../datastream/stream-execution-environment.js';
import type { ConfigurationValues } from '../model/configuration.js';
import { MillraceError } from '../model/millrace-error.js';
import { operatorDefinitions } from '../operators/index.js';
import { buildJobGraph } from '../plan/job-graph.js';
import type { LogicalPlan } from '../plan/logical-plan.js';
import { Job } from '../runtime/job.js';
import { HEAP_STATE_BACKEND } from '../state/heap/heap-state-backend.js';
import type { StateBackend } from '../state/state-backend.js';
import { createVirtualHost, type VirtualHost } from './virtual-host.js';

/** What a job harness is made from. */
export interface JobHarnessOptions {
  readonly configuration?: ConfigurationValues;
  /** Sends every edge through its codec and freezes records. Default true. */
  readonly checked?: boolean;
  readonly stateBackend?: StateBackend;
  /** Of the host's randomness. Default 1. */
  readonly seed?: number;
  /** What the job begins with: a snapshot of the same program, perhaps at another parallelism. */
  readonly restored?: JobSnapshot;
}

/**
 * Runs a whole job on a virtual clock: nothing sleeps, and the same seed gives the same run.
 *
 * @example
 * ```ts
 * import { JobHarness } from 'millrace/testing';
 *
 * const harness = new JobHarness();
 * harness.env.fromCollection([1, 2, 3]).map((value) => value * 2).print();
 * await harness.run();
 * console.log(harness.lines.join(' '));
 * ```
 */
export class JobHarness {
  readonly host: VirtualHost;
  /** Programs for this harness are written on it. */
  readonly env: StreamExecutionEnvironment;
  private readonly submitted: { readonly plan: LogicalPlan; readonly settings: JobSettings }[] = [];
  private current: Job | undefined;

  constructor(private readonly options: JobHarnessOptions = {}) {
    this.host = createVirtualHost(options.seed);
    const executor = {
      submit: (plan: LogicalPlan, settings: JobSettings) => {
        this.submitted.push({ plan, settings });
        return this.startJob(options.restored);
      },
    };
    this.env = StreamExecutionEnvironment.createWithExecutor(executor, options.configuration);
  }

  /** What the job printed. */
  get lines(): readonly string[] {
    return this.host.lines;
  }

  get job(): Job {
    if (this.current !== undefined) return this.current;
    throw new MillraceError('HARNESS_NO_JOB', 'No job was started.', { hint: 'Call start or run, or env.execute().' });
  }

  /** Starts the job and lets everything happen that can happen at time 0. */
  async start(): Promise<void> {
    this.env.executeAsync('harness job');
    await this.settle();
  }

  /**
   * Starts the job and waits for its end.
   *
   * @throws MillraceError `HARNESS_NOT_ENDED` when it does not end by itself, or what made it fail.
   */
  async run(): Promise<void> {
    await this.start();
    await this.ended();
  }

  /** The job has ended by itself. */
  async ended(): Promise<void> {
    await this.settle();
    if (this.job.status === 'RUNNING') {
      throw new MillraceError('HARNESS_NOT_ENDED', 'The job is still running, and nothing is left to do.');
    }
    await this.job.result;
  }

  /** Moves processing time, and lets everything happen. */
  async advanceTo(timeMs: number): Promise<void> {
    this.host.clock.advanceTo(timeMs);
    await this.settle();
  }

  /** Lets everything happen that can happen now. */
  async settle(): Promise<void> {
    await this.host.scheduler.settle();
  }

  /** A snapshot of the running job. */
  async snapshot(): Promise<JobSnapshot> {
    return this.whileSettling(this.job.snapshot());
  }

  async stop(): Promise<void> {
    await this.whileSettling(this.job.stop());
  }

  /** Gives the running job up, and starts it again from a snapshot. */
  async restart(snapshot: JobSnapshot): Promise<void> {
    await this.whileSettling(this.job.cancel());
    this.startJob(snapshot);
    await this.settle();
  }

  private startJob(restored: JobSnapshot | undefined): Job {
    const last = this.submitted[this.submitted.length - 1];
    if (last === undefined) throw new MillraceError('HARNESS_NO_JOB', 'No job was submitted.');
    const { plan, settings } = last;
    this.current = new Job({
      jobId: `harness-${this.submitted.length}`,
      graph: buildJobGraph(plan, { chaining: settings.chaining }),
      functions: plan.functions,
      registry: operatorDefinitions,
      ports: this.host.ports,
      stateBackend: this.options.stateBackend ?? HEAP_STATE_BACKEND,
      jobParameters: settings.jobParameters,
      sorting: settings.sorting,
      checked: this.options.checked ?? true,
      ...(restored === undefined ? {} : { restored }),
    });
    this.current.start();
    return this.current;
  }

  private async whileSettling<T>(work: Promise<T>): Promise<T> {
    let isOver = false;
    const outcome = work.finally(() => {
      isOver = true;
    });
    outcome.catch(() => {});
    await this.settle();
    if (!isOver)
      throw new MillraceError('HARNESS_PENDING', 'The job waits for something that the harness does not do.');
    return outcome;
  }
}
