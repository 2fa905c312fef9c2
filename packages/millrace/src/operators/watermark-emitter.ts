import type { OperatorContext } from '../operator/operator-context.js';
import { checkWatermark, type WatermarkOutput } from '../time/watermark-output.js';

/** Learns what is emitted. */
export interface EmitterListener {
  onWatermark(time: number): void;
  onIdle(isIdle: boolean): void;
}

/**
 * Emits the watermarks and the status of an operator that makes them itself.
 *
 * Never back, the status before a watermark of an idle operator, and never past work that the operators below have not
 * finished: what cannot leave at once is kept, newest only, and leaves when they have, or before the next record.
 */
export class WatermarkEmitter implements WatermarkOutput {
  /** Set while no record is in hand: then a barrier may come before what has to wait. */
  isBetweenRecords = false;
  private watermark = Number.NEGATIVE_INFINITY;
  private isIdle = false;
  private sentWatermark = Number.NEGATIVE_INFINITY;
  private sentIdle = false;
  private isSuspended = false;
  private readonly advance: (time: number) => void;

  constructor(
    private readonly context: OperatorContext,
    private readonly listener?: EmitterListener,
  ) {
    this.advance = context.watermarkAdvance((time) => context.output.processWatermark(time));
  }

  emitWatermark(time: number): void {
    checkWatermark(time);
    if (!(time > this.watermark)) return;
    this.watermark = time;
    this.setIdle(false);
    this.listener?.onWatermark(time);
    this.flush();
  }

  markIdle(): void {
    if (this.isIdle) return;
    this.setIdle(true);
    this.flush();
  }

  markActive(): void {
    if (!this.isIdle) return;
    this.setIdle(false);
    this.flush();
  }

  /** True while something has to wait for the operators below. */
  get isPending(): boolean {
    return this.watermark !== this.sentWatermark || this.isIdle !== this.sentIdle;
  }

  /** Emits what waits. True when nothing is left. */
  resume(): boolean {
    while (this.isPending) {
      if (this.context.flow.mustPause()) return false;
      this.emitNext();
    }
    return true;
  }

  private emitNext(): void {
    const { output } = this.context;
    const isRaised = this.watermark !== this.sentWatermark;
    if (this.sentIdle && (isRaised || !this.isIdle)) {
      this.sentIdle = false;
      output.processStatus(false);
    } else if (isRaised) {
      this.sentWatermark = this.watermark;
      this.advance(this.watermark);
    } else {
      this.sentIdle = true;
      output.processStatus(true);
    }
  }

  private setIdle(isIdle: boolean): void {
    if (this.isIdle === isIdle) return;
    this.isIdle = isIdle;
    this.listener?.onIdle(isIdle);
  }

  private flush(): void {
    if (this.isSuspended || this.resume()) return;
    this.isSuspended = true;
    this.context.suspend({
      midRecord: !this.isBetweenRecords,
      resume: () => {
        if (!this.resume()) return false;
        this.isSuspended = false;
        return true;
      },
      finishNow: () => {
        while (this.isPending) this.emitNext();
      },
    });
  }
}
