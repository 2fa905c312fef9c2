import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  type DataStream,
  EventTimeSessionWindows,
  GlobalWindows,
  KeyedCoProcessFunction,
  type KeyedOnTimerContext,
  type KeyedProcessContext,
  KeyedProcessFunction,
  type ListState,
  ListStateDescriptor,
  type MapState,
  MapStateDescriptor,
  type ProcessWindowContext,
  ProcessWindowFunction,
  type RuntimeContext,
  SlidingEventTimeWindows,
  type TimeWindow,
  TumblingEventTimeWindows,
  Types,
  WatermarkStrategy,
  type WindowAssigner,
} from '../index.js';
import { JobHarness } from './job-harness.js';

const EVENT = Types.OBJECT({ id: Types.STRING(), nr: Types.INT(), time: Types.LONG() });
type Event = { id: string; nr: number; time: number };

/** How far events may be behind others: no event is late in STREAMING mode. */
const DISORDER_MS = 20;
const strategy = WatermarkStrategy.forBoundedOutOfOrderness<Event>(DISORDER_MS).withTimestampAssigner(
  ({ time }) => time,
);

/** Counts the events of each ten milliseconds of a key, by timers: a window by hand. */
class CountTens extends KeyedProcessFunction<string, Event, string> {
  private counts!: MapState<number, number>;

  override open(context: RuntimeContext) {
    this.counts = context.getMapState(new MapStateDescriptor('counts', Types.LONG(), Types.INT()));
  }

  processElement({ time }: Event, ctx: KeyedProcessContext<string>) {
    const end = Math.floor(time / 10) * 10 + 9;
    this.counts.put(end, (this.counts.get(end) ?? 0) + 1);
    ctx.timerService().registerEventTimeTimer(end);
  }

  override onTimer(end: number, ctx: KeyedOnTimerContext<string>) {
    const count = this.counts.get(end);
    this.counts.remove(end);
    return [`${ctx.getCurrentKey()} until ${end}: ${count}`];
  }
}

/** Every pair of events of both sides with one key. */
class Pair extends KeyedCoProcessFunction<string, Event, Event, string> {
  private left!: ListState<number>;
  private right!: ListState<number>;

  override open(context: RuntimeContext) {
    this.left = context.getListState(new ListStateDescriptor('left', Types.INT()));
    this.right = context.getListState(new ListStateDescriptor('right', Types.INT()));
  }

  override processElement1({ nr }: Event) {
    this.left.add(nr);
    return Array.from(this.right.get(), (other) => `${nr}-${other}`);
  }

  override processElement2({ nr }: Event) {
    this.right.add(nr);
    return Array.from(this.left.get(), (other) => `${other}-${nr}`);
  }
}

const byId = ({ id }: Event) => id;

/** Tells of each window how many events of which numbers it has. */
class TellWindow extends ProcessWindowFunction<Event, string, string, TimeWindow> {
  *process(id: string, context: ProcessWindowContext<TimeWindow>, events: Iterable<Event>) {
    const { start, end } = context.window();
    const numbers = Array.from(events, ({ nr }) => nr).sort((one, other) => one - other);
    yield `${id} ${start}-${end}: ${numbers.join(' ')}`;
  }
}

const windows = (assigner: WindowAssigner<Event, TimeWindow>, latenessMs = 0): Program => {
  return (left, right) =>
    left
      .union(right)
      .keyBy(byId, Types.STRING())
      .window(assigner)
      .allowedLateness(latenessMs)
      .process(new TellWindow(), Types.STRING());
};

const addUp = (one: Event, other: Event): Event => ({
  id: 'sum',
  nr: one.nr + other.nr,
  time: Math.min(one.time, other.time),
});
const tellEvent = ({ id, nr, time }: Event) => `${id} ${nr} ${time}`;

type Program = (left: DataStream<Event>, right: DataStream<Event>) => DataStream<string>;

/** Streams of records as they come: BATCH emits what STREAMING does, in another order. */
const programs: Readonly<Record<string, Program>> = {
  'timers and state of a key': (left, right) =>
    left
      .union(right)
      .keyBy(({ id }) => id, Types.STRING())
      .process(new CountTens(), Types.STRING()),
  'two keyed inputs': (left, right) =>
    left
      .connect(right)
      .keyBy(
        ({ id }) => id,
        ({ id }) => id,
        Types.STRING(),
      )
      .process(new Pair(), Types.STRING()),
  'one keyed operator behind another': (left, right) =>
    left
      .connect(right)
      .keyBy(
        ({ id }) => id,
        ({ id }) => id,
        Types.STRING(),
      )
      .process(new Pair(), Types.STRING())
      .keyBy((pair) => pair, Types.STRING())
      .filter((pair) => !pair.includes('3')),
  'tumbling windows': windows(TumblingEventTimeWindows.of(10)),
  'sliding windows': windows(SlidingEventTimeWindows.of(10, 3)),
  'sessions, which grow and merge': windows(EventTimeSessionWindows.withGap(7)),
  'sessions that stay for late events': windows(EventTimeSessionWindows.withGap(7), 5),
  'windows that fold': (left) =>
    left
      .keyBy(byId, Types.STRING())
      .window(TumblingEventTimeWindows.of(10))
      .reduce(addUp)
      .map(tellEvent, Types.STRING()),
  'windows of a whole stream': (left) =>
    left.windowAll(EventTimeSessionWindows.withGap(4)).reduce(addUp).map(tellEvent, Types.STRING()),
  'a window at the end of all': (left) =>
    left
      .keyBy(byId, Types.STRING())
      .window(GlobalWindows.createWithEndOfStreamTrigger())
      .reduce(addUp)
      .map(tellEvent, Types.STRING()),
  'windows of a count': (left) =>
    left
      .keyBy(byId, Types.STRING())
      .countWindow(3)
      .reduce((_, other) => other)
      .map(({ id }) => id, Types.STRING()),
  'an interval join': (left, right) =>
    left
      .keyBy(byId, Types.STRING())
      .intervalJoin(right.keyBy(byId, Types.STRING()))
      .between(-5, 8)
      .process((one: Event, other: Event) => [`${one.nr}-${other.nr}`], Types.STRING()),
  'a window join': (left, right) =>
    left
      .join(right)
      .where(byId, Types.STRING())
      .equalTo(byId)
      .window(TumblingEventTimeWindows.of(10))
      .apply((one: Event, other: Event) => `${one.nr}-${other.nr}`, Types.STRING()),
  'no key at all': (left, right) =>
    left
      .rebalance()
      .map(({ nr }) => `${nr}`, Types.STRING())
      .union(right.map(({ nr }) => `right ${nr}`, Types.STRING())),
};

const run = async (
  mode: string,
  build: (env: JobHarness['env']) => DataStream<string>,
  configuration: Readonly<Record<string, string | number>>,
) => {
  const harness = new JobHarness({ configuration: { 'execution.runtime-mode': mode, ...configuration } });
  build(harness.env).print();
  await harness.run();
  expect(harness.host.files.paths('/')).toEqual([]);
  return harness.lines.map((line) => line.replace(/^\d+> /, ''));
};

const events = fc
  .array(fc.record({ id: fc.constantFrom('a', 'b', 'c', 'dd'), gap: fc.nat(8), back: fc.nat(DISORDER_MS) }), {
    maxLength: 60,
  })
  .map((drawn) => {
    let now = 100;
    return drawn.map(({ id, gap, back }, nr): Event => {
      now += gap;
      return { id, nr, time: now - back };
    });
  });

const settings = fc.record({
  'parallelism.default': fc.constantFrom(1, 2, 3),
  'execution.sorted-inputs.memory': fc.constantFrom('32 kb', '128 mb'),
});

describe('BATCH mode gives the final result of STREAMING mode', () => {
  it.each(Object.entries(programs))(
    '%s',
    async (_name, program) => {
      await fc.assert(
        fc.asyncProperty(events, events, settings, async (left, right, configuration) => {
          const build = (env: JobHarness['env']) => {
            const stream = (all: Event[]) => env.fromCollection(all, EVENT).assignTimestampsAndWatermarks(strategy);
            return program(stream(left), stream(right));
          };
          const [streaming, batch] = [
            await run('STREAMING', build, configuration),
            await run('BATCH', build, configuration),
          ];
          expect(batch.sort()).toEqual(streaming.sort());
        }),
        { numRuns: 20 },
      );
    },
    60_000,
  );

  it('a keyed reduce: the last value of each key', async () => {
    await fc.assert(
      fc.asyncProperty(events, settings, async (all, configuration) => {
        const build = (env: JobHarness['env']) =>
          env
            .fromCollection(all, EVENT)
            .keyBy(({ id }) => id, Types.STRING())
            .reduce((left, right) => ({ ...right, nr: left.nr + right.nr, time: Math.max(left.time, right.time) }))
            .map(({ id, nr, time }) => `${id} ${nr} ${time}`, Types.STRING());
        const lastOf = (lines: readonly string[]) => [
          ...new Map(lines.map((line) => [line.split(' ')[0], line])).values(),
        ];
        const [streaming, batch] = [
          await run('STREAMING', build, configuration),
          await run('BATCH', build, configuration),
        ];
        expect(batch.sort()).toEqual(lastOf(streaming).sort());
      }),
      { numRuns: 20 },
    );
  }, 60_000);
});
