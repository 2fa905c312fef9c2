import type { TypeInformation } from '../../model/type-information.js';
import { Types } from '../../model/types.js';
import { ContinuousEventTimeTrigger } from '../../operator/windowing/continuous-triggers.js';
import { CountTrigger } from '../../operator/windowing/count-trigger.js';
import { EventTimeTrigger } from '../../operator/windowing/event-time-trigger.js';
import { CountEvictor, DeltaEvictor, TimeEvictor } from '../../operator/windowing/evictors.js';
import { GlobalWindows } from '../../operator/windowing/global-windows.js';
import { PurgingTrigger } from '../../operator/windowing/purging-trigger.js';
import { EventTimeSessionWindows, ProcessingTimeSessionWindows } from '../../operator/windowing/session-windows.js';
import { SlidingEventTimeWindows, SlidingProcessingTimeWindows } from '../../operator/windowing/sliding-windows.js';
import { Trigger } from '../../operator/windowing/trigger.js';
import { TriggerResult } from '../../operator/windowing/trigger-result.js';
import { TumblingEventTimeWindows } from '../../operator/windowing/tumbling-windows.js';
import { windowDefinition } from '../../operators/window.js';
import type { TimeWindow, Window } from '../../time/window.js';
import type { TraceSubject } from './trace-subjects.test-support.js';

type Pair = readonly [string, number];

const SESSION = Types.TUPLE([Types.STRING(), Types.LONG(), Types.LONG()]) as TypeInformation<unknown>;
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
const sessionWindowFunction = (key: string, window: TimeWindow, pairs: Iterable<Pair>) => [
  [`${key}-${sumOf(pairs)}`, window.start, window.end],
];

const dynamicGap = ([key, value]: Pair) => (key === 'key1' ? 3000 : value === 10 ? 1000 : 2000);

function sessions(functions: Functions, options = {}): TraceSubject {
  return windows(functions, options, SESSION);
}

/** Global windows that fire at every second element. */
function everySecond(evictor: unknown): TraceSubject {
  return windows({
    assigner: GlobalWindows.create(),
    trigger: CountTrigger.of(2),
    evictor,
    applyFunction: richSumReducer,
  });
}

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

  'WindowOperatorTest.testSlidingEventTimeWindowsReduce': () =>
    windows({ assigner: SlidingEventTimeWindows.of('3 s', '1 s'), reduce: sumReducer }),
  'WindowOperatorTest.testProcessingTimeSlidingWindows': () =>
    windows({ assigner: SlidingProcessingTimeWindows.of('3 s', '1 s'), reduce: sumReducer }),

  'WindowOperatorTest.testSessionWindows': () =>
    sessions({ assigner: EventTimeSessionWindows.withGap('3 s'), applyFunction: sessionWindowFunction }),
  'WindowOperatorTest.testReduceSessionWindows': () =>
    sessions({
      assigner: EventTimeSessionWindows.withGap('3 s'),
      reduce: sumReducer,
      applyFunction: sessionWindowFunction,
    }),
  'WindowOperatorTest.testSessionWindowsWithContinuousEventTimeTrigger': () =>
    sessions({
      assigner: EventTimeSessionWindows.withGap('3 s'),
      trigger: ContinuousEventTimeTrigger.of('2 s'),
      applyFunction: sessionWindowFunction,
    }),
  'WindowOperatorTest.testProcessingTimeSessionWindows': () =>
    windows({ assigner: ProcessingTimeSessionWindows.withGap('3 s'), reduce: sumReducer }),
  'WindowOperatorTest.testDynamicEventTimeSessionWindows': () =>
    sessions({
      assigner: EventTimeSessionWindows.withDynamicGap(dynamicGap),
      applyFunction: sessionWindowFunction,
    }),
  'WindowOperatorTest.testDynamicProcessingTimeSessionWindows': () =>
    sessions({
      assigner: ProcessingTimeSessionWindows.withDynamicGap({ extract: dynamicGap }),
      applyFunction: sessionWindowFunction,
    }),
  'WindowOperatorTest.testSideOutputDueToLatenessSessionZeroLatenessPurgingTrigger': () => ({
    ...sessions(
      {
        assigner: EventTimeSessionWindows.withGap('3 s'),
        trigger: PurgingTrigger.of(EventTimeTrigger.create()),
        reduce: sumReducer,
        applyFunction: sessionWindowFunction,
      },
      { lateTag: 'late-output' },
    ),
    ...lateOutput,
  }),
  'WindowOperatorTest.testSideOutputDueToLatenessSessionZeroLateness': () => ({
    ...sessions(
      {
        assigner: EventTimeSessionWindows.withGap('3 s'),
        reduce: sumReducer,
        applyFunction: sessionWindowFunction,
      },
      { lateTag: 'late-output' },
    ),
    ...lateOutput,
  }),
  'WindowOperatorTest.testCleanupTimerWithEmptyListStateForSessionWindows': () =>
    windows(
      { assigner: EventTimeSessionWindows.withGap('3 s'), applyFunction: passThrough },
      { allowedLatenessMs: 10 },
    ),
  'WindowOperatorTest.testCleanupTimerWithEmptyReduceStateForSessionWindows': () =>
    sessions(
      {
        assigner: EventTimeSessionWindows.withGap('3 s'),
        reduce: sumReducer,
        applyFunction: sessionWindowFunction,
      },
      { allowedLatenessMs: 10 },
    ),

  'EvictingWindowOperatorTest.testCountEvictorEvictAfter': () => everySecond(CountEvictor.of(4, true)),
  'EvictingWindowOperatorTest.testTimeEvictorEvictAfter': () => everySecond(TimeEvictor.of('2 s', true)),
  'EvictingWindowOperatorTest.testTimeEvictorNoTimestamp': () => everySecond(TimeEvictor.of('2 s', true)),
  'EvictingWindowOperatorTest.testDeltaEvictorEvictAfter': () =>
    everySecond(DeltaEvictor.of(2, ([, old]: Pair, [, last]: Pair) => last - old, true)),
  'EvictingWindowOperatorTest.testCountTriggerWithApply': () => everySecond(CountEvictor.of(4)),
  'EvictingWindowOperatorTest.testTumblingWindowWithApply': () =>
    windows({
      assigner: TumblingEventTimeWindows.of('4 s'),
      evictor: CountEvictor.of(4),
      applyFunction: richSumReducer,
    }),
};
