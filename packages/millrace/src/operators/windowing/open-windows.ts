import type { TypeInformation } from '../../model/type-information.js';
import type { OperatorContext } from '../../operator/operator-context.js';
import type { OperatorSpec } from '../../operator/operator-definition.js';
import type { InternalTimerService } from '../../operator/timer-service.js';
import { subtaskCopy } from '../../operator/user-functions/subtask-copy.js';
import type { UserCode } from '../../operator/user-functions/user-code.js';
import { EventTimeTrigger } from '../../operator/windowing/event-time-trigger.js';
import { ProcessingTimeTrigger } from '../../operator/windowing/processing-time-trigger.js';
import type { Trigger } from '../../operator/windowing/trigger.js';
import { isMerging, type WindowAssigner } from '../../operator/windowing/window-assigner.js';
import type { KeyedStateBackend } from '../../state/keyed-state-backend.js';
import type { Window } from '../../time/window.js';
import { AssignerCalls } from './assigner-calls.js';
import { EndOfWindowPanes } from './end-of-window-panes.js';
import { LateRecords } from './late-records.js';
import type { PaneParts, Panes } from './panes.js';
import { TriggerCalls } from './trigger-calls.js';
import { TriggeredPanes } from './triggered-panes.js';
import { openContents } from './window-contents.js';
import { createOutput, type WindowOutput } from './window-output.js';
import { eventTimes, processingTimes } from './window-times.js';

/** What the windows of an operator are opened from. */
export interface WindowsToOpen {
  readonly spec: OperatorSpec;
  readonly context: OperatorContext;
  readonly keyed: KeyedStateBackend;
  readonly code: UserCode;
  /** The timers of the operator, whose namespaces are windows of this type. */
  timers(windowType: TypeInformation<unknown>): InternalTimerService;
}

export interface OpenedWindows {
  readonly panes: Panes;
  readonly output: WindowOutput;
}

/** Asks for the state of an operator's windows, and chooses how they are kept. */
export function openWindows({ spec, context, keyed, code, timers }: WindowsToOpen): OpenedWindows {
  const own = (role: string) =>
    subtaskCopy(spec.functions[role], context.info.operatorName, context.info.parallelism === 1);
  const assigner = own('assigner') as WindowAssigner<unknown, Window>;
  const trigger = (own('trigger') ?? assigner.getDefaultTrigger()) as Trigger<unknown, Window>;
  const windowType = assigner.getWindowSerializer() as TypeInformation<unknown>;
  const timerService = timers(windowType);
  const latenessMs = (spec.options['allowedLatenessMs'] as number | undefined) ?? 0;
  const contents = openContents(spec, context, keyed, windowType);
  const { isFolded } = contents;
  const parts: PaneParts = {
    assigner: new AssignerCalls(assigner, context),
    trigger: new TriggerCalls(trigger, context, keyed, windowType, timerService),
    contents,
    output: createOutput({ spec, context, code, keyed, windowType, isFolded, isMerging: isMerging(assigner) }),
    times: assigner.isEventTime() ? eventTimes(context, timerService, latenessMs) : processingTimes(timerService),
    late: new LateRecords(context, assigner.isEventTime(), latenessMs, spec.options['lateTag'] as string | undefined),
    code,
  };
  return { panes: createPanes(parts, trigger), output: parts.output };
}

function createPanes(parts: PaneParts, trigger: Trigger<unknown, Window>): Panes {
  const endOfWindow = parts.times.isEventTime ? EventTimeTrigger : ProcessingTimeTrigger;
  return trigger.constructor === endOfWindow ? new EndOfWindowPanes(parts) : new TriggeredPanes(parts);
}
