/** What one of several inputs has said about its event time. */
export interface PartialWatermark {
  watermark: number;
  isIdle: boolean;
}

/** A partial watermark that has said nothing yet, and so holds the others back. */
export function createPartialWatermark(): PartialWatermark {
  return { watermark: Number.NEGATIVE_INFINITY, isIdle: false };
}

/** Takes a watermark of one input; true when it rose. It makes the input active in any case. */
export function raisePartial(partial: PartialWatermark, time: number): boolean {
  partial.isIdle = false;
  if (!(time > partial.watermark)) return false;
  partial.watermark = time;
  return true;
}

/**
 * Event time over several inputs: the smallest watermark of those that are active. Never goes back.
 *
 * When all of them are idle it is the largest, so that it does not depend on the order in which they became idle
 * (Flink since 2.2, FLINK-38454).
 */
export class CombinedWatermark {
  /** The combined watermark; `-Infinity` before all inputs have given one. */
  time = Number.NEGATIVE_INFINITY;
  /** True when all inputs are idle. */
  isIdle = false;

  /** Looks at the inputs again. True when the combined watermark rose. */
  update(partials: Iterable<PartialWatermark>): boolean {
    let smallest = Number.POSITIVE_INFINITY;
    let largest = Number.NEGATIVE_INFINITY;
    let isEmpty = true;
    let allIdle = true;
    for (const partial of partials) {
      isEmpty = false;
      if (partial.watermark > largest) largest = partial.watermark;
      if (partial.isIdle) continue;
      allIdle = false;
      if (partial.watermark < smallest) smallest = partial.watermark;
    }
    // Without inputs there is no smallest watermark, and nothing is known about idleness.
    if (isEmpty) return false;
    this.isIdle = allIdle;
    const combined = allIdle ? largest : smallest;
    if (!(combined > this.time)) return false;
    this.time = combined;
    return true;
  }
}
