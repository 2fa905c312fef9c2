/** The parameters of watermark alignment: sources of one group wait for the slowest. */
export interface WatermarkAlignment {
  readonly group: string;
  /** How far a source may be ahead of the slowest one of its group, in milliseconds. */
  readonly maxAllowedDriftMs: number;
  /** How often sources report and are told, in milliseconds. */
  readonly updateIntervalMs: number;
}

/**
 * The watermark that no source of a group may pass: that of the slowest one, and the drift on top.
 *
 * @param reported the last watermark of every subtask of every source of the group; `Infinity` for one that is idle or
 * has ended, `-Infinity` for one that has reported none: like Flink, nobody waits for those.
 * @returns `Infinity` when there is nobody to wait for.
 */
export function maxAllowedWatermark(reported: Iterable<number>, maxAllowedDriftMs: number): number {
  let slowest = Number.POSITIVE_INFINITY;
  for (const watermark of reported) {
    if (watermark < slowest && watermark !== Number.NEGATIVE_INFINITY) slowest = watermark;
  }
  return slowest + maxAllowedDriftMs;
}

/** Must a source take no more records until the others have caught up? */
export function mustWaitForAlignment(watermark: number, maxAllowed: number): boolean {
  return watermark > maxAllowed;
}

/** Splits whose reading must change. */
export interface SplitChange {
  readonly pause: readonly string[];
  readonly resume: readonly string[];
}

/**
 * Which splits of a reader must stop, and which may go on.
 *
 * A single split cannot be ahead of others of its reader: for it the whole source waits instead.
 *
 * @param watermarks the watermark of each split in hand; `-Infinity` for one that has given none or is idle.
 * @param paused the splits that are paused now.
 */
export function alignSplits(
  watermarks: ReadonlyMap<string, number>,
  paused: ReadonlySet<string>,
  maxAllowed: number,
): SplitChange {
  const pause: string[] = [];
  const resume: string[] = [];
  for (const [splitId, watermark] of watermarks) {
    const isAhead = watermarks.size > 1 && watermark > maxAllowed;
    if (isAhead && !paused.has(splitId)) pause.push(splitId);
    if (!isAhead && paused.has(splitId)) resume.push(splitId);
  }
  return { pause, resume };
}
