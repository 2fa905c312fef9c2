import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { StreamExecutionEnvironment, Types } from '../index.js';

let directory = '';
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'millrace-test-'));
});
afterEach(() => rm(directory, { recursive: true }));

const RECORDS = 20_000;
const KEYS = 500;

/** A job that sorts about 600 KB in 32 KB, at parallelism 2. */
const keyed = (onKey: () => void | Promise<void> = () => {}) => {
  const env = StreamExecutionEnvironment.getExecutionEnvironment({
    'execution.runtime-mode': 'BATCH',
    'execution.sorted-inputs.memory': '32 kb',
    'io.tmp.dirs': directory,
    'parallelism.default': 2,
  });
  const results: string[] = [];
  env
    .fromSequence(1, RECORDS)
    .map((value) => ({ key: `key ${value % KEYS}`, value }), Types.OBJECT({ key: Types.STRING(), value: Types.LONG() }))
    .keyBy(({ key }) => key, Types.STRING())
    .reduce((left, right) => ({ key: left.key, value: left.value + right.value }))
    .addSink(({ key, value }) => {
      results.push(`${key}: ${value}`);
      return onKey();
    });
  return { env, results };
};

it('sorts in files, and removes them', async () => {
  const { env, results } = keyed();
  const seen = new Set<string>();
  const client = env.executeAsync();
  const result = client.getJobExecutionResult();
  let isOver = false;
  const look = async () => {
    while (!isOver) for (const name of await readdir(directory)) seen.add(name);
  };
  const looking = look();
  await result.finally(() => {
    isOver = true;
  });
  await looking;
  const times = RECORDS / KEYS;
  const expected = Array.from({ length: KEYS }, (_, rest) => {
    const first = rest === 0 ? KEYS : rest;
    return `key ${rest}: ${times * first + (KEYS * times * (times - 1)) / 2}`;
  });
  expect(results.sort()).toEqual(expected.sort());
  expect([...seen].map((name) => name.replace(client.getJobId(), 'id')).sort()).toEqual([
    'millrace-id-2-0-0',
    'millrace-id-2-0-1',
  ]);
  expect(await readdir(directory)).toEqual([]);
});

it('removes them when it is canceled in the middle', async () => {
  let hasBegun = () => {};
  const begun = new Promise<void>((resolve) => {
    hasBegun = resolve;
  });
  const { env } = keyed(() => {
    hasBegun();
    return new Promise<void>(() => {});
  });
  const client = env.executeAsync();
  await begun;
  expect(await readdir(directory)).toHaveLength(2);
  await client.cancel();
  expect(client.getJobStatus()).toBe('CANCELED');
  expect(await readdir(directory)).toEqual([]);
});

it('removes them when it fails in the middle', async () => {
  const { env } = keyed(() => {
    throw new Error('no more');
  });
  await expect(env.execute()).rejects.toMatchObject({ code: 'USER_CODE_FAILED' });
  expect(await readdir(directory)).toEqual([]);
});
