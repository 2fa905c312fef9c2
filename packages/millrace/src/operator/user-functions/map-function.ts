import { type Lifecycle, LifecycleFunction } from './function.js';

abstract class MapFunctionClass<In, Out> extends LifecycleFunction {
  abstract map(value: In): Out;
}

/**
 * One record in, one record out.
 *
 * @example
 * ```ts
 * import { MapFunction } from 'millrace';
 *
 * class Length extends MapFunction<string, number> {
 *   map(value: string) {
 *     return value.length;
 *   }
 * }
 * console.log(new Length().map('fig'));
 * ```
 */
export interface MapFunction<In, Out> extends Lifecycle {
  /** The record that takes the place of `value`: anything but undefined and a promise. */
  map(value: In): Out;
}

export const MapFunction: abstract new <In, Out>() => MapFunctionClass<In, Out> = MapFunctionClass;

abstract class CoMapFunctionClass<In1, In2, Out> extends LifecycleFunction {
  abstract map1(value: In1): Out;
  abstract map2(value: In2): Out;
}

/** One record out for each record of two connected streams. */
export interface CoMapFunction<In1, In2, Out> extends Lifecycle {
  map1(value: In1): Out;
  map2(value: In2): Out;
}

export const CoMapFunction: abstract new <In1, In2, Out>() => CoMapFunctionClass<In1, In2, Out> = CoMapFunctionClass;
