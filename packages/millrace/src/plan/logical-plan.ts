import type { TypeSpec } from '../model/type-information.js';
import type { FunctionReference, FunctionTable } from './function-reference.js';
import type { Partitioning } from './partitioning.js';

/** May an operator run in one chain with those before it and behind it? */
export type ChainingStrategy = 'always' | 'head' | 'never';

/** In `BATCH` mode every source ends, and what is keyed is processed key by key. */
export type RuntimeMode = 'STREAMING' | 'BATCH';

/** An input that gives its first record when it has its last: those of a key together, or all in their order. */
export type Gathering = 'by-key' | 'as-they-come';

/** What brings records to an input of a node. Several edges to one input are a union. */
export interface PlanEdge {
  readonly from: number;
  /** The input of the node, from 0. */
  readonly input: number;
  readonly partitioning: Partitioning;
  /** The tag, when the records come from a side output. */
  readonly sideOutput?: string;
  /** Present on inputs that are keyed, and on custom partitionings. */
  readonly keySelector?: FunctionReference;
  readonly keyType?: TypeSpec;
  /** The type of the records on this edge. */
  readonly type: TypeSpec;
  /** BATCH mode: such inputs of a node begin when its other ones have ended. */
  readonly gathering?: Gathering;
}

/** The resources that one slot of a slot sharing group needs. */
export interface SlotResources {
  readonly cpuCores: number;
  readonly taskHeapBytes: number;
  readonly taskOffHeapBytes: number;
  readonly managedBytes: number;
  /** By name, such as GPUs. */
  readonly external: Readonly<Record<string, number>>;
}

/** One operator of a logical plan. Plain data: user code stands in the function table. */
export interface PlanNode {
  readonly id: number;
  /** The name in the operator registry. */
  readonly operator: string;
  /** What the user sees in errors, metrics and `explain`. */
  readonly name: string;
  /** What the operator does, at more length; `explain` and the plan show it. */
  readonly description?: string;
  readonly uid?: string;
  readonly parallelism: number;
  readonly maxParallelism: number;
  readonly chaining: ChainingStrategy;
  /** Operators of other groups do not share a slot, nor a chain. */
  readonly slotSharingGroup: string;
  /** By input, and by declaration within one. */
  readonly inputs: readonly PlanEdge[];
  /** BATCH mode: the node holds the state of one key at a time, and fires its timers when the key is over. */
  readonly oneKeyAtATime?: true;
  /** How long records may wait for others before they leave the task together; 0 when absent, negative until enough have come. */
  readonly bufferTimeoutMs?: number;
  readonly options: Readonly<Record<string, unknown>>;
  readonly functions: Readonly<Record<string, FunctionReference>>;
  readonly outputType: TypeSpec;
  readonly sideOutputTypes: Readonly<Record<string, TypeSpec>>;
}

/** A job as the front ends hand it over. */
export interface LogicalPlan {
  readonly jobName: string;
  readonly runtimeMode: RuntimeMode;
  /** Every node stands behind the nodes that it reads from. */
  readonly nodes: readonly PlanNode[];
  /** The groups whose resources are known. */
  readonly slotSharingGroups?: Readonly<Record<string, SlotResources>>;
  /** Operators of different maximum parallelism run in tasks of their own. */
  readonly keepsMaxParallelismsApart?: true;
  readonly functions: FunctionTable;
}

/** The edges of each input of a node. */
export function edgesByInput({ inputs }: Pick<PlanNode, 'inputs'>): readonly (readonly PlanEdge[])[] {
  const byInput: PlanEdge[][] = [];
  for (const edge of inputs) {
    const edges = byInput[edge.input];
    if (edges === undefined) byInput[edge.input] = [edge];
    else edges.push(edge);
  }
  return byInput;
}
