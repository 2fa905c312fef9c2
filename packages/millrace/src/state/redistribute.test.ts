import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { keyGroupRangeOf } from '../model/key-groups.js';
import { redistribute, redistributeKeyed, redistributeOperatorState } from './redistribute.js';
import type { OperatorSnapshot, OperatorStateSnapshot, RedistributionMode } from './snapshot.js';

const state = (mode: RedistributionMode, items: readonly number[]): OperatorStateSnapshot => ({
  name: 'x',
  mode,
  types: { element: { kind: 'byte' } },
  items: items.map((item) => Uint8Array.of(item)),
});

/** The first bytes of the items that each new subtask gets. */
function dealt(parts: readonly OperatorStateSnapshot[][], parallelism: number): number[][] {
  return Array.from({ length: parallelism }, (_, subtask) =>
    redistributeOperatorState(parts, parallelism, subtask).flatMap(({ items }) => items.map((item) => item[0]!)),
  );
}

describe('redistribution of operator state', () => {
  it('leaves split lists with their subtasks at the same parallelism', () => {
    expect(dealt([[state('split', [1, 2, 3])], [state('split', [])]], 2)).toEqual([[1, 2, 3], []]);
  });

  it('deals split lists out evenly and in order at another parallelism', () => {
    const parts = [[state('split', [1, 2, 3])], [state('split', [4, 5, 6, 7])]];
    expect(dealt(parts, 1)).toEqual([[1, 2, 3, 4, 5, 6, 7]]);
    expect(dealt(parts, 3)).toEqual([
      [1, 2, 3],
      [4, 5],
      [6, 7],
    ]);
    expect(dealt(parts, 9)).toEqual([[1], [2], [3], [4], [5], [6], [7], [], []]);
  });

  it('gives every subtask all of a union list', () => {
    expect(dealt([[state('union', [1])], [state('union', [2, 3])]], 3)).toEqual([
      [1, 2, 3],
      [1, 2, 3],
      [1, 2, 3],
    ]);
  });

  it('gives every subtask the whole broadcast state, of one subtask', () => {
    expect(dealt([[state('broadcast', [1, 2])], [state('broadcast', [1, 2])]], 3)).toEqual([
      [1, 2],
      [1, 2],
      [1, 2],
    ]);
  });

  it('copes with subtasks that do not have the state', () => {
    expect(dealt([[], [state('split', [1, 2])]], 3)).toEqual([[1], [2], []]);
    expect(dealt([[], [state('split', [1, 2])]], 2)).toEqual([[], [1, 2]]);
    expect(dealt([[], [state('broadcast', [1])]], 2)).toEqual([[1], [1]]);
    expect(dealt([], 2)).toEqual([[], []]);
  });

  it('loses and repeats nothing, whatever the parallelisms', () => {
    fc.assert(
      fc.property(
        fc.array(fc.array(fc.nat(255), { maxLength: 9 }), { minLength: 1, maxLength: 6 }),
        fc.integer({ min: 1, max: 7 }),
        (lists, parallelism) => {
          const shares = dealt(
            lists.map((items) => [state('split', items)]),
            parallelism,
          );
          expect(shares.flat()).toEqual(lists.flat());
          const sizes = shares.map(({ length }) => length);
          if (parallelism !== lists.length) expect(Math.max(...sizes) - Math.min(...sizes)).toBeLessThanOrEqual(1);
        },
      ),
    );
  });
});

describe('redistribution of keyed state', () => {
  const snapshotOf = (groups: readonly number[]): OperatorSnapshot => ({
    keyedStates: [],
    keyGroups: new Map(groups.map((group) => [group, Uint8Array.of(group)])),
    operatorStates: [],
  });

  it('gives each key group to the one subtask that owns it', () => {
    const all = Array.from({ length: 128 }, (_, group) => group);
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 9 }), fc.integer({ min: 1, max: 9 }), (before, after) => {
        const snapshots = Array.from({ length: before }, (_, subtask) => {
          const { start, end } = keyGroupRangeOf(subtask, 128, before);
          return snapshotOf(all.slice(start, end + 1));
        });
        const given = Array.from({ length: after }, (_, subtask) =>
          redistributeKeyed(snapshots, keyGroupRangeOf(subtask, 128, after)).flatMap(({ keyGroups }) => [
            ...keyGroups.keys(),
          ]),
        );
        expect(given.flat()).toEqual(all);
      }),
    );
  });

  it('comes with operator state in one call, and without key groups for an operator that has none', () => {
    const snapshot = { ...snapshotOf([3, 70]), operatorStates: [state('union', [5])] };
    const share = (keyGroupRange: { start: number; end: number } | undefined) =>
      redistribute({ snapshots: [snapshot], newParallelism: 2, subtaskIndex: 1, keyGroupRange });
    const groups = (range: { start: number; end: number } | undefined) =>
      share(range).flatMap(({ keyGroups }) => [...keyGroups.keys()]);
    expect([groups({ start: 64, end: 127 }), groups({ start: 4, end: 9 }), groups(undefined)]).toEqual([[70], [], []]);
    expect(share(undefined).flatMap(({ operatorStates }) => operatorStates)).toEqual([state('union', [5])]);
  });
});
