import type { OperatorContext } from '../operator/operator-context.js';
import type { SourceReader, SourceSplit } from '../operator/source.js';
import type { SourceCoordinatorLink } from '../operator/source-coordinator-link.js';
import type { Cancel } from '../ports/clock.js';
import { alignSplits, mustWaitForAlignment, type WatermarkAlignment } from '../time/watermark-alignment.js';
import type { SourceSplitListener } from './source-event-time.js';
import type { EmitterListener } from './watermark-emitter.js';

/**
 * The part of one source subtask in watermark alignment: reports how far it is, and stops splits or the whole reader
 * that are too far ahead.
 *
 * What it decides during a call of the reader takes effect before the next one, so that no call of the reader overlaps.
 */
export class SourceAlignment implements EmitterListener, SourceSplitListener {
  /** The whole reader must wait. */
  mustWait = false;
  readonly pausedSplits = new Set<string>();
  private readonly splitWatermarks = new Map<string, number>();
  private maxAllowed = Number.POSITIVE_INFINITY;
  private watermark = Number.NEGATIVE_INFINITY;
  private isIdle = false;
  private hasWarned = false;
  private cancelReport: Cancel | undefined;

  /** @param onChange called when `apply` is to be called before the next record. */
  constructor(
    private readonly context: OperatorContext,
    private readonly link: SourceCoordinatorLink,
    private readonly alignment: WatermarkAlignment | undefined,
    private readonly onChange: () => void,
  ) {}

  start(): void {
    if (this.alignment !== undefined) this.scheduleReport(this.alignment.updateIntervalMs);
  }

  stop(): void {
    this.cancelReport?.();
    this.cancelReport = undefined;
  }

  /** The subtask has ended: nobody waits for it any more. */
  end(): void {
    this.stop();
    if (this.alignment !== undefined) this.link.reportWatermark(Number.POSITIVE_INFINITY);
  }

  addSplit(splitId: string): void {
    if (this.alignment !== undefined) this.splitWatermarks.set(splitId, Number.NEGATIVE_INFINITY);
  }

  onSplitReleased(splitId: string): void {
    this.splitWatermarks.delete(splitId);
    this.pausedSplits.delete(splitId);
  }

  setMaxAllowed(time: number): void {
    this.maxAllowed = time;
    this.onChange();
  }

  onWatermark(time: number): void {
    this.watermark = time;
    if (mustWaitForAlignment(time, this.maxAllowed)) this.onChange();
  }

  onIdle(isIdle: boolean): void {
    this.isIdle = isIdle;
  }

  onSplitWatermark(splitId: string, time: number): void {
    if (this.alignment === undefined) return;
    this.splitWatermarks.set(splitId, time);
    if (mustWaitForAlignment(time, this.maxAllowed)) this.onChange();
  }

  onSplitIdle(): void {
    // An idle split keeps its watermark: it is paused only if that is too far ahead.
  }

  /** Brings the reader in line with what is allowed now. */
  apply(reader: SourceReader<unknown, SourceSplit>): void {
    if (this.alignment === undefined) return;
    this.mustWait = mustWaitForAlignment(this.watermark, this.maxAllowed);
    if (reader.pauseOrResumeSplits === undefined) {
      this.warnOfUnaligned();
      return;
    }
    const { pause, resume } = alignSplits(this.splitWatermarks, this.pausedSplits, this.maxAllowed);
    if (pause.length === 0 && resume.length === 0) return;
    for (const splitId of pause) this.pausedSplits.add(splitId);
    for (const splitId of resume) this.pausedSplits.delete(splitId);
    reader.pauseOrResumeSplits(pause, resume);
  }

  private warnOfUnaligned(): void {
    if (this.hasWarned || this.splitWatermarks.size < 2) return;
    this.hasWarned = true;
    this.context.logger.warn('The reader cannot pause single splits: only the source as a whole is aligned.', {
      operator: this.context.info.operatorName,
      splits: this.splitWatermarks.size,
    });
  }

  private scheduleReport(intervalMs: number): void {
    const { context } = this;
    this.cancelReport = context.schedule(context.currentProcessingTime() + intervalMs, () => {
      this.report();
      this.scheduleReport(intervalMs);
    });
  }

  private report(): void {
    if (this.isIdle) this.link.reportWatermark(Number.POSITIVE_INFINITY);
    else if (this.watermark !== Number.NEGATIVE_INFINITY) this.link.reportWatermark(this.watermark);
  }
}
