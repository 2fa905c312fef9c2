import { describe, expect, it } from 'vitest';
import { Duration } from '../model/duration.js';
import { Types } from '../model/types.js';
import { OutputTag } from '../operator/user-functions/output-tag.js';
import { JobHarness } from '../testing/job-harness.js';
import { WatermarkStrategy } from '../time/watermark-strategy.js';
import type { StreamExecutionEnvironment } from './stream-execution-environment.js';

const EVENT = Types.OBJECT({ id: Types.STRING(), time: Types.LONG() });
type Event = { id: string; time: number };

/** `a5` is an event of `a` at 5; the watermark follows each event. */
const events = (env: StreamExecutionEnvironment, texts: readonly string[]) =>
  env
    .fromCollection(
      texts.map((text): Event => ({ id: text.slice(0, 1), time: Number(text.slice(1)) })),
      EVENT,
    )
    .assignTimestampsAndWatermarks(
      WatermarkStrategy.forBoundedOutOfOrderness<Event>(20).withTimestampAssigner(({ time }) => time),
    );
const keyed = (env: StreamExecutionEnvironment, texts: readonly string[]) =>
  events(env, texts).keyBy(({ id }) => id, Types.STRING());

describe('intervalJoin', () => {
  it.each([1, 3])('pairs records of two streams by time (parallelism %i)', async (parallelism) => {
    const harness = new JobHarness();
    const { env } = harness;
    env.setParallelism(parallelism);
    keyed(env, ['a1', 'b5', 'a10', 'c2'])
      .intervalJoin(keyed(env, ['a3', 'b5', 'b9', 'a11']))
      .inEventTime()
      .between(Duration.ofMillis(-1), '4 ms')
      .process((left, right) => [`${left.id}${left.time} ${right.id}${right.time}`], Types.STRING())
      .print()
      .setParallelism(1);
    await harness.run();
    expect([...harness.lines].sort()).toEqual(['a1 a3', 'a10 a11', 'b5 b5', 'b5 b9']);
  });

  it('may exclude its bounds', () => {
    const { env } = new JobHarness();
    const [left, right] = [keyed(env, []), keyed(env, [])];
    const join = () => left.intervalJoin(right).between(-2, 3);
    join().process(() => []);
    join()
      .lowerBoundExclusive()
      .process(() => []);
    join()
      .upperBoundExclusive()
      .process(() => [], { name: 'pairs', uid: 'pairs-uid', parallelism: 2 });
    const joins = env.getPlan().nodes.filter(({ operator }) => operator === 'interval-join');
    expect(joins.map(({ options }) => options)).toEqual([
      { lowerBoundMs: -2, upperBoundMs: 3 },
      { lowerBoundMs: -1, upperBoundMs: 3 },
      { lowerBoundMs: -2, upperBoundMs: 2 },
    ]);
    expect(joins[0]).toMatchObject({ name: 'Interval Join' });
    expect(joins[2]).toMatchObject({ name: 'pairs', uid: 'pairs-uid', parallelism: 2 });
  });

  it('names the side outputs of late records', () => {
    const { env } = new JobHarness();
    const [early, late] = [new OutputTag('early', EVENT), new OutputTag('late', EVENT)];
    joined(env)
      .between(0, 0)
      .sideOutputLeftLateData(early)
      .sideOutputRightLateData(late)
      .process(() => [], { uid: 'join' })
      .getSideOutput(early);
    const node = env.getPlan().nodes.find(({ uid }) => uid === 'join');
    expect(node?.options).toEqual({ lowerBoundMs: 0, upperBoundMs: 0, leftLateTag: 'early', rightLateTag: 'late' });
    expect(Object.keys(node?.sideOutputTypes ?? {})).toEqual(['early']);
  });

  it.each<[string, (env: StreamExecutionEnvironment) => unknown, string]>([
    ['bounds that are exchanged', (env) => joined(env).between(1, -1), 'INTERVAL_INVALID'],
    [
      'bounds that exclude everything',
      (env) =>
        joined(env)
          .between(1, 1)
          .lowerBoundExclusive()
          .process(() => []),
      'INTERVAL_INVALID',
    ],
    ['a bound that is no duration', (env) => joined(env).between('soon', 1), 'DURATION_INVALID'],
    ['half a millisecond', (env) => joined(env).between(-0.5, 1), 'DURATION_INVALID'],
    [
      'a tag that is none',
      (env) =>
        joined(env)
          .between(0, 1)
          .sideOutputLeftLateData('late' as never),
      'OUTPUT_TAG_INVALID',
    ],
    ['a stream without keys', (env) => keyed(env, []).intervalJoin(events(env, []) as never), 'CONNECT_HALF_KEYED'],
    [
      'keys of two types',
      (env) => keyed(env, []).intervalJoin(events(env, []).keyBy(({ id }) => id)),
      'KEY_TYPES_DIFFER',
    ],
    [
      'streams of two environments',
      (env) => keyed(env, []).intervalJoin(keyed(new JobHarness().env, [])),
      'STREAM_OF_ANOTHER_ENVIRONMENT',
    ],
    [
      'connected keys of two types',
      (env) =>
        keyed(env, [])
          .connect(events(env, []).keyBy(({ id }) => id))
          .map({ map1: String, map2: String }),
      'KEY_TYPES_DIFFER',
    ],
    [
      'connected streams of two environments',
      (env) => events(env, []).connect(events(new JobHarness().env, [])).map({ map1: String, map2: String }),
      'STREAM_OF_ANOTHER_ENVIRONMENT',
    ],
    [
      'one connected stream with keys',
      (env) => keyed(env, []).connect(events(env, [])).map({ map1: String, map2: String }),
      'CONNECT_HALF_KEYED',
    ],
  ])('refuses %s', (_what, build, code) => {
    expect(() => build(new JobHarness().env)).toThrow(expect.objectContaining({ code }));
  });
});

const joined = (env: StreamExecutionEnvironment) => keyed(env, []).intervalJoin(keyed(env, []));
