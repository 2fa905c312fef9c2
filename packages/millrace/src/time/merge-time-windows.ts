import type { MergeCallback, TimeWindow } from './window.js';

/** Goes through windows in the order of their starts, and reports every run of windows that meet. */
export function mergeTimeWindows(windows: Iterable<TimeWindow>, callback: MergeCallback<TimeWindow>): void {
  const sorted = [...windows].sort((one, other) => one.start - other.start || one.end - other.end);
  let run: TimeWindow[] = [];
  let cover: TimeWindow | undefined;
  const report = () => {
    if (cover !== undefined && run.length > 1) callback.merge(run, cover);
  };
  for (const window of sorted) {
    if (cover?.intersects(window)) {
      // The same window twice is one window.
      if (run.at(-1)?.equals(window) !== true) run.push(window);
      cover = cover.cover(window);
    } else {
      report();
      run = [window];
      cover = window;
    }
  }
  report();
}
