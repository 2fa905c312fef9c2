import { MillraceError } from '../model/millrace-error.js';
import {
  CombinedWatermark,
  createPartialWatermark,
  type PartialWatermark,
  raisePartial,
} from './combined-watermark.js';
import { checkWatermark, type WatermarkOutput } from './watermark-output.js';

/** Learns of each split's own watermark and status: for the alignment of splits. */
export interface SplitWatermarkListener {
  onSplitWatermark(splitId: string, time: number): void;
  onSplitIdle(splitId: string, isIdle: boolean): void;
}

interface SplitState extends PartialWatermark {
  readonly immediate: WatermarkOutput;
  readonly deferred: WatermarkOutput;
}

/**
 * Combines the watermarks of the splits of one reader into one, as Flink's `WatermarkOutputMultiplexer` does.
 *
 * What a split's immediate output gets takes effect at once (watermarks from records); what its deferred output gets,
 * at the next `onPeriodicEmit` (watermarks of one periodic round, so that the round gives one combined watermark).
 */
export class SplitWatermarks {
  private readonly combined = new CombinedWatermark();
  private readonly splits = new Map<string, SplitState>();

  constructor(
    private readonly target: WatermarkOutput,
    private readonly listener?: SplitWatermarkListener,
  ) {}

  has(splitId: string): boolean {
    return this.splits.has(splitId);
  }

  /** From now on the split holds the combined watermark back. */
  register(splitId: string): void {
    if (this.splits.has(splitId)) {
      throw new MillraceError('SPLIT_DUPLICATE', `Split '${splitId}' was given to a reader that has it already.`, {
        facts: { split: splitId },
      });
    }
    const partial = createPartialWatermark();
    const outputs = {
      immediate: this.createOutput(splitId, partial, () => this.update()),
      deferred: this.createOutput(splitId, partial, () => undefined),
    };
    this.splits.set(splitId, Object.assign(partial, outputs));
  }

  /** The split holds nothing back any more; the combined watermark takes notice at its next update. */
  unregister(splitId: string): void {
    this.splits.delete(splitId);
  }

  immediateOutput(splitId: string): WatermarkOutput {
    return this.state(splitId).immediate;
  }

  deferredOutput(splitId: string): WatermarkOutput {
    return this.state(splitId).deferred;
  }

  /** The end of a periodic round: gives out what the deferred outputs have got. */
  onPeriodicEmit(): void {
    this.update();
  }

  private state(splitId: string): SplitState {
    const state = this.splits.get(splitId);
    if (state !== undefined) return state;
    throw new MillraceError('SPLIT_UNKNOWN', `Split '${splitId}' does not belong to this reader.`, {
      facts: { split: splitId },
    });
  }

  private createOutput(splitId: string, partial: PartialWatermark, changed: () => void): WatermarkOutput {
    const setIdle = (isIdle: boolean) => {
      if (partial.isIdle === isIdle) return;
      partial.isIdle = isIdle;
      this.listener?.onSplitIdle(splitId, isIdle);
    };
    return {
      emitWatermark: (time) => {
        checkWatermark(time);
        setIdle(false);
        if (!raisePartial(partial, time)) return;
        this.listener?.onSplitWatermark(splitId, time);
        changed();
      },
      markIdle: () => {
        setIdle(true);
        changed();
      },
      markActive: () => {
        setIdle(false);
        changed();
      },
    };
  }

  private update(): void {
    if (this.combined.update(this.splits.values())) this.target.emitWatermark(this.combined.time);
    if (this.combined.isIdle) this.target.markIdle();
  }
}
