import { keyGroupRangeOf } from '../model/key-groups.js';
import { keyGroupOf } from '../model/key-hash.js';
import { type ErrorFacts, MillraceError } from '../model/millrace-error.js';
import { typeFromSpec } from '../model/types/type-from-spec.js';
import type { Element } from '../operator/element.js';
import { fuseSteps } from '../operator/fused-steps.js';
import type { Input } from '../operator/input.js';
import type { TaskInfo } from '../operator/operator-context.js';
import type { OperatorSpec } from '../operator/operator-definition.js';
import { KEY_SELECTOR_CALL } from '../operator/user-functions/key-error.js';
import { keySelectorFunction } from '../operator/user-functions/key-selector-function.js';
import { partitionerFunction } from '../operator/user-functions/partitioner-function.js';
import { subtaskCopy } from '../operator/user-functions/subtask-copy.js';
import type { JobGraph } from '../plan/job-graph.js';
import { edgesByInput, type PlanEdge } from '../plan/logical-plan.js';
import { channelSelector } from '../plan/partitioning.js';
import { ChannelWriter } from './channel-writer.js';
import { checkedEdge, roundTrippedEdge } from './edge-checks.js';
import { guard, withKey } from './edge-key.js';
import { type EdgeWatermarks, edgeWatermarks, inputInUnion } from './edge-watermarks.js';
import { fanOut } from './fan-out.js';
import { createGate, FlowPoint } from './flow-point.js';
import { type InstanceHost, OperatorInstance } from './operator-instance.js';
import type { Slice } from './slice.js';
import type { Exchange, TaskSpec } from './task-spec.js';

/** Roles of what runs user code with fields of its own; sources and sinks are factories. */
const USER_FUNCTION_ROLES: ReadonlySet<string> = new Set(['function', 'sinkFunction']);

type ChainNode = JobGraph['nodes'][number];

/** The running operators of one task, wired together. */
export interface OperatorChain {
  /** Each behind those that it reads from. */
  readonly instances: ReadonlyMap<number, OperatorInstance>;
  /** The ends of the task's exchanges, by the node that writes to them. */
  readonly writers: ReadonlyMap<number, readonly ChannelWriter[]>;
  /** The stop rule of a head that feeds this node from an exchange. */
  pointOfInput(node: number): FlowPoint;
  /** The input behind an edge of a node, with the checks of that edge. */
  inputOf(node: number, edge: number): Input;
  /** Where the watermarks of an edge count that shares its input with others; undefined when it has the input for itself. */
  watermarksOf(node: number, edge: number): EdgeWatermarks | undefined;
  readonly nodes: readonly ChainNode[];
  /** Brings the counts of fused operators up to date. */
  flushCounts(): void;
}

/** Makes the operators of a task, the last ones first, so that every output exists before the operator that writes to it. */
export function buildOperatorChain(spec: TaskSpec, host: InstanceHost, slice: Slice): OperatorChain {
  const nodes = spec.vertex.nodes.map((id) => nodeOf(spec, id));
  const points = flowPoints(nodes, spec.inputs, slice);
  const instances = new Map<number, OperatorInstance>();
  const writers = new Map<number, ChannelWriter[]>();
  const fused = new Map<Input, Input>();
  const flushes: (() => void)[] = [];
  const unions = new Map<number, ReadonlyMap<number, EdgeWatermarks>>();
  const builder: ChainBuilder = { spec, host, nodes, points, instances, writers, fused, flushes, unions };
  for (const node of [...nodes].reverse()) instances.set(node.id, buildInstance(builder, node));
  return {
    nodes,
    instances: new Map(nodes.map((node) => [node.id, instances.get(node.id) as OperatorInstance])),
    writers,
    pointOfInput: (node) => points.intoInput.get(node) as FlowPoint,
    flushCounts() {
      for (const flush of flushes) flush();
    },
    inputOf: (node, edge) => inputOf(builder, nodes.find((each) => each.id === node) as ChainNode, edge),
    watermarksOf: (node, edge) => unions.get(node)?.get(edge),
  };
}

interface ChainBuilder {
  readonly spec: TaskSpec;
  readonly host: InstanceHost;
  readonly nodes: readonly ChainNode[];
  readonly points: FlowPoints;
  readonly instances: Map<number, OperatorInstance>;
  readonly writers: Map<number, ChannelWriter[]>;
  /** By the input of the operator. */
  readonly fused: Map<Input, Input>;
  readonly flushes: (() => void)[];
  /** Where the watermarks of edges count that share an input with others, by node and edge. */
  readonly unions: Map<number, ReadonlyMap<number, EdgeWatermarks>>;
}

interface FlowPoints {
  /** Below each node. */
  readonly below: ReadonlyMap<number, FlowPoint>;
  /** In front of each node that reads from an exchange. */
  readonly intoInput: ReadonlyMap<number, FlowPoint>;
  /** Strictly above each node: what its gates block. */
  readonly above: ReadonlyMap<number, readonly FlowPoint[]>;
}

function flowPoints(nodes: readonly ChainNode[], inputs: readonly Exchange[], slice: Slice): FlowPoints {
  const below = new Map(nodes.map((node) => [node.id, new FlowPoint(slice)]));
  const intoInput = new Map(inputs.map(({ edge }) => [edge.toNode, new FlowPoint(slice)]));
  const above = new Map<number, readonly FlowPoint[]>();
  for (const node of nodes) {
    const points = new Set<FlowPoint>();
    const entry = intoInput.get(node.id);
    if (entry !== undefined) points.add(entry);
    for (const { from } of node.inputs) {
      const point = below.get(from);
      if (point === undefined) continue;
      points.add(point);
      for (const higher of above.get(from) ?? []) points.add(higher);
    }
    above.set(node.id, [...points]);
  }
  return { below, intoInput, above };
}

function buildInstance(builder: ChainBuilder, node: ChainNode): OperatorInstance {
  const { spec, host, points } = builder;
  const info = taskInfo(spec, node);
  const element = host.element;
  const keyType = node.inputs.find((edge) => edge.keyType !== undefined)?.keyType;
  const restored = spec.restored.get(node.uid) ?? [];
  const sideOutputs = new Map(
    Object.keys(node.sideOutputTypes).map((tag) => [tag, outputOf(builder, node, tag, element)] as const),
  );
  const oneKeyAtATime = node.oneKeyAtATime === true;
  const instance = new OperatorInstance(host, {
    info,
    oneKeyAtATime,
    operatorIndex: spec.graph.nodes.indexOf(node),
    output: withTimeFor([...sideOutputs.values()], outputOf(builder, node, undefined, element)),
    sideOutputs,
    below: points.below.get(node.id) as FlowPoint,
    above: points.above.get(node.id) ?? [],
    keyed:
      keyType === undefined
        ? undefined
        : spec.stateBackend.createKeyedState({
            keyType: typeFromSpec(keyType),
            keyGroupRange: keyGroupRangeOf(spec.subtaskIndex, node.maxParallelism, node.parallelism),
            maxParallelism: node.maxParallelism,
            // State that lasts as long as its key does not expire.
            ttlClock: oneKeyAtATime ? () => 0 : spec.ports.ttlClock,
            restored,
          }),
    operatorState: spec.stateBackend.createOperatorState(restored),
    restoredCheckpointId: spec.restoredCheckpointId,
    metrics: spec.metrics.group(`${metricName(spec, node)}.${spec.subtaskIndex}`),
  });
  instance.operator = definitionOf(spec, node).create(operatorSpec(spec, node), instance);
  builder.unions.set(node.id, unionsOf(builder, node, instance));
  return instance;
}

function definitionOf(spec: TaskSpec, node: ChainNode) {
  const definition = spec.registry.get(node.operator);
  if (definition !== undefined) return definition;
  throw new MillraceError('OPERATOR_UNKNOWN', `No operator is called '${node.operator}'.`, {
    facts: { operator: node.name, uid: node.uid },
    hint: 'The plan comes from a newer version, or the package that brings the operator is not loaded.',
  });
}

function taskInfo(spec: TaskSpec, node: ChainNode): TaskInfo {
  return {
    jobName: spec.graph.jobName,
    taskName: spec.vertex.name,
    operatorName: node.name,
    uid: node.uid,
    subtaskIndex: spec.subtaskIndex,
    parallelism: node.parallelism,
    maxParallelism: node.maxParallelism,
    attempt: spec.attempt,
    jobParameters: spec.jobParameters,
  };
}

function operatorSpec(spec: TaskSpec, node: ChainNode): OperatorSpec {
  // Edges that share an input have the same type and key.
  const inputs = edgesByInput(node).map(([edge]) => edge as PlanEdge);
  const functions: Record<string, unknown> = { ...spec.services.get(node.id) };
  for (const [role, reference] of Object.entries(node.functions)) {
    const code = spec.functions.resolve(reference);
    functions[role] = USER_FUNCTION_ROLES.has(role) ? subtaskCopy(code, node.name, node.parallelism === 1) : code;
  }
  return {
    options: node.options,
    functions,
    inputTypes: inputs.map((edge) => typeFromSpec(edge.type)),
    outputType: typeFromSpec(node.outputType),
    keySelectors: inputs.map((edge) =>
      edge.keySelector === undefined || edge.keyType === undefined
        ? undefined
        : keySelectorFunction(spec.functions.resolve(edge.keySelector)),
    ),
    sideOutputTypes: Object.fromEntries(
      Object.entries(node.sideOutputTypes).map(([tag, type]) => [tag, typeFromSpec(type)]),
    ),
  };
}

/** The operator's name; with its uid where several operators share the name. */
function metricName(spec: TaskSpec, node: ChainNode): string {
  const isShared = spec.graph.nodes.some((other) => other !== node && other.name === node.name);
  return isShared ? `${node.name}#${node.uid}` : node.name;
}

/** The main output; watermarks and status go to the side outputs as well, which have no time of their own. */
function withTimeFor(sideOutputs: readonly Input[], main: Input): Input {
  if (sideOutputs.length === 0) return main;
  const all = [main, ...sideOutputs];
  return {
    processElement: (value) => main.processElement(value),
    processWatermark(time) {
      for (const output of all) output.processWatermark(time);
    },
    processStatus(idle) {
      for (const output of all) output.processStatus(idle);
    },
  };
}

/** Everything that reads one output of a node: operators of the chain, and exchanges. */
function outputOf(builder: ChainBuilder, node: ChainNode, tag: string | undefined, element: Element): Input {
  const reads = (edge: PlanEdge) => edge.from === node.id && edge.sideOutput === tag;
  const inChain = builder.nodes.flatMap((consumer) =>
    consumer.inputs.flatMap((edge, index) => {
      if (!reads(edge)) return [];
      const watermarks = builder.unions.get(consumer.id)?.get(index);
      const input = inputOf(builder, consumer, index);
      return [watermarks === undefined ? input : inputInUnion(input, watermarks)];
    }),
  );
  const exchanges = builder.spec.outputs
    .filter(({ edge }) => reads(edge.edge) && edge.fromNode === node.id)
    .map((exchange) => channelWriter(builder, node, exchange, element));
  return fanOut([...inChain, ...exchanges]);
}

/** The edges of the inputs of a node that several bring records to. */
function unionsOf(builder: ChainBuilder, node: ChainNode, { operator }: OperatorInstance): Map<number, EdgeWatermarks> {
  const all = edgesByInput(node).flatMap((edges, input) => {
    if (edges.length === 1) return [];
    const counted = edges.map((each) => {
      const edge = node.inputs.indexOf(each);
      const exchange = builder.spec.inputs.find(
        ({ edge: { toNode, toEdge } }) => toNode === node.id && toEdge === edge,
      );
      return { edge, channelCount: exchange?.channels.length ?? 1 };
    });
    return [...edgeWatermarks(counted, operator.inputs[input] as Input)];
  });
  return new Map(all);
}

function inputOf(builder: ChainBuilder, node: ChainNode, index: number): Input {
  const { spec, host, instances } = builder;
  const edge = node.inputs[index] as PlanEdge;
  const input = (instances.get(node.id) as OperatorInstance).operator.inputs[edge.input] as Input;
  if (!spec.checked && edge.keyType === undefined) return fusedInput(builder, input);
  const type = typeFromSpec(edge.type);
  const from = factsOf(spec, nodeOf(spec, edge.from));
  if (!spec.checked) return roundTrippedEdge(fusedInput(builder, input), type, from);
  return checkedEdge(input, type.codec, host.element, { from, to: factsOf(spec, node) });
}

export function nodeOf({ graph }: TaskSpec, id: number): ChainNode {
  return graph.nodes.find((node) => node.id === id) as ChainNode;
}

/** How errors name a node: one of another task without a subtask. */
export function factsOf({ vertex, subtaskIndex }: TaskSpec, { id, name, uid }: ChainNode): ErrorFacts {
  return { operator: name, uid, ...(vertex.nodes.includes(id) ? { subtask: subtaskIndex } : {}) };
}

/** An input with its steps in one generated function, if it says its steps. */
function fusedInput({ fused, flushes, host }: ChainBuilder, input: Input): Input {
  const known = fused.get(input);
  if (known !== undefined) return known;
  const steps = fuseSteps(input, host.activity);
  if (steps !== undefined) flushes.push(steps.flushCounts);
  fused.set(input, steps?.input ?? input);
  return steps?.input ?? input;
}

function channelWriter(
  builder: ChainBuilder,
  node: ChainNode,
  { edge, channels }: Exchange,
  element: Element,
): ChannelWriter {
  const { spec, host, points } = builder;
  const target = nodeOf(spec, edge.toNode);
  const { keySelector, keyType } = edge.edge;
  const guarded = guard(factsOf(spec, target));
  const keyOf = keySelector === undefined ? undefined : keySelectorFunction(spec.functions.resolve(keySelector));
  const keyCodec = keyType === undefined ? undefined : typeFromSpec(keyType).codec;
  const writer = new ChannelWriter({
    channels,
    type: typeFromSpec(edge.edge.type),
    from: factsOf(spec, node),
    element,
    gate: createGate([points.below.get(node.id) as FlowPoint, ...(points.above.get(node.id) ?? [])], () => host.wake()),
    select: channelSelector(edge.partitioning, {
      channelCount: channels.length,
      subtaskIndex: spec.subtaskIndex,
      maxParallelism: target.maxParallelism,
      random: () => spec.ports.random.next(),
      keyOf: keyOf === undefined ? undefined : guarded(KEY_SELECTOR_CALL, keyOf),
      keyGroupOf:
        keyOf === undefined || keyCodec === undefined
          ? undefined
          : guarded(
              KEY_SELECTOR_CALL,
              withKey(keyOf, keyCodec, (key) => keyGroupOf(keyCodec, key, target.maxParallelism)),
            ),
      partitioner:
        edge.partitioning.kind === 'custom'
          ? guarded('partitionCustom', partitionerFunction(spec.functions.resolve(edge.partitioning.partitioner)))
          : undefined,
    }),
  });
  builder.writers.set(node.id, [...(builder.writers.get(node.id) ?? []), writer]);
  return writer;
}
