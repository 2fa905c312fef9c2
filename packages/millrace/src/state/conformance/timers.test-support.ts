import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Types } from '../../model/types.js';
import { VOID_NAMESPACE } from '../state-descriptor.js';
import type { Timer, TimerQueue } from '../timer-queue.js';
import { errorOf, type KeyedStateFactory, openBackend, takeSnapshot } from './backend-fixture.test-support.js';

function drain(timers: TimerQueue): Timer[] {
  const all: Timer[] = [];
  for (let timer = timers.poll(); timer !== undefined; timer = timers.poll()) all.push(timer);
  return all;
}

/** Timers of one service. */
export function describeTimers(create: KeyedStateFactory): void {
  describe('timers', () => {
    it('come by time, and at the same time by registration', () => {
      const backend = openBackend(create);
      const timers = backend.timers('t', VOID_NAMESPACE);
      const order = [
        [1, 50],
        [2, 10],
        [3, 50],
        [4, -5],
        [5, 10],
        [6, 50],
      ] as const;
      for (const [key, time] of order) {
        backend.setCurrentKey(key);
        timers.add(undefined, time);
      }
      expect([timers.size, timers.peekTime()]).toEqual([6, -5]);
      expect(drain(timers).map(({ key, time }) => [key, time])).toEqual([
        [4, -5],
        [2, 10],
        [5, 10],
        [1, 50],
        [3, 50],
        [6, 50],
      ]);
      expect([timers.size, timers.peekTime(), timers.poll()]).toEqual([0, undefined, undefined]);
      backend.setCurrentKey(0);
      expect(backend.keyCount()).toBe(0);
    });

    it('are one for the same key, namespace and time', () => {
      const backend = openBackend(create);
      const timers = backend.timers('t', Types.STRING());
      const add = (key: number, namespace: string, time: number) => {
        backend.setCurrentKey(key);
        return timers.add(namespace, time);
      };
      expect([add(1, 'a', 5), add(1, 'a', 5), add(1, 'b', 5), add(2, 'a', 5), add(1, 'a', 6), add(1, 'a', 5)]).toEqual([
        true,
        false,
        true,
        true,
        true,
        false,
      ]);
      expect(drain(timers).map(({ key, namespace, time }) => [key, namespace, time])).toEqual([
        [1, 'a', 5],
        [1, 'b', 5],
        [2, 'a', 5],
        [1, 'a', 6],
      ]);
    });

    it('make their key current when polled', () => {
      const backend = openBackend(create);
      const timers = backend.timers('t', VOID_NAMESPACE);
      for (const key of [1, 2]) {
        backend.setCurrentKey(key);
        timers.add(undefined, 10 - key);
      }
      expect(timers.poll()).toMatchObject({ key: 2, time: 8 });
      expect(backend.currentKey).toBe(2);
    });

    it('can be removed, and registered again behind the others', () => {
      const backend = openBackend(create);
      const timers = backend.timers('t', VOID_NAMESPACE);
      for (const key of [1, 2, 3]) {
        backend.setCurrentKey(key);
        timers.add(undefined, 5);
      }
      backend.setCurrentKey(1);
      expect([timers.remove(undefined, 6), timers.remove(undefined, 5), timers.remove(undefined, 5)]).toEqual([
        false,
        true,
        false,
      ]);
      expect(timers.size).toBe(2);
      timers.add(undefined, 5);
      expect(drain(timers).map(({ key }) => key)).toEqual([2, 3, 1]);
    });

    it('may be moved again and again, beside others that stay', () => {
      const backend = openBackend(create);
      const timers = backend.timers('t', VOID_NAMESPACE);
      for (let key = 0; key < 100; key++) {
        backend.setCurrentKey(key);
        timers.add(undefined, 1_000_000 + (key % 10));
      }
      for (let time = 1; time <= 20_000; time++) {
        backend.setCurrentKey(time % 50);
        timers.add(undefined, time + (time % 3) * 50_000);
        if (time > 50) timers.remove(undefined, time - 50 + ((time - 50) % 3) * 50_000);
      }
      expect(timers.size).toBe(150);
      const fired = drain(timers);
      const times = fired.map(({ time }) => time);
      expect(times).toEqual([...times].sort((one, other) => one - other));
      expect(fired.filter(({ time }) => time >= 1_000_000).map(({ key }) => key)).toEqual(
        Array.from({ length: 100 }, (_, i) => Math.floor(i / 10) + (i % 10) * 10),
      );
    });

    it('take ±Infinity as time, and nothing but whole milliseconds else', () => {
      const backend = openBackend(create);
      const timers = backend.timers('t', VOID_NAMESPACE);
      backend.setCurrentKey(1);
      for (const time of [Number.POSITIVE_INFINITY, 0, -0, Number.NEGATIVE_INFINITY, Number.MAX_SAFE_INTEGER])
        timers.add(undefined, time);
      for (const time of [Number.NaN, 1.5, 2 ** 60, '5', undefined]) {
        expect(errorOf(() => timers.add(undefined, time as number))).toMatchObject({ code: 'TYPE_MISMATCH' });
      }
      expect(drain(timers).map(({ time }) => time)).toEqual([
        Number.NEGATIVE_INFINITY,
        0,
        Number.MAX_SAFE_INTEGER,
        Number.POSITIVE_INFINITY,
      ]);
    });

    it('may be added and removed while they fire', () => {
      const backend = openBackend(create);
      const timers = backend.timers('t', VOID_NAMESPACE);
      for (let key = 0; key < 5; key++) {
        backend.setCurrentKey(key);
        timers.add(undefined, 10);
      }
      const fired: unknown[] = [];
      for (let timer = timers.poll(); timer !== undefined; timer = timers.poll()) {
        fired.push([timer.key, timer.time]);
        if (fired.length > 1) continue;
        timers.add(undefined, 10);
        timers.add(undefined, 9);
        backend.setCurrentKey(3);
        timers.remove(undefined, 10);
      }
      // The timer of key 0 for the same time fires again, after those that were there before it.
      expect(fired).toEqual([
        [0, 10],
        [0, 9],
        [1, 10],
        [2, 10],
        [4, 10],
        [0, 10],
      ]);
    });

    it('fire once after a restore, in the same order', async () => {
      const backend = openBackend(create);
      const timers = backend.timers('t', Types.STRING());
      const registered: [number, string, number][] = [];
      for (let i = 0; i < 300; i++) {
        const key = (i * 7) % 40;
        const namespace = `w${i % 3}`;
        const time = i % 5 === 0 ? Number.POSITIVE_INFINITY : (i * 13) % 11;
        backend.setCurrentKey(key);
        if (timers.add(namespace, time)) registered.push([key, namespace, time]);
      }
      const snapshot = await takeSnapshot(backend);
      const expected = drain(timers);
      const restored = openBackend(create, { restored: [snapshot] });
      const again = restored.timers('t', Types.STRING());
      expect(again.size).toBe(registered.length);
      restored.setCurrentKey(registered[0]![0]);
      expect(again.add(registered[0]![1], registered[0]![2])).toBe(false);
      expect(drain(again)).toEqual(expected);
    });

    it('registered after a restore come behind the restored ones of their time, over more restores too', async () => {
      let backend = openBackend(create);
      for (let key = 0; key < 60; key++) {
        backend.setCurrentKey(59 - key);
        backend.timers('t', VOID_NAMESPACE).add(undefined, 5);
        if (key % 20 === 0) backend = openBackend(create, { restored: [await takeSnapshot(backend)] });
      }
      const fired = drain(backend.timers('t', VOID_NAMESPACE)).map(({ key }) => key);
      expect(fired).toEqual(Array.from({ length: 60 }, (_, key) => 59 - key));
    });

    it('agree with a sorted list under any sequence of calls, frozen and restored between', async () => {
      const command = fc.oneof(
        {
          weight: 6,
          arbitrary: fc.record({
            kind: fc.constant('add' as const),
            key: fc.nat(5),
            namespace: fc.nat(2),
            time: fc.nat(6),
          }),
        },
        {
          weight: 3,
          arbitrary: fc.record({
            kind: fc.constant('remove' as const),
            key: fc.nat(5),
            namespace: fc.nat(2),
            time: fc.nat(6),
          }),
        },
        { weight: 3, arbitrary: fc.record({ kind: fc.constant('poll' as const) }) },
        { weight: 1, arbitrary: fc.record({ kind: fc.constant('restore' as const) }) },
      );
      await fc.assert(
        fc.asyncProperty(fc.array(command, { maxLength: 120 }), async (commands) => {
          let backend = openBackend(create);
          let timers = backend.timers('t', Types.LONG());
          let model: { key: number; namespace: number; time: number; sequence: number }[] = [];
          let sequence = 0;
          for (const one of commands) {
            if (one.kind === 'restore') {
              backend = openBackend(create, { restored: [await takeSnapshot(backend)] });
              timers = backend.timers('t', Types.LONG());
            } else if (one.kind === 'poll') {
              model.sort((a, b) => a.time - b.time || a.sequence - b.sequence);
              const first = model.shift();
              const polled = timers.poll();
              expect(polled && [polled.key, polled.namespace, polled.time]).toEqual(
                first && [first.key, first.namespace, first.time],
              );
            } else {
              const { key, namespace, time } = one;
              const there = model.some(
                (timer) => timer.key === key && timer.namespace === namespace && timer.time === time,
              );
              backend.setCurrentKey(key);
              if (one.kind === 'add') {
                expect(timers.add(namespace, time)).toBe(!there);
                if (!there) model.push({ key, namespace, time, sequence: sequence++ });
              } else {
                expect(timers.remove(namespace, time)).toBe(there);
                model = model.filter(
                  (timer) => timer.key !== key || timer.namespace !== namespace || timer.time !== time,
                );
              }
            }
            expect(timers.size).toBe(model.length);
            expect(timers.peekTime()).toBe(model.length === 0 ? undefined : Math.min(...model.map(({ time }) => time)));
          }
        }),
        { numRuns: 150 },
      );
    });
  });
}
