import type { TypeInformation } from '../../model/type-information.js';
import type { OperatorContext } from '../../operator/operator-context.js';
import type { OperatorSpec } from '../../operator/operator-definition.js';
import type { InternalTimerService } from '../../operator/timer-service.js';
import { subtaskCopy } from '../../operator/user-functions/subtask-copy.js';
import type { UserCode } from '../../operator/user-functions/user-code.js';
import { EventTimeTrigger } from '../../operator/windowing/event-time-trigger.js';
import type { Evictor } from '../../operator/windowing/evictor.js';
import { ProcessingTimeTrigger } from '../../operator/windowing/processing-time-trigger.js';
import { mergesWhereTheyMeet } from '../../operator/windowing/session-windows.js';
import { slicesOf } from '../../operator/windowing/sliced-assigners.js';
import type { Trigger } from '../../operator/windowing/trigger.js';
import { isMerging, type WindowAssigner } from '../../operator/windowing/window-assigner.js';
import type { KeyedStateBackend } from '../../state/keyed-state-backend.js';
import type { Window } from '../../time/window.js';
import { AssignerCalls } from './assigner-calls.js';
import { EndOfWindowPanes } from './end-of-window-panes.js';
import { type EvictingOptions, openEvicting } from './evicting-contents.js';
import { foldOf } from './fold.js';
import { LateRecords } from './late-records.js';
import { MergingPanes } from './merging-panes.js';
import type { PaneParts, Panes } from './panes.js';
import { SessionPanes } from './session-panes.js';
import { SlicedPanes } from './sliced-panes.js';
import { TriggerCalls } from './trigger-calls.js';
import { TriggeredPanes } from './triggered-panes.js';
import { openContents } from './window-contents.js';
import { firing } from './window-firing.js';
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
  const fold = foldOf(spec, context);
  const output = createOutput({
    spec,
    context,
    code,
    keyed,
    windowType,
    isFolded: fold !== undefined,
    isMerging: isMerging(assigner),
  });
  const isEventTime = assigner.isEventTime();
  const common = {
    output,
    times: isEventTime ? eventTimes(context, timerService, latenessMs) : processingTimes(timerService),
    late: new LateRecords(context, isEventTime, latenessMs, spec.options['lateTag'] as string | undefined),
    code,
  };
  const evictor = own('evictor') as Evictor<unknown, Window> | undefined;
  const firesAtEnd = trigger.constructor === (isEventTime ? EventTimeTrigger : ProcessingTimeTrigger);
  const isKept = latenessMs > 0;
  const slices = slicesOf(assigner);
  if (firesAtEnd && fold !== undefined && evictor === undefined && slices !== undefined) {
    return { panes: new SlicedPanes({ ...common, context, keyed, slices, fold, isKept }), output };
  }
  const parts: PaneParts = {
    ...common,
    ...openKept({ spec, context, keyed, windowType, evictor, fold, output, code }),
    assigner: new AssignerCalls(assigner, context),
    trigger: new TriggerCalls(trigger, context, keyed, windowType, timerService),
  };
  if (!isMerging(assigner)) {
    return { panes: firesAtEnd ? new EndOfWindowPanes(parts, isKept) : new TriggeredPanes(parts), output };
  }
  const panes =
    firesAtEnd && mergesWhereTheyMeet(assigner)
      ? new SessionPanes(parts, keyed, windowType, isKept)
      : new MergingPanes(parts, keyed, windowType, () => context.currentProcessingTime());
  return { panes, output };
}

/** What windows keep, and how it is fired. */
function openKept({
  evictor,
  ...options
}: Omit<EvictingOptions, 'evictor'> & { readonly evictor: Evictor<unknown, Window> | undefined }): Pick<
  PaneParts,
  'contents' | 'fire'
> {
  if (evictor !== undefined) {
    const { state, fire } = openEvicting({ ...options, evictor });
    return { contents: state, fire };
  }
  const contents = openContents(options.spec, options.fold, options.keyed, options.windowType);
  return { contents: contents.state, fire: firing(contents, options.output) };
}
