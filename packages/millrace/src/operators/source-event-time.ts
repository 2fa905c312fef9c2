import type { OperatorContext } from '../operator/operator-context.js';
import type { ReaderOutput, SplitOutput } from '../operator/source.js';
import { SteppedActivityClock } from '../time/activity-clock.js';
import { type SplitWatermarkListener, SplitWatermarks } from '../time/split-watermarks.js';
import { SILENT_GENERATOR, type WatermarkGenerator } from '../time/watermark-generator.js';
import type { WatermarkOutput } from '../time/watermark-output.js';
import type { WatermarkStrategy } from '../time/watermark-strategy.js';
import { PlainSourceOutput, TimedSourceOutput } from './source-output.js';
import type { SourceTurn } from './source-turn.js';
import type { WatermarkEmitter } from './watermark-emitter.js';

/** Learns what becomes of splits. */
export interface SourceSplitListener extends SplitWatermarkListener {
  onSplitReleased(splitId: string): void;
}

/** What the event time of a source is made from. */
export interface SourceEventTimeParts<T> {
  readonly context: OperatorContext;
  readonly strategy: WatermarkStrategy<T> | undefined;
  /** False: no watermarks but the last. */
  readonly isProgressive: boolean;
  readonly emitter: WatermarkEmitter;
  readonly turn: SourceTurn;
  readonly listener: SourceSplitListener;
}

interface Timed<T> {
  readonly generator: WatermarkGenerator<T>;
  readonly clock: SteppedActivityClock;
  readonly output: ReaderOutput<T> & SplitOutput<T>;
}

/**
 * Event time of one source: a watermark generator for its main output and one for each split, combined.
 *
 * As in Flink, main output and splits each raise the watermark of the source; it is idle when both are.
 */
export class SourceEventTime<T> {
  /** What the reader emits into. */
  readonly readerOutput: ReaderOutput<T>;
  private readonly main: Timed<T>;
  private readonly splits = new Map<string, Timed<T>>();
  private readonly splitWatermarks: SplitWatermarks;
  private readonly mainWatermarks: WatermarkOutput;
  private readonly assignTimestamp: ((value: T, recordTimestamp: number) => number) | undefined;

  constructor(private readonly parts: SourceEventTimeParts<T>) {
    const { strategy, emitter, listener } = parts;
    this.assignTimestamp = strategy?.createTimestampAssigner();
    const [mainWatermarks, allSplits] = createIdleTogether(emitter);
    this.mainWatermarks = mainWatermarks;
    this.splitWatermarks = new SplitWatermarks(allSplits, listener);
    this.main = this.createTimed(mainWatermarks, () => undefined);
    this.readerOutput = this.main.output;
  }

  /** From now on the split holds event time back, also before its first record. */
  addSplit(splitId: string): void {
    this.splitWatermarks.register(splitId);
    const release = () => {
      this.splits.delete(splitId);
      this.splitWatermarks.unregister(splitId);
      this.parts.listener.onSplitReleased(splitId);
    };
    this.splits.set(splitId, this.createTimed(this.splitWatermarks.immediateOutput(splitId), release));
  }

  hasSplit(splitId: string): boolean {
    return this.splits.has(splitId);
  }

  /**
   * One periodic round over all generators.
   *
   * @param elapsedMs how long the source could read since the last round.
   * @param paused splits that could not.
   */
  onPeriodicEmit(elapsedMs: number, paused: ReadonlySet<string>): void {
    this.parts.emitter.isBetweenRecords = true;
    for (const [splitId, { generator, clock }] of this.splits) {
      if (!paused.has(splitId)) clock.advance(elapsedMs);
      generator.onPeriodicEmit(this.splitWatermarks.deferredOutput(splitId));
    }
    this.splitWatermarks.onPeriodicEmit();
    this.main.clock.advance(elapsedMs);
    this.main.generator.onPeriodicEmit(this.mainWatermarks);
    this.parts.emitter.isBetweenRecords = false;
  }

  private splitOutput(splitId: string): SplitOutput<T> {
    if (!this.splits.has(splitId)) this.addSplit(splitId);
    return this.splits.get(splitId)!.output;
  }

  private createTimed(watermarks: WatermarkOutput, release: () => void): Timed<T> {
    const { context, strategy, isProgressive, turn } = this.parts;
    const clock = new SteppedActivityClock();
    const parts = { context, watermarks, turn, release, split: (splitId: string) => this.splitOutput(splitId) };
    if (strategy === undefined) return { generator: SILENT_GENERATOR, clock, output: new PlainSourceOutput(parts) };
    const generator: WatermarkGenerator<T> = isProgressive
      ? strategy.createWatermarkGenerator({ activityClock: clock })
      : SILENT_GENERATOR;
    return { generator, clock, output: new TimedSourceOutput(parts, generator, this.assignTimestamp) };
  }
}

/** Two outputs into one: it is idle when both are. One that has said nothing yet counts as idle. */
function createIdleTogether(target: WatermarkOutput): [WatermarkOutput, WatermarkOutput] {
  const isIdle = [true, true];
  const create = (index: number): WatermarkOutput => ({
    emitWatermark(time) {
      if (time !== Number.NEGATIVE_INFINITY) isIdle[index] = false;
      target.emitWatermark(time);
    },
    markIdle() {
      isIdle[index] = true;
      if (isIdle[0] && isIdle[1]) target.markIdle();
    },
    markActive() {
      isIdle[index] = false;
      target.markActive();
    },
  });
  return [create(0), create(1)];
}
