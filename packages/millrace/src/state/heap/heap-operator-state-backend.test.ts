import { describe, expect, it } from 'vitest';
import { Types } from '../../model/types.js';
import { errorOf, takeSnapshot, writeSnapshot } from '../conformance/backend-fixture.test-support.js';
import { redistribute } from '../redistribute.js';
import type { OperatorSnapshot } from '../snapshot.js';
import { ListStateDescriptor, MapStateDescriptor } from '../state-descriptor.js';
import { StateTtlConfig } from '../state-ttl-config.js';
import { createHeapOperatorState } from './heap-operator-state-backend.js';

const BOX = Types.OBJECT({ n: Types.LONG() });
const splits = () => new ListStateDescriptor('splits', BOX);
const offsets = () => new ListStateDescriptor('offsets', Types.STRING());
const rules = () => new MapStateDescriptor('rules', Types.STRING(), BOX);

function open(restored: readonly OperatorSnapshot[] = []) {
  const backend = createHeapOperatorState(restored);
  return {
    backend,
    split: backend.listState(splits()),
    union: backend.unionListState(offsets()),
    broadcast: backend.broadcastState(rules()),
  };
}

function share(snapshots: readonly OperatorSnapshot[], parallelism: number, subtaskIndex: number): OperatorSnapshot[] {
  return redistribute({ snapshots, newParallelism: parallelism, subtaskIndex, keyGroupRange: undefined });
}

describe('operator state on the heap', () => {
  it('holds lists and maps, the same handle for the same name', () => {
    const { backend, split, broadcast } = open();
    split.addAll([{ n: 1 }, { n: 2 }]);
    broadcast.put('__proto__', { n: 1 });
    broadcast.putAll([['b', { n: 2 }]]);
    broadcast.remove('never there');
    expect([...backend.listState(splits()).get()]).toEqual([{ n: 1 }, { n: 2 }]);
    expect(backend.listState(splits())).toBe(split);
    expect(new Map(backend.broadcastState(rules()).items())).toEqual(
      new Map([
        ['__proto__', { n: 1 }],
        ['b', { n: 2 }],
      ]),
    );
    expect([broadcast.contains('b'), broadcast.isEmpty(), [...broadcast.keys()].length]).toEqual([true, false, 2]);
    broadcast.clear();
    expect([broadcast.isEmpty(), broadcast.get('b')]).toEqual([true, undefined]);
  });

  it('refuses a name for another mode or type, wrong values, and time to live', () => {
    const { backend, split, broadcast } = open();
    const changed = { code: 'STATE_DESCRIPTOR_CHANGED', facts: { state: 'splits' } };
    expect(errorOf(() => backend.unionListState(splits()))).toMatchObject(changed);
    expect(errorOf(() => backend.listState(new ListStateDescriptor('splits', Types.LONG())))).toMatchObject(changed);
    expect(errorOf(() => split.add({ n: 'x' } as never))).toMatchObject({ code: 'TYPE_MISMATCH' });
    expect(errorOf(() => broadcast.put(5 as never, { n: 1 }))).toMatchObject({ code: 'TYPE_MISMATCH' });
    const expiring = new ListStateDescriptor('expiring', Types.LONG());
    expiring.enableTimeToLive(StateTtlConfig.newBuilder(5).build());
    expect(errorOf(() => backend.listState(expiring))).toMatchObject({ code: 'STATE_TTL_UNSUPPORTED' });
  });

  it('freezes what was there, whatever is changed after it and while it is written', async () => {
    const { backend, split, union, broadcast } = open();
    for (let n = 0; n < 2000; n++) {
      split.add({ n });
      broadcast.put(`rule ${n}`, { n });
    }
    union.add('one');
    const frozen = backend.freeze();
    for (const box of split.get()) box.n = -1;
    split.add({ n: -1 });
    for (const [, box] of broadcast.items()) box.n = -1;
    union.update(['two']);
    let pauses = 0;
    const snapshot = await writeSnapshot(frozen, () => {
      broadcast.remove(`rule ${1999 - pauses}`);
      broadcast.put(`new ${pauses++}`, { n: 0 });
      if (pauses === 3) split.clear();
    });
    expect(pauses).toBeGreaterThan(5);
    const restored = open([snapshot]);
    expect([...restored.split.get()]).toEqual(Array.from({ length: 2000 }, (_, n) => ({ n })));
    expect([...restored.union.get()]).toEqual(['one']);
    const found = new Map(restored.broadcast.items());
    expect(found).toEqual(new Map(Array.from({ length: 2000 }, (_, n) => [`rule ${n}`, { n }])));
  });

  it('cannot write what has been discarded, written or closed', async () => {
    const { backend, split } = open();
    split.add({ n: 1 });
    const [discarded, written, closed] = [backend.freeze(), backend.freeze(), backend.freeze()];
    discarded.discard();
    discarded.discard();
    await writeSnapshot(written);
    backend.close();
    for (const frozen of [discarded, written, closed]) {
      await expect(writeSnapshot(frozen)).rejects.toMatchObject({ code: 'SNAPSHOT_DISCARDED' });
    }
  });

  it('refuses at the restore another mode or type, and damaged items, whole', async () => {
    const first = open();
    first.split.addAll([{ n: 1 }, { n: 2 }]);
    const snapshot = await takeSnapshot(first.backend);
    const restored = () => createHeapOperatorState([snapshot]);
    const incompatible = { code: 'STATE_TYPE_INCOMPATIBLE', facts: { state: 'splits' } };
    expect(errorOf(() => restored().unionListState(splits()))).toMatchObject(incompatible);
    expect(errorOf(() => restored().listState(new ListStateDescriptor('splits', Types.LONG())))).toMatchObject(
      incompatible,
    );
    const operatorStates = snapshot.operatorStates.map((state) => ({
      ...state,
      items: state.items.map((item, i) => (i === 1 ? Uint8Array.from([...item, 7]) : item)),
    }));
    const damaged = createHeapOperatorState([{ ...snapshot, operatorStates }]);
    for (let attempt = 0; attempt < 2; attempt++) {
      expect(errorOf(() => damaged.listState(splits()))).toMatchObject({
        code: 'DATA_CORRUPT',
        facts: { state: 'splits' },
      });
    }
  });

  it('rescales 1 → 2 → 4 → 1 → 3: splits dealt out once, union and broadcast whole', async () => {
    const first = open();
    for (let n = 0; n < 11; n++) first.split.add({ n });
    first.union.addAll(['a', 'b']);
    first.broadcast.put('r', { n: 7 });
    let snapshots = [await takeSnapshot(first.backend)];
    for (const parallelism of [2, 4, 4, 1, 3]) {
      const before = snapshots;
      const subtasks = Array.from({ length: parallelism }, (_, index) => open(share(before, parallelism, index)));
      expect(subtasks.flatMap(({ split }) => [...split.get()].map(({ n }) => n))).toEqual(
        Array.from({ length: 11 }, (_, n) => n),
      );
      const sizes = subtasks.map(({ split }) => [...split.get()].length);
      expect(Math.max(...sizes) - Math.min(...sizes)).toBeLessThanOrEqual(1);
      for (const { union, broadcast } of subtasks) {
        expect([[...union.get()], broadcast.get('r')]).toEqual([['a', 'b'], { n: 7 }]);
        // As sources do: each keeps its own part.
        union.clear();
      }
      subtasks[0]?.union.addAll(['a']);
      subtasks.at(-1)?.union.addAll(['b']);
      snapshots = await Promise.all(subtasks.map(({ backend }) => takeSnapshot(backend)));
    }
  });

  it('keeps what nobody asks for, also union state, without multiplying it', async () => {
    const first = open();
    first.split.addAll([{ n: 1 }, { n: 2 }, { n: 3 }]);
    first.union.addAll(['a', 'b']);
    first.broadcast.put('r', { n: 7 });
    let snapshots = [await takeSnapshot(first.backend)];
    for (const parallelism of [2, 3, 2]) {
      const before = snapshots;
      const untouched = Array.from({ length: parallelism }, (_, index) =>
        createHeapOperatorState(share(before, parallelism, index)),
      );
      snapshots = await Promise.all(untouched.map((backend) => takeSnapshot(backend)));
    }
    const { split, union, broadcast } = open(share(snapshots, 1, 0));
    expect([[...split.get()], [...union.get()], broadcast.get('r')]).toEqual([
      [{ n: 1 }, { n: 2 }, { n: 3 }],
      ['a', 'b'],
      { n: 7 },
    ]);
  });

  it('refuses subtasks that contradict one another', async () => {
    const one = createHeapOperatorState([]);
    one.listState(new ListStateDescriptor('x', Types.LONG())).add(1);
    const two = createHeapOperatorState([]);
    two.listState(new ListStateDescriptor('x', Types.STRING())).add('1');
    const snapshots = [await takeSnapshot(one), await takeSnapshot(two)];
    expect(errorOf(() => share(snapshots, 1, 0))).toMatchObject({
      code: 'SNAPSHOT_INCONSISTENT',
      facts: { state: 'x' },
    });
  });
});
