import type { Flow, Gate } from '../operator/flow.js';
import type { Slice } from './slice.js';

/** A place in a task where records pass: knows how much below it is shut. */
export class FlowPoint implements Flow {
  /** Gates shut and work unfinished below this point. */
  private blockers = 0;

  constructor(private readonly slice: Slice) {}

  get isBlocked(): boolean {
    return this.blockers !== 0;
  }

  mustPause(): boolean {
    return this.blockers !== 0 || this.slice.tick();
  }

  block(): void {
    this.blockers++;
  }

  unblock(): void {
    this.blockers--;
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
