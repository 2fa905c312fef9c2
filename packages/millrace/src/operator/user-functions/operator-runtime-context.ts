import type { AggregatingState, ListState, MapState, ReducingState, ValueState } from '../../state/state.js';
import type {
  AggregatingStateDescriptor,
  ListStateDescriptor,
  MapStateDescriptor,
  ReducingStateDescriptor,
  ValueStateDescriptor,
} from '../../state/state-descriptor.js';
import type { MetricGroup } from '../metrics.js';
import type { OperatorContext, TaskInfo } from '../operator-context.js';
import type { CallGuard } from './guarded-state.js';
import { KeyedStates } from './keyed-states.js';
import type { KeyedStateStore, RuntimeContext } from './runtime-context.js';

/** The runtime context that an operator gives to the `open` of its user function. */
export class OperatorRuntimeContext implements RuntimeContext {
  private readonly info: TaskInfo;
  private readonly metrics: MetricGroup;

  constructor(
    context: OperatorContext,
    guard: CallGuard,
    private readonly states: KeyedStateStore = new KeyedStates(context, guard),
  ) {
    this.info = context.info;
    this.metrics = context.metrics;
  }

  getTaskName(): string {
    return this.info.taskName;
  }

  getTaskNameWithSubtasks(): string {
    const { taskName, subtaskIndex, parallelism, attempt } = this.info;
    return `${taskName} (${subtaskIndex + 1}/${parallelism})#${attempt}`;
  }

  getNumberOfParallelSubtasks(): number {
    return this.info.parallelism;
  }

  getMaxNumberOfParallelSubtasks(): number {
    return this.info.maxParallelism;
  }

  getIndexOfThisSubtask(): number {
    return this.info.subtaskIndex;
  }

  getAttemptNumber(): number {
    return this.info.attempt;
  }

  getJobParameter(key: string, defaultValue: string): string {
    const { jobParameters } = this.info;
    return jobParameters !== undefined && Object.hasOwn(jobParameters, key) ? jobParameters[key]! : defaultValue;
  }

  getMetricsGroup(): MetricGroup {
    return this.metrics;
  }

  getState<T>(descriptor: ValueStateDescriptor<T>): ValueState<T> {
    return this.states.getState(descriptor);
  }

  getListState<T>(descriptor: ListStateDescriptor<T>): ListState<T> {
    return this.states.getListState(descriptor);
  }

  getMapState<K, V>(descriptor: MapStateDescriptor<K, V>): MapState<K, V> {
    return this.states.getMapState(descriptor);
  }

  getReducingState<T>(descriptor: ReducingStateDescriptor<T>): ReducingState<T> {
    return this.states.getReducingState(descriptor);
  }

  getAggregatingState<In, Acc, Out>(descriptor: AggregatingStateDescriptor<In, Acc, Out>): AggregatingState<In, Out> {
    return this.states.getAggregatingState(descriptor);
  }
}
