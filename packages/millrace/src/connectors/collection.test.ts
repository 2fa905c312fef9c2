import { describe, expect, it } from 'vitest';
import { Types } from '../model/types.js';
import { CollectionSource } from './collection.js';
import { describeSource } from './source-contract.test-support.js';
import { openReader, readAll } from './source-reading.test-support.js';

const names = ['apple', 'banana', 'cherry', 'fig'];

function* generated() {
  yield* names;
}

describeSource('a collection that is an array', { create: () => new CollectionSource(names), expected: names });
describeSource('a collection that is a set', { create: () => new CollectionSource(new Set(names)), expected: names });
describeSource('a collection that is made when needed', {
  create: () => new CollectionSource(() => generated(), Types.STRING()),
  expected: names,
});
describeSource('a collection that can be read once', {
  create: () => new CollectionSource(generated()),
  expected: names,
});
describeSource('an empty collection', { create: () => new CollectionSource<string>([]), expected: [] });

describe('a collection', () => {
  it('is not touched before its reader reads', async () => {
    let opened = 0;
    const source = new CollectionSource(() => {
      opened++;
      return [1];
    });
    source.producedType();
    const { read } = await openReader(source);
    expect(opened).toBe(0);
    await read();
    expect(opened).toBe(1);
  });

  it('says what cannot be replayed', () => {
    expect(new CollectionSource(names).replayable).toBe(true);
    expect(new CollectionSource(generated()).replayable).toBe(false);
  });

  it('is refused when it is a generator that was read before', async () => {
    const source = new CollectionSource(generated());
    await readAll(source);
    await expect(readAll(source)).rejects.toMatchObject({ code: 'COLLECTION_CONSUMED' });
  });

  it('gives elements in the canonical form of their type', async () => {
    const reading = await openReader(new CollectionSource<unknown>([1, 2n], Types.LONG()));
    await reading.read();
    expect(reading.values).toEqual([1, 2]);
  });

  it('refuses an element that is not of its type, saying which', async () => {
    const source = new CollectionSource<unknown>([{ id: 1 }, { id: 'two' }], Types.OBJECT({ id: Types.LONG() }));
    await expect(readAll(source)).rejects.toMatchObject({
      code: 'TYPE_MISMATCH',
      facts: { path: 'value.id', origin: 'collection', split: 'all', offset: 1 },
    });
  });

  it.each([[undefined], [Types.STRING()], [Types.PICKLED_BYTE_ARRAY()]])(
    'refuses an element that is not there (%s)',
    async (type) => {
      const source = new CollectionSource<unknown>(['a', undefined], type);
      await expect(readAll(source)).rejects.toMatchObject({
        code: 'ELEMENT_UNDEFINED',
        facts: { split: 'all', offset: 1 },
      });
    },
  );

  it('refuses a position beyond its end', async () => {
    const shorter = [new CollectionSource(['a']), new CollectionSource(() => new Set(['a']))];
    for (const source of shorter) {
      const reading = await openReader(source, [{ splitId: 'all', position: 2 }]);
      await expect(reading.read()).rejects.toMatchObject({
        code: 'COLLECTION_CHANGED',
        facts: { position: 2, length: 1 },
      });
    }
  });

  it('ends a generator that is not read to its end', async () => {
    const calls: string[] = [];
    const source = new CollectionSource(function* () {
      try {
        yield 1;
        yield 2;
      } finally {
        calls.push('ended');
      }
    });
    const { reader, read } = await openReader(source);
    await read(1);
    await reader.close();
    expect(calls).toEqual(['ended']);
  });

  it.each([
    [5, 'Pass an array, an iterable, or a function that makes one.'],
    [{ [Symbol.asyncIterator]: () => undefined }, 'Use fromAsyncIterable.'],
    [null, 'Pass an array, an iterable, or a function that makes one.'],
  ])('must be iterable (%s)', (elements, hint) => {
    expect(() => new CollectionSource(elements as never)).toThrow(
      expect.objectContaining({ code: 'COLLECTION_INVALID', hint }),
    );
  });
});
