import type { BroadcastState, ReadOnlyBroadcastState, State } from '../../state/state.js';
import type { MapStateDescriptor, StateDescriptor } from '../../state/state-descriptor.js';
import type { OutputTag } from './output-tag.js';
import type { TimeDomain } from './time-domain.js';
import type { TimerService } from './timer-service.js';

/** What every process method can ask and do. Valid during the call that it was given to, and no longer. */
export interface BaseContext {
  /** The timestamp of the record in milliseconds, or undefined if it has none; in `onTimer`, the timer's time. */
  timestamp(): number | undefined;
  /** Emits a record to a side output, with the timestamp of the record (or event timer) in hand. */
  output<X>(tag: OutputTag<X>, value: X): void;
}

/** The context of `ProcessFunction.processElement`. */
export interface ProcessContext extends BaseContext {
  timerService(): TimerService;
}

/** The context of `ProcessFunction.onTimer`. */
export interface OnTimerContext extends ProcessContext {
  timestamp(): number;
  /** In which of the two times the timer was registered. */
  timeDomain(): TimeDomain;
}

/** The context of `KeyedProcessFunction.processElement`. */
export interface KeyedProcessContext<Key> extends ProcessContext {
  getCurrentKey(): Key;
}

/** The context of `KeyedProcessFunction.onTimer`. */
export interface KeyedOnTimerContext<Key> extends OnTimerContext {
  getCurrentKey(): Key;
}

/** What both sides of a broadcast function can ask. */
export interface BaseBroadcastContext extends BaseContext {
  /** Milliseconds since the epoch. */
  currentProcessingTime(): number;
  /** The event time of the operator; `-Infinity` before the first watermark. */
  currentWatermark(): number;
}

/** The context of `BroadcastProcessFunction.processElement`: it may read the broadcast state. */
export interface ReadOnlyBroadcastContext extends BaseBroadcastContext {
  /** @throws MillraceError `BROADCAST_STATE_UNKNOWN` for a descriptor that was not given to `broadcast`. */
  getBroadcastState<K, V>(descriptor: MapStateDescriptor<K, V>): ReadOnlyBroadcastState<K, V>;
}

/** The context of `BroadcastProcessFunction.processBroadcastElement`: it may write the broadcast state. */
export interface BroadcastContext extends BaseBroadcastContext {
  /** @throws MillraceError `BROADCAST_STATE_UNKNOWN` for a descriptor that was not given to `broadcast`. */
  getBroadcastState<K, V>(descriptor: MapStateDescriptor<K, V>): BroadcastState<K, V>;
}

/** The context of `KeyedBroadcastProcessFunction.processElement`. */
export interface KeyedReadOnlyBroadcastContext<Key> extends ReadOnlyBroadcastContext {
  timerService(): TimerService;
  getCurrentKey(): Key;
}

/** The context of `KeyedBroadcastProcessFunction.processBroadcastElement`: no key is in hand. */
export interface KeyedBroadcastContext<Key> extends BroadcastContext {
  /** Calls `apply` for every key of this subtask that has something in the state, with the state of that key. */
  applyToKeyedState<S extends State>(descriptor: StateDescriptor<S>, apply: (key: Key, state: S) => void): void;
}

/** The context of `KeyedBroadcastProcessFunction.onTimer`. */
export interface KeyedBroadcastOnTimerContext<Key> extends KeyedReadOnlyBroadcastContext<Key> {
  timestamp(): number;
  timeDomain(): TimeDomain;
}
