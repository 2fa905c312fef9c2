/**
 * How windows are made of slices: stretches of time, one behind the other, all of whose timestamps are in the same windows.
 * Times are milliseconds; a slice is named by its start, a window by its end.
 */
export interface WindowSlices {
  readonly sliceMs: number;
  /** How many slices the largest window has. */
  readonly slicesPerWindow: number;
  /** The slice that holds a timestamp. */
  sliceAt(timestamp: number): number;
  /** The first window that holds a slice; it ends behind `lastEnd` when no window does. */
  firstEnd(slice: number): number;
  /** The last window that holds a slice. */
  lastEnd(slice: number): number;
  /** Where a window begins. */
  startOf(end: number): number;
  /** The window behind a window. */
  nextEnd(end: number): number;
  /** True when records see the latest of their windows first, as Flink assigns them. */
  readonly latestFirst: boolean;
}
