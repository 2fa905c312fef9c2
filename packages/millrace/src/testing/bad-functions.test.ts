import { describe, expect, it } from 'vitest';
import { Types } from '../model/types.js';
import { WatermarkStrategy } from '../time/watermark-strategy.js';
import { type Env, failure, type Job, printed, run, unhandledRejections } from './bad-input.test-support.js';

describe('a user function', () => {
  const boom = () => {
    throw new RangeError('boom');
  };
  const one = (env: Env) => env.fromCollection([1, 2], Types.INT());
  const BAD = 'Bad';

  it.each<[string, Job]>([
    [
      'open',
      (env) =>
        one(env)
          .map({ open: boom, map: (value: number) => value })
          .name(BAD),
    ],
    ['map', (env) => one(env).map(boom).name(BAD)],
    ['flatMap', (env) => one(env).flatMap(boom).name(BAD)],
    ['filter', (env) => one(env).filter(boom).name(BAD)],
    ['reduce', (env) => one(env).keyBy(() => 1).reduce(boom).name(BAD).filter(() => false)], // biome-ignore format: one row
    ['processElement', (env) => one(env).process({ processElement: boom }).name(BAD)],
    ['extractTimestamp', (env) => one(env).assignTimestampsAndWatermarks(WatermarkStrategy.forMonotonousTimestamps<number>().withTimestampAssigner(boom)).name(BAD)], // biome-ignore format: one row
    [
      'close',
      (env) =>
        one(env)
          .filter({ close: boom, filter: () => false })
          .name(BAD),
    ],
  ])('that throws in %s fails the job, with the operator, the call and the cause', async (call, job) => {
    const error = await failure(job);
    expect(error).toMatchObject({
      code: 'USER_CODE_FAILED',
      message: `${call} of operator 'Bad' failed: boom`,
      facts: { operator: BAD, subtask: 0, call },
    });
    expect(error.cause).toBeInstanceOf(RangeError);
  });

  it.each([
    ['null', null, 'null'],
    ['text', 'text', 'text'],
    ['an object without a text', Object.create(null) as object, 'a value without a text'],
  ])('that throws %s fails the job alike', async (_what, thrown, text) => {
    const job = (env: Env) =>
      one(env)
        .map(() => {
          throw thrown;
        })
        .name(BAD);
    expect(await failure(job)).toMatchObject({
      code: 'USER_CODE_FAILED',
      message: `map of operator 'Bad' failed: ${text}`,
    });
  });

  it('that calls itself for ever fails the job', async () => {
    const recurse = (value: number): number => recurse(value + 1) + 1;
    const error = await failure((env) => one(env).map(recurse).name(BAD));
    expect(error).toMatchObject({ code: 'USER_CODE_FAILED', facts: { operator: BAD } });
  });

  it.each<[string, (env: Env, late: () => Promise<never>) => ReturnType<Job>]>([
    ['map', (env, late) => one(env).map(late).name(BAD)],
    [
      'flatMap',
      (env, late) =>
        one(env)
          .flatMap(late as never)
          .name(BAD),
    ],
    [
      'flatMap',
      (env, late) =>
        one(env)
          .flatMap(() => [late()])
          .name(BAD),
    ],
    [
      'filter',
      (env, late) =>
        one(env)
          .filter(late as never)
          .name(BAD),
    ],
    ['reduce', (env, late) => one(env).keyBy(() => 1).reduce(late as never).name(BAD).filter(() => false)], // biome-ignore format: one row
    [
      'processElement',
      (env, late) =>
        one(env)
          .process({ processElement: late } as never)
          .name(BAD),
    ],
  ])('that returns a promise from %s is refused, and the promise ends nothing', async (call, job) => {
    const rejections = unhandledRejections();
    const late = async () => Promise.reject(new Error('late'));
    const error = await failure((env) => job(env, late));
    await new Promise(setImmediate);
    expect(error).toMatchObject({ code: 'FUNCTION_RETURNED_PROMISE', facts: { operator: BAD, call } });
    expect(error.hint).toContain('AsyncDataStream');
    expect(rejections).toEqual([]);
  });

  it.each<[string, string, Job]>([
    [
      'map',
      'FUNCTION_RETURNED_NOTHING',
      (env) =>
        one(env)
          .map(() => undefined)
          .name(BAD),
    ],
    ['reduce', 'FUNCTION_RETURNED_NOTHING', (env) => one(env).keyBy(() => 1).reduce(() => undefined as never).name(BAD).filter(() => false)], // biome-ignore format: one row
    [
      'filter',
      'FUNCTION_RESULT_INVALID',
      (env) =>
        one(env)
          .filter(() => undefined as never)
          .name(BAD),
    ],
    [
      'flatMap',
      'FUNCTION_RETURNED_NOTHING',
      (env) =>
        one(env)
          .flatMap(() => [undefined])
          .name(BAD),
    ],
  ])('that returns nothing from %s is refused', async (call, code, job) => {
    expect(await failure(job)).toMatchObject({ code, facts: { operator: BAD, call } });
  });

  it('that returns nothing from flatMap or processElement emits nothing', async () => {
    expect(await printed((env) => one(env).flatMap(() => undefined))).toEqual([]);
    expect(await printed((env) => one(env).process({ processElement: () => undefined }))).toEqual([]);
  });

  it.each([1, 2])('that gives what is not of its type is named, at parallelism %i', async (parallelism) => {
    const job = (env: Env) =>
      one(env)
        .map(() => 'text' as never, Types.INT())
        .name(BAD)
        .rebalance()
        .filter(() => false);
    const { error } = await run(job, { checked: true, parallelism });
    expect(error).toMatchObject({ code: 'TYPE_MISMATCH', facts: { operator: BAD, subtask: 0, seen: '"text"' } });
  });
});

describe('a user function that changes its input', () => {
  const changes: [string, () => unknown, (value: never) => void, string][] = [
    ['a field', () => ({ n: 1 }), (value: { n: number }) => { value.n = 2; }, 'USER_CODE_FAILED'], // biome-ignore format: one row
    ['a new field', () => ({ n: 1 }), (value: { m?: number }) => { value.m = 2; }, 'USER_CODE_FAILED'], // biome-ignore format: one row
    ['a deleted field', () => ({ n: 1 }), (value: { n?: number }) => { delete value.n; }, 'USER_CODE_FAILED'], // biome-ignore format: one row
    ['an array inside', () => ({ list: [1] }), (value: { list: number[] }) => void value.list.push(2), 'USER_CODE_FAILED'], // biome-ignore format: one row
    ['a map inside', () => [new Map([[1, 1]])], ([map]: [Map<number, number>]) => void map.set(1, 2), 'INPUT_CHANGED'], // biome-ignore format: one row
    ['a set', () => new Set([1]), (set: Set<number>) => set.clear(), 'INPUT_CHANGED'],
    ['a date', () => new Date(0), (date: Date) => void date.setTime(1), 'INPUT_CHANGED'],
    ['bytes', () => ({ bytes: Uint8Array.of(1) }), ({ bytes: b }: { bytes: Uint8Array }) => void b.fill(2), 'INPUT_CHANGED'], // biome-ignore format: one row
    ['a map, so that it cannot be sent', () => new Map(), (map: Map<string, unknown>) => void map.set('f', () => 1), 'INPUT_CHANGED'], // biome-ignore format: one row
  ];

  it.each(changes)('%s is refused in check mode', async (_what, make, change, code) => {
    const job = (env: Env) =>
      env
        .fromCollection([1])
        .map(make)
        .map((value) => {
          change(value as never);
          return 'changed';
        })
        .name('Change');
    const { error, status } = await run(job, { checked: true });
    expect(error).toMatchObject({
      code,
      facts: { operator: 'Change', subtask: 0 },
      hint: expect.stringContaining('make a copy'),
    });
    expect(status).toBe('FAILED');
  });

  it.each(changes)(
    '%s is not seen without it: whoever else reads the record sees the change',
    async (_what, make, change) => {
      const job = (env: Env) => {
        const stream = env
          .fromCollection([1])
          .map(make)
          .map((value) => ({ value, before: describeRecord(value) }));
        const changing = stream.map((record) => {
          change(record.value as never);
          return 'changed';
        });
        return changing.union(
          stream.map(({ value, before }) => (describeRecord(value) === before ? 'as it was' : 'changed') as string),
        );
      };
      const { lines, error } = await run(job, { checked: false });
      expect({ lines, error }).toEqual({ lines: ['changed', 'changed'], error: undefined });
    },
  );

  it('finds nothing where bytes, maps and dates are only read', async () => {
    const record = () => ({ bytes: Uint8Array.of(1), map: new Map([['a', new Date(0)]]), at: new Date(Number.NaN) });
    expect(
      await printed((env) =>
        env
          .fromCollection([1])
          .map(record)
          .map(({ map }) => map.get('a')?.getTime()),
      ),
    ).toEqual(['0']);
  });
});

/** What a record holds, as a text. */
function describeRecord(value: unknown): string {
  return JSON.stringify(value, (_key, part: unknown) => {
    if (part instanceof Map || part instanceof Set) return [...part].map(String);
    return ArrayBuffer.isView(part) ? Array.from(part as Uint8Array) : part;
  });
}
