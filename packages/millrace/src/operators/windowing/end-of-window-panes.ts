import type { Window } from '../../time/window.js';
import type { PaneParts, Panes } from './panes.js';

/**
 * Windows that do not merge, with the trigger that fires at their end: the most frequent ones. A timer is registered only
 * for a window's first record: at its end, and from there, if it is kept for late records, for when it is forgotten.
 */
export class EndOfWindowPanes implements Panes {
  constructor(
    private readonly parts: PaneParts,
    /** Windows stay behind their end. */
    private readonly isKept: boolean,
  ) {}

  add(value: unknown, timestamp: number): void {
    this.addTo(this.parts.assigner.assign(value, timestamp), 0, value, true);
  }

  onEventTime(time: number, window: Window): void {
    this.onTimer(time, window);
  }

  onProcessingTime(time: number, window: Window): void {
    this.onTimer(time, window);
  }

  private addTo(windows: readonly Window[], from: number, value: unknown, isSkipped: boolean): void {
    const { contents, times, fire, code } = this.parts;
    const passed = times.passed();
    let skipped = isSkipped;
    for (let index = from; index < windows.length; index++) {
      const window = windows[index] as Window;
      const end = window.maxTimestamp();
      if (end <= passed && times.isLate(window)) continue;
      skipped = false;
      contents.setCurrentNamespace(window);
      const isFirst = contents.add(value);
      if (end > passed) {
        // Of a window that is kept behind its end, the timer may have fired before: in the run that this one goes on from.
        if (isFirst || this.isKept) times.register(window, end);
        continue;
      }
      if (isFirst) this.registerCleanup(window);
      fire(window, window, false);
      if (!code.isSuspended) continue;
      if (index + 1 < windows.length) code.holdRest(() => this.addTo(windows, index + 1, value, false));
      return;
    }
    if (skipped) this.parts.late.take(value);
  }

  private onTimer(time: number, window: Window): void {
    const { contents, fire, output, times, code } = this.parts;
    const isCleanup = time === times.cleanupTime(window);
    contents.setCurrentNamespace(window);
    if (time === window.maxTimestamp()) fire(window, window, isCleanup);
    else if (isCleanup) contents.clear();
    if (!isCleanup) this.registerCleanup(window);
    else if (code.isSuspended) code.holdRest(() => output.clear(window));
    else output.clear(window);
  }

  private registerCleanup(window: Window): void {
    const { times } = this.parts;
    const time = times.cleanupTime(window);
    if (time !== Number.POSITIVE_INFINITY) times.register(window, time);
  }
}
