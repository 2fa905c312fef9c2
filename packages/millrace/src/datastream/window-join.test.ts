import { describe, expect, it } from 'vitest';
import { Types } from '../model/types.js';
import { CountTrigger } from '../operator/windowing/count-trigger.js';
import { CountEvictor } from '../operator/windowing/evictors.js';
import { GlobalWindows } from '../operator/windowing/global-windows.js';
import { CoGroupFunction, FlatJoinFunction } from '../operator/windowing/join-function.js';
import { PurgingTrigger } from '../operator/windowing/purging-trigger.js';
import { TumblingEventTimeWindows, TumblingProcessingTimeWindows } from '../operator/windowing/tumbling-windows.js';
import { JobHarness } from '../testing/job-harness.js';
import { WatermarkStrategy } from '../time/watermark-strategy.js';
import type { StreamExecutionEnvironment } from './stream-execution-environment.js';

const EVENT = Types.OBJECT({ id: Types.STRING(), time: Types.LONG() });
type Event = { id: string; time: number };

/** `a5` is an event of `a` at 5. */
const events = (env: StreamExecutionEnvironment, ...texts: readonly string[]) =>
  env
    .fromCollection(
      texts.map((text): Event => ({ id: text.slice(0, 1), time: Number(text.slice(1)) })),
      EVENT,
    )
    .assignTimestampsAndWatermarks(
      WatermarkStrategy.forBoundedOutOfOrderness<Event>(20).withTimestampAssigner(({ time }) => time),
    );
const id = (event: Event) => event.id;
const text = (event: Event) => `${event.id}${event.time}`;
const tens = TumblingEventTimeWindows.of(10);

const lines = async (program: (env: StreamExecutionEnvironment) => { print(): unknown }, parallelism = 1) => {
  const harness = new JobHarness();
  harness.env.setParallelism(parallelism);
  program(harness.env).print();
  await harness.run();
  return harness.lines.map((line) => line.replace(/^\d+> /, '')).sort();
};

describe('join', () => {
  it.each([1, 3])('pairs records by key and window (parallelism %i)', async (parallelism) => {
    const program = (env: StreamExecutionEnvironment) =>
      events(env, 'a1', 'a2', 'b3', 'a11')
        .join(events(env, 'a4', 'b15', 'a12', 'a13'))
        .where(id, Types.STRING())
        .equalTo(id)
        .window(tens)
        .apply((left, right) => `${text(left)}-${text(right)}`, Types.STRING());
    expect(await lines(program, parallelism)).toEqual(['a1-a4', 'a11-a12', 'a11-a13', 'a2-a4']);
  });

  it('takes streams of two types, and key selectors of both kinds', async () => {
    const names = (env: StreamExecutionEnvironment) =>
      env
        .fromCollection(
          [
            ['a', 'apple'],
            ['c', 'cherry'],
          ] as [string, string][],
          Types.TUPLE([Types.STRING(), Types.STRING()]),
        )
        .assignTimestampsAndWatermarks(
          WatermarkStrategy.forMonotonousTimestamps<[string, string]>().withTimestampAssigner(() => 5),
        );
    const program = (env: StreamExecutionEnvironment) =>
      events(env, 'a1', 'b2')
        .join(names(env))
        .where({ getKey: id })
        .equalTo(([name]) => name)
        .window(tens)
        .apply(({ time }, [, name]) => ({ time, name }));
    expect(await lines(program)).toEqual(['{"time":1,"name":"apple"}']);
  });

  it('gives any number of records for a pair by a FlatJoinFunction', async () => {
    class Later extends FlatJoinFunction<Event, Event, string> {
      *join(left: Event, right: Event) {
        if (left.time < right.time) yield `${text(left)} ${text(right)}`;
      }
    }
    const program = (env: StreamExecutionEnvironment) =>
      events(env, 'a1', 'a3').join(events(env, 'a2')).where(id).equalTo(id).window(tens).apply(new Later());
    expect(await lines(program)).toEqual(['a1 a2']);
  });

  it('fires as its trigger says, of what its evictor leaves', async () => {
    const program = (env: StreamExecutionEnvironment) =>
      events(env, 'a1', 'a2')
        .join(events(env, 'a3', 'a4'))
        .where(id)
        .equalTo(id)
        .window(GlobalWindows.create())
        .trigger(PurgingTrigger.of(CountTrigger.of(4)))
        .evictor(CountEvictor.of(2))
        .apply((left, right) => `${text(left)} ${text(right)}`);
    // Both are read in turns of a whole batch: a1 a2 a3 a4. The last two are both of the second stream.
    expect(await lines(program)).toEqual([]);
  });

  it('is a window operator that tells its inputs apart', () => {
    const { env } = new JobHarness();
    events(env)
      .setParallelism(2)
      .join(events(env))
      .where(id, Types.STRING())
      .equalTo(id)
      .window(tens)
      .allowedLateness('5 ms')
      .apply(() => 1, { name: 'pairs', uid: 'pairs-uid', parallelism: 3, outputType: Types.INT() });
    const nodes = env.getPlan().nodes;
    expect(nodes.map(({ name, parallelism }) => [name, parallelism])).toEqual([
      ['Collection Source', 1],
      ['Timestamps/Watermarks', 2],
      ['Collection Source', 1],
      ['Timestamps/Watermarks', 1],
      ['First', 2],
      ['Second', 1],
      ['pairs', 3],
    ]);
    expect(nodes.at(-1)).toMatchObject({
      operator: 'window',
      uid: 'pairs-uid',
      options: { allowedLatenessMs: 5 },
      outputType: { kind: 'int' },
      inputs: [
        { partitioning: { kind: 'hash' }, keyType: { kind: 'string' } },
        { partitioning: { kind: 'hash' }, keyType: { kind: 'string' } },
      ],
    });
  });

  it('refuses what windows refuse', () => {
    const { env } = new JobHarness();
    const keys = () => events(env).join(events(env)).where(id).equalTo(id);
    const invalid = expect.objectContaining({ code: 'WINDOW_INVALID' });
    expect(() => keys().window({} as never)).toThrow(invalid);
    expect(() => keys().window(TumblingProcessingTimeWindows.of(1)).allowedLateness(1)).toThrow(invalid);
    expect(() =>
      keys()
        .window(tens)
        .trigger({} as never),
    ).toThrow(invalid);
    expect(() =>
      events(env)
        .join(events(env))
        .where('id' as never),
    ).toThrow(expect.objectContaining({ code: 'FUNCTION_INVALID' }));
    expect(() => events(env).join(events(new JobHarness().env))).toThrow(
      expect.objectContaining({ code: 'STREAM_OF_ANOTHER_ENVIRONMENT' }),
    );
  });
});

describe('coGroup', () => {
  it('makes outer joins', async () => {
    class Outer extends CoGroupFunction<Event, Event, string> {
      *coGroup(left: readonly Event[], right: readonly Event[]) {
        for (const one of left) for (const other of right) yield `${text(one)} ${text(other)}`;
        if (right.length === 0) for (const one of left) yield `${text(one)} nobody`;
      }
    }
    const program = (env: StreamExecutionEnvironment) =>
      events(env, 'a1', 'b2', 'a11')
        .coGroup(events(env, 'a3', 'c4'))
        .where(id)
        .equalTo(id)
        .window(tens)
        .apply(new Outer(), Types.STRING());
    expect(await lines(program)).toEqual(['a1 a3', 'a11 nobody', 'b2 nobody']);
  });

  it('fires as its trigger says', async () => {
    const program = (env: StreamExecutionEnvironment) =>
      events(env, 'a1', 'a2')
        .coGroup(events(env, 'a3', 'a4'))
        .where(id)
        .equalTo(id)
        .window(GlobalWindows.create())
        .trigger(CountTrigger.of(2))
        .evictor(CountEvictor.of(3))
        .apply((left, right) => [`${left.map(text)} | ${right.map(text)}`]);
    expect(await lines(program)).toEqual(['a1,a2 | ', 'a2 | a3,a4']);
  });

  it('keeps windows for what comes late', () => {
    const { env } = new JobHarness();
    events(env)
      .coGroup(events(env))
      .where(id)
      .equalTo(id)
      .window(tens)
      .allowedLateness('1 s')
      .apply(() => []);
    expect(env.getPlan().nodes.at(-1)).toMatchObject({ name: 'CoGroup', options: { allowedLatenessMs: 1000 } });
  });
});
