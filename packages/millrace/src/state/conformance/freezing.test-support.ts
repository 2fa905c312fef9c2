import { describe, expect, it } from 'vitest';
import { Types } from '../../model/types.js';
import type { KeyedStateBackend } from '../keyed-state-backend.js';
import type { FrozenState } from '../snapshot.js';
import {
  AggregatingStateDescriptor,
  ListStateDescriptor,
  MapStateDescriptor,
  ReducingStateDescriptor,
  ValueStateDescriptor,
  VOID_NAMESPACE,
} from '../state-descriptor.js';
import { type KeyedStateFactory, openBackend, writeSnapshot } from './backend-fixture.test-support.js';

const BOX = Types.OBJECT({ n: Types.LONG() });

/** One state of each kind, with values that user code can change in place. */
function openStates(backend: KeyedStateBackend) {
  return {
    value: backend.state(new ValueStateDescriptor('value', BOX), VOID_NAMESPACE),
    list: backend.state(new ListStateDescriptor('list', BOX), VOID_NAMESPACE),
    map: backend.state(new MapStateDescriptor('map', Types.LONG(), BOX), VOID_NAMESPACE),
    reducing: backend.state(
      new ReducingStateDescriptor(
        'reducing',
        (one: { n: number }, other: { n: number }) => {
          one.n += other.n;
          return one;
        },
        BOX,
      ),
      VOID_NAMESPACE,
    ),
    aggregating: backend.state(
      new AggregatingStateDescriptor(
        'aggregating',
        {
          createAccumulator: () => [] as number[],
          add: (value: number, all: number[]) => {
            all.push(value);
            return all;
          },
          getResult: (all: number[]) => all,
          merge: (one: number[], other: number[]) => [...one, ...other],
        },
        Types.LIST(Types.LONG()),
      ),
      VOID_NAMESPACE,
    ),
    spaced: backend.state(new ValueStateDescriptor('spaced', BOX), Types.LONG()),
    timers: backend.timers('timers', VOID_NAMESPACE),
  };
}

type States = ReturnType<typeof openStates>;

function fill(backend: KeyedStateBackend, states: States, key: number, size: number): void {
  backend.setCurrentKey(key);
  states.value.update({ n: key });
  for (let i = 0; i < size; i++) {
    states.list.add({ n: i });
    states.map.put(i, { n: i });
    states.aggregating.add(i);
    states.spaced.setCurrentNamespace(i);
    states.spaced.update({ n: i });
    states.timers.add(undefined, i);
  }
  states.reducing.add({ n: key });
}

function contents(backend: KeyedStateBackend, states: States, key: number) {
  backend.setCurrentKey(key);
  const spaced: unknown[] = [];
  for (let i = 0; i < 700; i++) {
    states.spaced.setCurrentNamespace(i);
    const value = states.spaced.value();
    if (value !== undefined) spaced.push([i, structuredClone(value)]);
  }
  return structuredClone({
    value: states.value.value(),
    list: [...states.list.get()],
    map: [...states.map.items()].sort(([one], [other]) => one - other),
    reducing: states.reducing.get(),
    aggregating: states.aggregating.get(),
    spaced,
  });
}

/** Reads everything and changes what was read, without an update. */
function vandalise(backend: KeyedStateBackend, states: States, key: number): void {
  backend.setCurrentKey(key);
  const value = states.value.value();
  if (value !== undefined) value.n = -1;
  for (const element of states.list.get()) element.n = -1;
  for (const [, element] of states.map.items()) element.n = -1;
  const one = states.map.get(0);
  if (one !== undefined) one.n = -2;
  const reduced = states.reducing.get();
  if (reduced !== undefined) reduced.n = -1;
  states.aggregating.get()?.fill(-1);
  for (const namespace of [0, 1, 500]) {
    states.spaced.setCurrentNamespace(namespace);
    const spaced = states.spaced.value();
    if (spaced !== undefined) spaced.n = -1;
  }
}

async function restored(create: KeyedStateFactory, frozen: FrozenState, pause?: () => void) {
  const snapshot = await writeSnapshot(frozen, pause);
  const backend = openBackend(create, { restored: [snapshot] });
  return { backend, states: openStates(backend), snapshot };
}

/** A frozen version is what it was, whatever user code does. */
export function describeFreezing(create: KeyedStateFactory): void {
  describe('freezing', () => {
    for (const size of [1, 5, 20, 600]) {
      it(`keeps what user code changes in place after it (collections of ${size})`, async () => {
        const backend = openBackend(create);
        const states = openStates(backend);
        for (const key of [1, 2, 3]) fill(backend, states, key, size);
        const before = [1, 2, 3].map((key) => contents(backend, states, key));
        backend.setCurrentKey(2);
        const frozen = backend.freeze();
        // Key 2 is current still: its state must be looked at again.
        for (const key of [2, 1]) vandalise(backend, states, key);
        vandalise(backend, states, 2);
        const after = await restored(create, frozen, () => vandalise(backend, states, 3));
        expect([1, 2, 3].map((key) => contents(after.backend, after.states, key))).toEqual(before);
        expect(after.states.timers.size).toBe(3 * size);
      });

      it(`has what was removed after it, and not what was added (collections of ${size})`, async () => {
        const backend = openBackend(create);
        const states = openStates(backend);
        for (const key of [1, 2, 3]) fill(backend, states, key, size);
        const before = [1, 2, 3, 4].map((key) => contents(backend, states, key));
        const frozen = backend.freeze();
        backend.setCurrentKey(1);
        states.value.clear();
        states.list.update([{ n: 99 }]);
        for (let i = 0; i < size; i += 2) {
          states.map.remove(i);
          states.timers.remove(undefined, i);
          states.spaced.setCurrentNamespace(i);
          states.spaced.clear();
        }
        states.map.put(1000, { n: 1000 });
        states.reducing.clear();
        states.aggregating.add(99);
        fill(backend, states, 4, size);
        backend.setCurrentKey(2);
        for (const state of [states.value, states.list, states.map, states.reducing, states.aggregating]) state.clear();
        for (let timer = states.timers.poll(); timer !== undefined; timer = states.timers.poll());
        fill(backend, states, 2, 2);
        let rounds = 0;
        const after = await restored(create, frozen, () => {
          backend.setCurrentKey(3);
          states.map.remove(rounds);
          states.map.put(-1 - rounds, { n: 0 });
          states.list.add({ n: 0 });
          states.spaced.setCurrentNamespace(rounds);
          states.spaced.clear();
          backend.setCurrentKey(100 + rounds);
          states.value.update({ n: 0 });
          rounds++;
        });
        expect([1, 2, 3, 4].map((key) => contents(after.backend, after.states, key))).toEqual(before);
        expect(after.backend.keyCount()).toBe(3);
        expect(after.states.timers.size).toBe(3 * size);
      });
    }

    it('holds several versions at once, each its own', async () => {
      const backend = openBackend(create);
      const states = openStates(backend);
      const versions: { frozen: FrozenState; expected: unknown }[] = [];
      for (let round = 0; round < 6; round++) {
        backend.setCurrentKey(1);
        states.value.update({ n: round });
        states.list.add({ n: round });
        states.map.put(round % 4, { n: round });
        for (let i = 0; i < 20; i++) states.map.put(100 + i, { n: round });
        states.map.remove(100 + round);
        states.reducing.add({ n: 1 });
        states.aggregating.add(round);
        states.spaced.setCurrentNamespace(round % 3);
        states.spaced.update({ n: round });
        versions.push({ expected: contents(backend, states, 1), frozen: backend.freeze() });
        vandalise(backend, states, 1);
        for (const [, element] of states.map.items()) element.n = round;
      }
      versions[3]?.frozen.discard();
      vandalise(backend, states, 1);
      for (const index of [4, 0, 5, 1, 2]) {
        const { frozen, expected } = versions[index]!;
        const after = await restored(create, frozen, () => vandalise(backend, states, 1));
        const found = contents(after.backend, after.states, 1);
        // What user code changed in place before a freeze and never updated is in the version or not: it is not durable.
        const shape = (one: unknown) => JSON.stringify(one, (name, value: unknown) => (name === 'n' ? 0 : value));
        if (index === 0) expect(found).toEqual(expected);
        expect(shape(found)).toBe(shape(expected));
      }
    });

    it('can be written once, and not after discard or close', async () => {
      const backend = openBackend(create);
      const states = openStates(backend);
      fill(backend, states, 1, 3);
      const discarded = backend.freeze();
      discarded.discard();
      discarded.discard();
      await expect(writeSnapshot(discarded)).rejects.toMatchObject({ code: 'SNAPSHOT_DISCARDED' });
      const written = backend.freeze();
      await writeSnapshot(written);
      written.discard();
      await expect(writeSnapshot(written)).rejects.toMatchObject({ code: 'SNAPSHOT_DISCARDED' });
      const abandoned = backend.freeze();
      backend.close();
      await expect(writeSnapshot(abandoned)).rejects.toMatchObject({ code: 'SNAPSHOT_DISCARDED' });
    });

    it('fails a write that is discarded, or whose back end is closed, in the middle', async () => {
      for (const stop of ['discard', 'close'] as const) {
        const backend = openBackend(create);
        const states = openStates(backend);
        for (let key = 0; key < 3; key++) fill(backend, states, key, 1500);
        const frozen = backend.freeze();
        let pauses = 0;
        const writing = writeSnapshot(frozen, () => {
          pauses++;
          if (pauses !== 1) return;
          if (stop === 'close') backend.close();
          else frozen.discard();
        });
        await expect(writing).rejects.toMatchObject({ code: 'SNAPSHOT_DISCARDED' });
        expect(pauses).toBe(1);
      }
    });

    it('passes on what the sink throws, and lets the version be discarded', async () => {
      const backend = openBackend(create);
      const states = openStates(backend);
      fill(backend, states, 1, 1);
      const frozen = backend.freeze();
      const sink = {
        keyedStates: () => undefined,
        keyGroup: () => Promise.reject(new Error('disk full')),
        operatorState: () => undefined,
      };
      await expect(frozen.write(sink, () => Promise.resolve())).rejects.toThrow('disk full');
      frozen.discard();
      states.value.update({ n: 7 });
      expect(states.value.value()).toEqual({ n: 7 });
    });

    it('names the state of a value that cannot be written any more', async () => {
      const backend = openBackend(create);
      const state = backend.state(new ValueStateDescriptor<unknown>('anything'), VOID_NAMESPACE);
      backend.setCurrentKey(1);
      state.update({ changed: 'in place' });
      Object.assign(state.value() as object, { changed: () => 1 });
      const failure = { facts: { state: 'anything' }, message: expect.stringContaining('changed') as string };
      await expect(writeSnapshot(backend.freeze())).rejects.toMatchObject(failure);
    });

    it('of nothing writes no key group', async () => {
      const backend = openBackend(create);
      openStates(backend);
      const { keyGroups, keyedStates } = await writeSnapshot(backend.freeze());
      expect([keyGroups.size, keyedStates.length]).toEqual([0, 7]);
    });
  });
}
