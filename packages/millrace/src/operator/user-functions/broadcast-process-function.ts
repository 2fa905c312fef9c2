import type { Collector, ProcessEmitted } from './collector.js';
import { type KeyMarker, type Lifecycle, LifecycleFunction } from './function.js';
import type {
  BroadcastContext,
  KeyedBroadcastContext,
  KeyedBroadcastOnTimerContext,
  KeyedReadOnlyBroadcastContext,
  ReadOnlyBroadcastContext,
} from './process-context.js';

abstract class BroadcastProcessFunctionClass<In1, In2, Out> extends LifecycleFunction {
  declare readonly keyed?: undefined;
  abstract processElement(value: In1, ctx: ReadOnlyBroadcastContext, out: Collector<Out>): ProcessEmitted<Out>;
  abstract processBroadcastElement(value: In2, ctx: BroadcastContext, out: Collector<Out>): ProcessEmitted<Out>;
}

/**
 * Records beside a broadcast stream: every subtask sees all broadcast elements and keeps them in broadcast state, which
 * only that side may write, so that all subtasks agree.
 */
export interface BroadcastProcessFunction<In1, In2, Out> extends Lifecycle {
  /** In types only: not for keys of a type. */
  readonly keyed?: undefined;
  processElement(value: In1, ctx: ReadOnlyBroadcastContext, out: Collector<Out>): ProcessEmitted<Out>;
  /** Must do the same on every subtask: broadcast elements come in the same order to all of them from one sender only. */
  processBroadcastElement(value: In2, ctx: BroadcastContext, out: Collector<Out>): ProcessEmitted<Out>;
}

export const BroadcastProcessFunction: abstract new <In1, In2, Out>() => BroadcastProcessFunctionClass<In1, In2, Out> =
  BroadcastProcessFunctionClass;

abstract class KeyedBroadcastProcessFunctionClass<Key, In1, In2, Out> extends LifecycleFunction {
  declare readonly keyed?: KeyMarker<Key>;
  abstract processElement(
    value: In1,
    ctx: KeyedReadOnlyBroadcastContext<Key>,
    out: Collector<Out>,
  ): ProcessEmitted<Out>;
  abstract processBroadcastElement(
    value: In2,
    ctx: KeyedBroadcastContext<Key>,
    out: Collector<Out>,
  ): ProcessEmitted<Out>;

  onTimer(_timestamp: number, _ctx: KeyedBroadcastOnTimerContext<Key>, _out: Collector<Out>): ProcessEmitted<Out> {
    return undefined;
  }
}

/** Keyed records beside a broadcast stream: the keyed side has keyed state and timers as well. */
export interface KeyedBroadcastProcessFunction<Key, In1, In2, Out> extends Lifecycle {
  /** In types only: the type of the keys. */
  readonly keyed?: KeyMarker<Key>;
  processElement(value: In1, ctx: KeyedReadOnlyBroadcastContext<Key>, out: Collector<Out>): ProcessEmitted<Out>;
  /** No key is in hand: keyed state is reached through `ctx.applyToKeyedState`. */
  processBroadcastElement(value: In2, ctx: KeyedBroadcastContext<Key>, out: Collector<Out>): ProcessEmitted<Out>;
  /** A timer of the key in hand has fired. */
  onTimer?(timestamp: number, ctx: KeyedBroadcastOnTimerContext<Key>, out: Collector<Out>): ProcessEmitted<Out>;
}

export const KeyedBroadcastProcessFunction: abstract new <Key, In1, In2, Out>() => KeyedBroadcastProcessFunctionClass<
  Key,
  In1,
  In2,
  Out
> = KeyedBroadcastProcessFunctionClass;
