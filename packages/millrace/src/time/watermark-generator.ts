import type { ActivityClock } from './activity-clock.js';
import type { WatermarkOutput } from './watermark-output.js';

/** Finds out from the records of one input (a split, a stream) how far event time has come. */
export interface WatermarkGenerator<T = unknown> {
  /**
   * Called after each record has been emitted.
   *
   * @param timestamp the record's event time in milliseconds; `-Infinity` when it has none.
   */
  onEvent(value: T, timestamp: number, output: WatermarkOutput): void;
  /** Called every `pipeline.auto-watermark-interval`; never when that is 0. */
  onPeriodicEmit(output: WatermarkOutput): void;
}

/** What the maker of a generator may use. */
export interface WatermarkGeneratorContext {
  /** Time that stands still while the input is held back. */
  readonly activityClock: ActivityClock;
}

/** A generator that knows nothing and says nothing. */
export const SILENT_GENERATOR: WatermarkGenerator = {
  onEvent() {
    // Records say nothing about event time.
  },
  onPeriodicEmit() {
    // Nothing has been learned.
  },
};

/**
 * Assumes that a record is at most `delayMs` older than the newest one before it.
 *
 * Later records may still carry the newest timestamp itself, so that the watermark stays one millisecond below.
 */
export class BoundedOutOfOrdernessGenerator implements WatermarkGenerator {
  private newest = Number.NEGATIVE_INFINITY;

  constructor(private readonly delayMs: number) {}

  onEvent(_value: unknown, timestamp: number): void {
    if (timestamp > this.newest) this.newest = timestamp;
  }

  onPeriodicEmit(output: WatermarkOutput): void {
    output.emitWatermark(this.newest - this.delayMs - 1);
  }
}

/**
 * Marks the output idle when no record has come for longer than `timeoutMs`.
 *
 * Timed as Flink does: the quiet time begins at the first periodic call without a record since the one before, and is
 * over at the first call that finds more than the timeout gone by. So an input is idle between one timeout and one
 * timeout and three intervals after its last record.
 */
export class IdlenessGenerator<T> implements WatermarkGenerator<T> {
  private events = 0;
  private eventsAtLastCall = 0;
  private quietSince: number | undefined;
  private isIdle = false;

  constructor(
    private readonly generator: WatermarkGenerator<T>,
    private readonly timeoutMs: number,
    private readonly clock: ActivityClock,
  ) {}

  onEvent(value: T, timestamp: number, output: WatermarkOutput): void {
    this.generator.onEvent(value, timestamp, output);
    this.events++;
    this.isIdle = false;
  }

  onPeriodicEmit(output: WatermarkOutput): void {
    if (!this.isQuietTooLong()) {
      this.generator.onPeriodicEmit(output);
      return;
    }
    if (this.isIdle) return;
    output.markIdle();
    this.isIdle = true;
  }

  private isQuietTooLong(): boolean {
    if (this.events !== this.eventsAtLastCall) {
      this.eventsAtLastCall = this.events;
      this.quietSince = undefined;
      return false;
    }
    const now = this.clock.now();
    if (this.quietSince === undefined) {
      this.quietSince = now;
      return false;
    }
    return now - this.quietSince > this.timeoutMs;
  }
}
