import { type Lifecycle, LifecycleFunction } from './function.js';

/** What stands beside a record that a sink function takes. Valid during the call, and no longer. */
export interface SinkFunctionContext {
  /** Milliseconds since the epoch. */
  currentProcessingTime(): number;
  currentWatermark(): number;
  /** The record's timestamp in milliseconds, or undefined if it has none. */
  timestamp(): number | undefined;
}

abstract class SinkFunctionClass<T> extends LifecycleFunction {
  abstract invoke(value: T, context: SinkFunctionContext): void | Promise<void>;
}

/** Takes records one at a time: the simple form of a sink, without a guarantee beyond a restart. */
export interface SinkFunction<T> extends Lifecycle {
  /** A promise counts as a record in flight: it holds back checkpoints and, past a bound, further records. */
  invoke(value: T, context: SinkFunctionContext): void | Promise<void>;
}

export const SinkFunction: abstract new <T>() => SinkFunctionClass<T> = SinkFunctionClass;
