import type { OperatorDefinition } from '../operator/operator-definition.js';
import type { FunctionTable } from '../plan/function-reference.js';
import type { JobEdge, JobGraph, JobVertex } from '../plan/job-graph.js';
import type { OperatorSnapshot } from '../state/snapshot.js';
import type { StateBackend } from '../state/state-backend.js';
import type { Channel } from './channel.js';
import type { MetricRegistry } from './metric-registry.js';
import type { RuntimePorts } from './ports.js';

/** Finds the definition of an operator by the name that plans use. */
export type OperatorRegistry = ReadonlyMap<string, OperatorDefinition>;

/** The channels of one exchange as one subtask sees them. */
export interface Exchange {
  readonly edge: JobEdge;
  readonly channels: readonly Channel[];
}

/** What sorting the inputs of an operator may use. */
export interface SortResources {
  /** Bytes of memory of one instance of an operator. */
  readonly memoryBytes: number;
  /** Where what does not fit goes; none stands for the directory of the host. */
  readonly directories: readonly string[];
}

/** Everything that one task is made from. */
export interface TaskSpec {
  readonly jobId: string;
  readonly graph: JobGraph;
  readonly vertex: JobVertex;
  readonly subtaskIndex: number;
  readonly attempt: number;
  readonly functions: FunctionTable;
  readonly registry: OperatorRegistry;
  readonly ports: RuntimePorts;
  readonly stateBackend: StateBackend;
  readonly metrics: MetricRegistry;
  /** What user functions read with `getJobParameter`. */
  readonly jobParameters: Readonly<Record<string, string>>;
  /** Sends every edge through its codec and freezes records and what state hands out. */
  readonly checked: boolean;
  readonly sorting: SortResources;
  readonly activity: Int32Array;
  readonly inputs: readonly Exchange[];
  readonly outputs: readonly Exchange[];
  /** What each operator of the chain restores, by uid; already cut to this subtask. */
  readonly restored: ReadonlyMap<string, readonly OperatorSnapshot[]>;
  readonly restoredCheckpointId: number | undefined;
  /** Links of sources to their coordinators, by node id. */
  readonly services: ReadonlyMap<number, Readonly<Record<string, unknown>>>;
}
