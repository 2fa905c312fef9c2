import { Types } from '../../model/types.js';
import { asyncWaitDefinition } from '../../operators/async-wait.js';
import type { TraceStep } from './trace.test-support.js';
import type { TraceSubject } from './trace-subjects.test-support.js';

const step = (call: string): TraceStep => ({ call, argument: undefined });

/** The first attempt answers once its latch is open; the second one each time, later, with twice the value. */
export function asyncStateSnapshotAndRestore(): TraceSubject {
  let openLatch = () => {};
  const latch = new Promise<void>((resolve) => {
    openLatch = resolve;
  });
  const lazily = async (value: number) => {
    await latch;
    return [value];
  };
  const twice = async (value: number) => {
    await Promise.resolve();
    return [value * 2];
  };
  const attempt = (code: unknown, capacity: number) => ({
    functions: { function: code },
    options: { outputMode: 'ORDERED', timeoutMs: 1000, capacity },
  });
  return {
    definition: asyncWaitDefinition,
    inputs: [{ type: Types.INT() }],
    outputType: Types.INT(),
    attempts: [attempt(lazily, 4), attempt(twice, 6)],
    beforeEnd: () => openLatch(),
    correct: ([one, two, three, four, firstEnd, five, six, seven, ...rest]) =>
      [
        step('open'),
        ...[one, two, three, four],
        step('snapshot'),
        firstEnd,
        ...['close', 'initializeState', 'open'].map(step),
        ...[five, six, seven],
        step('snapshot'),
        ...rest,
      ] as TraceStep[],
  };
}
