import { mergeTimeWindows } from './merge-time-windows.js';

/**
 * A group of records of one key, in Flink's sense. It has a largest timestamp: once time has passed it, everything that
 * belongs to the window should have come.
 */
export abstract class Window {
  /** Milliseconds; `Infinity` for a window that has no end. */
  abstract maxTimestamp(): number;
}

/** What windows that must become one are told to: see {@link TimeWindow.mergeWindows}. */
export interface MergeCallback<W> {
  /** These windows become the given one. */
  merge(toBeMerged: readonly W[], mergeResult: W): void;
}

/**
 * The time from `start` up to, but not including, `end`, in milliseconds.
 *
 * @example
 * ```ts
 * import { TimeWindow } from 'millrace';
 *
 * const window = new TimeWindow(0, 5000);
 * console.log(window.maxTimestamp()); // 4999
 * ```
 */
export class TimeWindow extends Window {
  readonly start: number;
  readonly end: number;

  constructor(start: number, end: number) {
    super();
    this.start = start;
    this.end = end;
  }

  maxTimestamp(): number {
    return this.end - 1;
  }

  /** True also for windows that only touch. */
  intersects(other: TimeWindow): boolean {
    return this.start <= other.end && this.end >= other.start;
  }

  /** The smallest window that holds both. */
  cover(other: TimeWindow): TimeWindow {
    return new TimeWindow(Math.min(this.start, other.start), Math.max(this.end, other.end));
  }

  equals(other: unknown): boolean {
    return other instanceof TimeWindow && other.start === this.start && other.end === this.end;
  }

  override toString(): string {
    return `TimeWindow(start=${this.start}, end=${this.end})`;
  }

  /** Where the window of this size that holds a timestamp begins, if windows begin at multiples of the size plus `offset`. */
  static getWindowStartWithOffset(timestamp: number, offset: number, windowSize: number): number {
    return Math.floor((timestamp - offset) / windowSize) * windowSize + offset;
  }

  /** Tells which windows meet (a touch is enough), and what they become. */
  static mergeWindows(windows: Iterable<TimeWindow>, callback: MergeCallback<TimeWindow>): void {
    mergeTimeWindows(windows, callback);
  }
}

/** A window that holds so many records; the windows of a key are numbered. */
export class CountWindow extends Window {
  readonly id: number;

  constructor(id: number) {
    super();
    this.id = id;
  }

  maxTimestamp(): number {
    return Number.POSITIVE_INFINITY;
  }

  equals(other: unknown): boolean {
    return other instanceof CountWindow && other.id === this.id;
  }

  override toString(): string {
    return `CountWindow(id=${this.id})`;
  }
}

/** The one window that holds everything. */
export class GlobalWindow extends Window {
  private static readonly only = new GlobalWindow();

  static get(): GlobalWindow {
    return GlobalWindow.only;
  }

  maxTimestamp(): number {
    return Number.POSITIVE_INFINITY;
  }

  equals(other: unknown): boolean {
    return other instanceof GlobalWindow;
  }

  override toString(): string {
    return 'GlobalWindow';
  }
}
