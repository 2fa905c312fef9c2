import type { JobStatus, RunningJob } from './job-executor.js';

/** How a job ended. */
export class JobExecutionResult {
  /** @internal */
  constructor(
    private readonly jobId: string,
    private readonly netRuntimeMs: number,
  ) {}

  getJobId(): string {
    return this.jobId;
  }

  /** Milliseconds from the start to the end. */
  getNetRuntime(): number {
    return this.netRuntimeMs;
  }
}

/**
 * Watches and ends a job that runs.
 *
 * @example
 * ```ts
 * import { StreamExecutionEnvironment } from 'millrace';
 *
 * const env = StreamExecutionEnvironment.getExecutionEnvironment();
 * env.fromSequence(1, 10).print();
 * const client = env.executeAsync('ten numbers');
 * const result = await client.getJobExecutionResult();
 * console.log(result.getNetRuntime() >= 0);
 * ```
 */
export class JobClient {
  /** @internal */
  constructor(private readonly job: RunningJob) {}

  getJobId(): string {
    return this.job.jobId;
  }

  getJobStatus(): JobStatus {
    return this.job.status;
  }

  /** Ends the job now; settles when everything is closed. */
  async cancel(): Promise<void> {
    await this.job.cancel();
  }

  /** Lets the sources stop, and the job end once everything that was read has reached the sinks. */
  async stop(): Promise<void> {
    await this.job.stop();
  }

  /**
   * Settles when the job has ended.
   *
   * @throws MillraceError what made the job fail, or `JOB_CANCELED`.
   */
  async getJobExecutionResult(): Promise<JobExecutionResult> {
    const { netRuntimeMs } = await this.job.result;
    return new JobExecutionResult(this.job.jobId, netRuntimeMs);
  }
}
