import { type Lifecycle, LifecycleFunction } from './function.js';

abstract class AggregateFunctionClass<In, Accumulator, Out> extends LifecycleFunction {
  abstract createAccumulator(): Accumulator;
  abstract add(value: In, accumulator: Accumulator): Accumulator;
  abstract getResult(accumulator: Accumulator): Out;
  abstract merge(first: Accumulator, second: Accumulator): Accumulator;
}

/** Folds values into an accumulator of another type, from which the result is read. */
export interface AggregateFunction<In, Accumulator, Out> extends Lifecycle {
  /** The accumulator of no values. */
  createAccumulator(): Accumulator;
  /** The accumulator with `value` added; may be the same object. */
  add(value: In, accumulator: Accumulator): Accumulator;
  getResult(accumulator: Accumulator): Out;
  /** Both accumulators as one, where windows or states merge; may be one of the two objects. */
  merge(first: Accumulator, second: Accumulator): Accumulator;
}

export const AggregateFunction: abstract new <In, Accumulator, Out>() => AggregateFunctionClass<In, Accumulator, Out> =
  AggregateFunctionClass;
