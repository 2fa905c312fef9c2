import type { KeyGroupRange } from '../model/key-groups.js';
import { MillraceError } from '../model/millrace-error.js';
import { sameSpec } from '../model/types/type-from-spec.js';
import type { OperatorSnapshot, OperatorStateSnapshot } from './snapshot.js';

/** What the subtasks of one operator wrote, and who is asking for its share. */
export interface RedistributionOptions {
  /** One a subtask of the run that wrote them, in the order of their indices. */
  readonly snapshots: readonly OperatorSnapshot[];
  readonly newParallelism: number;
  readonly subtaskIndex: number;
  /** The key groups of the asking subtask; undefined for an operator without keyed state. */
  readonly keyGroupRange: KeyGroupRange | undefined;
}

/**
 * What one subtask restores of the snapshots of all subtasks: its own key groups, and its share of operator state.
 *
 * @throws MillraceError `SNAPSHOT_INCONSISTENT` when the snapshots contradict one another.
 */
export function redistribute(options: RedistributionOptions): OperatorSnapshot[] {
  const { snapshots, newParallelism, subtaskIndex, keyGroupRange } = options;
  const keyed = keyGroupRange === undefined ? [] : redistributeKeyed(snapshots, keyGroupRange);
  const states = snapshots.map(({ operatorStates }) => operatorStates);
  const operatorStates = redistributeOperatorState(states, newParallelism, subtaskIndex);
  return [...keyed, { keyedStates: [], keyGroups: new Map(), operatorStates }];
}

/** The parts of the snapshots that hold key groups of a range, without operator state. */
export function redistributeKeyed(snapshots: readonly OperatorSnapshot[], range: KeyGroupRange): OperatorSnapshot[] {
  return snapshots.flatMap(({ keyedStates, keyGroups }) => {
    const own = [...keyGroups].filter(([group]) => group >= range.start && group <= range.end);
    return own.length === 0 ? [] : [{ keyedStates, keyGroups: new Map(own), operatorStates: [] }];
  });
}

/**
 * The share of one subtask in the operator states of all subtasks.
 *
 * Split lists: as they were at the same parallelism; else all items in the order of subtasks, dealt out in even runs,
 * the first subtasks getting one more where it does not come out even (Flink's even-split redistribution). Union lists:
 * all items. Broadcast state: the map of one subtask, since all have the same.
 *
 * @param snapshots one array a subtask of the run that wrote them, in the order of their indices.
 */
export function redistributeOperatorState(
  snapshots: readonly (readonly OperatorStateSnapshot[])[],
  newParallelism: number,
  subtaskIndex: number,
): OperatorStateSnapshot[] {
  const names = new Set(snapshots.flatMap((states) => states.map(({ name }) => name)));
  return Array.from(names, (name) => {
    const parts = snapshots.map((states) => states.find((state) => state.name === name));
    return shareOf(checkSame(name, parts), parts, newParallelism, subtaskIndex);
  });
}

function shareOf(
  any: OperatorStateSnapshot,
  parts: readonly (OperatorStateSnapshot | undefined)[],
  newParallelism: number,
  subtaskIndex: number,
): OperatorStateSnapshot {
  const { name, mode, types } = any;
  const there = parts.filter((part) => part !== undefined);
  switch (mode) {
    case 'broadcast':
      return { name, mode, types, items: there[subtaskIndex % there.length]?.items ?? [] };
    case 'union': {
      // Subtasks that never touched what they restored have all items each.
      const untouched = there.find((part) => part.ofAllSubtasks === true);
      return { name, mode, types, items: untouched?.items ?? there.flatMap(({ items }) => items) };
    }
    case 'split': {
      const items =
        parts.length === newParallelism
          ? (parts[subtaskIndex]?.items ?? [])
          : dealt(there, newParallelism, subtaskIndex);
      return { name, mode, types, items };
    }
  }
}

function dealt(parts: readonly OperatorStateSnapshot[], newParallelism: number, subtaskIndex: number): Uint8Array[] {
  const items = parts.flatMap((part) => part.items);
  const each = Math.floor(items.length / newParallelism);
  const more = items.length % newParallelism;
  const start = subtaskIndex * each + Math.min(subtaskIndex, more);
  return items.slice(start, start + each + (subtaskIndex < more ? 1 : 0));
}

function checkSame(name: string, parts: readonly (OperatorStateSnapshot | undefined)[]): OperatorStateSnapshot {
  const there = parts.filter((part) => part !== undefined);
  const first = there[0]!;
  for (const { mode, types } of there) {
    if (mode === first.mode && sameSpec(types, first.types)) continue;
    throw new MillraceError('SNAPSHOT_INCONSISTENT', `The snapshot holds two descriptions of the state '${name}'.`, {
      facts: { state: name, one: JSON.stringify(first.types), other: JSON.stringify(types) },
    });
  }
  return first;
}
