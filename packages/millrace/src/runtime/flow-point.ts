import type { Flow, Gate, Unfinished } from '../operator/flow.js';
import type { Slice } from './slice.js';

/** A place in a task where records pass: knows how much below it is shut. */
export class FlowPoint implements Flow {
  /** Gates shut and work unfinished below this point. */
  private blockers = 0;
  /** In the order in which they began: the watermark furthest down is the oldest. */
  private readonly watermarks = new Set<Unfinished>();

  constructor(private readonly slice: Slice) {}

  get isBlocked(): boolean {
    return this.blockers !== 0;
  }

  mustPause(): boolean {
    return this.blockers !== 0 || this.slice.tick();
  }

  block(work?: Unfinished): void {
    this.blockers++;
    if (work?.finishNow !== undefined) this.watermarks.add(work);
  }

  unblock(work?: Unfinished): void {
    this.blockers--;
    if (work !== undefined) this.watermarks.delete(work);
  }

  completeWatermarks(): void {
    for (const work of this.watermarks) work.finishNow?.();
  }
}

/** A gate that blocks all points above it. */
export function createGate(above: readonly FlowPoint[], wake: () => void): Gate {
  let open = true;
  return {
    get isOpen() {
      return open;
    },
    shut() {
      if (!open) return;
      open = false;
      for (const point of above) point.block();
    },
    open() {
      if (open) return;
      open = true;
      for (const point of above) point.unblock();
      wake();
    },
  };
}
