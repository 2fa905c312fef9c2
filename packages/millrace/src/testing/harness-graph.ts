import type { TypeInformation } from '../model/type-information.js';
import { Types } from '../model/types.js';
import type { OperatorDefinition } from '../operator/operator-definition.js';
import type { FunctionTable } from '../plan/function-reference.js';
import type { JobEdge, JobGraph } from '../plan/job-graph.js';
import type { Gathering, PlanEdge } from '../plan/logical-plan.js';

/** One input of the operator under test. */
export interface HarnessInput {
  readonly type?: TypeInformation<unknown>;
  /** With a key, the operator gets keyed state. */
  readonly keySelector?: unknown;
  readonly keyType?: TypeInformation<unknown>;
  /** BATCH mode: the input gives its first record when it has its last. */
  readonly gathering?: Gathering;
}

/** What the graph of an operator harness is made from. */
export interface HarnessGraphOptions {
  readonly definition: OperatorDefinition;
  readonly functions?: Readonly<Record<string, unknown>>;
  readonly options?: Readonly<Record<string, unknown>>;
  /** Default: one input without type and key. */
  readonly inputs?: readonly HarnessInput[];
  readonly outputType?: TypeInformation<unknown>;
  readonly sideOutputs?: Readonly<Record<string, TypeInformation<unknown>>>;
  readonly maxParallelism?: number;
  /** BATCH mode: the operator holds the state of one key. Default false. */
  readonly oneKeyAtATime?: boolean;
  readonly name?: string;
}

const BEFORE = 0;
/** The id of the operator under test, and of its vertex. */
export const UNDER_TEST = 1;
const BEHIND = 2;

const UNTYPED = Types.PICKLED_BYTE_ARRAY() as TypeInformation<unknown>;

/** Three vertices: whatever comes before, the operator, whatever comes behind. */
export function harnessGraph(options: HarnessGraphOptions, table: FunctionTable): JobGraph {
  const { maxParallelism = 128, outputType = UNTYPED, sideOutputs = {} } = options;
  const common = { parallelism: 1, maxParallelism, chaining: 'always' as const, slotSharingGroup: 'default' };
  const blank = { ...common, options: {}, functions: {}, sideOutputTypes: {}, outputType: UNTYPED.spec };
  const inputs = (options.inputs ?? [{}]).map((input, index) => inputEdge(input, index, table));
  const outputs = outputEdges(outputType, sideOutputs);
  const nodes: JobGraph['nodes'] = [
    { ...blank, id: BEFORE, operator: 'before', name: 'before', uid: 'before', inputs: [] },
    {
      ...common,
      id: UNDER_TEST,
      operator: options.definition.name,
      name: options.name ?? 'operator',
      uid: 'operator',
      inputs,
      ...(options.oneKeyAtATime === true ? { oneKeyAtATime: true as const } : {}),
      options: options.options ?? {},
      functions: mapped(options.functions ?? {}, (code) => table.add(code)),
      outputType: outputType.spec,
      sideOutputTypes: mapped(sideOutputs, (type) => type.spec),
    },
    { ...blank, id: BEHIND, operator: 'behind', name: 'behind', uid: 'behind', inputs: outputs },
  ];
  return {
    jobName: 'harness',
    runtimeMode: 'STREAMING',
    nodes,
    vertices: nodes.map((node) => ({ ...common, id: node.id, name: node.name, nodes: [node.id] })),
    edges: [
      ...inputs.map((input, index) => jobEdge(input, UNDER_TEST, index)),
      ...outputs.map((output, index) => jobEdge(output, BEHIND, index)),
    ],
  };
}

function inputEdge(options: HarnessInput, input: number, table: FunctionTable): PlanEdge {
  const { type = UNTYPED, keySelector, keyType = UNTYPED, gathering } = options;
  const edge = { from: BEFORE, input, type: type.spec, ...(gathering === undefined ? {} : { gathering }) };
  if (keySelector === undefined) return { ...edge, partitioning: { kind: 'rebalance' } };
  return { ...edge, partitioning: { kind: 'hash' }, keySelector: table.add(keySelector), keyType: keyType.spec };
}

function outputEdges(
  main: TypeInformation<unknown>,
  beside: Readonly<Record<string, TypeInformation<unknown>>>,
): readonly PlanEdge[] {
  const edge = { from: UNDER_TEST, input: 0, partitioning: { kind: 'rebalance' as const } };
  return [
    { ...edge, type: main.spec },
    ...Object.entries(beside).map(([sideOutput, type]) => ({ ...edge, sideOutput, type: type.spec })),
  ];
}

function jobEdge(edge: PlanEdge, toNode: number, toEdge: number): JobEdge {
  return {
    fromVertex: edge.from,
    fromNode: edge.from,
    toVertex: toNode,
    toNode,
    toEdge,
    edge,
    partitioning: edge.partitioning,
  };
}

function mapped<From, To>(record: Readonly<Record<string, From>>, map: (value: From) => To): Record<string, To> {
  return Object.fromEntries(Object.entries(record).map(([key, value]) => [key, map(value)]));
}
