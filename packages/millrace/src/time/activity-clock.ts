/**
 * Milliseconds during which an input could have delivered something: it stands still while the input is held back, so
 * that an input that may not deliver is not taken for one that has nothing (Flink's FLIP-471).
 */
export interface ActivityClock {
  now(): number;
}

/** An {@link ActivityClock} that its owner moves on. */
export class SteppedActivityClock implements ActivityClock {
  private time = 0;

  now(): number {
    return this.time;
  }

  /** @param elapsedMs how long the input could deliver since the last step; a clock that was set back counts as none. */
  advance(elapsedMs: number): void {
    if (elapsedMs > 0) this.time += elapsedMs;
  }
}
