import { CumulativeEventTimeWindows, CumulativeProcessingTimeWindows } from './cumulative-windows.js';
import { SlidingEventTimeWindows, SlidingProcessingTimeWindows } from './sliding-windows.js';
import { TumblingEventTimeWindows, TumblingProcessingTimeWindows } from './tumbling-windows.js';
import type { WindowSlices } from './window-slices.js';

const SLICED = [
  CumulativeEventTimeWindows,
  CumulativeProcessingTimeWindows,
  SlidingEventTimeWindows,
  SlidingProcessingTimeWindows,
  TumblingEventTimeWindows,
  TumblingProcessingTimeWindows,
];

/** The slices of an assigner's windows; undefined for one that assigns in a way of its own. */
export function slicesOf(assigner: object): WindowSlices | undefined {
  const known = SLICED.find((kind) => assigner instanceof kind);
  if (known === undefined) return undefined;
  const { assignWindows, windows } = assigner as InstanceType<typeof known>;
  return assignWindows === known.prototype.assignWindows ? windows : undefined;
}
