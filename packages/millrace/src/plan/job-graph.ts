import { murmur3 } from '../model/key-hash.js';
import { MillraceError } from '../model/millrace-error.js';
import { edgesByInput, type LogicalPlan, type PlanEdge, type PlanNode, type RuntimeMode } from './logical-plan.js';
import { isLocal, type Partitioning } from './partitioning.js';

/** A chain of operators that runs as one task an instance. */
export interface JobVertex {
  readonly id: number;
  readonly name: string;
  readonly parallelism: number;
  readonly maxParallelism: number;
  readonly slotSharingGroup: string;
  /** Ids of the plan's nodes, each behind those that it reads from. */
  readonly nodes: readonly number[];
}

/** An exchange between two vertices. */
export interface JobEdge {
  readonly fromVertex: number;
  readonly fromNode: number;
  readonly toVertex: number;
  readonly toNode: number;
  /** Which of the edges of the node behind it. */
  readonly toEdge: number;
  readonly edge: PlanEdge;
  readonly partitioning: Partitioning;
}

/** What runs: vertices and the exchanges between them. JSON, but for the function table of its plan. */
export interface JobGraph {
  readonly jobName: string;
  readonly runtimeMode: RuntimeMode;
  readonly nodes: readonly (PlanNode & { readonly uid: string })[];
  readonly vertices: readonly JobVertex[];
  readonly edges: readonly JobEdge[];
}

/** Options of the translation. */
export interface JobGraphOptions {
  /** False runs every operator in a task of its own (Flink's `pipeline.operator-chaining.enabled`). Default true. */
  readonly chaining?: boolean;
}

/**
 * Chains what can be chained, and gives every operator its uid.
 *
 * @throws MillraceError `PLAN_UID_DUPLICATE` when two operators were given the same uid.
 */
export function buildJobGraph(plan: LogicalPlan, options: JobGraphOptions = {}): JobGraph {
  const nodes = withUids(plan.nodes);
  const groupOf = chainGroups(nodes, options.chaining ?? true, plan.keepsMaxParallelismsApart === true);
  const vertexIds = new Map<number, number>();
  for (const node of nodes) {
    const group = groupOf.get(node.id) as number;
    if (!vertexIds.has(group)) vertexIds.set(group, vertexIds.size);
  }
  const vertexOf = (nodeId: number) => vertexIds.get(groupOf.get(nodeId) as number) as number;
  const vertices = [...vertexIds.values()].map((id) =>
    vertex(
      id,
      nodes.filter((node) => vertexOf(node.id) === id),
    ),
  );
  const edges = nodes.flatMap((node) =>
    node.inputs.flatMap((edge, toEdge): JobEdge[] => {
      const fromVertex = vertexOf(edge.from);
      const toVertex = vertexOf(node.id);
      if (fromVertex === toVertex) return [];
      return [
        { fromVertex, fromNode: edge.from, toVertex, toNode: node.id, toEdge, edge, partitioning: edge.partitioning },
      ];
    }),
  );
  return { jobName: plan.jobName, runtimeMode: plan.runtimeMode, nodes, vertices, edges };
}

function vertex(id: number, members: readonly PlanNode[]): JobVertex {
  const first = members[0] as PlanNode;
  return {
    id,
    name: members.map((node) => node.name).join(' -> '),
    parallelism: first.parallelism,
    maxParallelism: first.maxParallelism,
    slotSharingGroup: first.slotSharingGroup,
    nodes: members.map((node) => node.id),
  };
}

/** Node id → representative of its chain. Merges along local edges as long as no chain would wait for itself. */
function chainGroups(
  nodes: readonly PlanNode[],
  chaining: boolean,
  keepsMaxParallelismsApart: boolean,
): Map<number, number> {
  const groupOf = new Map(nodes.map((node) => [node.id, node.id]));
  if (!chaining) return groupOf;
  const byId = new Map(nodes.map((node) => [node.id, node]));
  for (const node of nodes) {
    for (const edge of node.inputs) {
      const from = groupOf.get(edge.from) as number;
      const to = groupOf.get(node.id) as number;
      const upstream = byId.get(edge.from) as PlanNode;
      if (from === to || !isChainable(upstream, edge, node, keepsMaxParallelismsApart)) continue;
      if (reachesOutside(nodes, groupOf, from, to)) continue;
      for (const [id, group] of groupOf) if (group === to) groupOf.set(id, from);
    }
  }
  return groupOf;
}

function isChainable(from: PlanNode, edge: PlanEdge, to: PlanNode, keepsMaxParallelismsApart: boolean): boolean {
  return (
    edge.gathering === undefined &&
    isLocal(edge.partitioning, from.parallelism, to.parallelism) &&
    (!keepsMaxParallelismsApart || from.maxParallelism === to.maxParallelism) &&
    from.slotSharingGroup === to.slotSharingGroup &&
    from.chaining !== 'never' &&
    to.chaining === 'always'
  );
}

/** Is there a path between the two groups, in either direction, that leaves them? Merging would make it a cycle. */
function reachesOutside(
  nodes: readonly PlanNode[],
  groupOf: ReadonlyMap<number, number>,
  from: number,
  to: number,
): boolean {
  const next = new Map<number, Set<number>>();
  for (const node of nodes) {
    for (const edge of node.inputs) {
      const source = groupOf.get(edge.from) as number;
      const targets = next.get(source) ?? new Set();
      targets.add(groupOf.get(node.id) as number);
      next.set(source, targets);
    }
  }
  const escapes = (start: number, goal: number): boolean => {
    const seen = new Set<number>();
    const open = [...(next.get(start) ?? [])].filter((group) => group !== start && group !== goal);
    for (let group = open.pop(); group !== undefined; group = open.pop()) {
      if (group === goal) return true;
      if (seen.has(group)) continue;
      seen.add(group);
      open.push(...(next.get(group) ?? []));
    }
    return false;
  };
  return escapes(from, to) || escapes(to, from);
}

/** A node without a uid gets one from its place in the plan, so that an unchanged program finds its state again. */
function withUids(nodes: readonly PlanNode[]): (PlanNode & { readonly uid: string })[] {
  const encoder = new TextEncoder();
  const uids = new Map<number, string>();
  const siblings = new Map<string, number>();
  return nodes.map((node) => {
    const origin = ({ from, sideOutput }: PlanEdge) => `${uids.get(from)}:${sideOutput ?? ''}`;
    const inputs = edgesByInput(node).map((edges) => edges.map(origin).join('+'));
    const place = `${node.operator}(${inputs.join(',')})`;
    const position = siblings.get(place) ?? 0;
    siblings.set(place, position + 1);
    const bytes = encoder.encode(`${place}#${position}`);
    const uid = node.uid ?? `${node.operator}-${hex(murmur3(bytes))}${hex(murmur3(bytes, 0, bytes.length, 1))}`;
    const taken = nodes.find((other) => other.id !== node.id && uids.get(other.id) === uid);
    if (taken !== undefined) {
      throw new MillraceError(
        'PLAN_UID_DUPLICATE',
        `Two operators have the uid '${uid}': '${taken.name}' and '${node.name}'.`,
        {
          facts: { uid },
          hint: 'A uid addresses state; give each operator its own.',
        },
      );
    }
    uids.set(node.id, uid);
    return { ...node, uid };
  });
}

const hex = (hash: number) => (hash >>> 0).toString(16).padStart(8, '0');
