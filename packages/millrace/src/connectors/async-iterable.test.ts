import { describe, expect, it } from 'vitest';
import { Types } from '../model/types.js';
import { ASYNC_READ_AHEAD, AsyncIterableSource } from './async-iterable.js';
import { describeSource } from './source-contract.test-support.js';
import { openReader, readAll } from './source-reading.test-support.js';

async function* fruits() {
  yield 'apple';
  yield 'fig';
  yield 'grape';
}

const expected = ['apple', 'fig', 'grape'];

describeSource('an async iterable', { create: () => new AsyncIterableSource(fruits()), expected });
describeSource('an async iterable that is made when needed', {
  create: () => new AsyncIterableSource(() => fruits(), Types.STRING()),
  expected,
});
describeSource('a plain iterable with promises', {
  create: () => new AsyncIterableSource<unknown>([Promise.resolve('apple'), 'fig', 'grape']),
  expected,
});

/** Lets everything happen that is due. */
async function turns() {
  for (let turn = 0; turn < 4 * ASYNC_READ_AHEAD; turn++) await Promise.resolve();
}

/** Never gives anything, and cannot even be ended: its `return` waits for its `next`. */
async function* stuck() {
  await new Promise(() => undefined);
  yield 1;
}

describe('an async iterable', () => {
  it('is not opened before its reader reads', async () => {
    let opened = 0;
    const source = new AsyncIterableSource(() => {
      opened++;
      return fruits();
    });
    const { read, reader } = await openReader(source);
    await turns();
    expect(opened).toBe(0);
    await read();
    expect(opened).toBe(1);
    await reader.close();
  });

  it('is pulled ahead to a bound, and on as it is read', async () => {
    let pulled = 0;
    const source = new AsyncIterableSource(async function* () {
      for (;;) yield pulled++;
    });
    const { read, values, reader } = await openReader(source);
    await read(1);
    await turns();
    expect(pulled - values.length).toBeLessThanOrEqual(ASYNC_READ_AHEAD);
    expect(pulled).toBeGreaterThan(ASYNC_READ_AHEAD / 2);
    await read(10 * ASYNC_READ_AHEAD);
    await turns();
    expect(values).toEqual(Array.from({ length: 10 * ASYNC_READ_AHEAD }, (_, index) => index));
    expect(pulled - values.length).toBeLessThanOrEqual(ASYNC_READ_AHEAD);
    await reader.close();
  });

  it('is ended when the job ends before it', async () => {
    const calls: string[] = [];
    const source = new AsyncIterableSource(async function* () {
      try {
        for (let index = 0; ; index++) yield index;
      } finally {
        calls.push('ended');
      }
    });
    const { read, reader } = await openReader(source);
    await read(3);
    await turns();
    await reader.close();
    expect(calls).toEqual(['ended']);
  });

  it('that is stuck does not keep the job from ending, and hears the signal', async () => {
    let signal: AbortSignal | undefined;
    const source = new AsyncIterableSource((given) => {
      signal = given;
      return stuck();
    });
    const { reader } = await openReader(source);
    reader.poll({
      collect: () => false,
      split: () => ({ collect: () => false, markIdle: () => undefined, release: () => undefined }),
    });
    expect(signal?.aborted).toBe(false);
    await reader.close();
    expect(signal?.aborted).toBe(true);
  });

  it('that fails fails after the elements before the failure', async () => {
    const source = new AsyncIterableSource(async function* () {
      yield 1;
      throw new Error('socket closed');
    });
    const { read, values } = await openReader(source);
    await expect(read()).rejects.toMatchObject({
      code: 'ASYNC_ITERABLE_FAILED',
      message: 'The async iterable failed after 1 elements: socket closed',
      facts: { emitted: 1 },
    });
    expect(values).toEqual([1]);
  });

  it('that cannot be opened says so', async () => {
    const source = new AsyncIterableSource<number>(() => {
      throw new Error('no such topic');
    });
    await expect(readAll(source)).rejects.toMatchObject({
      message: 'The async iterable failed after 0 elements: no such topic',
    });
  });

  it('warns when it is restored, and begins with what it gives then', async () => {
    const reading = await openReader(new AsyncIterableSource(fruits()), [{ splitId: 'all', emitted: 2 }]);
    await reading.read();
    expect(reading.values).toEqual(expected);
    expect(reading.logs).toEqual([
      'warn: An async iterable cannot be read again: what it gave before is not repeated.',
    ]);
  });

  it('refuses an element that is not of its type, saying which', async () => {
    const source = new AsyncIterableSource<unknown>(fruits(), Types.LONG());
    await expect(readAll(source)).rejects.toMatchObject({
      code: 'TYPE_MISMATCH',
      facts: { origin: 'async iterable', split: 'all', offset: 0 },
    });
  });

  it('must be iterable', async () => {
    expect(() => new AsyncIterableSource(7 as never)).toThrow(
      expect.objectContaining({ code: 'ASYNC_ITERABLE_INVALID' }),
    );
    const later = new AsyncIterableSource(() => 7 as never);
    await expect(readAll(later)).rejects.toMatchObject({ code: 'ASYNC_ITERABLE_INVALID' });
  });
});
