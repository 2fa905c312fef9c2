import type { Clock } from '../ports/clock.js';

/** How long a task works before it yields to the event loop. A control message waits no longer than this and one call. */
const SLICE_MS = 10;

/** How many steps go by between two looks at the clock. A power of two. */
const STEPS_A_LOOK = 256;

/** The share of time that a task takes before it yields. */
export class Slice {
  private steps = 0;
  private endsAt = 0;
  private used = false;

  constructor(private readonly clock: Clock) {}

  begin(): void {
    this.used = false;
    this.endsAt = this.clock.monotonic() + SLICE_MS;
  }

  /** One step of work is about to be done; true when the slice is used up. */
  tick(): boolean {
    this.steps = (this.steps + 1) | 0;
    if ((this.steps & (STEPS_A_LOOK - 1)) !== 0) return this.used;
    return this.isUsed();
  }

  /** Looks at the clock. */
  isUsed(): boolean {
    if (!this.used) this.used = this.clock.monotonic() >= this.endsAt;
    return this.used;
  }

  /** Ends the slice now: something waits that should not wait for the rest of it. */
  cut(): void {
    this.used = true;
  }
}
