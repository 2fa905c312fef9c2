import type { LogicalPlan } from './logical-plan.js';
import { partitioningLabel } from './partitioning.js';

/** One operator of a plan, in the form of Flink's plan visualiser. */
export interface ExplainedNode {
  readonly id: number;
  readonly type: string;
  readonly pact: 'Data Source' | 'Data Sink' | 'Operator';
  readonly contents: string;
  readonly parallelism: number;
  readonly predecessors?: readonly { readonly id: number; readonly ship_strategy: string; readonly side: 'second' }[];
}

const PACTS: Readonly<Record<string, ExplainedNode['pact']>> = { source: 'Data Source', sink: 'Data Sink' };

/** A plan as Flink prints it: `{ nodes: […] }`. */
export function explainPlan(plan: LogicalPlan): { readonly nodes: readonly ExplainedNode[] } {
  return {
    nodes: plan.nodes.map((node) => ({
      id: node.id + 1,
      type: node.name,
      pact: PACTS[node.operator] ?? 'Operator',
      contents: node.description ?? node.name,
      parallelism: node.parallelism,
      ...(node.inputs.length === 0
        ? {}
        : {
            predecessors: node.inputs.map((edge) => ({
              id: edge.from + 1,
              ship_strategy: partitioningLabel(edge.partitioning),
              side: 'second' as const,
            })),
          }),
    })),
  };
}
