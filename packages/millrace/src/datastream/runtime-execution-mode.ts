/**
 * How a job runs: `STREAMING` emits as records come; `BATCH` needs sources that end, processes key by key, and emits what
 * is final; `AUTOMATIC` is `BATCH` if all sources end.
 */
export const RuntimeExecutionMode = { STREAMING: 'STREAMING', BATCH: 'BATCH', AUTOMATIC: 'AUTOMATIC' } as const;

export type RuntimeExecutionMode = (typeof RuntimeExecutionMode)[keyof typeof RuntimeExecutionMode];
