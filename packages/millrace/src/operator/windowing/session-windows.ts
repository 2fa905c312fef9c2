import type { DurationLike } from '../../model/duration.js';
import type { TypeInformation } from '../../model/type-information.js';
import { describeValue } from '../../model/type-mismatch.js';
import { type MergeCallback, TimeWindow } from '../../time/window.js';
import { timeWindowType } from '../../time/window-types.js';
import { EventTimeTrigger } from './event-time-trigger.js';
import { checkedEventTime } from './event-timestamp.js';
import { ProcessingTimeTrigger } from './processing-time-trigger.js';
import { sizeMs } from './time-sizes.js';
import type { Trigger } from './trigger.js';
import { MergingWindowAssigner, type WindowAssignerContext } from './window-assigner.js';
import { windowInvalid } from './window-error.js';

/** Says after how many milliseconds without another record the session of a record ends. */
export abstract class SessionWindowTimeGapExtractor<T> {
  abstract extract(element: T): number;
}

/** What is taken as such: an object with `extract`, or a function. */
export type TimeGapExtractor<T> = Pick<SessionWindowTimeGapExtractor<T>, 'extract'> | ((element: T) => number);

/** What sessions of all four kinds have in common. */
abstract class SessionWindows<T> extends MergingWindowAssigner<T, TimeWindow> {
  mergeWindows(windows: Iterable<TimeWindow>, callback: MergeCallback<TimeWindow>): void {
    TimeWindow.mergeWindows(windows, callback);
  }

  abstract override getDefaultTrigger(): Trigger<unknown, TimeWindow>;

  getWindowSerializer(): TypeInformation<TimeWindow> {
    return timeWindowType();
  }
}

/** True for an assigner whose windows merge when, and only when, they meet. */
export function mergesWhereTheyMeet(assigner: object): boolean {
  return assigner instanceof SessionWindows && assigner.mergeWindows === SessionWindows.prototype.mergeWindows;
}

/**
 * Sessions in event time: records of a key that come within a gap of one another are in one window, which grows with them.
 *
 * @example
 * ```ts
 * import { EventTimeSessionWindows } from 'millrace';
 *
 * const visits = EventTimeSessionWindows.withGap('30 min');
 * const byDevice = EventTimeSessionWindows.withDynamicGap((page: { mobile: boolean }) => (page.mobile ? 60_000 : 600_000));
 * console.log(String(visits), String(byDevice));
 * ```
 */
export class EventTimeSessionWindows extends SessionWindows<unknown> {
  private readonly sessionGap: number;

  /** @throws MillraceError `WINDOW_INVALID` for a gap that is not above 0. */
  constructor(sessionGap: DurationLike) {
    super();
    this.sessionGap = sizeMs(sessionGap, 'The gap between sessions');
  }

  static withGap(size: DurationLike): EventTimeSessionWindows {
    return new EventTimeSessionWindows(size);
  }

  /** The gap is that of each record, in milliseconds. */
  static withDynamicGap<T>(extractor: TimeGapExtractor<T>): DynamicEventTimeSessionWindows<T> {
    return new DynamicEventTimeSessionWindows(extractor);
  }

  assignWindows(_element: unknown, timestamp: number): readonly TimeWindow[] {
    const start = checkedEventTime(timestamp);
    return [new TimeWindow(start, start + this.sessionGap)];
  }

  override getDefaultTrigger(): EventTimeTrigger {
    return EventTimeTrigger.create();
  }

  override getWindowSerializer(): TypeInformation<TimeWindow> {
    return timeWindowType(this.sessionGap);
  }

  isEventTime(): boolean {
    return true;
  }

  override toString(): string {
    return `EventTimeSessionWindows(${this.sessionGap})`;
  }
}

/** Sessions in processing time: see `EventTimeSessionWindows`. */
export class ProcessingTimeSessionWindows extends SessionWindows<unknown> {
  private readonly sessionGap: number;

  /** @throws MillraceError `WINDOW_INVALID` for a gap that is not above 0. */
  constructor(sessionGap: DurationLike) {
    super();
    this.sessionGap = sizeMs(sessionGap, 'The gap between sessions');
  }

  static withGap(size: DurationLike): ProcessingTimeSessionWindows {
    return new ProcessingTimeSessionWindows(size);
  }

  /** The gap is that of each record, in milliseconds. */
  static withDynamicGap<T>(extractor: TimeGapExtractor<T>): DynamicProcessingTimeSessionWindows<T> {
    return new DynamicProcessingTimeSessionWindows(extractor);
  }

  assignWindows(_element: unknown, _timestamp: number, context: WindowAssignerContext): readonly TimeWindow[] {
    const start = context.getCurrentProcessingTime();
    return [new TimeWindow(start, start + this.sessionGap)];
  }

  override getDefaultTrigger(): ProcessingTimeTrigger {
    return ProcessingTimeTrigger.create();
  }

  override getWindowSerializer(): TypeInformation<TimeWindow> {
    return timeWindowType(this.sessionGap);
  }

  isEventTime(): boolean {
    return false;
  }

  override toString(): string {
    return `ProcessingTimeSessionWindows(${this.sessionGap})`;
  }
}

/** Sessions in event time whose gap each record says. */
export class DynamicEventTimeSessionWindows<T> extends SessionWindows<T> {
  private readonly extractor: TimeGapExtractor<T>;

  constructor(extractor: TimeGapExtractor<T>) {
    super();
    this.extractor = extractor;
  }

  static withDynamicGap<T>(extractor: TimeGapExtractor<T>): DynamicEventTimeSessionWindows<T> {
    return new DynamicEventTimeSessionWindows(extractor);
  }

  assignWindows(element: T, timestamp: number): readonly TimeWindow[] {
    const start = checkedEventTime(timestamp);
    return [new TimeWindow(start, start + gapOf(this.extractor, element))];
  }

  override getDefaultTrigger(): EventTimeTrigger {
    return EventTimeTrigger.create();
  }

  isEventTime(): boolean {
    return true;
  }

  override toString(): string {
    return 'DynamicEventTimeSessionWindows()';
  }
}

/** Sessions in processing time whose gap each record says. */
export class DynamicProcessingTimeSessionWindows<T> extends SessionWindows<T> {
  private readonly extractor: TimeGapExtractor<T>;

  constructor(extractor: TimeGapExtractor<T>) {
    super();
    this.extractor = extractor;
  }

  static withDynamicGap<T>(extractor: TimeGapExtractor<T>): DynamicProcessingTimeSessionWindows<T> {
    return new DynamicProcessingTimeSessionWindows(extractor);
  }

  assignWindows(element: T, _timestamp: number, context: WindowAssignerContext): readonly TimeWindow[] {
    const start = context.getCurrentProcessingTime();
    return [new TimeWindow(start, start + gapOf(this.extractor, element))];
  }

  override getDefaultTrigger(): ProcessingTimeTrigger {
    return ProcessingTimeTrigger.create();
  }

  isEventTime(): boolean {
    return false;
  }

  override toString(): string {
    return 'DynamicProcessingTimeSessionWindows()';
  }
}

function gapOf<T>(extractor: TimeGapExtractor<T>, element: T): number {
  const gap: unknown = typeof extractor === 'function' ? extractor(element) : extractor.extract(element);
  if (Number.isSafeInteger(gap) && (gap as number) > 0) return gap as number;
  throw windowInvalid(
    `The gap of a session must be a whole number of milliseconds above 0; got ${describeValue(gap)}.`,
    { seen: describeValue(gap) },
    'Is the field that it is made from in every record?',
  );
}
