import type { JobSnapshot } from '../checkpoint/job-snapshot.js';
import { keyGroupRangeOf } from '../model/key-groups.js';
import { MillraceError } from '../model/millrace-error.js';
import type { JobGraph, JobVertex } from '../plan/job-graph.js';
import { redistribute } from '../state/redistribute.js';
import type { OperatorSnapshot } from '../state/snapshot.js';

/**
 * What each operator of a task restores, by uid: its own key groups, and its share of operator state.
 *
 * @throws MillraceError `SNAPSHOT_MAX_PARALLELISM` when the number of key groups is not that of the snapshot.
 */
export function restoredStates(
  restored: JobSnapshot | undefined,
  graph: JobGraph,
  vertex: JobVertex,
  subtaskIndex: number,
): ReadonlyMap<string, readonly OperatorSnapshot[]> {
  const states = new Map<string, readonly OperatorSnapshot[]>();
  for (const node of graph.nodes) {
    const state = vertex.nodes.includes(node.id) ? restored?.operators.get(node.uid) : undefined;
    if (state === undefined) continue;
    const isKeyed = node.inputs.some((edge) => edge.keyType !== undefined);
    if (isKeyed && state.maxParallelism !== node.maxParallelism) {
      throw new MillraceError(
        'SNAPSHOT_MAX_PARALLELISM',
        `The state of operator '${node.name}' has ${state.maxParallelism} key groups, and the job wants ${node.maxParallelism}.`,
        { facts: { operator: node.name, uid: node.uid }, hint: `Call setMaxParallelism(${state.maxParallelism}).` },
      );
    }
    const share = redistribute({
      snapshots: state.subtasks,
      newParallelism: node.parallelism,
      subtaskIndex,
      keyGroupRange: isKeyed ? keyGroupRangeOf(subtaskIndex, node.maxParallelism, node.parallelism) : undefined,
    });
    states.set(node.uid, share);
  }
  return states;
}
