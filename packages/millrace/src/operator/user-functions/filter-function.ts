import { type Lifecycle, LifecycleFunction } from './function.js';

abstract class FilterFunctionClass<T> extends LifecycleFunction {
  abstract filter(value: T): boolean;
}

/** Keeps the records for which it returns true. */
export interface FilterFunction<T> extends Lifecycle {
  /** True keeps the record, false drops it; anything else is an error. */
  filter(value: T): boolean;
}

export const FilterFunction: abstract new <T>() => FilterFunctionClass<T> = FilterFunctionClass;
