/** How far a record is from an earlier one: a function, or an object with `getDelta`. */
export type DeltaFunction<T> =
  | ((oldDataPoint: T, newDataPoint: T) => number)
  | { getDelta(oldDataPoint: T, newDataPoint: T): number };

/** Calls a delta function of either form. */
export function deltaOf<T>(deltaFunction: DeltaFunction<T>, oldDataPoint: T, newDataPoint: T): number {
  return typeof deltaFunction === 'function'
    ? deltaFunction(oldDataPoint, newDataPoint)
    : deltaFunction.getDelta(oldDataPoint, newDataPoint);
}
