import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { TypeInformation } from '../model/type-information.js';
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
import type { ProcessWindowContext } from '../operator/windowing/window-function.js';
import { ValueStateDescriptor } from '../state/state-descriptor.js';
import { OperatorFixture, type OperatorFixtureOptions } from '../testing/operator-fixture.test-support.js';
import { CountWindow, GlobalWindow, TimeWindow, type Window } from '../time/window.js';
import { windowDefinition } from './window.js';
import { cumulativeAt, type Item, type ModelOptions, slidingAt, WindowModel } from './window-model.test-support.js';

const ITEM = Types.TUPLE([Types.STRING(), Types.INT()]) as TypeInformation<unknown>;

type Step =
  | { readonly element: string; readonly timestamp: number }
  | { readonly watermark: number }
  | { readonly clock: number }
  /** The outputs are shut until so many elements have come. */
  | { readonly shut: readonly { readonly element: string; readonly timestamp: number }[] }
  /** A snapshot, and a new operator restored from it, to which the watermark is sent again, or not. */
  | { readonly restored: 'with its watermark' | 'without' };

const element = fc.record({ element: fc.constantFrom('a', 'b'), timestamp: fc.nat(30) });

const steps: fc.Arbitrary<readonly Step[]> = fc.array(
  fc.oneof(
    { weight: 8, arbitrary: element },
    { weight: 3, arbitrary: fc.record({ watermark: fc.integer({ min: -3, max: 34 }) }) },
    { weight: 3, arbitrary: fc.record({ clock: fc.nat(34) }) },
    {
      weight: 2,
      arbitrary: fc.record({ restored: fc.constantFrom('with its watermark' as const, 'without' as const) }),
    },
    { weight: 1, arbitrary: fc.record({ shut: fc.array(element, { maxLength: 5 }) }) },
  ),
  { maxLength: 40 },
);

/** Windows of one kind: how they are made, and what the model knows of them. */
interface Kind extends Pick<ModelOptions, 'assign' | 'isEventTime' | 'merges'> {
  readonly assigner: WindowAssigner<unknown, Window>;
}

const size = fc.integer({ min: 1, max: 9 });
const time = fc.record({
  size,
  slide: size,
  steps: fc.integer({ min: 1, max: 4 }),
  offset: fc.integer({ min: -8, max: 8 }),
});

const tumbling = time.map(({ size, offset }): Kind => {
  const within = offset % size;
  return {
    assigner: TumblingEventTimeWindows.of(size, within) as never,
    isEventTime: true,
    merges: false,
    assign: (_item, timestamp) => slidingAt(timestamp, size, size, within),
  };
});
const tumblingByClock = time.map(({ size, offset }): Kind => {
  const within = offset % size;
  return {
    assigner: TumblingProcessingTimeWindows.of(size, within) as never,
    isEventTime: false,
    merges: false,
    assign: (_item, _timestamp, now) => slidingAt(now, size, size, within),
  };
});
const sliding = time.map(({ size, slide, offset }): Kind => {
  const within = offset % slide;
  return {
    assigner: SlidingEventTimeWindows.of(size, slide, within) as never,
    isEventTime: true,
    merges: false,
    assign: (_item, timestamp) => slidingAt(timestamp, size, slide, within),
  };
});
const slidingByClock = time.map(({ size, slide, offset }): Kind => {
  const within = offset % slide;
  return {
    assigner: SlidingProcessingTimeWindows.of(size, slide, within) as never,
    isEventTime: false,
    merges: false,
    assign: (_item, _timestamp, now) => slidingAt(now, size, slide, within),
  };
});
const cumulative = time.map(({ size, steps, offset }): Kind => {
  const within = offset % (size * steps);
  return {
    assigner: CumulativeEventTimeWindows.of(size * steps, size, within) as never,
    isEventTime: true,
    merges: false,
    assign: (_item, timestamp) => cumulativeAt(timestamp, size * steps, size, within),
  };
});
const cumulativeByClock = time.map(({ size, steps, offset }): Kind => {
  const within = offset % (size * steps);
  return {
    assigner: CumulativeProcessingTimeWindows.of(size * steps, size, within) as never,
    isEventTime: false,
    merges: false,
    assign: (_item, _timestamp, now) => cumulativeAt(now, size * steps, size, within),
  };
});
const sessions = size.map(
  (gap): Kind => ({
    assigner: EventTimeSessionWindows.withGap(gap) as never,
    isEventTime: true,
    merges: true,
    assign: (_item, timestamp) => [new TimeWindow(timestamp, timestamp + gap)],
  }),
);
const sessionsByClock = size.map(
  (gap): Kind => ({
    assigner: ProcessingTimeSessionWindows.withGap(gap) as never,
    isEventTime: false,
    merges: true,
    assign: (_item, _timestamp, now) => [new TimeWindow(now, now + gap)],
  }),
);
const dynamicGap = ([, id]: Item) => 1 + (id % 7);
const dynamicSessions = fc.constant<Kind>({
  assigner: EventTimeSessionWindows.withDynamicGap(dynamicGap) as never,
  isEventTime: true,
  merges: true,
  assign: (item, timestamp) => [new TimeWindow(timestamp, timestamp + dynamicGap(item))],
});
const dynamicSessionsByClock = fc.constant<Kind>({
  assigner: ProcessingTimeSessionWindows.withDynamicGap({ extract: dynamicGap }) as never,
  isEventTime: false,
  merges: true,
  assign: (item, _timestamp, now) => [new TimeWindow(now, now + dynamicGap(item))],
});
const counts = size.map(
  (count): Kind => ({
    assigner: CountTumblingWindowAssigner.of(count) as never,
    isEventTime: false,
    merges: false,
    assign: (_item, _timestamp, _now, before) => [new CountWindow(Math.floor(before / count))],
  }),
);
const slidingCounts = time.map(
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
const global = fc.constant<Kind>({
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

const mergeable: fc.Arbitrary<Trigger<unknown, Window>> = fc.oneof(
  fc.constant(EventTimeTrigger.create()),
  fc.constant(ProcessingTimeTrigger.create()),
  size.map((interval) => ContinuousEventTimeTrigger.of(interval)),
  size.map((interval) => ContinuousProcessingTimeTrigger.of(interval)),
  size.map((count) => CountTrigger.of(count)),
);
const purging = mergeable.map((trigger) => PurgingTrigger.of(trigger));
const others: fc.Arbitrary<Trigger<never, Window>> = fc.oneof(
  fc.nat(4).map((threshold) => DeltaTrigger.of<Item>(threshold, ([, old], [, now]) => now - old)),
  size.map((timeout) => ProcessingTimeoutTrigger.of(CountTrigger.of(3), timeout)),
  size.map((timeout) => ProcessingTimeoutTrigger.of(CountTrigger.of(3), timeout, { resetTimerOnNewRecord: true })),
  fc.constant(new NeverTrigger()),
  fc.constant(new EndOfStreamTrigger()),
  fc.constant(new Echo()),
);

const evictors: fc.Arbitrary<Evictor<never, Window>> = fc.tuple(size, fc.boolean()).chain(([bound, after]) =>
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
interface Work {
  readonly functions: Readonly<Record<string, unknown>>;
  readonly options?: Readonly<Record<string, unknown>>;
  readonly write: ModelOptions['write'];
  /** The order of records makes no difference. */
  readonly isCommutative: boolean;
}

const nothing = (ids: readonly number[], work: () => string) => (ids.length === 0 ? undefined : work());
const works = {
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

const firings = new ValueStateDescriptor('firings', Types.INT());

/** Writes down twice what a window shows, and how often it has fired: what it remembers is read when it is asked for the second. */
function processFunction({ merges }: Kind, work: Work) {
  const inOneOrder = (ids: readonly number[]) => (merges ? ids.toSorted((one, other) => one - other) : ids);
  return {
    *process(key: string, context: ProcessWindowContext<Window>, elements: Iterable<unknown>) {
      const shown = [...elements].map((each) => (Array.isArray(each) ? (each as unknown as Item)[1] : each));
      const content = 'aggregate' in work.functions ? String(shown[0]) : inOneOrder(shown as number[]).join();
      const fired = merges ? undefined : context.windowState().getState(firings);
      fired?.update((fired.value() ?? 0) + 1);
      const written = () => `${key} ${context.window()} ${content}${fired === undefined ? '' : ` #${fired.value()}`}`;
      yield written();
      yield `${written()} again`;
    },
    clear(context: ProcessWindowContext<Window>) {
      if (!merges) context.windowState().getState(firings).clear();
    },
  };
}

interface Setting {
  readonly kind: Kind;
  readonly trigger?: Trigger<never, Window>;
  readonly evictor?: Evictor<never, Window>;
  readonly work: keyof typeof works;
  readonly latenessMs: number;
}

function modelOf({ kind, trigger, evictor, work, latenessMs }: Setting): WindowModel {
  const sorted = (ids: readonly number[]) => (kind.merges ? ids.toSorted((one, other) => one - other) : ids);
  return new WindowModel({
    ...kind,
    trigger: (trigger ?? kind.assigner.getDefaultTrigger()) as Trigger<Item, Window>,
    latenessMs: kind.isEventTime ? latenessMs : 0,
    ...(evictor === undefined ? {} : { evictor: evictor as Evictor<Item, Window> }),
    write: (ids) => works[work].write(sorted(ids)),
    countsFirings: !kind.merges,
  });
}

/** The operator under test, which may be restored from its own state at any step. */
class Windows {
  private fixture: OperatorFixture;
  private watermark = Number.NEGATIVE_INFINITY;
  private readonly options: OperatorFixtureOptions;

  constructor({ kind, trigger, evictor, work, latenessMs }: Setting) {
    const { functions, options }: Work = works[work];
    this.options = {
      functions: {
        assigner: kind.assigner,
        ...(trigger === undefined ? {} : { trigger }),
        ...(evictor === undefined ? {} : { evictor }),
        ...functions,
        processFunction: processFunction(kind, works[work]),
      },
      options: kind.isEventTime ? { allowedLatenessMs: latenessMs, lateTag: 'late', ...options } : { ...options },
      inputTypes: [ITEM],
      keyType: Types.STRING(),
      keySelectors: [(item) => (item as Item)[0]],
      sideOutputs: ['late'],
    };
    this.fixture = this.open(this.options);
  }

  element(item: Item, timestamp: number): void {
    this.fixture.process(Object.freeze([...item]), timestamp);
  }

  advanceWatermark(time: number): void {
    this.watermark = Math.max(this.watermark, time);
    this.fixture.operator.inputs[0]!.processWatermark(time);
  }

  async advanceClock(time: number): Promise<void> {
    await this.fixture.advanceTo(Math.max(time, this.fixture.host.clock.now()));
  }

  shut(): void {
    this.fixture.below.block();
  }

  async unshut(): Promise<void> {
    this.fixture.below.unblock();
    await this.fixture.settle();
  }

  /** What has come out since the last call. */
  take(): string[] {
    return this.fixture.take().filter((each) => !each.includes('watermark'));
  }

  async restore(withWatermark: boolean): Promise<void> {
    const restoredKeyed = await this.fixture.keyedSnapshot();
    const now = this.fixture.host.clock.now();
    this.fixture = this.open({ ...this.options, restoredKeyed });
    await this.fixture.advanceTo(now);
    if (withWatermark) this.fixture.operator.inputs[0]!.processWatermark(this.watermark);
    else this.watermark = Number.NEGATIVE_INFINITY;
  }

  private open(options: OperatorFixtureOptions): OperatorFixture {
    const fixture = new OperatorFixture(windowDefinition, options);
    void fixture.operator.open?.();
    return fixture;
  }
}

async function agrees(setting: Setting, run: readonly Step[]): Promise<void> {
  const model = modelOf(setting);
  const windows = new Windows(setting);
  let id = 0;
  const add = (key: string, timestamp: number) => {
    const item: Item = [key, id++];
    model.element(item, timestamp);
    windows.element(item, timestamp);
  };
  for (const step of [...run, { watermark: Number.POSITIVE_INFINITY }]) {
    if ('element' in step) add(step.element, step.timestamp);
    else if ('watermark' in step) {
      model.advanceWatermark(step.watermark);
      windows.advanceWatermark(step.watermark);
    } else if ('clock' in step) {
      model.advanceClock(step.clock);
      await windows.advanceClock(step.clock);
    } else if ('restored' in step) {
      const withWatermark = step.restored !== 'without';
      model.restore(withWatermark);
      await windows.restore(withWatermark);
    } else {
      windows.shut();
      for (const { element, timestamp } of step.shut) add(element, timestamp);
      await windows.unshut();
    }
    expect({ step, out: windows.take().toSorted() }).toEqual({ step, out: model.out.splice(0).toSorted() });
  }
}

const timeKinds = { tumbling, sliding, cumulative, tumblingByClock, slidingByClock, cumulativeByClock };
const sessionKinds = { sessions, sessionsByClock, dynamicSessions, dynamicSessionsByClock };
const otherKinds = { counts, slidingCounts, global };
const lateness = fc.oneof(fc.constant(0), fc.nat(6));
const anyWork = fc.constantFrom(...(Object.keys(works) as (keyof typeof works)[]));
/** Sessions merge their values in an order that nobody promises. */
const mergingWork = fc.constantFrom<keyof typeof works>('list', 'sum', 'largest');

const check = (settings: fc.Arbitrary<Setting>) =>
  fc.assert(
    fc.asyncProperty(settings, steps, (setting, run) => agrees(setting, run)),
    { numRuns: 100 },
  );

describe('windows do what the model does', { timeout: 120_000 }, () => {
  it.each(Object.entries(timeKinds))('%s, at their end', (_name, kind) =>
    check(fc.record({ kind, work: anyWork, latenessMs: lateness })),
  );
  it.each(Object.entries(timeKinds))('%s, with any trigger and evictor', (_name, kind) =>
    check(
      fc.record(
        { kind, work: anyWork, latenessMs: lateness, trigger: fc.oneof(mergeable, purging, others), evictor: evictors },
        { requiredKeys: ['kind', 'work', 'latenessMs'] },
      ),
    ),
  );
  it.each(Object.entries(sessionKinds))('%s, at their end', (_name, kind) =>
    check(fc.record({ kind, work: mergingWork, latenessMs: lateness })),
  );
  it.each(Object.entries(sessionKinds))('%s, with any trigger that merges', (_name, kind) =>
    check(fc.record({ kind, work: mergingWork, latenessMs: lateness, trigger: fc.oneof(mergeable, purging) })),
  );
  it.each(Object.entries(otherKinds))('%s, with any trigger and evictor', (_name, kind) =>
    check(
      fc.record(
        {
          kind,
          work: anyWork,
          latenessMs: fc.constant(0),
          trigger: fc.oneof(mergeable, purging, others),
          evictor: evictors,
        },
        { requiredKeys: ['kind', 'work', 'latenessMs'] },
      ),
    ),
  );
});
