import type { Step } from './step.js';

/**
 * One input of an operator, and so also the output of the one before it: records, watermarks and status in band.
 *
 * Calls are synchronous and never overlap. The record's timestamp and row kind stand in the task's {@link Element}.
 */
export interface Input<T = unknown> {
  processElement(value: T): void;
  /** Event time has reached `time`: no later element will have a timestamp at or below it (late ones excepted). */
  processWatermark(time: number): void;
  /** The input became idle (it holds back no watermark) or active again. */
  processStatus(idle: boolean): void;
  /** `processElement` in steps, for an input that can say so. */
  readonly inSteps?: InSteps | undefined;
}

/** What becomes of a record: it goes through the steps, and what comes out of them to the next input. */
export interface InSteps {
  readonly steps: readonly Step[];
  readonly next: Pick<Input, 'processElement' | 'inSteps'>;
}
