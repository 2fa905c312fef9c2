import type { TypeInformation } from '../../model/type-information.js';
import { TriggerResult } from '../../operator/windowing/trigger-result.js';
import type { MergingWindowAssigner } from '../../operator/windowing/window-assigner.js';
import { windowInvalid } from '../../operator/windowing/window-error.js';
import type { KeyedStateBackend } from '../../state/keyed-state-backend.js';
import type { ValueState } from '../../state/state.js';
import type { Window } from '../../time/window.js';
import { addWindow, type Merge, type SameWindow } from './add-window.js';
import { type MergedWindow, type MergingSet, NO_WINDOWS, openMergingSets } from './merging-set.js';
import { act, type PaneParts, type Panes } from './panes.js';

/** Windows that merge, with any trigger. */
export class MergingPanes implements Panes {
  private readonly assigner: MergingWindowAssigner<unknown, Window>;
  private readonly sets: ValueState<MergingSet>;
  private readonly same: SameWindow;

  constructor(
    private readonly parts: PaneParts,
    keyed: KeyedStateBackend,
    windowType: TypeInformation<unknown>,
    private readonly now: () => number,
  ) {
    this.assigner = parts.assigner.assigner as MergingWindowAssigner<unknown, Window>;
    this.sets = openMergingSets(keyed, windowType);
    const { codec } = windowType;
    this.same = (one, other) => one === other || Object.is(codec.token(one), codec.token(other));
  }

  add(value: unknown, timestamp: number): void {
    this.addTo(this.parts.assigner.assign(value, timestamp), 0, value, timestamp, true);
  }

  onEventTime(time: number, window: Window): void {
    const entry = this.find(window);
    // A timer of a window that has gone: its trigger did not remove it.
    if (entry === undefined) return;
    this.parts.contents.setCurrentNamespace(entry.stateWindow);
    this.afterTimer(this.parts.trigger.onEventTime(time, entry.window), time, entry, this.parts.times.isEventTime);
  }

  onProcessingTime(time: number, window: Window): void {
    const entry = this.find(window);
    if (entry === undefined) return;
    this.parts.contents.setCurrentNamespace(entry.stateWindow);
    this.afterTimer(
      this.parts.trigger.onProcessingTime(time, entry.window),
      time,
      entry,
      !this.parts.times.isEventTime,
    );
  }

  private addTo(windows: readonly Window[], from: number, value: unknown, timestamp: number, isSkipped: boolean): void {
    const { contents, times, trigger, code } = this.parts;
    let skipped = isSkipped;
    for (let index = from; index < windows.length; index++) {
      const { window, stateWindow } = this.addWindow(windows[index] as Window);
      if (times.isLate(window)) {
        this.retire(window);
        continue;
      }
      skipped = false;
      contents.setCurrentNamespace(stateWindow);
      contents.add(value);
      const result = trigger.onElement(value, timestamp, window);
      this.registerCleanup(window);
      if (result === TriggerResult.CONTINUE) continue;
      act(this.parts, result, window, stateWindow);
      if (!code.isSuspended) continue;
      if (index + 1 < windows.length) code.holdRest(() => this.addTo(windows, index + 1, value, timestamp, false));
      return;
    }
    if (skipped) this.parts.late.take(value);
  }

  private addWindow(window: Window): MergedWindow {
    const { set, added, merges } = addWindow(this.sets.value() ?? NO_WINDOWS, window, this.assigner, this.same);
    this.sets.update(set);
    for (const merge of merges) this.merge(merge);
    return added;
  }

  private merge({ result, windows, stateWindows }: Merge): void {
    const { contents, times, trigger } = this.parts;
    this.checkNotOver(result.window);
    trigger.onMerge(result.window, windows);
    for (const window of windows) {
      trigger.clear(window);
      const time = times.cleanupTime(window);
      if (time !== Number.POSITIVE_INFINITY) times.remove(window, time);
    }
    if (stateWindows.length > 0) contents.mergeNamespaces(result.stateWindow, stateWindows);
  }

  private checkNotOver(window: Window): void {
    const { times } = this.parts;
    const isOver = times.isEventTime ? times.isLate(window) : window.maxTimestamp() <= this.now();
    if (!isOver) return;
    throw windowInvalid(
      `${String(this.assigner)} merged windows into ${String(window)}, which is over already.`,
      { window: String(window) },
      'A merged window must not end before the windows that it is made from.',
    );
  }

  private afterTimer(
    result: TriggerResult,
    time: number,
    { window, stateWindow }: MergedWindow,
    ownTime: boolean,
  ): void {
    const { times, code } = this.parts;
    act(this.parts, result, window, stateWindow);
    if (!ownTime || time !== times.cleanupTime(window)) return;
    if (code.isSuspended) code.holdRest(() => this.forget(window, stateWindow));
    else this.forget(window, stateWindow);
  }

  private forget(window: Window, stateWindow: Window): void {
    const { contents, trigger, output } = this.parts;
    contents.setCurrentNamespace(stateWindow);
    contents.clear();
    trigger.clear(window);
    output.clear(window);
    this.retire(window);
  }

  private find(window: Window): MergedWindow | undefined {
    return this.sets.value()?.find((entry) => this.same(entry.window, window));
  }

  private retire(window: Window): void {
    const left = (this.sets.value() ?? NO_WINDOWS).filter((entry) => !this.same(entry.window, window));
    this.sets.update(left.length === 0 ? undefined : left);
  }

  private registerCleanup(window: Window): void {
    const { times } = this.parts;
    const time = times.cleanupTime(window);
    if (time !== Number.POSITIVE_INFINITY) times.register(window, time);
  }
}
