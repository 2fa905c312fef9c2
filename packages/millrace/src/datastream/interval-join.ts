import { type DurationLike, signedDurationMs } from '../model/duration.js';
import { MillraceError } from '../model/millrace-error.js';
import type { ProcessJoinArgument } from '../operator/user-functions/normalise.js';
import { OutputTag } from '../operator/user-functions/output-tag.js';
import type { DataStream } from './data-stream.js';
import type { KeyedStream } from './keyed-stream.js';
import { type OutputArgument, outputOptions, untyped } from './output-options.js';
import { addOperator } from './stream-origin.js';

/**
 * Two keyed streams whose records are to be paired by their distance in event time.
 *
 * @example
 * ```ts
 * import { StreamExecutionEnvironment, type WatermarkStrategy } from 'millrace';
 *
 * type Event = { order: number; time: number };
 * declare const byTime: WatermarkStrategy<Event>;
 *
 * const env = StreamExecutionEnvironment.getExecutionEnvironment();
 * const orders = env.fromCollection<Event>([]).assignTimestampsAndWatermarks(byTime);
 * const payments = env.fromCollection<Event>([]).assignTimestampsAndWatermarks(byTime);
 * orders
 *   .keyBy(({ order }) => order)
 *   .intervalJoin(payments.keyBy(({ order }) => order))
 *   .between('-1 min', '1 h')
 *   .process((order, payment) => [`${order.order} paid after ${payment.time - order.time} ms`])
 *   .print();
 * ```
 */
export class IntervalJoin<In1, In2, Key> {
  /** @internal */
  constructor(
    private readonly stream1: KeyedStream<In1, Key>,
    private readonly stream2: KeyedStream<In2, Key>,
  ) {}

  /** Event time is what there is, and the default. */
  inEventTime(): this {
    return this;
  }

  /**
   * A right record is paired with a left one whose timestamp plus the bounds holds its own:
   * `left + lowerBound <= right <= left + upperBound`. Both bounds are included, and may be negative.
   *
   * @throws MillraceError `INTERVAL_INVALID` when the lower bound is above the upper one, `DURATION_INVALID`.
   */
  between(lowerBound: DurationLike, upperBound: DurationLike): IntervalJoined<In1, In2, Key> {
    const lowerBoundMs = signedDurationMs(lowerBound, 'The lower bound');
    const upperBoundMs = signedDurationMs(upperBound, 'The upper bound');
    checkBounds(lowerBoundMs, upperBoundMs);
    return new IntervalJoined<In1, In2, Key>(this.stream1, this.stream2, lowerBoundMs, upperBoundMs);
  }
}

/** Two keyed streams, and how far apart in event time their records may be to make a pair. */
export class IntervalJoined<In1, In2, Key> {
  private leftLateTag: string | undefined;
  private rightLateTag: string | undefined;
  private lowerExclusiveMs = 0;
  private upperExclusiveMs = 0;

  /** @internal */
  constructor(
    private readonly stream1: KeyedStream<In1, Key>,
    private readonly stream2: KeyedStream<In2, Key>,
    private readonly lowerBoundMs: number,
    private readonly upperBoundMs: number,
  ) {}

  /** The lower bound itself makes no pair. */
  lowerBoundExclusive(): this {
    this.lowerExclusiveMs = 1;
    return this;
  }

  /** The upper bound itself makes no pair. */
  upperBoundExclusive(): this {
    this.upperExclusiveMs = 1;
    return this;
  }

  /** Sends left records whose timestamp is behind the watermark to a side output of the join; without it, they are dropped. */
  sideOutputLeftLateData(outputTag: OutputTag<In1>): this {
    this.leftLateTag = checkedTag(outputTag, 'sideOutputLeftLateData').tagId;
    return this;
  }

  /** As `sideOutputLeftLateData`, of right records. */
  sideOutputRightLateData(outputTag: OutputTag<In2>): this {
    this.rightLateTag = checkedTag(outputTag, 'sideOutputRightLateData').tagId;
    return this;
  }

  /**
   * Calls the function for each pair, once, with the later of the two timestamps.
   *
   * @throws MillraceError `INTERVAL_INVALID` when bounds that are excluded leave nothing between them.
   */
  process<Out>(func: ProcessJoinArgument<In1, In2, Out>): DataStream<Out>;
  process<Out>(func: ProcessJoinArgument<In1, In2, NoInfer<Out>>, output: OutputArgument<Out>): DataStream<Out>;
  process<Out>(func: ProcessJoinArgument<In1, In2, Out>, output?: OutputArgument<Out>): DataStream<Out> {
    const options = outputOptions(output);
    const lowerBoundMs = this.lowerBoundMs + this.lowerExclusiveMs;
    const upperBoundMs = this.upperBoundMs - this.upperExclusiveMs;
    checkBounds(lowerBoundMs, upperBoundMs);
    const { leftLateTag, rightLateTag } = this;
    const origin = addOperator([this.stream1.origin, this.stream2.origin], {
      operator: 'interval-join',
      name: options.name ?? 'Interval Join',
      functions: { function: func },
      options: {
        lowerBoundMs,
        upperBoundMs,
        ...(leftLateTag === undefined ? {} : { leftLateTag }),
        ...(rightLateTag === undefined ? {} : { rightLateTag }),
      },
      outputType: options.outputType ?? untyped<Out>(),
      uid: options.uid,
      parallelism: options.parallelism,
    });
    return this.stream1.origin.environment.dataStream<Out>(origin);
  }
}

function checkBounds(lowerBoundMs: number, upperBoundMs: number): void {
  if (lowerBoundMs <= upperBoundMs) return;
  throw new MillraceError('INTERVAL_INVALID', `There is no time from ${lowerBoundMs} ms to ${upperBoundMs} ms.`, {
    facts: { lowerBoundMs, upperBoundMs },
    hint: 'Give between the smaller bound first. A bound that is excluded counts as the next millisecond inside.',
  });
}

function checkedTag<T>(tag: OutputTag<T>, call: string): OutputTag<T> {
  if (tag instanceof OutputTag) return tag;
  throw new MillraceError('OUTPUT_TAG_INVALID', `${call} takes an OutputTag; got a ${typeof tag}.`, {
    hint: "Write const late = new OutputTag('late') once, and use it here and in getSideOutput.",
  });
}
