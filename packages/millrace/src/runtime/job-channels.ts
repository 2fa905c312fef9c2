import type { JobEdge, JobGraph } from '../plan/job-graph.js';
import { connectedTargets } from '../plan/partitioning.js';
import type { Clock } from '../ports/clock.js';
import { Channel } from './channel.js';

/** One channel a connected pair of subtasks, by `from>to`. */
export function channelsOf(edge: JobEdge, graph: JobGraph, clock: Clock): ReadonlyMap<string, Channel> {
  const parallelismOf = (id: number) => graph.vertices.find((vertex) => vertex.id === id)?.parallelism ?? 1;
  const from = parallelismOf(edge.fromVertex);
  const to = parallelismOf(edge.toVertex);
  const timeoutMs = graph.nodes.find(({ id }) => id === edge.fromNode)?.bufferTimeoutMs;
  const channels = new Map<string, Channel>();
  for (let subtask = 0; subtask < from; subtask++) {
    for (const target of connectedTargets(edge.partitioning, subtask, from, to)) {
      channels.set(`${subtask}>${target}`, new Channel(timeoutMs === undefined ? undefined : { timeoutMs, clock }));
    }
  }
  return channels;
}
