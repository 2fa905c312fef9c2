import type { DurationLike } from '../model/duration.js';
import type { TypeInformation } from '../model/type-information.js';
import type { AggregateFunction } from '../operator/user-functions/aggregate-function.js';
import type { ReduceArgument } from '../operator/user-functions/normalise.js';
import type { OutputTag } from '../operator/user-functions/output-tag.js';
import type { Evictor } from '../operator/windowing/evictor.js';
import type { Trigger } from '../operator/windowing/trigger.js';
import type { ApplyArgument, FoldedArgument, ProcessWindowArgument } from '../operator/windowing/window-arguments.js';
import type { WindowAssigner } from '../operator/windowing/window-assigner.js';
import type { Window } from '../time/window.js';
import type { DataStream } from './data-stream.js';
import type { KeyedStream } from './keyed-stream.js';
import { type OutputArgument, outputOptions, untyped } from './output-options.js';
import type { StreamExecutionEnvironment } from './stream-execution-environment.js';
import { type FoldedOptions, foldedOptions, WindowOperation } from './window-operation.js';

/**
 * A keyed stream whose records are grouped by window. Describe the windows first; the function comes last, and makes the
 * operator.
 *
 * @example
 * ```ts
 * import { StreamExecutionEnvironment, TumblingEventTimeWindows, Types, WatermarkStrategy } from 'millrace';
 *
 * const env = StreamExecutionEnvironment.getExecutionEnvironment();
 * env
 *   .fromCollection([{ shop: 'a', time: 1000 }, { shop: 'a', time: 2000 }])
 *   .assignTimestampsAndWatermarks(
 *     WatermarkStrategy.forMonotonousTimestamps<{ shop: string; time: number }>().withTimestampAssigner((sale) => sale.time),
 *   )
 *   .keyBy((sale) => sale.shop, Types.STRING())
 *   .window(TumblingEventTimeWindows.of('5 s'))
 *   .process((shop, context, sales) => [`${shop} ${[...sales].length} until ${context.window().end}`], Types.STRING())
 *   .print();
 * await env.execute();
 * ```
 */
export class WindowedStream<T, Key, W extends Window> {
  private readonly operation: WindowOperation<T, W>;

  constructor(keyedStream: KeyedStream<T, Key>, windowAssigner: WindowAssigner<T, W>) {
    this.operation = new WindowOperation<T, W>(keyedStream, windowAssigner, false);
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
    windowFunction: FoldedArgument<T, Out, Key, W> | undefined,
    output?: OutputArgument<Out>,
  ): DataStream<Out>;
  reduce<Out = T>(
    reduceFunction: ReduceArgument<T>,
    options: FoldedOptions<FoldedArgument<T, Out, Key, W>, never, Out>,
  ): DataStream<Out>;
  reduce<Out>(
    reduceFunction: ReduceArgument<T>,
    second?: FoldedArgument<T, Out, Key, W> | FoldedOptions<FoldedArgument<T, Out, Key, W>, never, Out>,
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
    windowFunction: FoldedArgument<Result, Out, Key, W> | undefined,
    accumulatorType?: TypeInformation<Acc>,
    output?: OutputArgument<Out>,
  ): DataStream<Out>;
  aggregate<Acc, Result, Out = Result>(
    aggregateFunction: AggregateFunction<T, Acc, Result>,
    options: FoldedOptions<FoldedArgument<Result, Out, Key, W>, Acc, Out>,
  ): DataStream<Out>;
  aggregate<Acc, Result, Out>(
    aggregateFunction: AggregateFunction<T, Acc, Result>,
    second?: FoldedArgument<Result, Out, Key, W> | FoldedOptions<FoldedArgument<Result, Out, Key, W>, Acc, Out>,
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
  apply<Out>(windowFunction: ApplyArgument<T, Out, Key, W>): DataStream<Out>;
  apply<Out>(windowFunction: ApplyArgument<T, NoInfer<Out>, Key, W>, output: OutputArgument<Out>): DataStream<Out>;
  apply<Out>(windowFunction: ApplyArgument<T, Out, Key, W>, output?: OutputArgument<Out>): DataStream<Out> {
    return this.operation.add({ applyFunction: windowFunction }, outputOptions(output));
  }

  /** As `apply`, for a function that sees the times, and has state. */
  process<Out>(processWindowFunction: ProcessWindowArgument<T, Out, Key, W>): DataStream<Out>;
  process<Out>(
    processWindowFunction: ProcessWindowArgument<T, NoInfer<Out>, Key, W>,
    output: OutputArgument<Out>,
  ): DataStream<Out>;
  process<Out>(
    processWindowFunction: ProcessWindowArgument<T, Out, Key, W>,
    output?: OutputArgument<Out>,
  ): DataStream<Out> {
    return this.operation.add({ processFunction: processWindowFunction }, outputOptions(output));
  }
}
