import type { KeyGroupRange } from '../../model/key-groups.js';
import { MillraceError } from '../../model/millrace-error.js';
import { sameSpec } from '../../model/types/type-from-spec.js';
import { readSections } from '../record-reader.js';
import type { KeyedStateMeta, OperatorSnapshot } from '../snapshot.js';

/** A state of a snapshot that nobody has asked for yet: its entries as bytes, by key group. */
export interface RestoredState {
  readonly meta: KeyedStateMeta;
  readonly groups: ReadonlyMap<number, readonly Uint8Array[]>;
}

/** What one subtask restores, taken apart by state. */
export class RestoredStates {
  private left: readonly RestoredState[];

  /**
   * @throws MillraceError `DATA_CORRUPT`, `SNAPSHOT_FORMAT_UNKNOWN`, or `SNAPSHOT_KEY_GROUP_FOREIGN` for a key group
   *   outside the range.
   */
  constructor(snapshots: readonly OperatorSnapshot[], range: KeyGroupRange) {
    const states: { meta: KeyedStateMeta; groups: Map<number, Uint8Array[]> }[] = [];
    const seen = new Set<number>();
    for (const { keyedStates, keyGroups } of snapshots) {
      const own = keyedStates.map((meta) => {
        const known = states.find((state) => isSameState(state.meta, meta));
        if (known !== undefined) return known.groups;
        const groups = new Map<number, Uint8Array[]>();
        states.push({ meta, groups });
        return groups;
      });
      for (const [group, bytes] of keyGroups) {
        checkGroup(group, range, seen);
        for (const { state, entries } of readSections(bytes, group, own.length)) {
          const groups = own[state]!;
          groups.set(group, [...(groups.get(group) ?? []), entries]);
        }
      }
    }
    this.left = states;
  }

  /** The states that nobody has asked for. The array never changes: a frozen version may keep it. */
  all(): readonly RestoredState[] {
    return this.left;
  }

  find(name: string, ofTimers: boolean): RestoredState | undefined {
    return this.left.find(({ meta }) => meta.name === name && isOfTimers(meta) === ofTimers);
  }

  /** Takes a state out, because it has been decoded. */
  remove(state: RestoredState): void {
    this.left = this.left.filter((other) => other !== state);
  }
}

export const TIMERS = 'timers';

function isOfTimers(meta: KeyedStateMeta): boolean {
  return meta.kind === TIMERS;
}

/** @throws MillraceError `SNAPSHOT_INCONSISTENT` when subtasks wrote states of one name and different types. */
function isSameState(one: KeyedStateMeta, other: KeyedStateMeta): boolean {
  if (one.name !== other.name || isOfTimers(one) !== isOfTimers(other)) return false;
  if (sameSpec(one, other)) return true;
  throw new MillraceError('SNAPSHOT_INCONSISTENT', `The snapshot holds two descriptions of the state '${one.name}'.`, {
    facts: { state: one.name, one: JSON.stringify(one), other: JSON.stringify(other) },
  });
}

function checkGroup(group: number, range: KeyGroupRange, seen: Set<number>): void {
  if (!(Number.isInteger(group) && group >= range.start && group <= range.end)) {
    throw new MillraceError(
      'SNAPSHOT_KEY_GROUP_FOREIGN',
      `A subtask of the key groups ${range.start} to ${range.end} was given key group ${group} to restore.`,
      { facts: { group, start: range.start, end: range.end } },
    );
  }
  if (seen.has(group)) {
    throw new MillraceError('SNAPSHOT_INCONSISTENT', `The snapshot holds key group ${group} twice.`, {
      facts: { group },
    });
  }
  seen.add(group);
}
