import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { keyGroupRangeOf } from '../../model/key-groups.js';
import { MillraceError } from '../../model/millrace-error.js';
import { Types } from '../../model/types.js';
import { redistributeKeyed } from '../redistribute.js';
import type { OperatorSnapshot } from '../snapshot.js';
import { ListStateDescriptor, MapStateDescriptor, ValueStateDescriptor, VOID_NAMESPACE } from '../state-descriptor.js';
import { StateTtlConfig } from '../state-ttl-config.js';
import {
  type BackendChoices,
  errorOf,
  type KeyedStateFactory,
  MAX_PARALLELISM,
  ManualClock,
  openBackend,
  takeSnapshot,
} from './backend-fixture.test-support.js';

function openSome(create: KeyedStateFactory, choices: BackendChoices = {}) {
  const backend = openBackend(create, choices);
  return {
    backend,
    value: backend.state(new ValueStateDescriptor('value', Types.STRING()), VOID_NAMESPACE),
    map: backend.state(new MapStateDescriptor('map', Types.STRING(), Types.LONG()), VOID_NAMESPACE),
    windows: backend.state(new ListStateDescriptor('windows', Types.LONG()), Types.LONG()),
    timers: backend.timers('timers', Types.LONG()),
  };
}

type Some = ReturnType<typeof openSome>;

function put(some: Some, key: number): void {
  some.backend.setCurrentKey(key);
  some.value.update(`value ${key}`);
  some.map.putAll([
    ['a', key],
    ['b', key + 1],
  ]);
  some.windows.setCurrentNamespace(key % 3);
  some.windows.add(key);
  some.timers.add(key % 3, key * 10);
}

function read(some: Some, key: number) {
  some.backend.setCurrentKey(key);
  some.windows.setCurrentNamespace(key % 3);
  return [some.value.value(), some.map.get('a'), some.map.get('b'), ...some.windows.get()];
}

async function snapshotOfKeys(create: KeyedStateFactory, count: number): Promise<OperatorSnapshot> {
  const some = openSome(create);
  for (let key = 0; key < count; key++) put(some, key);
  return takeSnapshot(some.backend);
}

/** Snapshots come back: asked for or not, whole or split, and never half. */
export function describeRestoring(create: KeyedStateFactory): void {
  describe('restoring', () => {
    it('gives back what was written, and the same snapshot again', async () => {
      const snapshot = await snapshotOfKeys(create, 500);
      const some = openSome(create, { restored: [snapshot] });
      for (let key = 0; key < 500; key++) expect(read(some, key)).toEqual([`value ${key}`, key, key + 1, key]);
      expect([some.backend.keyCount(), some.timers.size]).toEqual([500, 500]);
      const again = openSome(create, { restored: [await takeSnapshot(some.backend)] });
      for (let key = 0; key < 500; key++) expect(read(again, key)).toEqual([`value ${key}`, key, key + 1, key]);
    });

    it('leaves no key current that was not, and none of the restored ones', async () => {
      const snapshot = await snapshotOfKeys(create, 10);
      const some = openSome(create, { restored: [snapshot] });
      expect(some.backend.currentKey).toBeUndefined();
      expect(errorOf(() => some.value.value())).toMatchObject({ code: 'STATE_WITHOUT_KEY' });
      const late = openBackend(create, { restored: [snapshot] });
      late.setCurrentKey(3);
      const value = late.state(new ValueStateDescriptor('value', Types.STRING()), VOID_NAMESPACE);
      expect([late.currentKey, value.value()]).toEqual([3, 'value 3']);
    });

    it('keeps states and timers that are not asked for, over any number of runs', async () => {
      let snapshot = await snapshotOfKeys(create, 100);
      for (let run = 0; run < 3; run++) {
        const backend = openBackend(create, { restored: [snapshot] });
        const extra = backend.state(new ValueStateDescriptor(`extra ${run}`, Types.LONG()), VOID_NAMESPACE);
        backend.setCurrentKey(run);
        extra.update(run);
        snapshot = await takeSnapshot(backend);
      }
      const some = openSome(create, { restored: [snapshot] });
      const extra = some.backend.state(new ValueStateDescriptor('extra 1', Types.LONG()), VOID_NAMESPACE);
      for (let key = 0; key < 100; key++) expect(read(some, key)).toEqual([`value ${key}`, key, key + 1, key]);
      some.backend.setCurrentKey(1);
      expect([extra.value(), some.timers.size]).toEqual([1, 100]);
    });

    it('has what is asked for late in versions frozen before and after', async () => {
      const snapshot = await snapshotOfKeys(create, 20);
      const backend = openBackend(create, { restored: [snapshot] });
      const before = backend.freeze();
      const value = backend.state(new ValueStateDescriptor('value', Types.STRING()), VOID_NAMESPACE);
      backend.setCurrentKey(5);
      value.update('changed');
      const versions = [await takeSnapshot({ freeze: () => before }), await takeSnapshot(backend)];
      const seen = versions.map((version) => read(openSome(create, { restored: [version] }), 5)[0]);
      expect(seen).toEqual(['value 5', 'changed']);
    });

    it('refuses another kind or type, naming the state and both types', async () => {
      const snapshot = await snapshotOfKeys(create, 5);
      const open = (choices: BackendChoices = {}) => openBackend(create, { restored: [snapshot], ...choices });
      const wrong: [string, string, string, () => unknown][] = [
        [
          'value',
          'string',
          'long',
          () => open().state(new ValueStateDescriptor('value', Types.LONG()), VOID_NAMESPACE),
        ],
        [
          'value',
          'value',
          'list',
          () => open().state(new ListStateDescriptor('value', Types.STRING()), VOID_NAMESPACE),
        ],
        [
          'map',
          'long',
          'string',
          () => open().state(new MapStateDescriptor('map', Types.STRING(), Types.STRING()), VOID_NAMESPACE),
        ],
        [
          'windows',
          'long',
          'void',
          () => open().state(new ListStateDescriptor('windows', Types.LONG()), VOID_NAMESPACE),
        ],
        ['timers', 'long', 'string', () => open().timers('timers', Types.STRING())],
        [
          'value',
          'long',
          'string',
          () =>
            open({ keyType: Types.STRING() }).state(new ValueStateDescriptor('value', Types.STRING()), VOID_NAMESPACE),
        ],
      ];
      for (const [name, was, is, use] of wrong) {
        const error = errorOf(use);
        expect(error).toMatchObject({ code: 'STATE_TYPE_INCOMPATIBLE', facts: { state: name } });
        const { facts } = error as MillraceError;
        expect([String(facts['was']), String(facts['is'])]).toEqual([
          expect.stringContaining(was),
          expect.stringContaining(is),
        ]);
      }
    });

    it('refuses key groups of others, twice the same one, and contradicting descriptions', async () => {
      const snapshot = await snapshotOfKeys(create, 50);
      const range = keyGroupRangeOf(0, MAX_PARALLELISM, 2);
      expect(errorOf(() => openBackend(create, { restored: [snapshot], range }))).toMatchObject({
        code: 'SNAPSHOT_KEY_GROUP_FOREIGN',
      });
      expect(errorOf(() => openBackend(create, { restored: [snapshot, snapshot] }))).toMatchObject({
        code: 'SNAPSHOT_INCONSISTENT',
      });
      const other = openBackend(create);
      const state = other.state(new ValueStateDescriptor('value', Types.LONG()), VOID_NAMESPACE);
      other.setCurrentKey(12_345);
      state.update(1);
      const contradicting = await takeSnapshot(other);
      expect(
        errorOf(() => openBackend(create, { restored: [snapshot, { ...contradicting, keyGroups: new Map() }] })),
      ).toMatchObject({
        code: 'SNAPSHOT_INCONSISTENT',
      });
    });

    it('refuses a key in a key group that is not its own', async () => {
      const snapshot = await snapshotOfKeys(create, 50);
      const [[first, one], [second, two]] = [...snapshot.keyGroups] as [[number, Uint8Array], [number, Uint8Array]];
      const swapped = new Map(snapshot.keyGroups).set(first, two).set(second, one);
      const error = errorOf(() => openSome(create, { restored: [{ ...snapshot, keyGroups: swapped }] }));
      expect(error).toMatchObject({ code: 'DATA_CORRUPT', message: expect.stringContaining('key group') as string });
    });

    it('refuses a form that it does not know', async () => {
      const snapshot = await snapshotOfKeys(create, 1);
      const [[group, bytes]] = [...snapshot.keyGroups] as [[number, Uint8Array]];
      const newer = Uint8Array.from(bytes);
      newer[0] = 2;
      const error = errorOf(() =>
        openSome(create, { restored: [{ ...snapshot, keyGroups: new Map([[group, newer]]) }] }),
      );
      expect(error).toMatchObject({ code: 'SNAPSHOT_FORMAT_UNKNOWN' });
    });

    it('never gives back half of damaged bytes', async () => {
      const snapshot = await snapshotOfKeys(create, 40);
      const whole = [...snapshot.keyGroups];
      const damage = fc.record({
        group: fc.nat(whole.length - 1),
        position: fc.nat(10_000),
        bits: fc.integer({ min: 1, max: 255 }),
        cut: fc.boolean(),
      });
      fc.assert(
        fc.property(damage, ({ group, position, bits, cut }) => {
          const [number, bytes] = whole[group]!;
          const damaged = Uint8Array.from(bytes);
          const at = position % bytes.length;
          damaged[at] = damaged[at]! ^ bits;
          const keyGroups = new Map(whole).set(number, cut ? bytes.slice(0, at) : damaged);
          const error = errorOf(() => {
            const some = openSome(create, { restored: [{ ...snapshot, keyGroups }] });
            // A flipped bit inside a value is another value: the checksums of a checkpoint are there for that.
            for (let key = 0; key < 40; key++) read(some, key);
          });
          if (error !== undefined) expect(error).toBeInstanceOf(MillraceError);
          if (error !== undefined)
            expect(['DATA_CORRUPT', 'SNAPSHOT_FORMAT_UNKNOWN']).toContain((error as MillraceError).code);
          if (cut) expect(error).toBeDefined();
        }),
        { numRuns: 300 },
      );
    });

    it('closes the back end when a state is damaged, so that nothing is half there', async () => {
      const snapshot = await snapshotOfKeys(create, 50);
      const [group, bytes] = [...snapshot.keyGroups].at(-1)!;
      const keyGroups = new Map(snapshot.keyGroups).set(group, damageLastText(bytes));
      const backend = openBackend(create, { restored: [{ ...snapshot, keyGroups }] });
      const ask = () => backend.state(new ValueStateDescriptor('value', Types.STRING()), VOID_NAMESPACE);
      expect(errorOf(ask)).toMatchObject({ code: 'DATA_CORRUPT', facts: { state: 'value' } });
      expect([errorOf(ask), backend.keyCount()]).toMatchObject([{ code: 'STATE_CLOSED' }, 0]);
    });

    it('takes time to live on and off: what had no time counts as written at the restore', async () => {
      const clock = new ManualClock();
      const descriptor = (ttl: boolean) => {
        const value = new ValueStateDescriptor('v', Types.LONG());
        if (ttl) value.enableTimeToLive(StateTtlConfig.newBuilder(100).build());
        return value;
      };
      let snapshot: OperatorSnapshot | undefined;
      const seen: unknown[] = [];
      for (const [ttl, at] of [
        [false, 0],
        [true, 500],
        [true, 550],
        [false, 700],
      ] as const) {
        clock.now = at;
        const backend = openBackend(create, { clock, restored: snapshot === undefined ? [] : [snapshot] });
        const state = backend.state(descriptor(ttl), VOID_NAMESPACE);
        backend.setCurrentKey(1);
        if (snapshot === undefined) state.update(7);
        clock.now = at + 40;
        seen.push(state.value());
        snapshot = await takeSnapshot(backend);
      }
      expect(seen).toEqual([7, 7, 7, 7]);
      clock.now = 10_000;
      const backend = openBackend(create, { clock, restored: [snapshot!] });
      const state = backend.state(descriptor(true), VOID_NAMESPACE);
      backend.setCurrentKey(1);
      clock.now = 10_100;
      expect(state.value()).toBeUndefined();
    });

    it('rescales 1 → 2 → 4 → 1 → 3: every key with one subtask, nothing lost', async () => {
      const count = 300;
      let snapshots = [await snapshotOfKeys(create, count)];
      for (const parallelism of [2, 4, 1, 3]) {
        const next: OperatorSnapshot[] = [];
        const keys: number[] = [];
        let timers = 0;
        for (let subtask = 0; subtask < parallelism; subtask++) {
          const range = keyGroupRangeOf(subtask, MAX_PARALLELISM, parallelism);
          const some = openSome(create, { range, restored: redistributeKeyed(snapshots, range) });
          for (const key of some.backend.keys('value', undefined) as Iterable<number>) {
            expect(read(some, key)).toEqual([`value ${key}`, key, key + 1, key]);
            keys.push(key);
          }
          timers += some.timers.size;
          next.push(await takeSnapshot(some.backend));
        }
        expect(keys.sort((one, other) => one - other)).toEqual(Array.from({ length: count }, (_, key) => key));
        expect(timers).toBe(count);
        snapshots = next;
      }
    });

    it('refuses a key of another subtask at its first write', () => {
      const range = keyGroupRangeOf(0, MAX_PARALLELISM, 2);
      const some = openSome(create, { range });
      const outcomes = Array.from({ length: 20 }, (_, key) => {
        some.backend.setCurrentKey(key);
        const owned = some.backend.currentKeyGroup() <= range.end;
        return [owned, errorOf(() => some.value.update('x'))] as const;
      });
      for (const [owned, error] of outcomes) {
        if (owned) expect(error).toBeUndefined();
        else expect(error).toMatchObject({ code: 'KEY_GROUP_NOT_OWNED' });
      }
      expect(new Set(outcomes.map(([owned]) => owned)).size).toBe(2);
    });
  });
}

/** Makes the first text of a key group longer than what is left of its bytes. */
function damageLastText(bytes: Uint8Array): Uint8Array {
  const damaged = Uint8Array.from(bytes);
  const at = damaged.findIndex((byte, i) => byte === 'v'.charCodeAt(0) && damaged[i + 1] === 'a'.charCodeAt(0));
  damaged[at - 1] = 0x7f;
  return damaged;
}
