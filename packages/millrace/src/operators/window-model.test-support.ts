import type { MetricGroup } from '../operator/metrics.js';
import { type Evictor, type Kept, TimestampedValue } from '../operator/windowing/evictor.js';
import type { OnMergeContext, Trigger } from '../operator/windowing/trigger.js';
import type { TriggerResult } from '../operator/windowing/trigger-result.js';
import type { InternalState } from '../state/internal-state.js';
import type { State } from '../state/state.js';
import type { ReducingStateDescriptor, StateDescriptor, StateFactory } from '../state/state-descriptor.js';
import { TimeWindow, type Window } from '../time/window.js';

/** A record of the model's streams. */
export type Item = readonly [key: string, id: number];

/** What is asked of windows, said as plainly as can be. */
export interface ModelOptions {
  assign(item: Item, timestamp: number, now: number, countBefore: number): readonly Window[];
  readonly isEventTime: boolean;
  readonly merges: boolean;
  readonly trigger: Trigger<Item, Window>;
  readonly latenessMs: number;
  readonly evictor?: Evictor<Item, Window>;
  /** How the ids in a window are written down; empty windows that an evictor leaves are written, or are not. */
  write(ids: readonly number[]): string | undefined;
  /** Windows count how often they have fired. */
  readonly countsFirings: boolean;
}

interface Pane {
  readonly key: string;
  window: Window;
  items: TimestampedValue<Item>[];
  states: Map<string, unknown>;
  firings: number;
}

interface ModelTimer {
  readonly isEventTime: boolean;
  readonly time: number;
  readonly key: string;
  readonly window: Window;
}

const same = (one: Window, other: Window) => String(one) === String(other);

/**
 * Flink's windows as the documentation of the operator has them, with nothing but lists that are searched from end to end:
 * every window has its own records, every timer is there from the first record on.
 */
export class WindowModel {
  /** What has come out since it was last taken, each as text: twice what a window writes, and `late:` what came too late. */
  readonly out: string[] = [];
  private watermark = Number.NEGATIVE_INFINITY;
  private now = 0;
  private panes: Pane[] = [];
  private timers: ModelTimer[] = [];
  private readonly counts = new Map<string, number>();

  constructor(private readonly options: ModelOptions) {}

  element(item: Item, timestamp: number): void {
    const [key, id] = item;
    const { assign, isEventTime, merges, trigger, latenessMs } = this.options;
    const countBefore = this.counts.get(key) ?? 0;
    this.counts.set(key, countBefore + 1);
    let isSkipped = true;
    for (const assigned of assign(item, timestamp, this.now, countBefore)) {
      const window = merges ? this.merged(key, assigned as TimeWindow) : assigned;
      if (isEventTime && this.cleanupTime(window) <= this.watermark) {
        this.panes = this.panes.filter((pane) => !(pane.key === key && same(pane.window, window)));
        continue;
      }
      isSkipped = false;
      const pane = this.pane(key, window);
      pane.items.push(new TimestampedValue(item, timestamp));
      this.act(pane, trigger.onElement(item, timestamp, window, this.context(pane)));
      this.register(isEventTime, this.cleanupTime(window), pane);
    }
    if (isSkipped && isEventTime && timestamp + latenessMs <= this.watermark)
      this.out.push(`late:${key},${id}@${timestamp}`);
  }

  advanceWatermark(time: number): void {
    if (time <= this.watermark) return;
    this.watermark = time;
    this.fireTimers(true, time);
  }

  /** Timers that are due fire at once; the watermark is not known before the sources have sent it again. */
  restore(withWatermark: boolean): void {
    const { watermark } = this;
    this.advanceClock(this.now);
    this.watermark = Number.NEGATIVE_INFINITY;
    if (withWatermark) this.advanceWatermark(watermark);
  }

  advanceClock(time: number): void {
    this.now = Math.max(this.now, time);
    this.fireTimers(false, this.now);
  }

  private fireTimers(isEventTime: boolean, until: number): void {
    for (;;) {
      const due = this.timers.filter((timer) => timer.isEventTime === isEventTime && timer.time <= until);
      if (due.length === 0) return;
      const first = due.reduce((one, other) => (other.time < one.time ? other : one));
      this.timers.splice(this.timers.indexOf(first), 1);
      this.onTimer(first);
    }
  }

  private onTimer({ isEventTime, time, key, window }: ModelTimer): void {
    const { trigger, merges } = this.options;
    const known = this.find(key, window);
    if (known === undefined && merges) return;
    const pane = known ?? { key, window, items: [], states: new Map(), firings: 0 };
    const ctx = this.context(pane);
    this.act(pane, isEventTime ? trigger.onEventTime(time, window, ctx) : trigger.onProcessingTime(time, window, ctx));
    if (isEventTime !== this.options.isEventTime || time !== this.cleanupTime(window)) return;
    trigger.clear(window, ctx);
    this.panes = this.panes.filter((each) => each !== pane);
  }

  private act(pane: Pane, result: TriggerResult): void {
    if (result.isFire()) this.fire(pane);
    if (result.isPurge()) pane.items = [];
  }

  private fire(pane: Pane): void {
    const { evictor, write, countsFirings } = this.options;
    if (pane.items.length === 0) return;
    pane.items = this.kept(
      pane.items,
      evictor?.evictBefore(pane.items, pane.items.length, pane.window, this.evictorContext),
    );
    const text = write(pane.items.map((item) => item.getValue()[1]));
    if (text !== undefined) {
      const count = countsFirings ? ` #${++pane.firings}` : '';
      const written = `${pane.key} ${pane.window} ${text}${count}`;
      const time = pane.window.maxTimestamp();
      this.out.push(`${written}@${time}`, `${written} again@${time}`);
    }
    pane.items = this.kept(
      pane.items,
      evictor?.evictAfter(pane.items, pane.items.length, pane.window, this.evictorContext),
    );
  }

  private kept(items: TimestampedValue<Item>[], kept: Kept): TimestampedValue<Item>[] {
    return kept === undefined ? items : ([...kept] as TimestampedValue<Item>[]);
  }

  /** The window that a session has become. */
  private merged(key: string, window: TimeWindow): Window {
    const { trigger } = this.options;
    const met = this.panes.filter((pane) => pane.key === key && (pane.window as TimeWindow).intersects(window));
    if (met.length === 0) return window;
    const cover = met.reduce((all, pane) => all.cover(pane.window as TimeWindow), window);
    if (met.length === 1 && same(met[0]!.window, cover)) return cover;
    this.panes = this.panes.filter((pane) => !met.includes(pane));
    const pane = this.pane(key, cover);
    pane.items = met.flatMap(({ items }) => items);
    trigger.onMerge?.(cover, this.context(pane, met));
    for (const old of met) {
      trigger.clear(old.window, this.context(old));
      this.remove(this.options.isEventTime, this.cleanupTime(old.window), old);
    }
    return cover;
  }

  private pane(key: string, window: Window): Pane {
    const known = this.find(key, window);
    if (known !== undefined) return known;
    const pane: Pane = { key, window, items: [], states: new Map(), firings: 0 };
    this.panes.push(pane);
    return pane;
  }

  private find(key: string, window: Window): Pane | undefined {
    return this.panes.find((pane) => pane.key === key && same(pane.window, window));
  }

  private cleanupTime(window: Window): number {
    return window.maxTimestamp() + (this.options.isEventTime ? this.options.latenessMs : 0);
  }

  private register(isEventTime: boolean, time: number, { key, window }: Pane): void {
    const known = this.timers.some((timer) => isSameTimer(timer, isEventTime, time, key, window));
    if (!known) this.timers.push({ isEventTime, time, key, window });
  }

  private remove(isEventTime: boolean, time: number, { key, window }: Pane): void {
    this.timers = this.timers.filter((timer) => !isSameTimer(timer, isEventTime, time, key, window));
  }

  private readonly evictorContext = {
    getCurrentProcessingTime: () => this.now,
    getCurrentWatermark: () => this.watermark,
    getMetricGroup: () => undefined as unknown as MetricGroup,
  };

  private context(pane: Pane, merged: readonly Pane[] = []): OnMergeContext {
    return {
      ...this.evictorContext,
      registerEventTimeTimer: (time) => this.register(true, time, pane),
      registerProcessingTimeTimer: (time) => this.register(false, time, pane),
      deleteEventTimeTimer: (time) => this.remove(true, time, pane),
      deleteProcessingTimeTimer: (time) => this.remove(false, time, pane),
      getPartitionedState: <S extends State>(descriptor: StateDescriptor<S>) => stateOf(pane.states, descriptor),
      mergePartitionedState<S extends InternalState>(descriptor: StateDescriptor<S>) {
        const { name, reduce } = descriptor as unknown as ReducingStateDescriptor<unknown>;
        const values = merged.flatMap(({ states }) => (states.has(name) ? [states.get(name)] : []));
        for (const { states } of merged) states.delete(name);
        if (values.length > 0)
          pane.states.set(
            name,
            values.reduce((one, other) => reduce(one, other)),
          );
      },
    };
  }
}

function isSameTimer(timer: ModelTimer, isEventTime: boolean, time: number, key: string, window: Window): boolean {
  return timer.isEventTime === isEventTime && timer.time === time && timer.key === key && same(timer.window, window);
}

/** Value and reducing state in a map: what the triggers use. */
function stateOf<S extends State>(states: Map<string, unknown>, descriptor: StateDescriptor<S>): S {
  const { name } = descriptor;
  const clear = () => {
    states.delete(name);
  };
  const factory = {
    value: () => ({ clear, value: () => states.get(name), update: (value: unknown) => states.set(name, value) }),
    reducing: ({ reduce }: ReducingStateDescriptor<unknown>) => ({
      clear,
      get: () => states.get(name),
      add: (value: unknown) => states.set(name, states.has(name) ? reduce(states.get(name), value) : value),
    }),
  };
  return descriptor.createState(factory as unknown as StateFactory);
}

/** Windows of a size that begin at an offset and every slide, found by trying each start. The latest comes first. */
export function slidingAt(timestamp: number, size: number, slide: number, offset: number): TimeWindow[] {
  const windows: TimeWindow[] = [];
  for (let start = timestamp; start > timestamp - size; start--) {
    if ((start - offset) % slide === 0) windows.push(new TimeWindow(start, start + size));
  }
  return windows;
}

/** Windows that begin together and end at each step, found by trying. The shortest comes first. */
export function cumulativeAt(timestamp: number, maxSize: number, step: number, offset: number): TimeWindow[] {
  const [largest] = slidingAt(timestamp, maxSize, maxSize, offset) as [TimeWindow];
  const windows: TimeWindow[] = [];
  for (let end = largest.start + step; end <= largest.end; end += step) {
    if (end > timestamp) windows.push(new TimeWindow(largest.start, end));
  }
  return windows;
}
