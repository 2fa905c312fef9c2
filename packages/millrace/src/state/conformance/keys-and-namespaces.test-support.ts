import { describe, expect, it } from 'vitest';
import { Types } from '../../model/types.js';
import { forEachKey } from '../for-each-key.js';
import {
  AggregatingStateDescriptor,
  ListStateDescriptor,
  MapStateDescriptor,
  ReducingStateDescriptor,
  ValueStateDescriptor,
  VOID_NAMESPACE,
} from '../state-descriptor.js';
import { StateTtlConfig } from '../state-ttl-config.js';
import { errorOf, type KeyedStateFactory, openBackend } from './backend-fixture.test-support.js';

/** The current key, keys of every type, and namespaces below them. */
export function describeKeysAndNamespaces(create: KeyedStateFactory): void {
  describe('keys', () => {
    it('needs a current key', () => {
      const backend = openBackend(create);
      const value = backend.state(new ValueStateDescriptor('v', Types.LONG()), VOID_NAMESPACE);
      const list = backend.state(new ListStateDescriptor('l', Types.LONG()), VOID_NAMESPACE);
      const map = backend.state(new MapStateDescriptor('m', Types.LONG(), Types.LONG()), VOID_NAMESPACE);
      const timers = backend.timers('t', VOID_NAMESPACE);
      const uses = [
        () => value.value(),
        () => value.update(1),
        () => value.clear(),
        () => list.get(),
        () => list.add(1),
        () => map.get(1),
        () => map.put(1, 1),
        () => map.isEmpty(),
        () => [...map.items()],
        () => timers.add(undefined, 1),
        () => timers.remove(undefined, 1),
        () => backend.currentKeyGroup(),
      ];
      for (const use of uses) expect(errorOf(use)).toMatchObject({ code: 'STATE_WITHOUT_KEY' });
      backend.setCurrentKey(1);
      for (const use of uses) expect(errorOf(use)).toBeUndefined();
      backend.clearCurrentKey();
      expect(backend.currentKey).toBeUndefined();
      for (const use of uses) expect(errorOf(use)).toMatchObject({ code: 'STATE_WITHOUT_KEY' });
    });

    it('refuses null, undefined and keys of another type, and keeps the key it had', () => {
      const backend = openBackend(create);
      backend.setCurrentKey(7);
      for (const key of [null, undefined])
        expect(errorOf(() => backend.setCurrentKey(key))).toMatchObject({ code: 'KEY_NULL' });
      for (const key of ['7', 1.5, {}, true, Number.NaN]) {
        expect(errorOf(() => backend.setCurrentKey(key))).toMatchObject({ code: 'TYPE_MISMATCH' });
      }
      expect(backend.currentKey).toBe(7);
    });

    it('tells keys apart as their type does', () => {
      const cases = [
        {
          keyType: Types.DOUBLE(),
          same: [
            [Number.NaN, Number.NaN],
            [1, 1],
          ],
          other: [[0, -0]],
        },
        {
          keyType: Types.LONG({ as: 'canonical' }),
          same: [
            [5, 5n],
            [2n ** 60n, 2n ** 60n],
            [0, -0],
          ],
          other: [
            [5, 6],
            [2n ** 60n, 2n ** 60n + 1n],
          ],
        },
        { keyType: Types.LONG({ as: 'bigint' }), same: [[5n, 5]], other: [[5n, 6n]] },
        {
          keyType: Types.INT(),
          same: [[0, -0]],
          other: [
            [1, -1],
            [2 ** 31 - 1, -(2 ** 31)],
          ],
        },
        {
          keyType: Types.STRING(),
          same: [['a', 'a']],
          other: [
            ['__proto__', 'constructor'],
            ['', ' '],
            ['1', '01'],
          ],
        },
        { keyType: Types.BOOLEAN(), same: [[true, true]], other: [[true, false]] },
        {
          keyType: Types.TUPLE([Types.LONG(), Types.STRING()]),
          same: [
            [
              [1, 'a'],
              [1, 'a'],
            ],
          ],
          other: [
            [
              [1, 'a'],
              [1, 'b'],
            ],
          ],
        },
        {
          keyType: Types.BYTES(),
          same: [[Uint8Array.of(1, 2), Uint8Array.of(1, 2)]],
          other: [[Uint8Array.of(1), Uint8Array.of(1, 0)]],
        },
        {
          keyType: Types.PICKLED_BYTE_ARRAY(),
          same: [[{ a: 1 }, { a: 1 }]],
          other: [
            [{ a: 1 }, { a: 2 }],
            [1, '1'],
          ],
        },
      ];
      for (const { keyType, same, other } of cases) {
        const backend = openBackend(create, { keyType });
        const state = backend.state(new ValueStateDescriptor('v', Types.LONG()), VOID_NAMESPACE);
        const seen = (written: unknown, read: unknown) => {
          backend.setCurrentKey(written);
          state.update(1);
          backend.setCurrentKey(read);
          const value = state.value();
          state.clear();
          backend.setCurrentKey(written);
          state.clear();
          return value;
        };
        for (const [one, two] of same) expect(seen(one, two), String(keyType)).toBe(1);
        for (const [one, two] of other) expect(seen(one, two), String(keyType)).toBeUndefined();
      }
    });

    it('sees a key object that was changed and used again as the other key that it is', () => {
      const backend = openBackend(create, { keyType: Types.TUPLE([Types.LONG()]) });
      const state = backend.state(new ValueStateDescriptor('v', Types.LONG()), VOID_NAMESPACE);
      const key = [1];
      backend.setCurrentKey(key);
      state.update(1);
      key[0] = 2;
      backend.setCurrentKey(key);
      expect(state.value()).toBeUndefined();
      state.update(2);
      key[0] = 1;
      backend.setCurrentKey(key);
      expect(state.value()).toBe(1);
      expect([...backend.keys('v', undefined)].sort()).toEqual([[1], [2]]);
    });

    it('lists the keys of one state, as they were when asked', () => {
      const backend = openBackend(create);
      const one = backend.state(new ValueStateDescriptor('one', Types.LONG()), VOID_NAMESPACE);
      const two = backend.state(new ValueStateDescriptor('two', Types.LONG()), VOID_NAMESPACE);
      for (let key = 0; key < 10; key++) {
        backend.setCurrentKey(key);
        if (key % 2 === 0) one.update(key);
        if (key % 3 === 0) two.update(key);
      }
      expect(new Set(backend.keys('one', undefined))).toEqual(new Set([0, 2, 4, 6, 8]));
      expect(backend.keyCount()).toBe(7);
      for (const key of backend.keys('two', undefined)) {
        backend.setCurrentKey(key);
        two.clear();
        backend.setCurrentKey((key as number) + 100);
        two.update(1);
      }
      expect(new Set(backend.keys('two', undefined))).toEqual(new Set([100, 103, 106, 109]));
      expect([...backend.keys('never asked for', undefined)]).toEqual([]);
    });

    it('forgets a key that has lost all its state', () => {
      const backend = openBackend(create);
      const value = backend.state(new ValueStateDescriptor('v', Types.LONG()), VOID_NAMESPACE);
      const list = backend.state(new ListStateDescriptor('l', Types.LONG()), VOID_NAMESPACE);
      const timers = backend.timers('t', VOID_NAMESPACE);
      for (let key = 0; key < 100; key++) {
        backend.setCurrentKey(key);
        value.update(key);
        list.add(key);
        timers.add(undefined, 5);
      }
      for (let key = 0; key < 100; key += 2) {
        backend.setCurrentKey(key);
        value.clear();
        list.clear();
        timers.remove(undefined, 5);
      }
      expect(backend.keyCount()).toBe(50);
      for (let key = 0; key < 100; key++) {
        backend.setCurrentKey(key);
        expect([value.value(), [...list.get()]]).toEqual(key % 2 === 0 ? [undefined, []] : [key, [key]]);
      }
      backend.setCurrentKey(1);
      value.clear();
      list.clear();
      value.update(8);
      backend.setCurrentKey(2);
      backend.setCurrentKey(1);
      expect(value.value()).toBe(8);
    });

    it('goes through all keys of a state while the callback changes any of them', () => {
      const backend = openBackend(create);
      const descriptor = new ValueStateDescriptor('v', Types.LONG());
      const state = backend.state(descriptor, VOID_NAMESPACE);
      for (let key = 0; key < 6; key++) {
        backend.setCurrentKey(key);
        state.update(key * 10);
      }
      backend.setCurrentKey(4);
      const seen: unknown[] = [];
      forEachKey(backend, { descriptor, namespaceType: VOID_NAMESPACE, namespace: undefined }, (key, value) => {
        seen.push([key, value.value()]);
        value.update(1);
        backend.setCurrentKey(5);
        value.clear();
        backend.setCurrentKey(100 + (key as number));
        value.update(1);
      });
      expect(seen).toEqual([
        [0, 0],
        [1, 10],
        [2, 20],
        [3, 30],
        [4, 40],
      ]);
      expect([backend.currentKey, state.value(), backend.keyCount()]).toEqual([4, 1, 10]);
    });
  });

  describe('clear', () => {
    it('drops the state and the timers of all keys, and gives frozen versions up; handles go on', () => {
      const backend = openBackend(create);
      const value = backend.state(new ValueStateDescriptor('v', Types.LONG()), VOID_NAMESPACE);
      const list = backend.state(new ListStateDescriptor('l', Types.LONG()), Types.STRING());
      const timers = backend.timers('t', VOID_NAMESPACE);
      for (let round = 0; round < 3; round++) {
        backend.freeze();
        for (let key = 0; key < 100; key++) {
          backend.setCurrentKey(key);
          list.setCurrentNamespace('n');
          expect([value.value(), [...list.get()], timers.add(undefined, key)]).toEqual([undefined, [], true]);
          value.update(round);
          list.add(round);
        }
        expect([backend.keyCount(), timers.size]).toEqual([100, 100]);
        backend.clear();
        expect([backend.keyCount(), timers.size, timers.peekTime()]).toEqual([0, 0, undefined]);
        expect(errorOf(() => value.value())).toMatchObject({ code: 'STATE_WITHOUT_KEY' });
      }
    });
  });

  describe('handles', () => {
    it('are the same for the same name, and refused for another description', () => {
      const backend = openBackend(create);
      const descriptor = new ValueStateDescriptor('v', Types.LONG());
      const state = backend.state(descriptor, VOID_NAMESPACE);
      expect(backend.state(new ValueStateDescriptor('v', Types.LONG()), VOID_NAMESPACE)).toBe(state);
      const timers = backend.timers('v', Types.LONG());
      expect(backend.timers('v', Types.LONG())).toBe(timers);
      const expiring = new ValueStateDescriptor('v', Types.LONG());
      expiring.enableTimeToLive(StateTtlConfig.newBuilder(5).build());
      const others = [
        () => backend.state(new ValueStateDescriptor('v', Types.STRING()), VOID_NAMESPACE),
        () => backend.state(new ListStateDescriptor('v', Types.LONG()), VOID_NAMESPACE),
        () => backend.state(descriptor, Types.LONG()),
        () => backend.state(expiring, VOID_NAMESPACE),
        () => backend.timers('v', VOID_NAMESPACE),
      ];
      for (const other of others) {
        expect(errorOf(other)).toMatchObject({ code: 'STATE_DESCRIPTOR_CHANGED', facts: { state: 'v' } });
      }
    });

    it('cannot be had after close', () => {
      const backend = openBackend(create);
      const descriptor = new ValueStateDescriptor('v', Types.LONG());
      backend.state(descriptor, VOID_NAMESPACE);
      backend.close();
      backend.close();
      expect(errorOf(() => backend.state(descriptor, VOID_NAMESPACE))).toMatchObject({ code: 'STATE_CLOSED' });
      expect(errorOf(() => backend.freeze())).toMatchObject({ code: 'STATE_CLOSED' });
    });
  });

  describe('namespaces', () => {
    it('keep state apart, few and many of them', () => {
      const backend = openBackend(create);
      const state = backend.state(new ValueStateDescriptor('v', Types.LONG()), Types.STRING());
      for (const count of [1, 3, 50]) {
        backend.setCurrentKey(count);
        for (let i = 0; i < count; i++) {
          state.setCurrentNamespace(`window ${i}`);
          expect(state.value()).toBeUndefined();
          state.update(i);
        }
        for (let i = 0; i < count; i++) {
          state.setCurrentNamespace(`window ${i}`);
          expect(state.value()).toBe(i);
          state.clear();
          expect(state.value()).toBeUndefined();
        }
      }
      backend.setCurrentKey(0);
      expect(backend.keyCount()).toBe(0);
    });

    it('list keys by namespace', () => {
      const backend = openBackend(create);
      const state = backend.state(new ValueStateDescriptor('v', Types.LONG()), Types.LONG());
      for (const [key, namespace] of [
        [1, 10],
        [2, 10],
        [2, 20],
      ] as const) {
        backend.setCurrentKey(key);
        state.setCurrentNamespace(namespace);
        state.update(1);
      }
      expect([...backend.keys('v', 10)].sort()).toEqual([1, 2]);
      expect([...backend.keys('v', 20)]).toEqual([2]);
      expect([...backend.keys('v', 30)]).toEqual([]);
      expect([backend.hasState('v', 10), backend.hasState('v', 30)]).toEqual([true, false]);
    });

    it('must be chosen before a write, and be of their type', () => {
      const backend = openBackend(create);
      const state = backend.state(new ValueStateDescriptor('v', Types.LONG()), Types.LONG());
      const plain = backend.state(new ValueStateDescriptor('p', Types.LONG()), VOID_NAMESPACE);
      backend.setCurrentKey(1);
      expect(errorOf(() => state.update(1))).toMatchObject({ code: 'STATE_WITHOUT_NAMESPACE' });
      expect(errorOf(() => state.setCurrentNamespace('x'))).toMatchObject({ code: 'TYPE_MISMATCH' });
      expect(errorOf(() => plain.setCurrentNamespace('x'))).toMatchObject({ code: 'TYPE_MISMATCH' });
      plain.setCurrentNamespace(undefined);
      plain.update(1);
      expect(plain.value()).toBe(1);
    });

    it('merge: lists append, reducing and aggregating states fold, sources are empty', () => {
      const backend = openBackend(create);
      const list = backend.state(new ListStateDescriptor('l', Types.STRING()), Types.LONG());
      const text = backend.state(
        new ReducingStateDescriptor('r', (one: string, other: string) => one + other, Types.STRING()),
        Types.LONG(),
      );
      const joined = backend.state(
        new AggregatingStateDescriptor<string, string, number>(
          'a',
          {
            createAccumulator: () => '',
            add: (value, before) => before + value,
            getResult: (all) => all.length,
            merge: (one, other) => one + other,
          },
          Types.STRING(),
        ),
        Types.LONG(),
      );
      backend.setCurrentKey(1);
      for (const state of [list, text, joined]) {
        for (const namespace of [1, 2, 4]) {
          state.setCurrentNamespace(namespace);
          state.add(`${namespace}a`);
          state.add(`${namespace}b`);
        }
        state.mergeNamespaces(1, [2, 3, 1, 4]);
        state.mergeNamespaces(9, [7, 8]);
      }
      const at = (namespace: number) => {
        for (const state of [list, text, joined]) state.setCurrentNamespace(namespace);
        return [[...list.get()], text.get(), joined.get()];
      };
      expect(at(1)).toEqual([['1a', '1b', '2a', '2b', '4a', '4b'], '1a1b2a2b4a4b', 12]);
      for (const namespace of [2, 3, 4, 7, 8, 9]) expect(at(namespace)).toEqual([[], undefined, undefined]);
      for (const state of [list, text, joined]) state.mergeNamespaces(5, [1]);
      expect(at(5)).toEqual([['1a', '1b', '2a', '2b', '4a', '4b'], '1a1b2a2b4a4b', 12]);
      expect([...backend.keys('l', 1)]).toEqual([]);
    });
  });
}
