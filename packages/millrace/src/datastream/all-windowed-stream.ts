import type { DurationLike } from '../model/duration.js';
import type { TypeInformation } from '../model/type-information.js';
import { Types } from '../model/types.js';
import type { AggregateFunction } from '../operator/user-functions/aggregate-function.js';
import { NullByteKeySelector } from '../operator/user-functions/key-selector.js';
import type { ReduceArgument } from '../operator/user-functions/normalise.js';
import type { OutputTag } from '../operator/user-functions/output-tag.js';
import type { Evictor } from '../operator/windowing/evictor.js';
import type { Trigger } from '../operator/windowing/trigger.js';
import type {
  ApplyAllArgument,
  FoldedAllArgument,
  ProcessAllArgument,
} from '../operator/windowing/window-arguments.js';
import type { WindowAssigner } from '../operator/windowing/window-assigner.js';
import type { Window } from '../time/window.js';
import type { DataStream } from './data-stream.js';
import { type OutputArgument, outputOptions, untyped } from './output-options.js';
import type { StreamExecutionEnvironment } from './stream-execution-environment.js';
import { type FoldedOptions, foldedOptions, WindowOperation } from './window-operation.js';

/**
 * A stream all of whose records are grouped by window, in one instance of the operator: nothing of it runs in parallel.
 *
 * @example
 * ```ts
 * import { GlobalWindows, StreamExecutionEnvironment, Types } from 'millrace';
 *
 * const env = StreamExecutionEnvironment.getExecutionEnvironment();
 * env
 *   .fromCollection([3, 1, 2], Types.INT())
 *   .windowAll(GlobalWindows.createWithEndOfStreamTrigger())
 *   .reduce((one, other) => Math.max(one, other))
 *   .print(); // 3
 * await env.execute();
 * ```
 */
export class AllWindowedStream<T, W extends Window> {
  private readonly operation: WindowOperation<T, W>;

  constructor(dataStream: DataStream<T>, windowAssigner: WindowAssigner<T, W>) {
    const keyed = dataStream.keyBy(new NullByteKeySelector<T>(), Types.BYTE());
    this.operation = new WindowOperation<T, W>(keyed, windowAssigner, true);
  }

  getExecutionEnvironment(): StreamExecutionEnvironment {
    return this.operation.stream.getExecutionEnvironment();
  }

  getInputType(): TypeInformation<T> {
    return this.operation.stream.getType();
  }

  /**
   * Decides when windows fire, in place of the assigner's own trigger.
   *
   * @throws MillraceError `WINDOW_INVALID` for a trigger that does not support windows that merge, if these do.
   */
  trigger(trigger: Trigger<T, W>): this {
    this.operation.setTrigger(trigger);
    return this;
  }

  /** Takes records out of windows that fire. Windows keep all their records then, whatever the function folds. */
  evictor(evictor: Evictor<T, W>): this {
    this.operation.setEvictor(evictor);
    return this;
  }

  /**
   * Keeps windows for so long behind their end: a record that comes meanwhile is added, and the window fires again. The
   * default is 0.
   *
   * @throws MillraceError `WINDOW_INVALID` for windows of processing time, to which nothing comes late.
   */
  allowedLateness(time: DurationLike): this {
    this.operation.setAllowedLateness(time);
    return this;
  }

  /** Sends records that come too late to a side output of the operator; without it, they are dropped and counted. */
  sideOutputLateData(outputTag: OutputTag<T>): this {
    this.operation.setLateTag(outputTag);
    return this;
  }

  /**
   * Folds the records of each window as they come, so that one value a window is kept.
   *
   * @param windowFunction sees the value when the window fires; without it, the value is emitted.
   */
  reduce(reduceFunction: ReduceArgument<T>): DataStream<T>;
  reduce<Out = T>(
    reduceFunction: ReduceArgument<T>,
    windowFunction: FoldedAllArgument<T, Out, W> | undefined,
    output?: OutputArgument<Out>,
  ): DataStream<Out>;
  reduce<Out = T>(
    reduceFunction: ReduceArgument<T>,
    options: FoldedOptions<FoldedAllArgument<T, Out, W>, never, Out>,
  ): DataStream<Out>;
  reduce<Out>(
    reduceFunction: ReduceArgument<T>,
    second?: FoldedAllArgument<T, Out, W> | FoldedOptions<FoldedAllArgument<T, Out, W>, never, Out>,
    output?: OutputArgument<Out>,
  ): DataStream<Out> {
    const { windowFunction, ...options } = { ...foldedOptions(second), ...outputOptions(output) };
    const outputType = windowFunction === undefined ? (this.getInputType() as TypeInformation<never>) : undefined;
    return this.operation.addFolded({ reduce: reduceFunction }, windowFunction, undefined, {
      ...(outputType === undefined ? {} : { outputType }),
      ...options,
    });
  }

  /**
   * Folds the records of each window into an accumulator as they come, so that one accumulator a window is kept.
   *
   * @param windowFunction sees the result when the window fires; without it, the result is emitted.
   * @param accumulatorType without it, accumulators are stored by structured clone.
   */
  aggregate<Acc, Result>(aggregateFunction: AggregateFunction<T, Acc, Result>): DataStream<Result>;
  aggregate<Acc, Result, Out = Result>(
    aggregateFunction: AggregateFunction<T, Acc, Result>,
    windowFunction: FoldedAllArgument<Result, Out, W> | undefined,
    accumulatorType?: TypeInformation<Acc>,
    output?: OutputArgument<Out>,
  ): DataStream<Out>;
  aggregate<Acc, Result, Out = Result>(
    aggregateFunction: AggregateFunction<T, Acc, Result>,
    options: FoldedOptions<FoldedAllArgument<Result, Out, W>, Acc, Out>,
  ): DataStream<Out>;
  aggregate<Acc, Result, Out>(
    aggregateFunction: AggregateFunction<T, Acc, Result>,
    second?: FoldedAllArgument<Result, Out, W> | FoldedOptions<FoldedAllArgument<Result, Out, W>, Acc, Out>,
    accumulatorType?: TypeInformation<Acc>,
    output?: OutputArgument<Out>,
  ): DataStream<Out> {
    const { windowFunction, accumulatorType: named, ...options } = foldedOptions(second);
    const type = accumulatorType ?? named ?? untyped<Acc>();
    return this.operation.addFolded({ aggregate: aggregateFunction }, windowFunction, type, {
      ...options,
      ...outputOptions(output),
    });
  }

  /** Calls the function with all records of each window that fires. They are kept until then: fold them if you can. */
  apply<Out>(windowFunction: ApplyAllArgument<T, Out, W>): DataStream<Out>;
  apply<Out>(windowFunction: ApplyAllArgument<T, NoInfer<Out>, W>, output: OutputArgument<Out>): DataStream<Out>;
  apply<Out>(windowFunction: ApplyAllArgument<T, Out, W>, output?: OutputArgument<Out>): DataStream<Out> {
    return this.operation.add({ applyFunction: windowFunction }, outputOptions(output));
  }

  /** As `apply`, for a function that sees the times, and has state. */
  process<Out>(processWindowFunction: ProcessAllArgument<T, Out, W>): DataStream<Out>;
  process<Out>(
    processWindowFunction: ProcessAllArgument<T, NoInfer<Out>, W>,
    output: OutputArgument<Out>,
  ): DataStream<Out>;
  process<Out>(processWindowFunction: ProcessAllArgument<T, Out, W>, output?: OutputArgument<Out>): DataStream<Out> {
    return this.operation.add({ processFunction: processWindowFunction }, outputOptions(output));
  }
}
