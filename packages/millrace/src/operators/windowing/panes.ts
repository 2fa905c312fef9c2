import type { UserCode } from '../../operator/user-functions/user-code.js';
import type { TriggerResult } from '../../operator/windowing/trigger-result.js';
import type { Window } from '../../time/window.js';
import type { AssignerCalls } from './assigner-calls.js';
import type { LateRecords } from './late-records.js';
import type { TriggerCalls } from './trigger-calls.js';
import type { WindowContents } from './window-contents.js';
import type { WindowOutput } from './window-output.js';
import type { WindowTimes } from './window-times.js';

/** What is in the windows of the key in hand, and when it is emitted. One implementation for each way in which that is done. */
export interface Panes {
  /** Adds a record to its windows. Nothing is suspended when it is called. */
  add(value: unknown, timestamp: number): void;
  onEventTime(time: number, window: Window): void;
  onProcessingTime(time: number, window: Window): void;
}

/** What all panes are made from. */
export interface PaneParts {
  readonly assigner: AssignerCalls;
  readonly trigger: TriggerCalls;
  readonly contents: WindowContents;
  readonly output: WindowOutput;
  readonly times: WindowTimes;
  readonly late: LateRecords;
  readonly code: UserCode;
}

/** Fires the window whose contents are in hand. @param purge its contents go. */
export function fire({ contents, output }: PaneParts, window: Window, purge: boolean): void {
  const fired = contents.read();
  // What is fired is in hand: it may go before the function, which may take its time, has seen it.
  if (purge) contents.state.clear();
  if (fired !== undefined) output.emit(window, fired);
}

/** Does to the window whose contents are in hand what its trigger said. */
export function act(parts: PaneParts, result: TriggerResult, window: Window): void {
  if (result.isFire()) fire(parts, window, result.isPurge());
  else if (result.isPurge()) parts.contents.state.clear();
}
