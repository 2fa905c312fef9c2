import type { KeyedStateMeta, OperatorSnapshot, OperatorStateSnapshot, SnapshotSink } from '../state/snapshot.js';

/** A snapshot sink in memory. */
export interface SnapshotCollector extends SnapshotSink {
  result(): OperatorSnapshot;
}

export function createSnapshotCollector(): SnapshotCollector {
  let keyedStates: readonly KeyedStateMeta[] = [];
  const keyGroups = new Map<number, Uint8Array>();
  const operatorStates: OperatorStateSnapshot[] = [];
  return {
    keyedStates(metas) {
      keyedStates = metas;
    },
    keyGroup(group, entries) {
      keyGroups.set(group, entries.slice());
    },
    operatorState(state) {
      operatorStates.push(state);
    },
    result: () => ({ keyedStates, keyGroups, operatorStates }),
  };
}
