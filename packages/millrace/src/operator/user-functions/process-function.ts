import type { Collector, ProcessEmitted } from './collector.js';
import { type KeyMarker, type Lifecycle, LifecycleFunction } from './function.js';
import type { KeyedOnTimerContext, KeyedProcessContext, OnTimerContext, ProcessContext } from './process-context.js';

abstract class ProcessFunctionClass<In, Out> extends LifecycleFunction {
  declare readonly keyed?: undefined;
  abstract processElement(value: In, ctx: ProcessContext, out: Collector<Out>): ProcessEmitted<Out>;

  onTimer(_timestamp: number, _ctx: OnTimerContext, _out: Collector<Out>): ProcessEmitted<Out> {
    return undefined;
  }
}

/**
 * The general function of one input: records with their timestamp, side outputs, and on a keyed stream also state and
 * timers. What a method returns is emitted, as with `FlatMapFunction`.
 *
 * @example
 * ```ts
 * import { OutputTag, type ProcessContext, ProcessFunction } from 'millrace';
 *
 * const odd = new OutputTag<number>('odd');
 * class Split extends ProcessFunction<number, number> {
 *   *processElement(value: number, ctx: ProcessContext) {
 *     if (value % 2 === 0) yield value;
 *     else ctx.output(odd, value);
 *   }
 * }
 * console.log(new Split());
 * ```
 */
export interface ProcessFunction<In, Out> extends Lifecycle {
  /** In types only: not for keys of a type. */
  readonly keyed?: undefined;
  processElement(value: In, ctx: ProcessContext, out: Collector<Out>): ProcessEmitted<Out>;
  /** A timer of the key in hand has fired. Event timers emit with their time as timestamp, others without. */
  onTimer?(timestamp: number, ctx: OnTimerContext, out: Collector<Out>): ProcessEmitted<Out>;
}

export const ProcessFunction: abstract new <In, Out>() => ProcessFunctionClass<In, Out> = ProcessFunctionClass;

abstract class KeyedProcessFunctionClass<Key, In, Out> extends LifecycleFunction {
  declare readonly keyed?: KeyMarker<Key>;
  abstract processElement(value: In, ctx: KeyedProcessContext<Key>, out: Collector<Out>): ProcessEmitted<Out>;

  onTimer(_timestamp: number, _ctx: KeyedOnTimerContext<Key>, _out: Collector<Out>): ProcessEmitted<Out> {
    return undefined;
  }
}

/** The general function of one keyed input: like `ProcessFunction`, and the key can be asked for. */
export interface KeyedProcessFunction<Key, In, Out> extends Lifecycle {
  /** In types only: the type of the keys. */
  readonly keyed?: KeyMarker<Key>;
  processElement(value: In, ctx: KeyedProcessContext<Key>, out: Collector<Out>): ProcessEmitted<Out>;
  /** A timer of the key in hand has fired. Event timers emit with their time as timestamp, others without. */
  onTimer?(timestamp: number, ctx: KeyedOnTimerContext<Key>, out: Collector<Out>): ProcessEmitted<Out>;
}

export const KeyedProcessFunction: abstract new <Key, In, Out>() => KeyedProcessFunctionClass<Key, In, Out> =
  KeyedProcessFunctionClass;
