import type { Collector, ProcessEmitted } from './collector.js';
import { type KeyMarker, type Lifecycle, LifecycleFunction } from './function.js';
import type { KeyedOnTimerContext, KeyedProcessContext, OnTimerContext, ProcessContext } from './process-context.js';

abstract class CoProcessFunctionClass<In1, In2, Out> extends LifecycleFunction {
  declare readonly keyed?: undefined;
  abstract processElement1(value: In1, ctx: ProcessContext, out: Collector<Out>): ProcessEmitted<Out>;
  abstract processElement2(value: In2, ctx: ProcessContext, out: Collector<Out>): ProcessEmitted<Out>;

  onTimer(_timestamp: number, _ctx: OnTimerContext, _out: Collector<Out>): ProcessEmitted<Out> {
    return undefined;
  }
}

/** The general function of two connected streams. What a method returns is emitted, as with `FlatMapFunction`. */
export interface CoProcessFunction<In1, In2, Out> extends Lifecycle {
  /** In types only: not for keys of a type. */
  readonly keyed?: undefined;
  processElement1(value: In1, ctx: ProcessContext, out: Collector<Out>): ProcessEmitted<Out>;
  processElement2(value: In2, ctx: ProcessContext, out: Collector<Out>): ProcessEmitted<Out>;
  /** A timer of the key in hand has fired. */
  onTimer?(timestamp: number, ctx: OnTimerContext, out: Collector<Out>): ProcessEmitted<Out>;
}

export const CoProcessFunction: abstract new <In1, In2, Out>() => CoProcessFunctionClass<In1, In2, Out> =
  CoProcessFunctionClass;

abstract class KeyedCoProcessFunctionClass<Key, In1, In2, Out> extends LifecycleFunction {
  declare readonly keyed?: KeyMarker<Key>;
  abstract processElement1(value: In1, ctx: KeyedProcessContext<Key>, out: Collector<Out>): ProcessEmitted<Out>;
  abstract processElement2(value: In2, ctx: KeyedProcessContext<Key>, out: Collector<Out>): ProcessEmitted<Out>;

  onTimer(_timestamp: number, _ctx: KeyedOnTimerContext<Key>, _out: Collector<Out>): ProcessEmitted<Out> {
    return undefined;
  }
}

/** The general function of two connected keyed streams: both share state and timers by key. */
export interface KeyedCoProcessFunction<Key, In1, In2, Out> extends Lifecycle {
  /** In types only: the type of the keys. */
  readonly keyed?: KeyMarker<Key>;
  processElement1(value: In1, ctx: KeyedProcessContext<Key>, out: Collector<Out>): ProcessEmitted<Out>;
  processElement2(value: In2, ctx: KeyedProcessContext<Key>, out: Collector<Out>): ProcessEmitted<Out>;
  /** A timer of the key in hand has fired. */
  onTimer?(timestamp: number, ctx: KeyedOnTimerContext<Key>, out: Collector<Out>): ProcessEmitted<Out>;
}

export const KeyedCoProcessFunction: abstract new <Key, In1, In2, Out>() => KeyedCoProcessFunctionClass<
  Key,
  In1,
  In2,
  Out
> = KeyedCoProcessFunctionClass;
