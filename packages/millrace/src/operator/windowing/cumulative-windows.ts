import type { DurationLike } from '../../model/duration.js';
import { TimeWindow } from '../../time/window.js';
import { timeWindowType } from '../../time/window-types.js';
import { EventTimeTrigger } from './event-time-trigger.js';
import { checkedEventTime } from './event-timestamp.js';
import { ProcessingTimeTrigger } from './processing-time-trigger.js';
import { offsetMs, sizeMs } from './time-sizes.js';
import { WindowAssigner, type WindowAssignerContext } from './window-assigner.js';
import { windowInvalid } from './window-error.js';
import type { WindowSlices } from './window-slices.js';

/** All timestamps of a step are in the same windows, which are kept for the next record. */
class CumulativeWindows implements WindowSlices {
  readonly latestFirst = false;
  private slice = new TimeWindow(0, 0);
  private windows: readonly TimeWindow[] = [];

  constructor(
    readonly maxSize: number,
    readonly step: number,
    readonly offset: number,
  ) {}

  at(timestamp: number): readonly TimeWindow[] {
    const { slice } = this;
    if (timestamp >= slice.start && timestamp < slice.end) return this.windows;
    const start = this.sliceAt(timestamp);
    this.slice = new TimeWindow(start, start + this.step);
    this.windows = this.windowsFrom(this.slice.end);
    return this.windows;
  }

  get sliceMs(): number {
    return this.step;
  }

  get slicesPerWindow(): number {
    return this.maxSize / this.step;
  }

  sliceAt(timestamp: number): number {
    return TimeWindow.getWindowStartWithOffset(timestamp, this.offset, this.step);
  }

  firstEnd(slice: number): number {
    return slice + this.step;
  }

  lastEnd(slice: number): number {
    return TimeWindow.getWindowStartWithOffset(slice, this.offset, this.maxSize) + this.maxSize;
  }

  startOf(end: number): number {
    return TimeWindow.getWindowStartWithOffset(end - 1, this.offset, this.maxSize);
  }

  nextEnd(end: number): number {
    return end + this.step;
  }

  /** The windows that end at a step or later, the shortest first. */
  private windowsFrom(firstEnd: number): readonly TimeWindow[] {
    const start = this.startOf(firstEnd);
    const windows: TimeWindow[] = [];
    for (let end = firstEnd; end <= start + this.maxSize; end += this.step) windows.push(new TimeWindow(start, end));
    return windows;
  }
}

/**
 * Windows in event time that grow: they begin together, and one ends at every step, until the largest is full. So the
 * records of a day can be seen every hour, as those of the day so far.
 *
 * @example
 * ```ts
 * import { CumulativeEventTimeWindows } from 'millrace';
 *
 * const daySoFarEveryHour = CumulativeEventTimeWindows.of('1 d', '1 h');
 * console.log(String(daySoFarEveryHour));
 * ```
 */
export class CumulativeEventTimeWindows extends WindowAssigner<unknown, TimeWindow> {
  /** @internal */
  readonly windows: CumulativeWindows;

  /**
   * @param maxSize how long the largest window is.
   * @param step how much larger than one window the next one is.
   * @param offset how much later (or earlier) than at multiples of the largest size windows begin.
   * @throws MillraceError `WINDOW_INVALID` unless the largest size is a multiple of the step, which is above 0, and the
   *   offset is below it.
   */
  constructor(maxSize: DurationLike, step: DurationLike, offset: DurationLike = 0) {
    super();
    this.windows = cumulative(maxSize, step, offset);
  }

  static of(maxSize: DurationLike, step: DurationLike, offset: DurationLike = 0): CumulativeEventTimeWindows {
    return new CumulativeEventTimeWindows(maxSize, step, offset);
  }

  assignWindows(_element: unknown, timestamp: number): readonly TimeWindow[] {
    return this.windows.at(checkedEventTime(timestamp));
  }

  getDefaultTrigger(): EventTimeTrigger {
    return EventTimeTrigger.create();
  }

  getWindowSerializer() {
    return timeWindowType();
  }

  isEventTime(): boolean {
    return true;
  }

  override toString(): string {
    return `CumulativeEventTimeWindows(${this.windows.maxSize}, ${this.windows.step}, ${this.windows.offset})`;
  }
}

/** Windows in processing time that grow: see `CumulativeEventTimeWindows`. */
export class CumulativeProcessingTimeWindows extends WindowAssigner<unknown, TimeWindow> {
  /** @internal */
  readonly windows: CumulativeWindows;

  /** As of `CumulativeEventTimeWindows`. */
  constructor(maxSize: DurationLike, step: DurationLike, offset: DurationLike = 0) {
    super();
    this.windows = cumulative(maxSize, step, offset);
  }

  static of(maxSize: DurationLike, step: DurationLike, offset: DurationLike = 0): CumulativeProcessingTimeWindows {
    return new CumulativeProcessingTimeWindows(maxSize, step, offset);
  }

  assignWindows(_element: unknown, _timestamp: number, context: WindowAssignerContext): readonly TimeWindow[] {
    return this.windows.at(context.getCurrentProcessingTime());
  }

  getDefaultTrigger(): ProcessingTimeTrigger {
    return ProcessingTimeTrigger.create();
  }

  getWindowSerializer() {
    return timeWindowType();
  }

  isEventTime(): boolean {
    return false;
  }

  override toString(): string {
    return `CumulativeProcessingTimeWindows(${this.windows.maxSize}, ${this.windows.step}, ${this.windows.offset})`;
  }
}

function cumulative(maxSize: DurationLike, step: DurationLike, offset: DurationLike): CumulativeWindows {
  const maxMs = sizeMs(maxSize, 'The largest size of a window');
  const stepMs = sizeMs(step, 'The step of windows');
  if (maxMs % stepMs !== 0) {
    throw windowInvalid(
      'The largest size of a cumulative window must be a multiple of the step.',
      { maxSizeMs: maxMs, stepMs },
      'As in SQL: 1 d with a step of 1 h, not of 7 h.',
    );
  }
  return new CumulativeWindows(maxMs, stepMs, offsetMs(offset, maxMs, 'The offset of windows'));
}
