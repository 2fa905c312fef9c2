import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { seededRandom } from '../ports/seeded-random.js';
import { createVirtualClock } from '../testing/virtual-clock.js';
import { createVirtualFiles } from '../testing/virtual-files.js';
import { createFileCheckpointStorage } from './file-checkpoint-storage.js';
import type { JobSnapshot } from './job-snapshot.js';

const ABOUT = { jobId: 'a1', jobName: 'sales', createdMs: 1_700_000_000_000 };
const LONG = { kind: 'long' };

const bytes = (...values: number[]) => Uint8Array.from(values);

const snapshotOf = (checkpointId: number, size = 3): JobSnapshot => ({
  checkpointId,
  operators: new Map([
    [
      'source',
      {
        uid: 'source',
        name: 'Source: 日本',
        maxParallelism: 128,
        coordinator: { version: 1, json: { left: ['a'] } },
        subtasks: [
          {
            keyedStates: [],
            keyGroups: new Map(),
            operatorStates: [
              {
                name: 'splits',
                mode: 'split' as const,
                types: { element: LONG },
                items: [bytes(1, 2), bytes(), bytes(9)],
              },
              { name: 'all', mode: 'union' as const, types: {}, items: [], ofAllSubtasks: true },
            ],
          },
        ],
      },
    ],
    [
      'sum',
      {
        uid: 'sum',
        name: 'Sum',
        maxParallelism: 4,
        subtasks: [0, 2].map((group) => ({
          keyedStates: [
            { name: 'total', kind: 'value', keyType: LONG, namespaceType: LONG, types: { value: LONG }, ttl: false },
          ],
          keyGroups: new Map([[group, new Uint8Array(size).fill(group + 1)]]),
          operatorStates: [],
        })),
      },
    ],
  ]),
});

const open = () => {
  const files = createVirtualFiles(createVirtualClock());
  return { files, storage: createFileCheckpointStorage(files, '/checkpoints/a1') };
};

describe('checkpoints in files', () => {
  it('come back as they were stored, the latest first', async () => {
    const { storage } = open();
    await storage.store(snapshotOf(1), ABOUT);
    await storage.store(snapshotOf(12, 40), ABOUT);
    const listed = await storage.list();
    expect(listed.map(({ checkpointId, path }) => [checkpointId, path])).toEqual([
      [12, '/checkpoints/a1/chk-12'],
      [1, '/checkpoints/a1/chk-1'],
    ]);
    expect(await storage.load('/checkpoints/a1/chk-12')).toEqual({
      ...ABOUT,
      path: '/checkpoints/a1/chk-12',
      snapshot: snapshotOf(12, 40),
    });
  });

  it('hold key groups larger than what is written at once', async () => {
    const { storage } = open();
    const { path } = await storage.store(snapshotOf(1, 2_500_000), ABOUT);
    const { snapshot } = await storage.load(path);
    const groups = snapshot.operators.get('sum')?.subtasks.flatMap(({ keyGroups }) => [...keyGroups]) ?? [];
    expect(groups.map(([group, { length }]) => [group, length])).toEqual([
      [0, 2_500_000],
      [2, 2_500_000],
    ]);
    for (const [group, content] of groups) expect(content.every((byte) => byte === group + 1)).toBe(true);
  });

  it('are there whole or not at all, whenever the power is lost', async () => {
    let calls = 0;
    const counting = open();
    await counting.storage.store(snapshotOf(1), ABOUT);
    counting.files.onCall = () => void calls++;
    await counting.storage.store(snapshotOf(2), ABOUT);
    expect(calls).toBeGreaterThan(10);
    for (let lostAt = 1; lostAt <= calls + 1; lostAt++) {
      for (const seed of [1, 2, 3]) {
        const { files, storage } = open();
        await storage.store(snapshotOf(1), ABOUT);
        let call = 0;
        files.onCall = () => {
          // Fault: the power goes at this call.
          if (++call === lostAt) throw new Error('power lost');
        };
        const stored = await storage.store(snapshotOf(2), ABOUT).then(
          () => true,
          () => false,
        );
        files.onCall = undefined;
        files.losePower(seededRandom(seed * 1000 + lostAt));
        const after = createFileCheckpointStorage(files, '/checkpoints/a1');
        const ids = (await after.list()).map(({ checkpointId }) => checkpointId);
        expect(ids).toEqual(ids.includes(2) ? [2, 1] : [1]);
        if (stored) expect(ids).toContain(2);
        for (const { path, checkpointId } of await after.list()) {
          expect((await after.load(path)).snapshot).toEqual(snapshotOf(checkpointId));
        }
        // The next attempt is not disturbed by what is left.
        await after.removeLeftovers();
        if (!ids.includes(2)) await after.store(snapshotOf(2), ABOUT);
        expect((await after.list()).map(({ checkpointId }) => checkpointId)).toEqual([2, 1]);
      }
    }
  });

  it('are refused when any bit has changed', async () => {
    const { files, storage } = open();
    const { path } = await storage.store(snapshotOf(1), ABOUT);
    const sizes = ['state', '_metadata'].map((name) => [name, files.readBytes(`${path}/${name}`).length] as const);
    const places = fc.oneof(...sizes.map(([name, size]) => fc.tuple(fc.constant(name), fc.nat(size - 1))));
    await fc.assert(
      fc.asyncProperty(places, async ([name, at]) => {
        files.flipBit(`${path}/${name}`, at);
        try {
          await expect(storage.load(path)).rejects.toMatchObject({
            code: expect.stringMatching(/^CHECKPOINT_(DAMAGED|FOREIGN|NEWER)$/),
          });
        } finally {
          files.flipBit(`${path}/${name}`, at);
        }
      }),
    );
    await storage.load(path);
  });

  it('are refused by name when a file is missing or short, when they are newer, foreign, or none', async () => {
    const { files, storage } = open();
    const { path } = await storage.store(snapshotOf(1), ABOUT);
    const [state, metadata] = [files.readBytes(`${path}/state`).slice(), files.readText(`${path}/_metadata`)];
    files.writeText(`${path}/state`, state.subarray(0, state.length - 1));
    await expect(storage.load(path)).rejects.toMatchObject({
      code: 'CHECKPOINT_DAMAGED',
      facts: { path: `${path}/state` },
    });
    await files.remove(`${path}/state`);
    await expect(storage.load(path)).rejects.toThrow(/state' of a checkpoint is damaged: it is missing/);
    files.writeText(`${path}/_metadata`, metadata.replace('checkpoint 1 ', 'checkpoint 2 '));
    await expect(storage.load(path)).rejects.toMatchObject({
      code: 'CHECKPOINT_NEWER',
      facts: { version: 2, known: 1 },
    });
    files.writeText(`${path}/_metadata`, '{"flink": true}');
    await expect(storage.load(path)).rejects.toMatchObject({ code: 'CHECKPOINT_FOREIGN' });
    await expect(storage.load('/checkpoints/a1/chk-9')).rejects.toMatchObject({ code: 'CHECKPOINT_NOT_FOUND' });
  });

  it('are not written over, and are gone from the first moment of a removal', async () => {
    const { files, storage } = open();
    const stored = await storage.store(snapshotOf(1), ABOUT);
    await expect(storage.store(snapshotOf(1), ABOUT)).rejects.toMatchObject({ code: 'CHECKPOINT_EXISTS' });
    files.onCall = ({ call, path }) => {
      // Fault: the removal is cut off behind its first step.
      if (call === 'remove' && path === stored.path) throw new Error('cut off');
    };
    await expect(storage.remove(stored)).rejects.toThrow('cut off');
    files.onCall = undefined;
    files.losePower();
    expect(await storage.list()).toEqual([]);
    await storage.removeLeftovers();
    expect(files.paths('/checkpoints')).toEqual([]);
  });

  it('pass on what the disk says when it is full', async () => {
    const { files, storage } = open();
    files.onCall = ({ call }) => {
      if (call === 'write') throw new Error('disk full');
    };
    await expect(storage.store(snapshotOf(1), ABOUT)).rejects.toThrow('disk full');
    files.onCall = undefined;
    expect(await storage.list()).toEqual([]);
  });
});
