import { expect } from 'vitest';
import type { OperatorSnapshot } from '../../state/snapshot.js';
import { OperatorHarness } from '../operator-harness.js';
import { elementOf, expectedOf, inOneOrder, type Trace, type TraceStep, traceTime } from './trace.test-support.js';
import type { TraceSubject } from './trace-subjects.test-support.js';

/**
 * Runs a trace and compares what comes out with what Flink's operator emitted.
 *
 * @param restoreEachStep a snapshot, and a new operator restored from it, between any two steps.
 */
export async function runTrace(trace: Trace, subject: TraceSubject, restoreEachStep: boolean): Promise<void> {
  const { furtherOutputs = [], correct, attempts, beforeEnd, ...options } = subject;
  const create = (attempt: number) => new OperatorHarness({ ...options, ...attempts?.[attempt], restoreEachStep });
  const run = new TraceRun(create, furtherOutputs, beforeEnd);
  const steps = correct === undefined ? trace.steps : correct(trace.steps);
  const startsOpen = steps[0]?.call !== 'open';
  if (startsOpen) await run.open();
  for (const step of steps) await run.step(step);
}

class TraceRun {
  private harness: OperatorHarness;
  private attempt = 0;
  private snapshot: OperatorSnapshot | undefined;
  private restored: OperatorSnapshot | undefined;
  private expectations = 0;

  constructor(
    private readonly create: (attempt: number) => OperatorHarness,
    private readonly furtherOutputs: readonly string[],
    private readonly beforeEnd: (() => void) | undefined,
  ) {
    this.harness = create(0);
  }

  async open(): Promise<void> {
    if (this.restored !== undefined) this.harness = this.create(++this.attempt);
    await this.harness.open(this.restored);
  }

  async step({ call, argument, sorted }: TraceStep): Promise<void> {
    const { harness } = this;
    switch (call) {
      case 'open':
        return this.open();
      case 'processElement':
      case 'processElement1':
      case 'processElement2': {
        const { value, timestamp } = elementOf(argument);
        return harness.processElement(inputOf(call), value, timestamp);
      }
      case 'processWatermark':
      case 'processWatermark1':
      case 'processWatermark2':
        return harness.processWatermark(
          inputOf(call),
          traceTime((argument as { readonly watermark: unknown }).watermark),
        );
      case 'setProcessingTime':
        return harness.setProcessingTime(traceTime(argument));
      case 'endInput':
        this.beforeEnd?.();
        return harness.endInput(0);
      case 'snapshot':
        this.snapshot = await harness.snapshot();
        return undefined;
      case 'close':
        return harness.close();
      case 'initializeState':
        this.restored = this.snapshot;
        return undefined;
      case 'expect_total_output':
        return this.expect(argument, sorted);
      default:
        throw new Error(`A trace has the step ${call}.`);
    }
  }

  private expect(argument: unknown, sorted = false): void {
    const tag = this.furtherOutputs[this.expectations++ - 1];
    const emissions = tag === undefined ? this.harness.emissions : this.harness.sideEmissions(tag);
    const seen = emissions.filter(({ kind }) => kind === 'record' || kind === 'watermark');
    const expected = expectedOf(argument);
    if (sorted) expect(inOneOrder(seen)).toEqual(inOneOrder(expected));
    else expect(seen).toEqual(expected);
  }
}

/** The input that a call names by its last digit; the only one, if it names none. */
function inputOf(call: string): number {
  return call.endsWith('2') ? 1 : 0;
}
