import { randomUUID } from 'node:crypto';
import type { JobSettings } from '../datastream/job-executor.js';
import { operatorDefinitions } from '../operators/index.js';
import { buildJobGraph } from '../plan/job-graph.js';
import type { LogicalPlan } from '../plan/logical-plan.js';
import { Job } from '../runtime/job.js';
import type { RuntimePorts } from '../runtime/ports.js';
import { HEAP_STATE_BACKEND } from '../state/heap/heap-state-backend.js';

/** What differs between the hosts that run jobs in Node. */
export interface JobHost {
  readonly ports: RuntimePorts;
  /** Sends every edge through its codec and freezes records. */
  readonly checked: boolean;
  /** Where operators say which of them entered user code last. */
  readonly activity: Int32Array;
}

/** Makes a job that runs on the calling thread; `start` begins it. */
export function createJob(plan: LogicalPlan, { chaining, jobParameters, sorting }: JobSettings, host: JobHost): Job {
  return new Job({
    ...host,
    jobId: randomUUID().replaceAll('-', ''),
    graph: buildJobGraph(plan, { chaining }),
    functions: plan.functions,
    registry: operatorDefinitions,
    stateBackend: HEAP_STATE_BACKEND,
    jobParameters,
    sorting,
  });
}
