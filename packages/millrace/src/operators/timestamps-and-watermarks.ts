import type { Element } from '../operator/element.js';
import type { Input } from '../operator/input.js';
import type { Operator } from '../operator/operator.js';
import type { OperatorContext, RecordCounts } from '../operator/operator-context.js';
import type { OperatorDefinition, OperatorSpec } from '../operator/operator-definition.js';
import type { Cancel } from '../ports/clock.js';
import { SteppedActivityClock } from '../time/activity-clock.js';
import { SILENT_GENERATOR, type WatermarkGenerator } from '../time/watermark-generator.js';
import type { WatermarkStrategy } from '../time/watermark-strategy.js';
import { WatermarkEmitter } from './watermark-emitter.js';
import { type WatermarkOptions, watermarkIntervalMs } from './watermark-options.js';

/**
 * Gives records new timestamps and makes new watermarks in the middle of a stream: `timestamps-and-watermarks` in plans.
 *
 * Options: {@link WatermarkOptions}. Role: `watermarkStrategy`. Watermarks and status from above are not passed on, except
 * the last watermark, `Infinity`, as in Flink.
 */
export const timestampsAndWatermarksDefinition: OperatorDefinition = {
  name: 'timestamps-and-watermarks',
  create: (spec, context) => new TimestampsAndWatermarksOperator(spec, context),
};

class TimestampsAndWatermarksOperator implements Operator, Input {
  readonly inputs: readonly Input[] = [this];
  private readonly element: Element;
  private readonly counts: RecordCounts;
  private readonly output: Input;
  private readonly intervalMs: number;
  private readonly assignTimestamp: ((value: unknown, recordTimestamp: number) => number) | undefined;
  private readonly clock = new SteppedActivityClock();
  private readonly generator: WatermarkGenerator;
  private readonly emitter: WatermarkEmitter;
  private cancelTick: Cancel | undefined;
  private lastTickMs = 0;

  constructor(
    spec: OperatorSpec,
    private readonly context: OperatorContext,
  ) {
    const options: WatermarkOptions = spec.options;
    const strategy = spec.functions.watermarkStrategy as WatermarkStrategy;
    this.element = context.element;
    this.counts = context.counts;
    this.output = context.output;
    this.intervalMs = watermarkIntervalMs(options);
    this.assignTimestamp = strategy.createTimestampAssigner();
    this.generator =
      options.progressiveWatermarks === false
        ? SILENT_GENERATOR
        : strategy.createWatermarkGenerator({ activityClock: this.clock });
    this.emitter = new WatermarkEmitter(context);
  }

  open(): void {
    this.lastTickMs = this.context.currentProcessingTime();
    if (this.intervalMs > 0) this.scheduleTick();
  }

  processElement(value: unknown): void {
    const { context, element, counts } = this;
    counts.recordsIn++;
    context.activity[0] = context.operatorIndex;
    const before = element.timestamp;
    const timestamp = this.timestampOf(value, before);
    element.timestamp = timestamp;
    counts.recordsOut++;
    this.output.processElement(value);
    element.timestamp = before;
    context.activity[0] = context.operatorIndex;
    try {
      // After the record: a watermark that it causes must not make it late.
      this.generator.onEvent(value, timestamp, this.emitter);
    } catch (cause) {
      throw context.userError(cause, 'onEvent');
    }
  }

  processWatermark(time: number): void {
    if (time === Number.POSITIVE_INFINITY) this.emitter.emitWatermark(time);
  }

  processStatus(): void {
    // What is idle below is decided by the records that come by here.
  }

  finish(): void {
    this.cancelTick?.();
    this.emitPeriodic();
  }

  close(): void {
    this.cancelTick?.();
  }

  private timestampOf(value: unknown, recordTimestamp: number): number {
    const assign = this.assignTimestamp;
    if (assign === undefined) return recordTimestamp;
    try {
      return assign(value, recordTimestamp);
    } catch (cause) {
      throw this.context.userError(cause, 'extractTimestamp');
    }
  }

  private scheduleTick(): void {
    const { context } = this;
    this.cancelTick = context.schedule(context.currentProcessingTime() + this.intervalMs, () => {
      const now = context.currentProcessingTime();
      // Held back from below, the operator sees no records although there may be some.
      if (!context.flow.mustPause()) this.clock.advance(now - this.lastTickMs);
      this.lastTickMs = now;
      this.emitPeriodic();
      this.scheduleTick();
    });
  }

  private emitPeriodic(): void {
    this.emitter.isBetweenRecords = true;
    try {
      this.generator.onPeriodicEmit(this.emitter);
    } catch (cause) {
      throw this.context.userError(cause, 'onPeriodicEmit');
    } finally {
      this.emitter.isBetweenRecords = false;
    }
  }
}
