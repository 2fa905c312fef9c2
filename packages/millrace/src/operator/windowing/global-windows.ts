import { GlobalWindow } from '../../time/window.js';
import { globalWindowType } from '../../time/window-types.js';
import { EndOfStreamTrigger } from './end-of-stream-trigger.js';
import { NeverTrigger } from './never-trigger.js';
import type { Trigger } from './trigger.js';
import { WindowAssigner } from './window-assigner.js';

const ONLY: readonly GlobalWindow[] = [GlobalWindow.get()];

/**
 * One window for everything. It never ends, so that a trigger decides when it fires; without one, it never does.
 *
 * @example
 * ```ts
 * import { CountTrigger, GlobalWindows, PurgingTrigger } from 'millrace';
 *
 * const everyHundred = [GlobalWindows.create(), PurgingTrigger.of(CountTrigger.of(100))];
 * console.log(String(everyHundred));
 * ```
 */
export class GlobalWindows extends WindowAssigner<unknown, GlobalWindow> {
  private readonly defaultTrigger: Trigger<unknown, GlobalWindow>;

  constructor(defaultTrigger: Trigger<unknown, GlobalWindow> = new NeverTrigger()) {
    super();
    this.defaultTrigger = defaultTrigger;
  }

  static create(): GlobalWindows {
    return new GlobalWindows();
  }

  /** Fires once, when the stream has ended. */
  static createWithEndOfStreamTrigger(): GlobalWindows {
    return new GlobalWindows(new EndOfStreamTrigger());
  }

  assignWindows(): readonly GlobalWindow[] {
    return ONLY;
  }

  getDefaultTrigger(): Trigger<unknown, GlobalWindow> {
    return this.defaultTrigger;
  }

  getWindowSerializer() {
    return globalWindowType();
  }

  isEventTime(): boolean {
    return false;
  }

  override toString(): string {
    return 'GlobalWindows()';
  }
}
