import type { OperatorContext } from '../../operator/operator-context.js';
import type { UserCode } from '../../operator/user-functions/user-code.js';
import { checkedEventTime } from '../../operator/windowing/event-timestamp.js';
import type { WindowSlices } from '../../operator/windowing/window-slices.js';
import type { KeyedStateBackend } from '../../state/keyed-state-backend.js';
import type { ValueState } from '../../state/state.js';
import { ValueStateDescriptor, VOID_NAMESPACE } from '../../state/state-descriptor.js';
import { TimeWindow, type Window } from '../../time/window.js';
import type { Fold } from './fold.js';
import { KeySlices, keySlicesType } from './key-slices.js';
import type { LateRecords } from './late-records.js';
import type { Panes } from './panes.js';
import { SliceFold } from './slice-fold.js';
import { WINDOW_CONTENTS } from './window-contents.js';
import type { WindowOutput } from './window-output.js';
import type { WindowTimes } from './window-times.js';

/** What sliced panes are made from. */
export interface SlicedOptions {
  readonly context: OperatorContext;
  readonly keyed: KeyedStateBackend;
  readonly slices: WindowSlices;
  readonly fold: Fold;
  readonly output: WindowOutput;
  readonly times: WindowTimes;
  readonly late: LateRecords;
  readonly code: UserCode;
  /** Windows stay behind their end. */
  readonly isKept: boolean;
}

/** A slice, and what is asked of it for each record. */
interface Slice {
  readonly start: number;
  readonly end: number;
  readonly firstEnd: number;
  readonly lastEnd: number;
}

/**
 * Tumbling, sliding and cumulative windows whose records are folded, with the trigger that fires at their end. A record is
 * folded into its slice, once, however many windows share the slice; a window that fires sums its slices up. A key has one
 * timer for its next window, which registers the one for the window behind it.
 *
 * Flink folds the records of each window in the order in which they come. So do slices, as long as records come in the order
 * of their slices, or the order makes no difference to what they are folded into, which is tried; when it does, the key goes
 * on with a value for each window.
 */
export class SlicedPanes implements Panes {
  private readonly state: ValueState<KeySlices>;
  private readonly fold: SliceFold;
  private readonly sliceMs: number;
  private slice: Slice = { start: 0, end: 0, firstEnd: 0, lastEnd: 0 };

  constructor(private readonly options: SlicedOptions) {
    const { keyed, fold, slices } = options;
    this.state = keyed.state(new ValueStateDescriptor(WINDOW_CONTENTS, keySlicesType(fold.type)), VOID_NAMESPACE);
    this.fold = new SliceFold(fold);
    this.sliceMs = slices.sliceMs;
  }

  add(value: unknown, timestamp: number): void {
    const { times, context } = this.options;
    const slice = this.sliceOf(times.isEventTime ? timestamp : context.currentProcessingTime());
    const passed = times.passed();
    if (slice.firstEnd - 1 > passed && slice.firstEnd <= slice.lastEnd) {
      this.addTo(slice, slice.firstEnd, slice.firstEnd, value);
    } else {
      this.addLate(slice, passed, value);
    }
  }

  onEventTime(time: number, window: Window): void {
    this.onTimer(time, window as TimeWindow);
  }

  onProcessingTime(time: number, window: Window): void {
    this.onTimer(time, window as TimeWindow);
  }

  private sliceOf(timestamp: number): Slice {
    const { slice } = this;
    if (timestamp >= slice.start && timestamp < slice.end) return slice;
    const { slices } = this.options;
    const start = slices.sliceAt(this.checked(timestamp));
    this.slice = {
      start,
      end: start + this.sliceMs,
      firstEnd: slices.firstEnd(start),
      lastEnd: slices.lastEnd(start),
    };
    return this.slice;
  }

  private checked(timestamp: number): number {
    try {
      return checkedEventTime(timestamp);
    } catch (cause) {
      throw this.options.context.userError(cause, 'assignWindows');
    }
  }

  /**
   * @param firstEnd the first window of the slice that has not been forgotten.
   * @param open the first one that has not passed.
   */
  private addTo(slice: Slice, firstEnd: number, open: number, value: unknown): void {
    const slices = this.state.value();
    if (slices === undefined) {
      this.addFirst(slice, firstEnd, open, value);
      return;
    }
    const last = slices.times.length - 1;
    if (slices.times[last] === slice.start && !slices.perWindow && open > slices.firedTo) {
      slices.folded[last] = this.fold.add(slices.folded[last], value);
      slices.changed(last);
    } else {
      this.addElsewhere(slices, slice, firstEnd, open, value);
    }
    this.state.update(slices);
  }

  private addFirst(slice: Slice, firstEnd: number, open: number, value: unknown): void {
    const slices = new KeySlices([], []);
    if (this.fold.canMerge || this.options.slices.slicesPerWindow === 1) {
      slices.insert(0, slice.start, this.fold.first(value));
    } else {
      slices.perWindow = true;
      this.addToWindows(slices, slice, firstEnd, value);
    }
    if (firstEnd > slice.firstEnd) slices.forgetTo(firstEnd - 1);
    this.expect(slices, slice, open);
    this.state.update(slices);
  }

  private addElsewhere(slices: KeySlices, slice: Slice, firstEnd: number, open: number, value: unknown): void {
    // Windows that have fired and yet not passed: the clock stands still, or a restored job has no watermark yet.
    const hasFired = open <= slices.firedTo;
    if (firstEnd > slice.firstEnd) slices.forgetTo(firstEnd - 1);
    if (hasFired || slices.perWindow || !this.keepsOrder(slices, slice, value)) {
      if (!slices.perWindow) this.toWindows(slices);
      this.addToWindows(slices, slice, firstEnd, value);
    } else {
      this.addToSlice(slices, slice, value);
    }
    if (hasFired) this.fireAgain(slices, slice, open);
    this.expect(slices, slice, open);
  }

  private addToSlice(slices: KeySlices, slice: Slice, value: unknown): void {
    const { fold } = this;
    const at = slices.at(slice.start);
    if (at >= slices.head && slices.times[at] === slice.start) {
      slices.folded[at] = fold.add(slices.folded[at], value);
      slices.changed(at);
    } else {
      slices.insert(at + 1, slice.start, fold.first(value));
    }
  }

  /** False when a record must be behind those of later slices with which it is in one window, where its slice stands before them. */
  private keepsOrder(slices: KeySlices, slice: Slice, value: unknown): boolean {
    const { fold } = this;
    const { slices: windows } = this.options;
    const from = slices.at(slice.start) + 1;
    let to = from;
    while (to < slices.times.length && windows.firstEnd(slices.times[to] as number) <= slice.lastEnd) to++;
    return to === from || fold.commutes(fold.sumOnce(slices, from, to), value);
  }

  private addToWindows(slices: KeySlices, slice: Slice, firstEnd: number, value: unknown): void {
    const { fold } = this;
    const { slices: windows } = this.options;
    for (let end = firstEnd; end <= slice.lastEnd; end = windows.nextEnd(end)) {
      const at = slices.at(end);
      if (at >= slices.head && slices.times[at] === end) slices.folded[at] = fold.add(slices.folded[at], value);
      else slices.insert(at + 1, end, fold.first(value));
    }
  }

  /** Goes on with a value for each window that has not been forgotten. */
  private toWindows(slices: KeySlices): void {
    const { fold } = this;
    const { slices: windows } = this.options;
    const ends: number[] = [];
    const folded: unknown[] = [];
    const last = windows.lastEnd(slices.times.at(-1) as number);
    for (
      let end = windows.firstEnd(slices.times[slices.head] as number);
      end <= last;
      end = this.endBehind(slices, end)
    ) {
      if (!slices.has(end)) continue;
      const [from, to] = this.range(slices, end);
      if (to === from) continue;
      ends.push(end);
      folded.push(fold.sumOnce(slices, from, to));
    }
    slices.replace(ends, folded);
    slices.perWindow = true;
  }

  /** The next window that holds one of the slices, or could. */
  private endBehind(slices: KeySlices, end: number): number {
    const { slices: windows } = this.options;
    for (let at = slices.head; at < slices.times.length; at++) {
      const start = slices.times[at] as number;
      if (windows.lastEnd(start) > end) return Math.max(windows.nextEnd(end), windows.firstEnd(start));
    }
    return Number.POSITIVE_INFINITY;
  }

  /** Sees to it that the next window of a slice that has just got a record fires. */
  private expect(slices: KeySlices, slice: Slice, open: number): void {
    const { slices: windows, times } = this.options;
    let end = open;
    while (end <= slice.lastEnd && end <= slices.firedTo) end = windows.nextEnd(end);
    if (end > slice.lastEnd || end >= slices.pending) return;
    slices.pending = end;
    times.register(this.windowOf(end), end - 1);
  }

  /** Registers the windows of a slice that have fired before once more, each for itself. */
  private fireAgain(slices: KeySlices, slice: Slice, open: number): void {
    const { slices: windows, times } = this.options;
    for (let end = open; end <= slice.lastEnd && end <= slices.firedTo; end = windows.nextEnd(end)) {
      times.register(this.windowOf(end), end - 1);
    }
  }

  /** A record of a slice some of whose windows have fired, or of none. */
  private addLate(slice: Slice, passed: number, value: unknown): void {
    const { slices: windows, times, late } = this.options;
    let firstEnd = slice.firstEnd;
    while (firstEnd <= slice.lastEnd && times.isLate(this.windowOf(firstEnd))) firstEnd = windows.nextEnd(firstEnd);
    if (firstEnd > slice.lastEnd) {
      late.take(value);
      return;
    }
    const fired: TimeWindow[] = [];
    let open = firstEnd;
    for (; open <= slice.lastEnd && open - 1 <= passed; open = windows.nextEnd(open)) fired.push(this.windowOf(open));
    this.addTo(slice, firstEnd, open, value);
    for (const window of fired) this.registerCleanup(window);
    const slices = this.state.value();
    const lastFired = fired.at(-1);
    if (slices !== undefined && lastFired !== undefined && lastFired.end > slices.firedTo) {
      slices.firedTo = lastFired.end;
      this.state.update(slices);
    }
    this.fireAll(windows.latestFirst ? fired.reverse() : fired, 0);
  }

  private fireAll(fired: readonly TimeWindow[], from: number): void {
    const { output, code } = this.options;
    for (let index = from; index < fired.length; index++) {
      const window = fired[index] as TimeWindow;
      output.emit(window, this.contentsOf(this.state.value() as KeySlices, window.end, true));
      if (!code.isSuspended) continue;
      if (index + 1 < fired.length) code.holdRest(() => this.fireAll(fired, index + 1));
      return;
    }
  }

  private onTimer(time: number, window: TimeWindow): void {
    const slices = this.state.value();
    if (slices === undefined) return;
    const { end } = window;
    if (time === end - 1) {
      if (end === slices.pending) this.fireNext(slices, window);
      else if (end <= slices.firedTo) this.fireOnly(slices, window);
    } else if (this.options.isKept && time === this.options.times.cleanupTime(window)) {
      this.forget(slices, window);
    }
  }

  /** Fires the next window of the key, and sees to the one behind it. */
  private fireNext(slices: KeySlices, window: TimeWindow): void {
    const contents = this.contentsOf(slices, window.end, false);
    slices.firedTo = window.end;
    if (this.options.isKept) this.registerCleanup(window);
    else this.drop(slices, window.end);
    slices.pending = slices.isEmpty ? Number.POSITIVE_INFINITY : this.pendingBehind(slices, window.end);
    this.state.update(slices.isEmpty ? undefined : slices);
    const { pending } = slices;
    if (pending !== Number.POSITIVE_INFINITY) this.options.times.register(this.windowOf(pending), pending - 1);
    this.emit(window, contents);
  }

  /** Fires a window that has fired before, and got another record. */
  private fireOnly(slices: KeySlices, window: TimeWindow): void {
    const contents = this.contentsOf(slices, window.end, true);
    if (this.options.isKept) this.registerCleanup(window);
    else if (contents !== undefined) slices.remove(slices.at(window.end));
    this.state.update(slices.isEmpty ? undefined : slices);
    this.emit(window, contents);
  }

  private emit(window: TimeWindow, contents: unknown): void {
    const { output, code, isKept } = this.options;
    if (contents !== undefined) output.emit(window, contents);
    if (isKept) return;
    if (code.isSuspended) code.holdRest(() => output.clear(window));
    else output.clear(window);
  }

  private forget(slices: KeySlices, window: TimeWindow): void {
    this.drop(slices, window.end);
    this.state.update(slices.isEmpty ? undefined : slices);
    this.options.output.clear(window);
  }

  /**
   * What a window function sees of a window; undefined when the window has no records.
   *
   * @param once no window behind this one is asked for soon.
   */
  private contentsOf(slices: KeySlices, end: number, once: boolean): unknown {
    const { fold } = this;
    if (slices.perWindow) {
      const at = slices.at(end);
      return at >= slices.head && slices.times[at] === end ? fold.result(slices.folded[at]) : undefined;
    }
    const [from, to] = this.range(slices, end);
    if (to === from) return undefined;
    return fold.result(once ? fold.sumOnce(slices, from, to) : fold.sum(slices, from, to));
  }

  /** The positions of the slices of a window. */
  private range(slices: KeySlices, end: number): readonly [from: number, to: number] {
    const start = this.options.slices.startOf(end);
    return [slices.at(start - 1) + 1, slices.at(end - 1) + 1];
  }

  /** Drops what no window behind an end needs. */
  private drop(slices: KeySlices, end: number): void {
    const { slices: windows } = this.options;
    const { times, perWindow } = slices;
    let { head } = slices;
    slices.forgetTo(end);
    while (head < times.length && ((perWindow ? times[head] : windows.lastEnd(times[head] as number)) as number) <= end)
      head++;
    slices.dropTo(head);
  }

  private pendingBehind(slices: KeySlices, end: number): number {
    if (!slices.perWindow) return this.endBehind(slices, end);
    return slices.times[slices.at(end) + 1] ?? Number.POSITIVE_INFINITY;
  }

  private windowOf(end: number): TimeWindow {
    return new TimeWindow(this.options.slices.startOf(end), end);
  }

  private registerCleanup(window: TimeWindow): void {
    const { times } = this.options;
    const time = times.cleanupTime(window);
    if (time !== Number.POSITIVE_INFINITY) times.register(window, time);
  }
}
