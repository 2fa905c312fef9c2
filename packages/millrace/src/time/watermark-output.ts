import { MillraceError } from '../model/millrace-error.js';
import { describeValue } from '../model/type-mismatch.js';

/** Where a watermark generator puts what it finds out about the progress of event time. */
export interface WatermarkOutput {
  /**
   * Event time has reached `time`. One that does not rise above the last one is ignored.
   *
   * @param time milliseconds; `Infinity` says that nothing comes any more.
   * @throws MillraceError `WATERMARK_INVALID` when it is not a number.
   */
  emitWatermark(time: number): void;
  /** Nothing is expected for a while: this output no longer holds back event time downstream. */
  markIdle(): void;
  /** Records are expected again. Emitting a watermark says the same. */
  markActive(): void;
}

/** Refuses what is not a point in time, before it can hide in a comparison that is always false. */
export function checkWatermark(time: unknown): void {
  if (typeof time === 'number' && !Number.isNaN(time)) return;
  const seen = describeValue(time);
  throw new MillraceError('WATERMARK_INVALID', `A watermark generator emitted ${seen} as a watermark.`, {
    facts: { seen },
    hint: 'Emit milliseconds since the epoch as a number.',
  });
}
