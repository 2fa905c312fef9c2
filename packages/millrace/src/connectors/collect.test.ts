import { setImmediate } from 'node:timers/promises';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { RowKind, rowKindShortString } from '../model/row-kind.js';
import { createCollect } from './collect.js';
import { describeSink } from './sink-contract.test-support.js';
import { openWriter } from './sink-writing.test-support.js';

function collecting(capacity?: number) {
  const returned: string[] = [];
  const collect = createCollect<number, number>({
    convert: (value) => value,
    onReturn: () => {
      returned.push('cancelled');
    },
    ...(capacity === undefined ? {} : { capacity }),
  });
  return { ...collect, returned };
}

async function all<T>(results: AsyncIterable<T>): Promise<T[]> {
  const taken: T[] = [];
  for await (const result of results) taken.push(result);
  return taken;
}

/** A consumer that takes results as they come, until it is told to stop. */
function consumer() {
  const { sink, results } = collecting(4);
  const taken: number[] = [];
  let isStalled = false;
  let isReading = false;
  async function consume() {
    if (isReading) return;
    isReading = true;
    while (!isStalled) {
      const { done, value } = await results.next();
      if (done === true) return;
      taken.push(value);
    }
    isReading = false;
  }
  return {
    sink: () => sink,
    async visible() {
      await setImmediate();
      return taken;
    },
    stall() {
      isStalled = true;
    },
    resume() {
      isStalled = false;
      void consume();
    },
    start() {
      void consume();
      return this;
    },
  };
}

describeSink('collected results', { records: [1, 2, 3, 4, 5], target: () => consumer().start() });

describe('collected results', () => {
  it('come in order, with what waits before the end', async () => {
    const { sink, results, end, returned } = collecting();
    const { write } = await openWriter(sink);
    write(1);
    write(2);
    end();
    expect(await all(results)).toEqual([1, 2]);
    expect(await results.next()).toEqual({ done: true, value: undefined });
    expect(returned).toEqual([]);
  });

  it('reach those who wait for them already', async () => {
    const { sink, results, end } = collecting();
    const { write } = await openWriter(sink);
    const waiting = [results.next(), results.next(), results.next()];
    write(1);
    write(2);
    end();
    expect(await Promise.all(waiting)).toEqual([
      { done: false, value: 1 },
      { done: false, value: 2 },
      { done: true, value: undefined },
    ]);
  });

  it('may be made from what stands beside a record', async () => {
    const { sink, results, end } = createCollect<string, string>({
      convert: (value, { kind }) => `${rowKindShortString(kind)} ${value}`,
      onReturn: () => undefined,
    });
    const { write } = await openWriter(sink);
    write('a', RowKind.DELETE);
    end();
    expect(await all(results)).toEqual(['-D a']);
  });

  it('end with the error of the job, once', async () => {
    const { sink, results, fail } = collecting();
    const { write } = await openWriter(sink);
    write(1);
    fail(new Error('job failed'));
    expect(await results.next()).toEqual({ done: false, value: 1 });
    await expect(results.next()).rejects.toThrow('job failed');
    expect(await results.next()).toEqual({ done: true, value: undefined });
  });

  it('give the error to one of those who wait, and the end to the others', async () => {
    const { results, fail } = collecting();
    const waiting = [results.next(), results.next()];
    fail(new Error('job failed'));
    await expect(waiting[0]).rejects.toThrow('job failed');
    expect(await waiting[1]).toEqual({ done: true, value: undefined });
  });

  it('hold the job back while the consumer is behind', async () => {
    const { sink, results } = collecting(4);
    const { write, gate, runMails } = await openWriter(sink);
    for (let value = 1; value <= 4; value++) write(value);
    expect(gate.isOpen).toBe(false);
    await results.next();
    await runMails();
    expect(gate.isOpen).toBe(false);
    await results.next();
    await runMails();
    expect(gate.isOpen).toBe(true);
  });

  it('hold every writer back, and open all of them', async () => {
    const { sink, results } = collecting(2);
    const writings = [await openWriter(sink), await openWriter(sink)];
    for (const { write } of writings) {
      write(1);
      write(2);
    }
    expect(writings.map(({ gate }) => gate.isOpen)).toEqual([false, false]);
    for (let taken = 0; taken < 3; taken++) await results.next();
    for (const { runMails } of writings) await runMails();
    expect(writings.map(({ gate }) => gate.isOpen)).toEqual([true, true]);
  });

  it('cancel the job when the consumer stops early, and let it run out', async () => {
    const { sink, results, returned, end } = collecting(2);
    const { write, gate, runMails } = await openWriter(sink);
    write(1);
    write(2);
    for await (const _ of results) break;
    await runMails();
    expect([gate.isOpen, returned]).toEqual([true, ['cancelled']]);
    for (let value = 0; value < 100; value++) write(value);
    expect(gate.isOpen).toBe(true);
    end();
    expect(await results.next()).toEqual({ done: true, value: undefined });
    await results.return?.();
    expect(returned).toEqual(['cancelled']);
  });

  it('do not cancel a job that is over', async () => {
    const { results, returned, end } = collecting();
    end();
    await results.return?.();
    expect(returned).toEqual([]);
  });

  it('lose and repeat nothing, however writing and reading follow each other', async () => {
    const steps = fc.array(fc.constantFrom('write', 'read'), { maxLength: 200 });
    await fc.assert(
      fc.asyncProperty(steps, fc.integer({ min: 1, max: 5 }), async (actions, capacity) => {
        const { sink, results, end } = collecting(capacity);
        const { write, gate, runMails } = await openWriter(sink);
        const reads: Promise<IteratorResult<number, undefined>>[] = [];
        let written = 0;
        for (const action of actions) {
          if (action === 'read') reads.push(results.next());
          else if (gate.isOpen) write(written++);
          await runMails();
        }
        end();
        const read = (await Promise.all(reads)).flatMap(({ done, value }) => (done === true ? [] : [value]));
        expect([...read, ...(await all(results))]).toEqual(Array.from({ length: written }, (_, index) => index));
      }),
      { numRuns: 50 },
    );
  });
});
