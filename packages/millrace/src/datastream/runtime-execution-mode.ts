/** How a job runs: `STREAMING` emits as records come; `BATCH` and `AUTOMATIC` come with the batch runtime. */
export const RuntimeExecutionMode = { STREAMING: 'STREAMING', BATCH: 'BATCH', AUTOMATIC: 'AUTOMATIC' } as const;

export type RuntimeExecutionMode = (typeof RuntimeExecutionMode)[keyof typeof RuntimeExecutionMode];
