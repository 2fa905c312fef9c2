/**
 * May this operator, or this input, go on emitting? The stop rule of a task, as one operator sees it.
 *
 * Shut are: a gate downstream (output without credit, sink in flight, async capacity), unfinished work downstream, or a
 * slice of work that is used up. Who gets `true` from `mustPause` stops at the next record boundary and is resumed.
 */
export interface Flow {
  mustPause(): boolean;
  /** Something below is shut; unlike `mustPause`, a used-up slice of work does not count. */
  readonly isBlocked: boolean;
  /** To be called by who emits although it is blocked: timers below whose watermark has come fire now, before the record. */
  completeWatermarks(): void;
}

/** Work that an operator could not finish because it had to pause. */
export interface Unfinished {
  /** Goes on. True when nothing is left; false when it had to pause again. */
  resume(): boolean;
  /** True while a record is only partly processed, so that no barrier may come between. */
  readonly midRecord: boolean;
  /** Finishes at once, whatever is shut. Of work that no record may overtake: the timers of a watermark. */
  finishNow?(): void;
}

/** Holds back the task's inputs above an operator that cannot take more. */
export interface Gate {
  readonly isOpen: boolean;
  shut(): void;
  /** Opens the gate and wakes the task. */
  open(): void;
}
