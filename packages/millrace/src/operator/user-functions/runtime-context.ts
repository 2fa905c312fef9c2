import type { AggregatingState, ListState, MapState, ReducingState, ValueState } from '../../state/state.js';
import type {
  AggregatingStateDescriptor,
  ListStateDescriptor,
  MapStateDescriptor,
  ReducingStateDescriptor,
  ValueStateDescriptor,
} from '../../state/state-descriptor.js';
import type { MetricGroup } from '../metrics.js';

/** Gives out the states of the current key; only on keyed streams. */
export interface KeyedStateStore {
  /**
   * The state of this name, one value a key. The same handle for the same name.
   *
   * @throws MillraceError `STREAM_NOT_KEYED` on a stream that is not keyed, `STATE_DESCRIPTOR_CHANGED` when the name was
   *   used with another kind or type. The handle throws `USED_AFTER_CALL` outside of the function's calls.
   */
  getState<T>(descriptor: ValueStateDescriptor<T>): ValueState<T>;
  /** One list a key. Throws like `getState`. */
  getListState<T>(descriptor: ListStateDescriptor<T>): ListState<T>;
  /** One map a key. Throws like `getState`. */
  getMapState<K, V>(descriptor: MapStateDescriptor<K, V>): MapState<K, V>;
  /** One folded value a key. Throws like `getState`. */
  getReducingState<T>(descriptor: ReducingStateDescriptor<T>): ReducingState<T>;
  /** One accumulator a key. Throws like `getState`. */
  getAggregatingState<In, Acc, Out>(descriptor: AggregatingStateDescriptor<In, Acc, Out>): AggregatingState<In, Out>;
}

/** Who runs a function, its metrics and its keyed states; given to `open`. */
export interface RuntimeContext extends KeyedStateStore {
  getTaskName(): string;
  /** The task's name with its place and attempt, such as `Map (1/4)#0`. */
  getTaskNameWithSubtasks(): string;
  getNumberOfParallelSubtasks(): number;
  getMaxNumberOfParallelSubtasks(): number;
  /** From 0. */
  getIndexOfThisSubtask(): number;
  /** 0 for the first try of the job, one more after each restart. */
  getAttemptNumber(): number;
  /** A parameter of the job (`env.getConfig().setGlobalJobParameters`), or the default where it is not set. */
  getJobParameter(key: string, defaultValue: string): string;
  /** Where the function registers its own metrics. */
  getMetricsGroup(): MetricGroup;
}
