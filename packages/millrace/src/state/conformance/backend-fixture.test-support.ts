import type { KeyGroupRange } from '../../model/key-groups.js';
import type { TypeInformation } from '../../model/type-information.js';
import { Types } from '../../model/types.js';
import type { KeyedStateBackend } from '../keyed-state-backend.js';
import type { FrozenState, KeyedStateMeta, OperatorSnapshot, OperatorStateSnapshot } from '../snapshot.js';
import type { KeyedStateOptions } from '../state-backend.js';

/** How a suite makes the back end that it is about. */
export type KeyedStateFactory = (options: KeyedStateOptions) => KeyedStateBackend;

export const MAX_PARALLELISM = 128;
const ALL_GROUPS: KeyGroupRange = { start: 0, end: MAX_PARALLELISM - 1 };

/** A TTL clock that stands until it is moved. */
export class ManualClock {
  now = 1000;
  readonly read = (): number => this.now;
}

export interface BackendChoices {
  readonly keyType?: TypeInformation<unknown>;
  readonly range?: KeyGroupRange;
  readonly clock?: ManualClock;
  readonly restored?: readonly OperatorSnapshot[];
}

/** A back end with keys of LONG and all key groups, unless chosen otherwise. */
export function openBackend(create: KeyedStateFactory, choices: BackendChoices = {}): KeyedStateBackend {
  return create({
    keyType: choices.keyType ?? Types.LONG(),
    keyGroupRange: choices.range ?? ALL_GROUPS,
    maxParallelism: MAX_PARALLELISM,
    ttlClock: (choices.clock ?? new ManualClock()).read,
    restored: choices.restored ?? [],
  });
}

/** Writes a frozen version; `pause` is the work that comes between slices. */
export async function writeSnapshot(
  frozen: FrozenState,
  pause: () => void = () => undefined,
): Promise<OperatorSnapshot> {
  const keyGroups = new Map<number, Uint8Array>();
  const operatorStates: OperatorStateSnapshot[] = [];
  let keyedStates: readonly KeyedStateMeta[] = [];
  let last = -1;
  await frozen.write(
    {
      keyedStates: (metas) => {
        keyedStates = metas;
      },
      keyGroup: (group, entries) => {
        if (group <= last) throw new Error(`key group ${group} after ${last}`);
        last = group;
        keyGroups.set(group, entries);
      },
      operatorState: (state) => {
        operatorStates.push(state);
      },
    },
    async () => {
      await Promise.resolve();
      pause();
    },
  );
  return { keyedStates, keyGroups, operatorStates };
}

/** A snapshot of what a back end holds now. */
export function takeSnapshot(backend: { freeze(): FrozenState }): Promise<OperatorSnapshot> {
  return writeSnapshot(backend.freeze());
}

/** What an action throws, for a look at its code and message. */
export function errorOf(action: () => unknown): unknown {
  try {
    action();
  } catch (error) {
    return error;
  }
  return undefined;
}
