import { TriggerResult } from '../../operator/windowing/trigger-result.js';
import type { Window } from '../../time/window.js';
import { act, type PaneParts, type Panes } from './panes.js';

/** Windows that do not merge, with any trigger. */
export class TriggeredPanes implements Panes {
  constructor(private readonly parts: PaneParts) {}

  add(value: unknown, timestamp: number): void {
    this.addTo(this.parts.assigner.assign(value, timestamp), 0, value, timestamp, true);
  }

  onEventTime(time: number, window: Window): void {
    this.parts.contents.setCurrentNamespace(window);
    this.afterTimer(this.parts.trigger.onEventTime(time, window), time, window, this.parts.times.isEventTime);
  }

  onProcessingTime(time: number, window: Window): void {
    this.parts.contents.setCurrentNamespace(window);
    this.afterTimer(this.parts.trigger.onProcessingTime(time, window), time, window, !this.parts.times.isEventTime);
  }

  private addTo(windows: readonly Window[], from: number, value: unknown, timestamp: number, isSkipped: boolean): void {
    const { contents, times, trigger, code } = this.parts;
    let skipped = isSkipped;
    for (let index = from; index < windows.length; index++) {
      const window = windows[index] as Window;
      if (times.isLate(window)) continue;
      skipped = false;
      contents.setCurrentNamespace(window);
      contents.add(value);
      const result = trigger.onElement(value, timestamp, window);
      // At each record, as in Flink: the trigger may have removed a timer of that time.
      this.registerCleanup(window);
      if (result === TriggerResult.CONTINUE) continue;
      act(this.parts, result, window, window);
      if (!code.isSuspended) continue;
      if (index + 1 < windows.length) code.holdRest(() => this.addTo(windows, index + 1, value, timestamp, false));
      return;
    }
    if (skipped) this.parts.late.take(value);
  }

  private afterTimer(result: TriggerResult, time: number, window: Window, ownTime: boolean): void {
    const { times, code } = this.parts;
    act(this.parts, result, window, window);
    if (!ownTime || time !== times.cleanupTime(window)) return;
    if (code.isSuspended) code.holdRest(() => this.forget(window));
    else this.forget(window);
  }

  private forget(window: Window): void {
    const { contents, trigger, output } = this.parts;
    contents.setCurrentNamespace(window);
    contents.clear();
    trigger.clear(window);
    output.clear(window);
  }

  private registerCleanup(window: Window): void {
    const { times } = this.parts;
    const time = times.cleanupTime(window);
    if (time !== Number.POSITIVE_INFINITY) times.register(window, time);
  }
}
