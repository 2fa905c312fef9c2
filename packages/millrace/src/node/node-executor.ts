import type { JobExecutor } from '../datastream/job-executor.js';
import { createJob } from './create-job.js';
import { nodePorts } from './node-ports.js';

/** Runs jobs on the calling thread. */
export const nodeExecutor: JobExecutor = {
  submit(plan, settings) {
    const job = createJob(plan, settings, {
      ports: nodePorts(plan.jobName),
      checked: false,
      activity: new Int32Array(1),
    });
    job.start();
    return job;
  },
};
