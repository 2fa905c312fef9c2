import { type Lifecycle, LifecycleFunction } from './function.js';

abstract class ReduceFunctionClass<T> extends LifecycleFunction {
  abstract reduce(value1: T, value2: T): T;
}

/** Folds two values into one of the same type. Must be associative; must not change its arguments. */
export interface ReduceFunction<T> extends Lifecycle {
  reduce(value1: T, value2: T): T;
}

export const ReduceFunction: abstract new <T>() => ReduceFunctionClass<T> = ReduceFunctionClass;
