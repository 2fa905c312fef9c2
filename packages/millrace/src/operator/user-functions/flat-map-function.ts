import type { Collector, Emitted } from './collector.js';
import { type Lifecycle, LifecycleFunction } from './function.js';

abstract class FlatMapFunctionClass<In, Out> extends LifecycleFunction {
  abstract flatMap(value: In, out: Collector<Out>): Emitted<Out>;
}

/**
 * Any number of records out for each one in.
 *
 * A generator is pulled record by record and never drained into memory; an array or any other iterable does as well, and
 * so does the collector.
 *
 * @example
 * ```ts
 * import { FlatMapFunction } from 'millrace';
 *
 * class Words extends FlatMapFunction<string, string> {
 *   *flatMap(line: string) {
 *     for (const word of line.split(' ')) if (word !== '') yield word;
 *   }
 * }
 * console.log(new Words());
 * ```
 */
export interface FlatMapFunction<In, Out> extends Lifecycle {
  flatMap(value: In, out: Collector<Out>): Emitted<Out>;
}

export const FlatMapFunction: abstract new <In, Out>() => FlatMapFunctionClass<In, Out> = FlatMapFunctionClass;

abstract class CoFlatMapFunctionClass<In1, In2, Out> extends LifecycleFunction {
  abstract flatMap1(value: In1, out: Collector<Out>): Emitted<Out>;
  abstract flatMap2(value: In2, out: Collector<Out>): Emitted<Out>;
}

/** Any number of records out for each record of two connected streams. */
export interface CoFlatMapFunction<In1, In2, Out> extends Lifecycle {
  flatMap1(value: In1, out: Collector<Out>): Emitted<Out>;
  flatMap2(value: In2, out: Collector<Out>): Emitted<Out>;
}

export const CoFlatMapFunction: abstract new <In1, In2, Out>() => CoFlatMapFunctionClass<In1, In2, Out> =
  CoFlatMapFunctionClass;
