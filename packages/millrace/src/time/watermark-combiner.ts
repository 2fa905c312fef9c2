import {
  CombinedWatermark,
  createPartialWatermark,
  type PartialWatermark,
  raisePartial,
} from './combined-watermark.js';

/** Where combined watermarks and status go: an operator's output, or its own handlers. */
export interface WatermarkTarget {
  processWatermark(time: number): void;
  processStatus(isIdle: boolean): void;
}

/**
 * Combines watermarks and status of the inputs of one operator (Flink's rule for operators of two and more inputs).
 *
 * The smallest watermark over the inputs that are not idle; never back; with all of them idle, the largest.
 */
export class WatermarkCombiner {
  private readonly combined = new CombinedWatermark();
  private readonly partials: readonly PartialWatermark[];

  constructor(
    inputCount: number,
    private readonly target: WatermarkTarget,
  ) {
    this.partials = Array.from({ length: inputCount }, createPartialWatermark);
  }

  processWatermark(input: number, time: number): void {
    const partial = this.partials[input]!;
    const wasIdle = partial.isIdle;
    // A watermark of an idle input makes it active, and that is news even when the watermark does not rise.
    if (raisePartial(partial, time) || wasIdle) this.update();
  }

  processStatus(input: number, isIdle: boolean): void {
    this.partials[input]!.isIdle = isIdle;
    this.update();
  }

  /** A status of active goes before the watermark, one of idle behind it: idle outputs give no watermarks. */
  private update(): void {
    const { combined, target } = this;
    const wasIdle = combined.isIdle;
    const rose = combined.update(this.partials);
    if (wasIdle && !combined.isIdle) target.processStatus(false);
    if (rose) target.processWatermark(combined.time);
    if (!wasIdle && combined.isIdle) target.processStatus(true);
  }
}
