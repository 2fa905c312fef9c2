import { describe, expect, it } from 'vitest';
import { Types } from '../../model/types.js';
import {
  AggregatingStateDescriptor,
  ListStateDescriptor,
  MapStateDescriptor,
  ReducingStateDescriptor,
  ValueStateDescriptor,
  VOID_NAMESPACE,
} from '../state-descriptor.js';
import { errorOf, type KeyedStateFactory, openBackend } from './backend-fixture.test-support.js';

const average = {
  createAccumulator: () => ({ sum: 0, count: 0 }),
  add: (value: number, { sum, count }: { sum: number; count: number }) => ({ sum: sum + value, count: count + 1 }),
  getResult: ({ sum, count }: { sum: number; count: number }) => sum / count,
  merge: (one: { sum: number; count: number }, other: { sum: number; count: number }) => ({
    sum: one.sum + other.sum,
    count: one.count + other.count,
  }),
};

/** The five kinds, under one key and several. */
export function describeKinds(create: KeyedStateFactory): void {
  describe('kinds of state', () => {
    it('value: one a key, null and undefined clear it', () => {
      const backend = openBackend(create);
      const state = backend.state(new ValueStateDescriptor('v', Types.STRING()), VOID_NAMESPACE);
      backend.setCurrentKey(1);
      expect(state.value()).toBeUndefined();
      state.update('one');
      backend.setCurrentKey(2);
      expect(state.value()).toBeUndefined();
      state.update('two');
      backend.setCurrentKey(1);
      expect(state.value()).toBe('one');
      state.update(null);
      expect(state.value()).toBeUndefined();
      backend.setCurrentKey(2);
      state.update(undefined);
      expect(state.value()).toBeUndefined();
      backend.setCurrentKey(3);
      expect(backend.keyCount()).toBe(0);
    });

    it('value: 0, false and the empty text are values', () => {
      const backend = openBackend(create);
      const states = {
        n: backend.state(new ValueStateDescriptor('n', Types.LONG()), VOID_NAMESPACE),
        b: backend.state(new ValueStateDescriptor('b', Types.BOOLEAN()), VOID_NAMESPACE),
        s: backend.state(new ValueStateDescriptor('s', Types.STRING()), VOID_NAMESPACE),
      };
      backend.setCurrentKey(0);
      states.n.update(0);
      states.b.update(false);
      states.s.update('');
      backend.setCurrentKey(1);
      backend.setCurrentKey(0);
      expect([states.n.value(), states.b.value(), states.s.value()]).toEqual([0, false, '']);
      expect(backend.keyCount()).toBe(1);
    });

    it('list: adds in order, replaces, an empty update clears it', () => {
      const backend = openBackend(create);
      const state = backend.state(new ListStateDescriptor('l', Types.LONG()), VOID_NAMESPACE);
      backend.setCurrentKey(1);
      expect([...state.get()]).toEqual([]);
      state.add(3);
      state.addAll([1, 2]);
      state.addAll([]);
      expect([...state.get()]).toEqual([3, 1, 2]);
      state.update([9]);
      expect([...state.get()]).toEqual([9]);
      state.update([]);
      expect([...state.get()]).toEqual([]);
      backend.setCurrentKey(2);
      expect(backend.keyCount()).toBe(0);
    });

    it('list: what get returned is no window on the state', () => {
      const backend = openBackend(create);
      const state = backend.state(new ListStateDescriptor('l', Types.LONG()), VOID_NAMESPACE);
      backend.setCurrentKey(1);
      state.addAll([1, 2]);
      for (const element of state.get()) state.add(element + 10);
      expect([...state.get()]).toEqual([1, 2, 11, 12]);
    });

    it('list: refuses null, undefined and other types, and then keeps nothing of the call', () => {
      const backend = openBackend(create);
      const state = backend.state(new ListStateDescriptor<unknown>('l', Types.LONG()), VOID_NAMESPACE);
      backend.setCurrentKey(1);
      state.add(1);
      for (const bad of [null, undefined, 'x', 1.5]) {
        expect(errorOf(() => state.addAll([2, bad]))).toMatchObject({ code: 'TYPE_MISMATCH' });
        expect(errorOf(() => state.update([2, bad]))).toMatchObject({ code: 'TYPE_MISMATCH' });
      }
      expect([...state.get()]).toEqual([1]);
    });

    it('map: put, get, contains, remove, items, keys, values, isEmpty', () => {
      const backend = openBackend(create);
      const state = backend.state(new MapStateDescriptor('m', Types.STRING(), Types.LONG()), VOID_NAMESPACE);
      backend.setCurrentKey(1);
      expect([state.isEmpty(), state.get('a'), state.contains('a'), [...state.items()]]).toEqual([
        true,
        undefined,
        false,
        [],
      ]);
      state.put('a', 1);
      state.putAll([
        ['b', 2],
        ['c', 3],
      ]);
      state.put('a', 10);
      state.remove('b');
      state.remove('never there');
      expect(new Map(state.items())).toEqual(
        new Map([
          ['a', 10],
          ['c', 3],
        ]),
      );
      expect(new Set(state.keys())).toEqual(new Set(['a', 'c']));
      expect(new Set(state.values())).toEqual(new Set([10, 3]));
      expect([state.isEmpty(), state.contains('a'), state.contains('b')]).toEqual([false, true, false]);
      backend.setCurrentKey(2);
      expect(state.isEmpty()).toBe(true);
      backend.setCurrentKey(1);
      state.remove('a');
      state.remove('c');
      expect(state.isEmpty()).toBe(true);
      backend.setCurrentKey(2);
      expect(backend.keyCount()).toBe(0);
    });

    it('map: null may be a value, undefined may not', () => {
      const backend = openBackend(create);
      const state = backend.state(
        new MapStateDescriptor<string, string | null | undefined>('m', Types.STRING(), Types.STRING() as never),
        VOID_NAMESPACE,
      );
      backend.setCurrentKey(1);
      state.put('a', null);
      expect([state.get('a'), state.contains('a'), [...state.items()]]).toEqual([null, true, [['a', null]]]);
      expect(errorOf(() => state.put('a', undefined))).toMatchObject({ code: 'TYPE_MISMATCH' });
    });

    it('map: keys of every kind are told apart', () => {
      const backend = openBackend(create);
      const doubles = backend.state(new MapStateDescriptor('d', Types.DOUBLE(), Types.STRING()), VOID_NAMESPACE);
      const texts = backend.state(new MapStateDescriptor('t', Types.STRING(), Types.LONG()), VOID_NAMESPACE);
      const tuples = backend.state(
        new MapStateDescriptor('o', Types.TUPLE([Types.LONG(), Types.STRING()]), Types.LONG()),
        VOID_NAMESPACE,
      );
      const longs = backend.state(
        new MapStateDescriptor('b', Types.LONG({ as: 'canonical' }), Types.LONG()),
        VOID_NAMESPACE,
      );
      backend.setCurrentKey(1);
      for (const key of [0, -0, Number.NaN, Number.NaN, 1.5]) doubles.put(key, String(key));
      expect([...doubles.keys()].length).toBe(4);
      expect([...doubles.keys()].filter((key) => Object.is(key, -0))).toEqual([-0]);
      expect(doubles.get(Number.NaN)).toBe('NaN');
      for (const key of ['__proto__', 'constructor', 'toString', '']) texts.put(key, key.length);
      expect(texts.get('__proto__')).toBe(9);
      expect(texts.get('hasOwnProperty')).toBeUndefined();
      expect(new Set(texts.keys())).toEqual(new Set(['__proto__', 'constructor', 'toString', '']));
      tuples.put([1, 'a'], 1);
      tuples.put([1, 'b'], 2);
      tuples.put([1, 'a'], 3);
      expect(tuples.get([1, 'a'])).toBe(3);
      expect([...tuples.keys()].sort()).toEqual([
        [1, 'a'],
        [1, 'b'],
      ]);
      longs.put(2n ** 60n, 1);
      longs.put(5n, 2);
      expect([longs.get(2n ** 60n), longs.get(5)]).toEqual([1, 2]);
    });

    it('map: may be changed and cleared while somebody goes through it', () => {
      const backend = openBackend(create);
      const state = backend.state(new MapStateDescriptor('m', Types.LONG(), Types.LONG()), VOID_NAMESPACE);
      for (const size of [3, 100]) {
        backend.setCurrentKey(size);
        for (let i = 0; i < size; i++) state.put(i, i);
        const seen: number[] = [];
        for (const key of state.keys()) {
          seen.push(key);
          state.remove(key);
        }
        expect(seen.length).toBe(size);
        expect(state.isEmpty()).toBe(true);
        for (let i = 0; i < size; i++) state.put(i, i);
        let visited = 0;
        for (const [key] of state.items()) {
          visited++;
          if (key === 1) state.clear();
        }
        expect(visited).toBe(2);
        for (let i = 0; i < size; i++) state.put(i, i);
        for (const [key, value] of state.items()) state.put(key, value + 1);
        expect(new Set(state.values()).has(0)).toBe(false);
      }
    });

    it('reducing: folds, with a function or an object', () => {
      const backend = openBackend(create);
      const sum = backend.state(
        new ReducingStateDescriptor('s', (one: number, other: number) => one + other, Types.LONG()),
        VOID_NAMESPACE,
      );
      const max = backend.state(
        new ReducingStateDescriptor(
          'x',
          { reduce: (one: number, other: number) => Math.max(one, other) },
          Types.LONG(),
        ),
        VOID_NAMESPACE,
      );
      backend.setCurrentKey(1);
      expect(sum.get()).toBeUndefined();
      for (const value of [3, 9, 2]) {
        sum.add(value);
        max.add(value);
      }
      expect([sum.get(), max.get()]).toEqual([14, 9]);
      sum.clear();
      expect([sum.get(), max.get()]).toEqual([undefined, 9]);
    });

    it('aggregating: folds into an accumulator and gives its result', () => {
      const backend = openBackend(create);
      const accumulator = Types.OBJECT({ sum: Types.LONG(), count: Types.LONG() });
      const state = backend.state(new AggregatingStateDescriptor('a', average, accumulator), VOID_NAMESPACE);
      backend.setCurrentKey(1);
      expect(state.get()).toBeUndefined();
      state.add(1);
      state.add(4);
      expect(state.get()).toBe(2.5);
      state.clear();
      expect(state.get()).toBeUndefined();
    });

    it('checks what is stored, naming the state', () => {
      const backend = openBackend(create);
      const wrong = 'text' as unknown as number;
      const value = backend.state(new ValueStateDescriptor('total', Types.LONG()), VOID_NAMESPACE);
      const map = backend.state(new MapStateDescriptor('totals', Types.LONG(), Types.LONG()), VOID_NAMESPACE);
      const reducing = backend.state(new ReducingStateDescriptor('sum', () => wrong, Types.LONG()), VOID_NAMESPACE);
      const forgetful = backend.state(
        new ReducingStateDescriptor('forgetful', () => undefined as unknown as number, Types.LONG()),
        VOID_NAMESPACE,
      );
      backend.setCurrentKey(1);
      const mismatch = (text: string) => ({ code: 'TYPE_MISMATCH', message: expect.stringContaining(text) as string });
      expect(errorOf(() => value.update(wrong))).toMatchObject(mismatch("'total'"));
      expect(errorOf(() => map.put(wrong, 1))).toMatchObject(mismatch("'totals'"));
      expect(errorOf(() => map.put(1, wrong))).toMatchObject(mismatch("'totals'"));
      expect(errorOf(() => map.get(wrong))).toMatchObject(mismatch("'totals'"));
      reducing.add(1);
      expect(errorOf(() => reducing.add(1))).toMatchObject(mismatch("'sum'"));
      expect(reducing.get()).toBe(1);
      forgetful.add(1);
      expect(errorOf(() => forgetful.add(1))).toMatchObject(mismatch("'forgetful'"));
      expect([value.value(), map.isEmpty()]).toEqual([undefined, true]);
    });

    it('refuses at its first write what an untyped state cannot hold', () => {
      const backend = openBackend(create);
      const value = backend.state(new ValueStateDescriptor<unknown>('anything'), VOID_NAMESPACE);
      const list = backend.state(new ListStateDescriptor<unknown>('things'), VOID_NAMESPACE);
      const map = backend.state(new MapStateDescriptor<unknown, unknown>('more'), VOID_NAMESPACE);
      backend.setCurrentKey(1);
      value.update({ deep: [1, 'two', new Map([[3n, new Date(4)]])] });
      expect(value.value()).toEqual({ deep: [1, 'two', new Map([[3n, new Date(4)]])] });
      const uncloneable = { deep: { inside: () => 1 } };
      for (const write of [
        () => value.update(uncloneable),
        () => list.add(uncloneable),
        () => map.put('a', uncloneable),
      ]) {
        expect(errorOf(write)).toMatchObject({ message: expect.stringContaining('inside') as string });
      }
      expect([[...list.get()], map.isEmpty()]).toEqual([[], true]);
    });
  });
}
