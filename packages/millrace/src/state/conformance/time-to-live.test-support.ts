import { describe, expect, it } from 'vitest';
import { Types } from '../../model/types.js';
import type { State } from '../state.js';
import {
  AggregatingStateDescriptor,
  ListStateDescriptor,
  MapStateDescriptor,
  ReducingStateDescriptor,
  type StateDescriptor,
  ValueStateDescriptor,
  VOID_NAMESPACE,
} from '../state-descriptor.js';
import { StateTtlConfig, type StateTtlConfigBuilder } from '../state-ttl-config.js';
import { type KeyedStateFactory, ManualClock, openBackend, takeSnapshot } from './backend-fixture.test-support.js';

const BOX = Types.OBJECT({ n: Types.LONG() });

function builder(): StateTtlConfigBuilder {
  return StateTtlConfig.newBuilder(100).disableCleanupInBackground();
}

function withTtl<D extends Pick<StateDescriptor<State>, 'enableTimeToLive'>>(
  descriptor: D,
  config: StateTtlConfigBuilder,
): D {
  descriptor.enableTimeToLive(config.build());
  return descriptor;
}

const sum = {
  createAccumulator: () => 0,
  add: (value: number, all: number) => all + value,
  getResult: (all: number) => all,
  merge: (one: number, other: number) => one + other,
};

/** What expires when, who sees it, and that its memory comes back. */
export function describeTimeToLive(create: KeyedStateFactory): void {
  describe('time to live', () => {
    function open(config: StateTtlConfigBuilder) {
      const clock = new ManualClock();
      const backend = openBackend(create, { clock });
      const states = {
        value: backend.state(withTtl(new ValueStateDescriptor('value', BOX), config), VOID_NAMESPACE),
        list: backend.state(withTtl(new ListStateDescriptor('list', Types.LONG()), config), VOID_NAMESPACE),
        map: backend.state(
          withTtl(new MapStateDescriptor('map', Types.STRING(), Types.LONG()), config),
          VOID_NAMESPACE,
        ),
        reducing: backend.state(
          withTtl(
            new ReducingStateDescriptor('reducing', (one: number, other: number) => one + other, Types.LONG()),
            config,
          ),
          VOID_NAMESPACE,
        ),
        aggregating: backend.state(
          withTtl(new AggregatingStateDescriptor('aggregating', sum, Types.LONG()), config),
          VOID_NAMESPACE,
        ),
      };
      backend.setCurrentKey(1);
      const at = (time: number) => {
        clock.now = time;
        return states;
      };
      const seen = (time: number) => {
        const { value, list, map, reducing, aggregating } = at(time);
        return [value.value()?.n, [...list.get()], map.get('a'), reducing.get(), aggregating.get()];
      };
      const write = (time: number, n: number) => {
        const { value, list, map, reducing, aggregating } = at(time);
        value.update({ n });
        list.add(n);
        map.put('a', n);
        reducing.add(n);
        aggregating.add(n);
      };
      return { backend, at, seen, write, states, clock };
    }

    const nothing = [undefined, [], undefined, undefined, undefined];

    it('ends after the time, at its very millisecond', () => {
      const { seen, write, backend } = open(builder());
      write(1000, 5);
      expect(seen(1099)).toEqual([5, [5], 5, 5, 5]);
      expect(seen(1100)).toEqual(nothing);
      backend.setCurrentKey(2);
      expect(backend.keyCount()).toBe(0);
    });

    it('starts again with a write: the whole value, or one element or entry', () => {
      const { seen, write } = open(builder());
      write(1000, 1);
      write(1080, 2);
      expect(seen(1150)).toEqual([2, [2], 2, 3, 3]);
      expect(seen(1179)).toEqual([2, [2], 2, 3, 3]);
      expect(seen(1180)).toEqual(nothing);
    });

    it('starts again with a read when reads count', () => {
      const onRead = open(builder().updateTtlOnReadAndWrite());
      onRead.write(1000, 1);
      for (const time of [1090, 1180, 1270]) expect(onRead.seen(time)).toEqual([1, [1], 1, 1, 1]);
      expect(onRead.seen(1370)).toEqual(nothing);
      const onWrite = open(builder());
      onWrite.write(1000, 1);
      expect(onWrite.seen(1090)).toEqual([1, [1], 1, 1, 1]);
      expect(onWrite.seen(1180)).toEqual(nothing);
    });

    it('folds into nothing what has expired', () => {
      const { seen, write } = open(builder());
      write(1000, 1);
      write(1200, 10);
      expect(seen(1200)).toEqual([10, [10], 10, 10, 10]);
    });

    it('shows what has expired once more if asked, and drops it then', () => {
      const { seen, write, backend } = open(builder().returnExpiredIfNotCleanedUp());
      write(1000, 1);
      expect(seen(2000)).toEqual([1, [1], 1, 1, 1]);
      expect(seen(2000)).toEqual(nothing);
      backend.setCurrentKey(2);
      expect(backend.keyCount()).toBe(0);
    });

    it('shows expired elements next to others until the list is cleaned up', () => {
      const { at } = open(builder().returnExpiredIfNotCleanedUp());
      at(1000).list.add(1);
      at(1090).list.add(2);
      expect([...at(1120).list.get()]).toEqual([1, 2]);
      expect([...at(1120).list.get()]).toEqual([1, 2]);
      expect([...at(1190).list.get()]).toEqual([1, 2]);
      expect([...at(1190).list.get()]).toEqual([]);
    });

    it('ends entries of a map one by one', () => {
      const { at } = open(builder());
      at(1000).map.put('a', 1);
      at(1050).map.put('b', 2);
      const seen = (time: number) => {
        const { map } = at(time);
        return [map.contains('a'), map.contains('b'), [...map.items()], map.isEmpty()];
      };
      expect(seen(1099)).toEqual([
        true,
        true,
        [
          ['a', 1],
          ['b', 2],
        ],
        false,
      ]);
      expect(seen(1100)).toEqual([false, true, [['b', 2]], false]);
      expect(seen(1150)).toEqual([false, false, [], true]);
      for (let i = 0; i < 50; i++) at(2000 + i).map.put(`key ${i}`, i);
      expect(new Set(at(2120).map.values())).toEqual(new Set(Array.from({ length: 29 }, (_, i) => 21 + i)));
    });

    it('is not renewed by the question whether a map is empty', () => {
      const { at } = open(builder().updateTtlOnReadAndWrite());
      at(1000).map.put('a', 1);
      expect([at(1099).map.isEmpty(), at(1100).map.isEmpty()]).toEqual([false, true]);
    });

    it('moves through snapshots, which leave out what has expired if asked', async () => {
      for (const [config, left] of [
        [builder(), 1],
        [builder().cleanupFullSnapshot(), 0],
      ] as const) {
        const { write, backend, clock, at } = open(config);
        write(1000, 1);
        backend.setCurrentKey(2);
        write(1050, 2);
        backend.setCurrentKey(3);
        at(1000).list.add(1);
        at(1050).list.add(2);
        clock.now = 1120;
        const snapshot = await takeSnapshot(backend);
        clock.now = 1100;
        const restored = openBackend(create, { clock, restored: [snapshot] });
        const value = restored.state(withTtl(new ValueStateDescriptor('value', BOX), config), VOID_NAMESPACE);
        const list = restored.state(withTtl(new ListStateDescriptor('list', Types.LONG()), config), VOID_NAMESPACE);
        expect([...restored.keys('value', undefined)].length).toBe(1 + left);
        expect([...restored.keys('list', undefined)].length).toBe(2 + left);
        restored.setCurrentKey(2);
        expect([value.value(), [...list.get()]]).toEqual([{ n: 2 }, [2]]);
        clock.now = 1150;
        expect([value.value(), [...list.get()]]).toEqual([undefined, []]);
      }
    });

    it('does not show a frozen version what a read has renewed or dropped', async () => {
      const { write, backend, clock, seen } = open(builder().updateTtlOnReadAndWrite());
      write(1000, 1);
      clock.now = 1050;
      const frozen = backend.freeze();
      expect(seen(1090)).toEqual([1, [1], 1, 1, 1]);
      const snapshot = await takeSnapshot({ freeze: () => frozen });
      const restored = openBackend(create, { clock, restored: [snapshot] });
      const value = restored.state(withTtl(new ValueStateDescriptor('value', BOX), builder()), VOID_NAMESPACE);
      const list = restored.state(withTtl(new ListStateDescriptor('list', Types.LONG()), builder()), VOID_NAMESPACE);
      const map = restored.state(
        withTtl(new MapStateDescriptor('map', Types.STRING(), Types.LONG()), builder()),
        VOID_NAMESPACE,
      );
      restored.setCurrentKey(1);
      clock.now = 1100;
      expect([value.value(), [...list.get()], map.get('a')]).toEqual([undefined, [], undefined]);
    });

    it('can be switched off', () => {
      const { seen, write } = open(builder().setUpdateType(StateTtlConfig.UpdateType.Disabled));
      write(1000, 1);
      expect(seen(1_000_000)).toEqual([1, [1], 1, 1, 1]);
    });
  });

  describe('cleanup of what has expired', () => {
    const KEYS = 200;

    function filled(config: StateTtlConfigBuilder) {
      const clock = new ManualClock();
      const backend = openBackend(create, { clock });
      const value = backend.state(withTtl(new ValueStateDescriptor('value', Types.LONG()), config), VOID_NAMESPACE);
      const map = backend.state(
        withTtl(new MapStateDescriptor('map', Types.LONG(), Types.LONG()), config),
        Types.LONG(),
      );
      const list = backend.state(withTtl(new ListStateDescriptor('list', Types.LONG()), config), VOID_NAMESPACE);
      for (let key = 0; key < KEYS; key++) {
        backend.setCurrentKey(key);
        value.update(key);
        for (const namespace of [1, 2]) {
          map.setCurrentNamespace(namespace);
          for (let i = 0; i < (key === 0 ? 500 : 3); i++) map.put(i, i);
        }
        list.addAll([1, 2, 3]);
      }
      backend.setCurrentKey(10_000);
      return { backend, value, clock };
    }

    it('goes on at each access by default, until all memory is back', () => {
      const { backend, value, clock } = filled(StateTtlConfig.newBuilder(100));
      clock.now += 100;
      const before = backend.keyCount();
      let accesses = 0;
      while (backend.keyCount() > 0 && accesses < 10_000) {
        value.value();
        accesses++;
      }
      expect([before, backend.keyCount()]).toEqual([KEYS, 0]);
      // 200 keys × (1 value + 2 maps + 1 list) looked at, 5 an access; some more for the parts of large maps.
      expect(accesses).toBeGreaterThan(100);
      expect(accesses).toBeLessThan(400);
    });

    it('runs at every record if asked, whether it reaches the state or not', () => {
      const { backend, clock } = filled(StateTtlConfig.newBuilder(100).cleanupIncrementally(3, true));
      clock.now += 100;
      let records = 0;
      while (backend.keyCount() > 0 && records < 10_000) backend.setCurrentKey(20_000 + (records++ % 2));
      expect(backend.keyCount()).toBe(0);
      expect(records).toBeLessThan(1000);
    });

    it('leaves a frozen version its elements, also those that user code changes later', async () => {
      const clock = new ManualClock();
      const backend = openBackend(create, { clock });
      const config = StateTtlConfig.newBuilder(100).cleanupIncrementally(10, true);
      const boxes = withTtl(new ListStateDescriptor('boxes', BOX), config);
      const list = backend.state(boxes, VOID_NAMESPACE);
      backend.setCurrentKey(1);
      list.add({ n: 1 });
      clock.now += 50;
      list.addAll([{ n: 2 }, { n: 3 }]);
      const frozen = backend.freeze();
      clock.now += 50;
      for (let i = 0; i < 10; i++) backend.setCurrentKey(2 + (i % 2));
      backend.setCurrentKey(1);
      for (const box of list.get()) box.n = -1;
      const snapshot = await takeSnapshot({ freeze: () => frozen });
      clock.now -= 50;
      const again = openBackend(create, { clock, restored: [snapshot] });
      const found = again.state(boxes, VOID_NAMESPACE);
      again.setCurrentKey(1);
      expect([...found.get()]).toEqual([{ n: 1 }, { n: 2 }, { n: 3 }]);
    });

    it('does not run when it is off', () => {
      const { backend, value, clock } = filled(StateTtlConfig.newBuilder(100).disableCleanupInBackground());
      clock.now += 100;
      for (let i = 0; i < 2000; i++) value.value();
      expect(backend.keyCount()).toBe(KEYS);
    });

    it('drops nothing that lives, and leaves the current key and namespace as they are', () => {
      const { backend, value, clock } = filled(StateTtlConfig.newBuilder(100).cleanupIncrementally(50, true));
      clock.now += 99;
      const windows = backend.state(new ValueStateDescriptor('windows', Types.LONG()), Types.LONG());
      for (let key = 0; key < KEYS; key++) {
        backend.setCurrentKey(key);
        windows.setCurrentNamespace(7);
        windows.update(key);
        expect([backend.currentKey, value.value(), windows.value()]).toEqual([key, key, key]);
      }
      clock.now += 1;
      for (let key = 0; key < KEYS; key++) {
        backend.setCurrentKey(key);
        expect([backend.currentKey, value.value(), windows.value()]).toEqual([key, undefined, key]);
      }
    });
  });
}
