import type { TypeSpec } from '../model/type-information.js';
import { typeFromSpec } from '../model/types/type-from-spec.js';
import type { DeliveryGuarantee, Sink } from '../operator/sink.js';
import type { Boundedness, Source } from '../operator/source.js';
import type { FunctionTable } from './function-reference.js';
import { buildJobGraph, type JobGraph, type JobGraphOptions } from './job-graph.js';
import type { LogicalPlan, PlanEdge, PlanNode, RuntimeMode, SlotResources } from './logical-plan.js';
import { partitioningLabel } from './partitioning.js';

/** Where an operator of an {@link ExplainedJob} gets its records from. */
export interface ExplainedInput {
  /** Id of the operator before it. */
  readonly from: number;
  /** Flink's name of the partitioning, such as `HASH`. */
  readonly partitioning: string;
  /** True when both run in one task, so that records are handed over by a call. */
  readonly chained: boolean;
  /** The tag, when the records come from a side output. */
  readonly sideOutput?: string;
  /** The type of the key, on inputs that are keyed. */
  readonly keyType?: string;
  readonly type: string;
  /** How records are held back until the last one is there: `by key`, or `as they come`. BATCH mode only. */
  readonly gathered?: string;
}

/** The source of an operator, as its connector describes it. */
export interface ExplainedSource {
  readonly connector: string;
  readonly boundedness: Boundedness;
  /** True when records can be read again after a failure. */
  readonly replayable: boolean;
  readonly options: Readonly<Record<string, unknown>>;
}

/** The sink of an operator, as its connector describes it. */
export interface ExplainedSink {
  readonly connector: string;
  /** What the sink declares for itself. */
  readonly guarantee: DeliveryGuarantee;
  readonly options: Readonly<Record<string, unknown>>;
}

/** One operator of an {@link ExplainedJob}. */
export interface ExplainedOperator {
  /** From 1, in the order of the program. */
  readonly id: number;
  /** The kind of operator, such as `map`. */
  readonly operator: string;
  readonly name: string;
  readonly description?: string;
  readonly uid: string;
  /** True when the program gave no uid, so that it follows from the operator's place and changes with it. */
  readonly uidFromPlace: boolean;
  readonly parallelism: number;
  readonly maxParallelism: number;
  readonly slotSharingGroup: string;
  /** How long its records may wait for others, in milliseconds; negative until enough have come. */
  readonly bufferTimeoutMs?: number;
  /** Id of its task. */
  readonly task: number;
  readonly inputs: readonly ExplainedInput[];
  readonly outputType: string;
  readonly sideOutputTypes: Readonly<Record<string, string>>;
  readonly source?: ExplainedSource;
  readonly sink?: ExplainedSink;
}

/** A chain of operators that runs as one task, in `parallelism` parallel instances. */
export interface ExplainedTask {
  /** From 1. */
  readonly id: number;
  readonly name: string;
  readonly parallelism: number;
  /** Ids of its operators. */
  readonly operators: readonly number[];
}

/** What a job consists of and how it would run: plain data. */
export interface ExplainedJob {
  readonly jobName: string;
  readonly runtimeMode: RuntimeMode;
  readonly operators: readonly ExplainedOperator[];
  readonly tasks: readonly ExplainedTask[];
  /** The slot sharing groups that ask for resources. */
  readonly slotSharingGroups?: Readonly<Record<string, SlotResources>>;
  /** What a reader should know before running it, one sentence each. */
  readonly warnings: readonly string[];
}

/**
 * Explains a plan without running it.
 *
 * @throws MillraceError `PLAN_UID_DUPLICATE` when two operators were given the same uid.
 */
export function explainJob(plan: LogicalPlan, options: JobGraphOptions = {}): ExplainedJob {
  const graph = buildJobGraph(plan, options);
  const given = new Map(plan.nodes.map((node) => [node.id, node.uid]));
  const operators = graph.nodes.map((node) => explainOperator(node, given.get(node.id), graph, plan.functions));
  const tasks = graph.vertices.map((vertex) => ({
    id: vertex.id + 1,
    name: vertex.name,
    parallelism: vertex.parallelism,
    operators: vertex.nodes.map(explainedId),
  }));
  return {
    jobName: plan.jobName,
    runtimeMode: plan.runtimeMode,
    operators,
    tasks,
    ...(plan.slotSharingGroups === undefined ? {} : { slotSharingGroups: plan.slotSharingGroups }),
    warnings: operators.flatMap(warningsOf),
  };
}

const explainedId = (nodeId: number) => nodeId + 1;

function explainOperator(
  node: JobGraph['nodes'][number],
  givenUid: string | undefined,
  graph: JobGraph,
  functions: FunctionTable,
): ExplainedOperator {
  const source = codeOf(node, 'source', functions) as Source | undefined;
  const sink = codeOf(node, 'sink', functions) as Sink | undefined;
  return {
    id: explainedId(node.id),
    operator: node.operator,
    name: node.name,
    ...(node.description === undefined ? {} : { description: node.description }),
    uid: node.uid,
    uidFromPlace: givenUid === undefined,
    parallelism: node.parallelism,
    maxParallelism: node.maxParallelism,
    slotSharingGroup: node.slotSharingGroup,
    ...(node.bufferTimeoutMs === undefined ? {} : { bufferTimeoutMs: node.bufferTimeoutMs }),
    task: taskOf(node.id, graph),
    inputs: node.inputs.map((edge) => explainInput(edge, taskOf(edge.from, graph) === taskOf(node.id, graph))),
    outputType: typeText(node.outputType),
    sideOutputTypes: Object.fromEntries(
      Object.entries(node.sideOutputTypes).map(([tag, type]) => [tag, typeText(type)]),
    ),
    ...(source === undefined ? {} : { source: explainSource(source) }),
    ...(sink === undefined
      ? {}
      : { sink: { connector: sink.connector, guarantee: sink.guarantee, options: plainOptions(sink.describe()) } }),
  };
}

function codeOf(node: PlanNode, role: string, functions: FunctionTable): unknown {
  const reference = node.functions[role];
  return reference === undefined ? undefined : functions.resolve(reference);
}

function taskOf(nodeId: number, graph: JobGraph): number {
  return graph.vertices.findIndex((vertex) => vertex.nodes.includes(nodeId)) + 1;
}

function explainInput(edge: PlanEdge, chained: boolean): ExplainedInput {
  return {
    from: explainedId(edge.from),
    partitioning: partitioningLabel(edge.partitioning),
    chained,
    ...(edge.sideOutput === undefined ? {} : { sideOutput: edge.sideOutput }),
    ...(edge.keyType === undefined ? {} : { keyType: typeText(edge.keyType) }),
    type: typeText(edge.type),
    ...(edge.gathering === undefined ? {} : { gathered: edge.gathering.replaceAll('-', ' ') }),
  };
}

function explainSource(source: Source): ExplainedSource {
  const { connector, boundedness, replayable } = source;
  return { connector, boundedness, replayable, options: plainOptions(source.describe()) };
}

/** What a connector says of itself, as JSON: numbers beyond it and values without a form become text. */
function plainOptions(options: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  const text = JSON.stringify(options, (_key, value: unknown) =>
    typeof value === 'bigint' || typeof value === 'function' || typeof value === 'symbol' ? String(value) : value,
  );
  return JSON.parse(text) as Readonly<Record<string, unknown>>;
}

function typeText(spec: TypeSpec): string {
  return typeFromSpec(spec).toString();
}

function warningsOf({ name, source }: ExplainedOperator): readonly string[] {
  if (source === undefined || source.replayable) return [];
  return [
    `Source '${name}' cannot be read again: after a failure, records that were read and not yet written are lost.`,
  ];
}
