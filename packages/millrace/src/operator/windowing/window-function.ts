import type { Window } from '../../time/window.js';
import type { Collector, Emitted, ProcessEmitted } from '../user-functions/collector.js';
import { type Lifecycle, LifecycleFunction } from '../user-functions/function.js';
import type { OutputTag } from '../user-functions/output-tag.js';
import type { KeyedStateStore } from '../user-functions/runtime-context.js';

abstract class WindowFunctionClass<In, Out, Key, W extends Window> extends LifecycleFunction {
  abstract apply(key: Key, window: W, inputs: Iterable<In>, out: Collector<Out>): Emitted<Out>;
}

/** Sees all records of a window at once, or the one value that they were folded into. */
export interface WindowFunction<In, Out, Key, W extends Window> extends Lifecycle {
  apply(key: Key, window: W, inputs: Iterable<In>, out: Collector<Out>): Emitted<Out>;
}

export const WindowFunction: abstract new <In, Out, Key, W extends Window>() => WindowFunctionClass<In, Out, Key, W> =
  WindowFunctionClass;

abstract class AllWindowFunctionClass<In, Out, W extends Window> extends LifecycleFunction {
  abstract apply(window: W, inputs: Iterable<In>, out: Collector<Out>): Emitted<Out>;
}

/** As `WindowFunction`, for windows of a whole stream. */
export interface AllWindowFunction<In, Out, W extends Window> extends Lifecycle {
  apply(window: W, inputs: Iterable<In>, out: Collector<Out>): Emitted<Out>;
}

export const AllWindowFunction: abstract new <In, Out, W extends Window>() => AllWindowFunctionClass<In, Out, W> =
  AllWindowFunctionClass;

/** What a process function of windows can ask and do. Valid during the call that it was given to. */
export interface ProcessWindowContext<W extends Window> {
  window(): W;
  /** Milliseconds since the epoch. */
  currentProcessingTime(): number;
  /** The event time of the operator; `-Infinity` before the first watermark. */
  currentWatermark(): number;
  /**
   * State of the key and the window: what was there at the last firing is there at the next. `clear` must clear it.
   * Windows that merge have none: their states throw `WINDOW_STATE_OF_MERGING`.
   */
  windowState(): KeyedStateStore;
  /** State of the key, over all windows. */
  globalState(): KeyedStateStore;
  /** Emits a record to a side output, with the largest timestamp of the window. */
  output<X>(tag: OutputTag<X>, value: X): void;
}

abstract class ProcessWindowFunctionClass<In, Out, Key, W extends Window> extends LifecycleFunction {
  abstract process(
    key: Key,
    context: ProcessWindowContext<W>,
    elements: Iterable<In>,
    out: Collector<Out>,
  ): ProcessEmitted<Out>;

  clear(_context: ProcessWindowContext<W>): void {
    // Nothing to clear.
  }
}

/**
 * Sees all records of a window at once (or the one value that they were folded into), with the window, the times, and
 * state. What `process` returns is emitted, as with `FlatMapFunction`.
 *
 * @example
 * ```ts
 * import { ProcessWindowFunction, type ProcessWindowContext, type TimeWindow } from 'millrace';
 *
 * class Busiest extends ProcessWindowFunction<number, string, string, TimeWindow> {
 *   *process(shop: string, context: ProcessWindowContext<TimeWindow>, [count]: Iterable<number>) {
 *     yield `${shop} sold ${count} from ${context.window().start}`;
 *   }
 * }
 * console.log(new Busiest());
 * ```
 */
export interface ProcessWindowFunction<In, Out, Key, W extends Window> extends Lifecycle {
  process(key: Key, context: ProcessWindowContext<W>, elements: Iterable<In>, out: Collector<Out>): ProcessEmitted<Out>;
  /** The window goes: clears what the function has in `context.windowState()`. */
  clear?(context: ProcessWindowContext<W>): void;
}

export const ProcessWindowFunction: abstract new <In, Out, Key, W extends Window>() => ProcessWindowFunctionClass<
  In,
  Out,
  Key,
  W
> = ProcessWindowFunctionClass;

abstract class ProcessAllWindowFunctionClass<In, Out, W extends Window> extends LifecycleFunction {
  abstract process(context: ProcessWindowContext<W>, elements: Iterable<In>, out: Collector<Out>): ProcessEmitted<Out>;

  clear(_context: ProcessWindowContext<W>): void {
    // Nothing to clear.
  }
}

/** As `ProcessWindowFunction`, for windows of a whole stream. */
export interface ProcessAllWindowFunction<In, Out, W extends Window> extends Lifecycle {
  process(context: ProcessWindowContext<W>, elements: Iterable<In>, out: Collector<Out>): ProcessEmitted<Out>;
  /** The window goes: clears what the function has in `context.windowState()`. */
  clear?(context: ProcessWindowContext<W>): void;
}

export const ProcessAllWindowFunction: abstract new <In, Out, W extends Window>() => ProcessAllWindowFunctionClass<
  In,
  Out,
  W
> = ProcessAllWindowFunctionClass;
