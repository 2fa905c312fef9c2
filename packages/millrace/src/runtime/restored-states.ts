import type { JobGraph, JobVertex } from '../plan/job-graph.js';
import type { OperatorSnapshot } from '../state/snapshot.js';
import type { JobSnapshot } from './job-snapshot.js';

/** What each operator of a task restores, by uid: its own key groups, and its share of operator state. */
export function restoredStates(
  restored: JobSnapshot | undefined,
  graph: JobGraph,
  vertex: JobVertex,
  subtaskIndex: number,
): ReadonlyMap<string, readonly OperatorSnapshot[]> {
  const states = new Map<string, readonly OperatorSnapshot[]>();
  if (restored === undefined) return states;
  for (const node of graph.nodes) {
    if (!vertex.nodes.includes(node.id)) continue;
    const state = restored.operators.get(node.uid);
    const part = state?.subtasks[subtaskIndex];
    if (part !== undefined) states.set(node.uid, [part]);
  }
  return states;
}
