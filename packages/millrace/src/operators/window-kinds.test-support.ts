import fc from 'fast-check';
import { Types } from '../model/types.js';
import {
  ContinuousEventTimeTrigger,
  ContinuousProcessingTimeTrigger,
} from '../operator/windowing/continuous-triggers.js';
import { CountTrigger } from '../operator/windowing/count-trigger.js';
import { CountSlidingWindowAssigner, CountTumblingWindowAssigner } from '../operator/windowing/count-windows.js';
import {
  CumulativeEventTimeWindows,
  CumulativeProcessingTimeWindows,
} from '../operator/windowing/cumulative-windows.js';
import { DeltaTrigger } from '../operator/windowing/delta-trigger.js';
import { EndOfStreamTrigger } from '../operator/windowing/end-of-stream-trigger.js';
import { EventTimeTrigger } from '../operator/windowing/event-time-trigger.js';
import type { Evictor } from '../operator/windowing/evictor.js';
import { CountEvictor, DeltaEvictor, TimeEvictor } from '../operator/windowing/evictors.js';
import { GlobalWindows } from '../operator/windowing/global-windows.js';
import { NeverTrigger } from '../operator/windowing/never-trigger.js';
import { ProcessingTimeTrigger } from '../operator/windowing/processing-time-trigger.js';
import { ProcessingTimeoutTrigger } from '../operator/windowing/processing-timeout-trigger.js';
import { PurgingTrigger } from '../operator/windowing/purging-trigger.js';
import { EventTimeSessionWindows, ProcessingTimeSessionWindows } from '../operator/windowing/session-windows.js';
import { SlidingEventTimeWindows, SlidingProcessingTimeWindows } from '../operator/windowing/sliding-windows.js';
import { Trigger, type TriggerContext } from '../operator/windowing/trigger.js';
import { TriggerResult } from '../operator/windowing/trigger-result.js';
import { TumblingEventTimeWindows, TumblingProcessingTimeWindows } from '../operator/windowing/tumbling-windows.js';
import type { WindowAssigner } from '../operator/windowing/window-assigner.js';
import { ValueStateDescriptor } from '../state/state-descriptor.js';
import { CountWindow, GlobalWindow, TimeWindow, type Window } from '../time/window.js';
import { cumulativeAt, type Item, type ModelOptions, slidingAt } from './window-model.test-support.js';

/** Windows of one kind: how they are made, and what the model knows of them. */
export interface Kind extends Pick<ModelOptions, 'assign' | 'isEventTime' | 'merges'> {
  readonly assigner: WindowAssigner<unknown, Window>;
}

const size = fc.integer({ min: 1, max: 9 });
const time = fc.record({
  size,
  slide: size,
  steps: fc.integer({ min: 1, max: 4 }),
  offset: fc.integer({ min: -8, max: 8 }),
});

export const tumbling = time.map(({ size, offset }): Kind => {
  const within = offset % size;
  return {
    assigner: TumblingEventTimeWindows.of(size, within) as never,
    isEventTime: true,
    merges: false,
    assign: (_item, timestamp) => slidingAt(timestamp, size, size, within),
  };
});
export const tumblingByClock = time.map(({ size, offset }): Kind => {
  const within = offset % size;
  return {
    assigner: TumblingProcessingTimeWindows.of(size, within) as never,
    isEventTime: false,
    merges: false,
    assign: (_item, _timestamp, now) => slidingAt(now, size, size, within),
  };
});
export const sliding = time.map(({ size, slide, offset }): Kind => {
  const within = offset % slide;
  return {
    assigner: SlidingEventTimeWindows.of(size, slide, within) as never,
    isEventTime: true,
    merges: false,
    assign: (_item, timestamp) => slidingAt(timestamp, size, slide, within),
  };
});
export const slidingByClock = time.map(({ size, slide, offset }): Kind => {
  const within = offset % slide;
  return {
    assigner: SlidingProcessingTimeWindows.of(size, slide, within) as never,
    isEventTime: false,
    merges: false,
    assign: (_item, _timestamp, now) => slidingAt(now, size, slide, within),
  };
});
export const cumulative = time.map(({ size, steps, offset }): Kind => {
  const within = offset % (size * steps);
  return {
    assigner: CumulativeEventTimeWindows.of(size * steps, size, within) as never,
    isEventTime: true,
    merges: false,
    assign: (_item, timestamp) => cumulativeAt(timestamp, size * steps, size, within),
  };
});
export const cumulativeByClock = time.map(({ size, steps, offset }): Kind => {
  const within = offset % (size * steps);
  return {
    assigner: CumulativeProcessingTimeWindows.of(size * steps, size, within) as never,
    isEventTime: false,
    merges: false,
    assign: (_item, _timestamp, now) => cumulativeAt(now, size * steps, size, within),
  };
});
export const sessions = size.map(
  (gap): Kind => ({
    assigner: EventTimeSessionWindows.withGap(gap) as never,
    isEventTime: true,
    merges: true,
    assign: (_item, timestamp) => [new TimeWindow(timestamp, timestamp + gap)],
  }),
);
export const sessionsByClock = size.map(
  (gap): Kind => ({
    assigner: ProcessingTimeSessionWindows.withGap(gap) as never,
    isEventTime: false,
    merges: true,
    assign: (_item, _timestamp, now) => [new TimeWindow(now, now + gap)],
  }),
);
const dynamicGap = ([, id]: Item) => 1 + (id % 7);
export const dynamicSessions = fc.constant<Kind>({
  assigner: EventTimeSessionWindows.withDynamicGap(dynamicGap) as never,
  isEventTime: true,
  merges: true,
  assign: (item, timestamp) => [new TimeWindow(timestamp, timestamp + dynamicGap(item))],
});
export const dynamicSessionsByClock = fc.constant<Kind>({
  assigner: ProcessingTimeSessionWindows.withDynamicGap({ extract: dynamicGap }) as never,
  isEventTime: false,
  merges: true,
  assign: (item, _timestamp, now) => [new TimeWindow(now, now + dynamicGap(item))],
});
export const counts = size.map(
  (count): Kind => ({
    assigner: CountTumblingWindowAssigner.of(count) as never,
    isEventTime: false,
    merges: false,
    assign: (_item, _timestamp, _now, before) => [new CountWindow(Math.floor(before / count))],
  }),
);
export const slidingCounts = time.map(
  ({ size, slide }): Kind => ({
    assigner: CountSlidingWindowAssigner.of(size, slide) as never,
    isEventTime: false,
    merges: false,
    assign(_item, _timestamp, _now, before) {
      const ids = Array.from({ length: before + 1 }, (_, id) => id);
      const holding = ids.filter((id) => id * slide <= before && before < id * slide + size);
      return holding.map((id) => new CountWindow(id)).reverse();
    },
  }),
);
export const global = fc.constant<Kind>({
  assigner: GlobalWindows.create() as never,
  isEventTime: false,
  merges: false,
  assign: () => [GlobalWindow.get()],
});

/** Fires at every record whose id is even, and again some time behind it; keeps what it waits for as state. */
class Echo extends Trigger<Item, Window> {
  private readonly waiting = new ValueStateDescriptor('waiting', Types.LONG());

  onElement(item: Item, timestamp: number, _window: Window, ctx: TriggerContext) {
    const waiting = ctx.getPartitionedState(this.waiting);
    const before = waiting.value();
    if (before !== undefined) ctx.deleteEventTimeTimer(before);
    waiting.update(timestamp + 3);
    ctx.registerEventTimeTimer(timestamp + 3);
    return item[1] % 2 === 0 ? TriggerResult.FIRE : TriggerResult.CONTINUE;
  }

  onEventTime(time: number, window: Window, ctx: TriggerContext) {
    if (ctx.getPartitionedState(this.waiting).value() !== time) return TriggerResult.CONTINUE;
    return window.maxTimestamp() > 20 ? TriggerResult.FIRE_AND_PURGE : TriggerResult.FIRE;
  }

  onProcessingTime() {
    return TriggerResult.PURGE;
  }

  clear(_window: Window, ctx: TriggerContext) {
    ctx.getPartitionedState(this.waiting).clear();
  }
}

export const mergeable: fc.Arbitrary<Trigger<unknown, Window>> = fc.oneof(
  fc.constant(EventTimeTrigger.create()),
  fc.constant(ProcessingTimeTrigger.create()),
  size.map((interval) => ContinuousEventTimeTrigger.of(interval)),
  size.map((interval) => ContinuousProcessingTimeTrigger.of(interval)),
  size.map((count) => CountTrigger.of(count)),
);
export const purging = mergeable.map((trigger) => PurgingTrigger.of(trigger));
export const others: fc.Arbitrary<Trigger<never, Window>> = fc.oneof(
  fc.nat(4).map((threshold) => DeltaTrigger.of<Item>(threshold, ([, old], [, now]) => now - old)),
  size.map((timeout) => ProcessingTimeoutTrigger.of(CountTrigger.of(3), timeout)),
  size.map((timeout) => ProcessingTimeoutTrigger.of(CountTrigger.of(3), timeout, { resetTimerOnNewRecord: true })),
  fc.constant(new NeverTrigger()),
  fc.constant(new EndOfStreamTrigger()),
  fc.constant(new Echo()),
);

export const evictors: fc.Arbitrary<Evictor<never, Window>> = fc.tuple(size, fc.boolean()).chain(([bound, after]) =>
  fc.constantFrom<Evictor<never, Window>>(
    CountEvictor.of(bound, after),
    TimeEvictor.of(bound, after),
    DeltaEvictor.of<Item>(bound, ([, old], [, last]) => last - old, after),
  ),
);

const listed = (ids: readonly number[]) => ids.join();
/** The order of ids matters to it. */
const text = {
  createAccumulator: () => [] as number[],
  add([, id]: Item, ids: number[]) {
    ids.push(id);
    return ids;
  },
  getResult: listed,
  merge(one: number[], other: number[]) {
    one.push(...other);
    return one;
  },
};
const sum = {
  createAccumulator: () => 0,
  add: ([, id]: Item, total: number) => total + id,
  getResult: String,
  merge: (one: number, other: number) => one + other,
};
const largest = (one: Item, other: Item) => (other[1] > one[1] ? other : one);
const latest = (_one: Item, other: Item) => other;

/** What windows do with their records, and how the model writes it. */
export interface Work {
  readonly functions: Readonly<Record<string, unknown>>;
  readonly options?: Readonly<Record<string, unknown>>;
  readonly write: ModelOptions['write'];
  /** The order of records makes no difference. */
  readonly isCommutative: boolean;
}

const nothing = (ids: readonly number[], work: () => string) => (ids.length === 0 ? undefined : work());
export const works = {
  list: { functions: {}, write: listed, isCommutative: false },
  sum: {
    functions: { aggregate: sum },
    options: { accumulatorType: Types.LONG().spec },
    write: (ids) => String(ids.reduce((one, other) => one + other, 0)),
    isCommutative: true,
  },
  text: {
    functions: { aggregate: text },
    options: { accumulatorType: Types.LIST(Types.INT()).spec },
    write: listed,
    isCommutative: false,
  },
  unmerged: {
    functions: {
      aggregate: {
        ...text,
        merge() {
          throw new Error('merge is not there');
        },
      },
    },
    options: { accumulatorType: Types.LIST(Types.INT()).spec },
    write: listed,
    isCommutative: false,
  },
  largest: {
    functions: { reduce: largest },
    write: (ids) => nothing(ids, () => String(Math.max(...ids))),
    isCommutative: true,
  },
  latest: {
    functions: { reduce: latest },
    write: (ids) => nothing(ids, () => String(ids.at(-1))),
    isCommutative: false,
  },
} as const satisfies Readonly<Record<string, Work>>;
