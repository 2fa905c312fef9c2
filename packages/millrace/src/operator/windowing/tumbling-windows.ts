import type { DurationLike } from '../../model/duration.js';
import { TimeWindow } from '../../time/window.js';
import { timeWindowType } from '../../time/window-types.js';
import { EventTimeTrigger } from './event-time-trigger.js';
import { checkedEventTime } from './event-timestamp.js';
import { ProcessingTimeTrigger } from './processing-time-trigger.js';
import { offsetMs, sizeMs } from './time-sizes.js';
import { WindowAssigner, type WindowAssignerContext } from './window-assigner.js';
import type { WindowSlices } from './window-slices.js';

/** The window of the last timestamp is kept: mostly the next one is in it too. */
class TumblingWindows implements WindowSlices {
  readonly latestFirst = true;
  private last: readonly [TimeWindow] = [new TimeWindow(0, 0)];

  constructor(
    readonly size: number,
    readonly offset: number,
  ) {}

  at(timestamp: number): readonly [TimeWindow] {
    const [window] = this.last;
    if (timestamp >= window.start && timestamp < window.end) return this.last;
    const start = TimeWindow.getWindowStartWithOffset(timestamp, this.offset, this.size);
    this.last = [new TimeWindow(start, start + this.size)];
    return this.last;
  }

  get sliceMs(): number {
    return this.size;
  }

  get slicesPerWindow(): number {
    return 1;
  }

  sliceAt(timestamp: number): number {
    return TimeWindow.getWindowStartWithOffset(timestamp, this.offset, this.size);
  }

  firstEnd(slice: number): number {
    return slice + this.size;
  }

  lastEnd(slice: number): number {
    return slice + this.size;
  }

  startOf(end: number): number {
    return end - this.size;
  }

  nextEnd(end: number): number {
    return end + this.size;
  }
}

/**
 * Windows of one size in event time, one behind the other.
 *
 * @example
 * ```ts
 * import { TumblingEventTimeWindows } from 'millrace';
 *
 * const minutes = TumblingEventTimeWindows.of('1 min');
 * const daysInShanghai = TumblingEventTimeWindows.of('1 d', '-8 h');
 * console.log(String(minutes), String(daysInShanghai));
 * ```
 */
export class TumblingEventTimeWindows extends WindowAssigner<unknown, TimeWindow> {
  /** @internal */
  readonly windows: TumblingWindows;

  /**
   * @param size how long a window is.
   * @param offset how much later (or earlier) than at multiples of the size windows begin.
   * @throws MillraceError `WINDOW_INVALID` when the size is not above 0, or the offset is not below it.
   */
  constructor(size: DurationLike, offset: DurationLike = 0) {
    super();
    this.windows = tumbling(size, offset);
  }

  static of(size: DurationLike, offset: DurationLike = 0): TumblingEventTimeWindows {
    return new TumblingEventTimeWindows(size, offset);
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
    return `TumblingEventTimeWindows(${this.windows.size}, ${this.windows.offset})`;
  }
}

/** Windows of one size in processing time, one behind the other. */
export class TumblingProcessingTimeWindows extends WindowAssigner<unknown, TimeWindow> {
  /** @internal */
  readonly windows: TumblingWindows;

  /** As of `TumblingEventTimeWindows`. */
  constructor(size: DurationLike, offset: DurationLike = 0) {
    super();
    this.windows = tumbling(size, offset);
  }

  static of(size: DurationLike, offset: DurationLike = 0): TumblingProcessingTimeWindows {
    return new TumblingProcessingTimeWindows(size, offset);
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
    return `TumblingProcessingTimeWindows(${this.windows.size}, ${this.windows.offset})`;
  }
}

function tumbling(size: DurationLike, offset: DurationLike): TumblingWindows {
  const ms = sizeMs(size, 'The size of a window');
  return new TumblingWindows(ms, offsetMs(offset, ms, 'The offset of windows'));
}
