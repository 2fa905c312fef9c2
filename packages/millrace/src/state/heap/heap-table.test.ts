import { describe, expect, it } from 'vitest';
import { Types } from '../../model/types.js';
import { openBackend, takeSnapshot, writeSnapshot } from '../conformance/backend-fixture.test-support.js';
import type { KeyedStateBackend } from '../keyed-state-backend.js';
import type { OperatorSnapshot } from '../snapshot.js';
import { ValueStateDescriptor, VOID_NAMESPACE } from '../state-descriptor.js';
import { createHeapKeyedState } from './heap-keyed-state-backend.js';

const descriptor = new ValueStateDescriptor('v', Types.LONG());

function open(restored: readonly OperatorSnapshot[] = []) {
  const backend = openBackend(
    (options) => createHeapKeyedState(options, { rowsScanned: 50, rowsWritten: 50, bytesWritten: 1e6 }),
    { restored },
  );
  return { backend, state: backend.state(descriptor, VOID_NAMESPACE) };
}

type Opened = ReturnType<typeof open>;

function set({ backend, state }: Opened, key: number, value: number | undefined): void {
  backend.setCurrentKey(key);
  state.update(value);
}

function contents({ backend, state }: Opened): Map<number, number | undefined> {
  return new Map(
    Array.from(backend.keys('v', undefined) as Iterable<number>, (key) => {
      backend.setCurrentKey(key);
      return [key, state.value()];
    }),
  );
}

/** The numbers from 0 in an order that looks random and is the same each time. */
function shuffled(count: number): number[] {
  return Array.from({ length: count }, (_, i) => (i * 7919 + 13) % count);
}

function keysOf(backend: KeyedStateBackend): number {
  backend.clearCurrentKey();
  return backend.keyCount();
}

describe('the key table of the heap', () => {
  const COUNT = 9973;

  it('gets shorter when most keys are gone, and finds all others', () => {
    const opened = open();
    for (let key = 0; key < COUNT; key++) set(opened, key, key);
    const model = new Map(Array.from({ length: COUNT }, (_, key) => [key, key]));
    shuffled(COUNT).forEach((key, i) => {
      if (i % 50 === 0) return;
      set(opened, key, undefined);
      model.delete(key);
      if (i % 97 !== 0) return;
      set(opened, COUNT + i, i);
      model.set(COUNT + i, i);
    });
    expect(keysOf(opened.backend)).toBe(model.size);
    expect(contents(opened)).toEqual(model);
    for (const key of model.keys()) set(opened, key, undefined);
    expect(keysOf(opened.backend)).toBe(0);
    for (let key = 0; key < 100; key++) set(opened, key, key + 1);
    expect(contents(opened)).toEqual(new Map(Array.from({ length: 100 }, (_, key) => [key, key + 1])));
  });

  it('is in a frozen version as it was, while rows move and are cut off between two steps of the scan', async () => {
    const opened = open();
    for (let key = 0; key < COUNT; key++) set(opened, key, key);
    // Holes that the frozen version has too.
    for (let key = 0; key < COUNT; key += 10) set(opened, key, undefined);
    const expected = contents(opened);
    const frozen = opened.backend.freeze();
    const order = shuffled(COUNT);
    let next = 0;
    const removeSome = () => {
      for (let i = 0; i < 120 && next < order.length; i++, next++) {
        set(opened, order[next]!, undefined);
        if (next % 40 === 0) set(opened, 1_000_000 + next, next);
      }
    };
    removeSome();
    const whole = await writeSnapshot(frozen, removeSome);
    expect(next).toBe(COUNT);
    expect(contents(open([whole]))).toEqual(expected);
    const left = contents(opened);
    expect(left.size).toBe(Math.ceil(COUNT / 40));
    expect(contents(open([await takeSnapshot(opened.backend)]))).toEqual(left);
  });

  it.each([0, 10])('may lose all keys, and gain %d others, while a version is frozen', async (others) => {
    const opened = open();
    for (let key = 0; key < 5000; key++) set(opened, key, key);
    for (let key = 0; key < 5000; key += 7) set(opened, key, undefined);
    const expected = contents(opened);
    const frozen = opened.backend.freeze();
    for (let key = 0; key < 5000; key++) set(opened, key, undefined);
    opened.backend.clearCurrentKey();
    for (let key = 7000; key < 7000 + others; key++) set(opened, key, key);
    expect(contents(open([await writeSnapshot(frozen)]))).toEqual(expected);
    expect(contents(opened).size).toBe(others);
  });

  it('gives chunks back, and no row that is left with them', async () => {
    const opened = open();
    const count = 150_000;
    for (let key = 0; key < count; key++) set(opened, key, key);
    const frozen = opened.backend.freeze();
    for (const key of shuffled(count)) if (key % 1000 !== 0) set(opened, key, undefined);
    expect(contents(opened)).toEqual(new Map(Array.from({ length: 150 }, (_, i) => [i * 1000, i * 1000])));
    const restored = open([await writeSnapshot(frozen)]);
    expect(keysOf(restored.backend)).toBe(count);
    for (const key of [0, 65_535, 65_536, 131_071, 131_072, count - 1]) {
      restored.backend.setCurrentKey(key);
      expect(restored.state.value()).toBe(key);
    }
  });
});
