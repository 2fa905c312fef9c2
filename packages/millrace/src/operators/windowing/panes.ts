import type { UserCode } from '../../operator/user-functions/user-code.js';
import type { TriggerResult } from '../../operator/windowing/trigger-result.js';
import type { Window } from '../../time/window.js';
import type { AssignerCalls } from './assigner-calls.js';
import type { LateRecords } from './late-records.js';
import type { TriggerCalls } from './trigger-calls.js';
import type { ContentsState } from './window-contents.js';
import type { Fire } from './window-firing.js';
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
  readonly contents: ContentsState;
  readonly fire: Fire;
  readonly output: WindowOutput;
  readonly times: WindowTimes;
  readonly late: LateRecords;
  readonly code: UserCode;
}

/** Does to a window, whose contents are in hand, what its trigger said. */
export function act({ fire, contents }: PaneParts, result: TriggerResult, window: Window, stateWindow: Window): void {
  if (result.isFire()) fire(window, stateWindow, result.isPurge());
  else if (result.isPurge()) contents.clear();
}
