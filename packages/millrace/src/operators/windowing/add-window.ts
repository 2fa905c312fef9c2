import type { MergingWindowAssigner } from '../../operator/windowing/window-assigner.js';
import type { Window } from '../../time/window.js';
import type { MergedWindow, MergingSet } from './merging-set.js';

/** Windows that have become one. */
export interface Merge {
  readonly result: MergedWindow;
  /** The windows that were there before, without the new one. */
  readonly windows: readonly Window[];
  /** Where the contents stand that must be moved to those of the result. */
  readonly stateWindows: readonly Window[];
}

/** What a new window has led to. */
export interface Addition {
  readonly set: MergingSet;
  /** What the new window is now, or is part of. */
  readonly added: MergedWindow;
  readonly merges: readonly Merge[];
}

/** Says whether two windows are the same. */
export type SameWindow = (one: Window, other: Window) => boolean;

/** Adds a window to a set, and merges what its assigner says. */
export function addWindow(
  set: MergingSet,
  window: Window,
  assigner: MergingWindowAssigner<unknown, Window>,
  same: SameWindow,
): Addition {
  const candidates = [...set.map((entry) => entry.window), window];
  const groups: { readonly windows: readonly Window[]; readonly result: Window }[] = [];
  assigner.mergeWindows(candidates, {
    merge: (windows, result) => {
      groups.push({ windows: [...windows], result });
    },
  });
  let left = set;
  let added: MergedWindow | undefined;
  const merges: Merge[] = [];
  for (const { windows, result } of groups) {
    const [first, ...others] = left.filter((entry) => windows.some((each) => same(each, entry.window)));
    if (first === undefined) continue;
    const merged: MergedWindow = { window: result, stateWindow: first.stateWindow };
    left = [...left.filter((entry) => entry !== first && !others.includes(entry)), merged];
    if (windows.some((each) => same(each, window))) added = merged;
    // A window that another one already holds changes nothing.
    if (others.length === 0 && same(first.window, result)) continue;
    merges.push({
      result: merged,
      windows: [first, ...others].map((entry) => entry.window),
      stateWindows: others.map((entry) => entry.stateWindow),
    });
  }
  if (added !== undefined) return { set: left, added, merges };
  const known = left.find((entry) => same(entry.window, window));
  if (known !== undefined) return { set: left, added: known, merges };
  const fresh: MergedWindow = { window, stateWindow: window };
  return { set: [...left, fresh], added: fresh, merges };
}
