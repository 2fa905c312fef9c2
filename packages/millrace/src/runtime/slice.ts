import type { Clock } from '../ports/clock.js';

/** How long a task works before it yields to the event loop. A control message waits no longer than this and one call. */
const SLICE_MS = 10;

/** Between two looks at the clock lie as many steps as take about this long. */
const LOOK_MS = 0.5;

/** The most steps between two looks at the clock. */
const MOST_STEPS = 1024;

/** The share of time that a task takes before it yields. */
export class Slice {
  /** Steps between two looks: few when steps are slow, so that the slice ends in time, many when they are fast. */
  private stride = 1;
  private untilLook = 1;
  private lookedAt = 0;
  private endsAt = 0;
  private used = false;

  constructor(private readonly clock: Clock) {
    this.begin();
  }

  begin(): void {
    const now = this.clock.monotonic();
    this.used = false;
    this.lookedAt = now;
    this.endsAt = now + SLICE_MS;
    this.untilLook = this.stride;
  }

  /** One step of work is about to be done; true when the slice is used up. */
  tick(): boolean {
    return --this.untilLook > 0 ? this.used : this.look();
  }

  /** How many steps may be done before `passed` must be told of them. */
  get steps(): number {
    return this.untilLook;
  }

  /** So many steps were done without a `tick` for each. */
  passed(steps: number): void {
    this.untilLook -= steps;
    if (this.untilLook <= 0) this.look();
  }

  /** Looks at the clock. */
  isUsed(): boolean {
    return this.used || this.look();
  }

  /** Ends the slice now: something waits that should not wait for the rest of it. */
  cut(): void {
    this.used = true;
  }

  private look(): boolean {
    const now = this.clock.monotonic();
    const tookMs = now - this.lookedAt;
    if (tookMs > 2 * LOOK_MS) this.stride = Math.max(1, Math.floor((this.stride * LOOK_MS) / tookMs));
    else if (tookMs < LOOK_MS && this.untilLook <= 0) this.stride = Math.min(MOST_STEPS, 2 * this.stride);
    this.lookedAt = now;
    this.untilLook = this.stride;
    if (now >= this.endsAt) this.used = true;
    return this.used;
  }
}
