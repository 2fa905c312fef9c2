import { type DurationLike, durationMs } from '../model/duration.js';
import { MillraceError } from '../model/millrace-error.js';
import { checkedTimestamps, type TimestampAssignerLike } from './timestamp-assigner.js';
import type { WatermarkAlignment } from './watermark-alignment.js';
import {
  BoundedOutOfOrdernessGenerator,
  IdlenessGenerator,
  SILENT_GENERATOR,
  type WatermarkGenerator,
  type WatermarkGeneratorContext,
} from './watermark-generator.js';

/** Flink's default for how often aligned sources report. */
const DEFAULT_ALIGNMENT_UPDATE_INTERVAL_MS = 1000;

interface StrategyParts<T> {
  /** What plans and `explain` call the generator. */
  readonly watermarks: string;
  readonly createGenerator: (context: WatermarkGeneratorContext) => WatermarkGenerator<T>;
  readonly maxOutOfOrdernessMs?: number;
  readonly timestampAssigner?: TimestampAssignerLike<T>;
  readonly idleTimeoutMs?: number;
  readonly alignment?: WatermarkAlignment;
}

/**
 * Says how event time is found in a stream: where the timestamp of a record stands, and how far records may be out of
 * order. Immutable: every `with…` method gives a new strategy.
 *
 * A duration is a `Duration`, a number of milliseconds, or text such as `'5 s'`.
 *
 * @example
 * ```ts
 * import { WatermarkStrategy } from 'millrace';
 *
 * const strategy = WatermarkStrategy.forBoundedOutOfOrderness('5 s')
 *   .withTimestampAssigner((sale: { soldAt: number }) => sale.soldAt)
 *   .withIdleness('1 min');
 * console.log(strategy.describe());
 * ```
 */
export class WatermarkStrategy<T = unknown> {
  private constructor(private readonly parts: StrategyParts<T>) {}

  /** Timestamps never go back within a split: the watermark follows one millisecond behind the newest. */
  static forMonotonousTimestamps<T = unknown>(): WatermarkStrategy<T> {
    return new WatermarkStrategy<T>({
      watermarks: 'monotonous-timestamps',
      createGenerator: () => new BoundedOutOfOrdernessGenerator(0),
    });
  }

  /**
   * Records are at most this much older than the newest one before them; older ones are late.
   *
   * @throws MillraceError `DURATION_INVALID` for a negative duration, or what is none.
   */
  static forBoundedOutOfOrderness<T = unknown>(maxOutOfOrderness: DurationLike): WatermarkStrategy<T> {
    const maxOutOfOrdernessMs = durationMs(maxOutOfOrderness, 'maxOutOfOrderness');
    return new WatermarkStrategy<T>({
      watermarks: 'bounded-out-of-orderness',
      maxOutOfOrdernessMs,
      createGenerator: () => new BoundedOutOfOrdernessGenerator(maxOutOfOrdernessMs),
    });
  }

  /** No watermarks at all: for streams whose processing does not depend on event time. */
  static noWatermarks<T = unknown>(): WatermarkStrategy<T> {
    return new WatermarkStrategy<T>({ watermarks: 'none', createGenerator: () => SILENT_GENERATOR });
  }

  /**
   * Watermarks of your own.
   *
   * @param createGenerator called once for each split, in the task that reads it.
   */
  static forGenerator<T>(
    createGenerator: (context: WatermarkGeneratorContext) => WatermarkGenerator<T>,
  ): WatermarkStrategy<T> {
    if (typeof createGenerator !== 'function') {
      throw invalid('forGenerator takes a function that makes a generator.', {
        hint: 'Pass () => ({ onEvent(value, timestamp, output) {…}, onPeriodicEmit(output) {…} }).',
      });
    }
    return new WatermarkStrategy<T>({
      watermarks: 'generator',
      createGenerator: (context) => checkedGenerator(createGenerator(context)),
    });
  }

  /**
   * Takes the timestamp out of the record itself; without it, records keep the timestamp that their source gave them.
   *
   * @throws MillraceError `TIMESTAMP_ASSIGNER_INVALID` for what is neither a function nor has `extractTimestamp`.
   */
  withTimestampAssigner<E extends T>(timestampAssigner: TimestampAssignerLike<E>): WatermarkStrategy<E> {
    checkedTimestamps(timestampAssigner);
    return new WatermarkStrategy<E>({ ...this.parts, timestampAssigner });
  }

  /**
   * A split without records for this long no longer holds event time back.
   *
   * @throws MillraceError `WATERMARK_STRATEGY_INVALID` unless the duration is positive.
   */
  withIdleness(idleTimeout: DurationLike): WatermarkStrategy<T> {
    return new WatermarkStrategy<T>({ ...this.parts, idleTimeoutMs: positive(idleTimeout, 'idleTimeout') });
  }

  /**
   * Sources of one group do not run further ahead of the slowest of them than a given drift.
   *
   * @param watermarkGroup a name of your own; sources of the same name are aligned.
   * @param maxAllowedWatermarkDrift how far ahead a source may be.
   * @param updateInterval how often sources report; 1 s by default.
   */
  withWatermarkAlignment(
    watermarkGroup: string,
    maxAllowedWatermarkDrift: DurationLike,
    updateInterval: DurationLike = DEFAULT_ALIGNMENT_UPDATE_INTERVAL_MS,
  ): WatermarkStrategy<T> {
    if (typeof watermarkGroup !== 'string' || watermarkGroup === '') {
      throw invalid('The group of a watermark alignment must be a text of at least one character.');
    }
    const alignment: WatermarkAlignment = {
      group: watermarkGroup,
      maxAllowedDriftMs: durationMs(maxAllowedWatermarkDrift, 'maxAllowedWatermarkDrift'),
      updateIntervalMs: positive(updateInterval, 'updateInterval'),
    };
    return new WatermarkStrategy<T>({ ...this.parts, alignment });
  }

  /** The alignment of this source with others; undefined when there is none. */
  get alignment(): WatermarkAlignment | undefined {
    return this.parts.alignment;
  }

  /** True when records pass as they are: no timestamps are assigned, no watermarks and no idleness found. */
  get isPassive(): boolean {
    const { watermarks, timestampAssigner, idleTimeoutMs, alignment } = this.parts;
    const isBare = timestampAssigner === undefined && idleTimeoutMs === undefined && alignment === undefined;
    return isBare && watermarks === 'none';
  }

  /** The function that gives a record its timestamp; undefined when records keep what they have. */
  createTimestampAssigner(): ((value: T, recordTimestamp: number) => number) | undefined {
    const { timestampAssigner } = this.parts;
    return timestampAssigner === undefined ? undefined : checkedTimestamps(timestampAssigner);
  }

  /** A generator for one input, with idleness when the strategy has it. */
  createWatermarkGenerator(context: WatermarkGeneratorContext): WatermarkGenerator<T> {
    const generator = this.parts.createGenerator(context);
    const { idleTimeoutMs } = this.parts;
    if (idleTimeoutMs === undefined) return generator;
    return new IdlenessGenerator(generator, idleTimeoutMs, context.activityClock);
  }

  /** The strategy as plans and `explain` show it. */
  describe(): Readonly<Record<string, unknown>> {
    const { watermarks, maxOutOfOrdernessMs, timestampAssigner, idleTimeoutMs, alignment } = this.parts;
    return {
      watermarks,
      ...(maxOutOfOrdernessMs === undefined ? {} : { maxOutOfOrdernessMs }),
      timestamps: timestampAssigner === undefined ? 'of the source' : 'assigned',
      ...(idleTimeoutMs === undefined ? {} : { idleTimeoutMs }),
      ...(alignment === undefined ? {} : { alignment }),
    };
  }
}

function checkedGenerator<T>(generator: WatermarkGenerator<T>): WatermarkGenerator<T> {
  if (typeof generator?.onEvent === 'function' && typeof generator.onPeriodicEmit === 'function') return generator;
  throw invalid('The function given to forGenerator returned no watermark generator.', {
    hint: 'Return an object with onEvent(value, timestamp, output) and onPeriodicEmit(output).',
  });
}

function positive(duration: DurationLike, name: string): number {
  const milliseconds = durationMs(duration, name);
  if (milliseconds > 0) return milliseconds;
  throw invalid(`${name} is ${milliseconds} ms, and must be more than 0.`);
}

function invalid(message: string, options: { hint?: string } = {}): MillraceError {
  return new MillraceError('WATERMARK_STRATEGY_INVALID', message, options);
}
