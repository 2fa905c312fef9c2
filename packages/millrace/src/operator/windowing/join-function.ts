import type { Collector, Emitted } from '../user-functions/collector.js';
import { type Lifecycle, LifecycleFunction } from '../user-functions/function.js';

abstract class JoinFunctionClass<In1, In2, Out> extends LifecycleFunction {
  declare readonly flat?: false;
  abstract join(first: In1, second: In2): Out;
}

/** One record for each pair of a window: of each record of the first stream with each one of the second. */
export interface JoinFunction<In1, In2, Out> extends Lifecycle {
  readonly flat?: false;
  join(first: In1, second: In2): Out;
}

export const JoinFunction: abstract new <In1, In2, Out>() => JoinFunctionClass<In1, In2, Out> = JoinFunctionClass;

abstract class FlatJoinFunctionClass<In1, In2, Out> extends LifecycleFunction {
  readonly flat = true;
  abstract join(first: In1, second: In2, out: Collector<Out>): Emitted<Out>;
}

/**
 * Any number of records for each pair of a window. What it returns is emitted, as with `FlatMapFunction`.
 *
 * @example
 * ```ts
 * import { FlatJoinFunction } from 'millrace';
 *
 * class Cheaper extends FlatJoinFunction<{ price: number }, { price: number }, number> {
 *   *join(offer: { price: number }, limit: { price: number }) {
 *     if (offer.price < limit.price) yield offer.price;
 *   }
 * }
 * console.log(new Cheaper().flat);
 * ```
 */
export interface FlatJoinFunction<In1, In2, Out> extends Lifecycle {
  /** What tells it from a `JoinFunction`, whose result is one record. */
  readonly flat: true;
  join(first: In1, second: In2, out: Collector<Out>): Emitted<Out>;
}

export const FlatJoinFunction: abstract new <In1, In2, Out>() => FlatJoinFunctionClass<In1, In2, Out> =
  FlatJoinFunctionClass;

abstract class CoGroupFunctionClass<In1, In2, Out> extends LifecycleFunction {
  abstract coGroup(first: readonly In1[], second: readonly In2[], out: Collector<Out>): Emitted<Out>;
}

/**
 * All records that two streams have in a window and under a key, in the order in which they came; one of the two may have
 * none. What it returns is emitted, as with `FlatMapFunction`.
 */
export interface CoGroupFunction<In1, In2, Out> extends Lifecycle {
  coGroup(first: readonly In1[], second: readonly In2[], out: Collector<Out>): Emitted<Out>;
}

export const CoGroupFunction: abstract new <In1, In2, Out>() => CoGroupFunctionClass<In1, In2, Out> =
  CoGroupFunctionClass;

/** A record of one of two streams that share windows: what assigners, triggers and evictors of a join see. */
export type TaggedUnion<In1, In2> = { readonly first: In1 } | { readonly second: In2 };

/** What `apply` of a window join takes for one record a pair. */
export type JoinArgument<In1, In2, Out> = JoinFunction<In1, In2, Out> | JoinFunction<In1, In2, Out>['join'];

/** What `apply` of a co-group takes. */
export type CoGroupArgument<In1, In2, Out> = CoGroupFunction<In1, In2, Out> | CoGroupFunction<In1, In2, Out>['coGroup'];
