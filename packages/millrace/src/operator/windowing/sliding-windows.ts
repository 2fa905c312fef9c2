import type { DurationLike } from '../../model/duration.js';
import { TimeWindow } from '../../time/window.js';
import { timeWindowType } from '../../time/window-types.js';
import { EventTimeTrigger } from './event-time-trigger.js';
import { checkedEventTime } from './event-timestamp.js';
import { ProcessingTimeTrigger } from './processing-time-trigger.js';
import { offsetMs, sizeMs } from './time-sizes.js';
import { WindowAssigner, type WindowAssignerContext } from './window-assigner.js';
import type { WindowSlices } from './window-slices.js';

/** All timestamps of a slice are in the same windows, which are kept for the next record. */
class SlidingWindows implements WindowSlices {
  readonly sliceMs: number;
  readonly latestFirst = true;
  private slice = new TimeWindow(0, 0);
  private windows: readonly TimeWindow[] = [];

  constructor(
    readonly size: number,
    readonly slide: number,
    readonly offset: number,
  ) {
    this.sliceMs = greatestCommonDivisor(size, slide);
  }

  at(timestamp: number): readonly TimeWindow[] {
    const { slice } = this;
    if (timestamp >= slice.start && timestamp < slice.end) return this.windows;
    const start = this.sliceAt(timestamp);
    this.slice = new TimeWindow(start, start + this.sliceMs);
    this.windows = this.windowsAt(timestamp);
    return this.windows;
  }

  get slicesPerWindow(): number {
    return this.size / this.sliceMs;
  }

  sliceAt(timestamp: number): number {
    return TimeWindow.getWindowStartWithOffset(timestamp, this.offset, this.sliceMs);
  }

  firstEnd(slice: number): number {
    const start = slice + this.sliceMs - this.size;
    return Math.ceil((start - this.offset) / this.slide) * this.slide + this.offset + this.size;
  }

  lastEnd(slice: number): number {
    return TimeWindow.getWindowStartWithOffset(slice, this.offset, this.slide) + this.size;
  }

  startOf(end: number): number {
    return end - this.size;
  }

  nextEnd(end: number): number {
    return end + this.slide;
  }

  /** The latest window comes first, as in Flink. A slide longer than the size leaves gaps. */
  private windowsAt(timestamp: number): readonly TimeWindow[] {
    const windows: TimeWindow[] = [];
    const last = TimeWindow.getWindowStartWithOffset(timestamp, this.offset, this.slide);
    for (let start = last; start > timestamp - this.size; start -= this.slide) {
      windows.push(new TimeWindow(start, start + this.size));
    }
    return windows;
  }
}

/**
 * Windows of one size in event time, of which one begins every slide: they overlap where the slide is shorter.
 *
 * @example
 * ```ts
 * import { SlidingEventTimeWindows } from 'millrace';
 *
 * const lastMinuteEverySecond = SlidingEventTimeWindows.of('1 min', '1 s');
 * console.log(String(lastMinuteEverySecond));
 * ```
 */
export class SlidingEventTimeWindows extends WindowAssigner<unknown, TimeWindow> {
  /** @internal */
  readonly windows: SlidingWindows;

  /**
   * @param size how long a window is.
   * @param slide how much later than one window the next one begins.
   * @param offset how much later (or earlier) than at multiples of the slide windows begin.
   * @throws MillraceError `WINDOW_INVALID` when size or slide is not above 0, or the offset is not below the slide.
   */
  constructor(size: DurationLike, slide: DurationLike, offset: DurationLike = 0) {
    super();
    this.windows = sliding(size, slide, offset);
  }

  static of(size: DurationLike, slide: DurationLike, offset: DurationLike = 0): SlidingEventTimeWindows {
    return new SlidingEventTimeWindows(size, slide, offset);
  }

  assignWindows(_element: unknown, timestamp: number): readonly TimeWindow[] {
    return this.windows.at(checkedEventTime(timestamp));
  }

  getDefaultTrigger(): EventTimeTrigger {
    return EventTimeTrigger.create();
  }

  getWindowSerializer() {
    return timeWindowType(this.windows.size);
  }

  isEventTime(): boolean {
    return true;
  }

  override toString(): string {
    return `SlidingEventTimeWindows(${this.windows.size}, ${this.windows.slide}, ${this.windows.offset})`;
  }
}

/** Windows of one size in processing time, of which one begins every slide. */
export class SlidingProcessingTimeWindows extends WindowAssigner<unknown, TimeWindow> {
  /** @internal */
  readonly windows: SlidingWindows;

  /** As of `SlidingEventTimeWindows`. */
  constructor(size: DurationLike, slide: DurationLike, offset: DurationLike = 0) {
    super();
    this.windows = sliding(size, slide, offset);
  }

  static of(size: DurationLike, slide: DurationLike, offset: DurationLike = 0): SlidingProcessingTimeWindows {
    return new SlidingProcessingTimeWindows(size, slide, offset);
  }

  assignWindows(_element: unknown, _timestamp: number, context: WindowAssignerContext): readonly TimeWindow[] {
    return this.windows.at(context.getCurrentProcessingTime());
  }

  getDefaultTrigger(): ProcessingTimeTrigger {
    return ProcessingTimeTrigger.create();
  }

  getWindowSerializer() {
    return timeWindowType(this.windows.size);
  }

  isEventTime(): boolean {
    return false;
  }

  override toString(): string {
    return `SlidingProcessingTimeWindows(${this.windows.size}, ${this.windows.slide}, ${this.windows.offset})`;
  }
}

function sliding(size: DurationLike, slide: DurationLike, offset: DurationLike): SlidingWindows {
  const slideMs = sizeMs(slide, 'The slide of windows');
  return new SlidingWindows(
    sizeMs(size, 'The size of a window'),
    slideMs,
    offsetMs(offset, slideMs, 'The offset of windows'),
  );
}

function greatestCommonDivisor(one: number, other: number): number {
  return other === 0 ? one : greatestCommonDivisor(other, one % other);
}
