import type { TypeInformation } from '../../model/type-information.js';
import { Types } from '../../model/types.js';
import { EventTimeTrigger } from '../../operator/windowing/event-time-trigger.js';
import { GlobalWindows } from '../../operator/windowing/global-windows.js';
import { Trigger } from '../../operator/windowing/trigger.js';
import { TriggerResult } from '../../operator/windowing/trigger-result.js';
import { TumblingEventTimeWindows } from '../../operator/windowing/tumbling-windows.js';
import { windowDefinition } from '../../operators/window.js';
import type { Window } from '../../time/window.js';
import type { TraceSubject } from './trace-subjects.test-support.js';

type Pair = readonly [string, number];

const PAIR = Types.TUPLE([Types.STRING(), Types.INT()]) as TypeInformation<unknown>;

interface Functions {
  readonly assigner: unknown;
  readonly trigger?: unknown;
  readonly evictor?: unknown;
  readonly reduce?: unknown;
  readonly applyFunction?: unknown;
}

function windows(functions: Functions, options = {}, outputType = PAIR): TraceSubject {
  return {
    definition: windowDefinition,
    functions: functions as unknown as Readonly<Record<string, unknown>>,
    options,
    inputs: [{ type: PAIR, keySelector: ([key]: Pair) => key, keyType: Types.STRING() }],
    outputType,
  };
}

const sumReducer = ([, one]: Pair, [key, other]: Pair): Pair => [key, one + other];
const sumOf = (pairs: Iterable<Pair>) => [...pairs].reduce((sum, [, value]) => sum + value, 0);

const richSumReducer = (key: string, _window: Window, pairs: Iterable<Pair>) => [[key, sumOf(pairs)]];
const passThrough = (_key: string, _window: Window, pairs: Iterable<Pair>) => pairs;
const lateOutput = { sideOutputs: { 'late-output': PAIR }, furtherOutputs: ['late-output'] };

/** Fires at every element and every timer; registers none. */
class AlwaysFiring extends Trigger<unknown, Window> {
  onElement() {
    return TriggerResult.FIRE;
  }

  onEventTime() {
    return TriggerResult.FIRE;
  }

  onProcessingTime() {
    return TriggerResult.FIRE;
  }

  clear() {
    // It has nothing.
  }
}

/** The window operators of the traces, by id. */
export const windowSubjects: Readonly<Record<string, () => TraceSubject>> = {
  'WindowOperatorTest.testTumblingEventTimeWindowsReduce': () =>
    windows({ assigner: TumblingEventTimeWindows.of('3 s'), trigger: EventTimeTrigger.create(), reduce: sumReducer }),
  'WindowOperatorTest.testTumblingEventTimeWindowsApply': () =>
    windows({ assigner: TumblingEventTimeWindows.of('3 s'), applyFunction: richSumReducer }),
  'WindowOperatorTest.testEndOfStreamTrigger': () =>
    windows({ assigner: GlobalWindows.createWithEndOfStreamTrigger(), reduce: sumReducer }),
  'WindowOperatorTest.testSideOutputDueToLatenessTumbling': () => ({
    ...windows({ assigner: TumblingEventTimeWindows.of('2 s'), reduce: sumReducer }, { lateTag: 'late-output' }),
    ...lateOutput,
  }),
  'WindowOperatorTest.testCleanupTimerWithEmptyListStateForTumblingWindows': () =>
    windows({ assigner: TumblingEventTimeWindows.of('2 s'), applyFunction: passThrough }, { allowedLatenessMs: 1 }),
  'WindowOperatorTest.testCleanupTimerWithEmptyReduceStateForTumblingWindows': () =>
    windows({ assigner: TumblingEventTimeWindows.of('2 s'), reduce: sumReducer }, { allowedLatenessMs: 1 }),
  'WindowOperatorTest.testCleanupTimerWithEmptyStateNoResultForTumblingWindows': () =>
    windows(
      { assigner: TumblingEventTimeWindows.of('2 s'), trigger: new AlwaysFiring(), applyFunction: () => undefined },
      { allowedLatenessMs: 1 },
    ),
};
