import { type JobExecutor, JobStatus } from '../datastream/job-executor.js';
import { MillraceError } from '../model/millrace-error.js';
import { thrownText } from '../model/thrown-text.js';
import { createJob } from './create-job.js';
import { nodePorts } from './node-ports.js';

/** Runs jobs on the calling thread. */
export const nodeExecutor: JobExecutor = {
  submit(plan, settings) {
    const ports = nodePorts(plan.jobName);
    const job = createJob(plan, settings, { ports, checked: false, activity: new Int32Array(1) });
    job.start();
    // The program may not wait for its job; `millrace run` shows the failure by itself.
    job.result.catch((cause: unknown) => {
      if (job.status !== JobStatus.FAILED) return;
      const code = cause instanceof MillraceError ? { code: cause.code } : {};
      ports.logger.error('The job failed.', { ...code, cause: thrownText(cause) });
    });
    return job;
  },
};
