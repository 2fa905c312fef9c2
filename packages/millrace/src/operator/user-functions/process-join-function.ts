import type { Collector, ProcessEmitted } from './collector.js';
import { type Lifecycle, LifecycleFunction } from './function.js';
import type { OutputTag } from './output-tag.js';

/** What a function sees of the pair in hand. Valid during the call that it was given to, and no longer. */
export interface ProcessJoinContext {
  /** Milliseconds. */
  getLeftTimestamp(): number;
  /** Milliseconds. */
  getRightTimestamp(): number;
  /** The later of the two, with which results are emitted. */
  getTimestamp(): number;
  /** Emits a record to a side output, with the same timestamp. */
  output<X>(tag: OutputTag<X>, value: X): void;
}

abstract class ProcessJoinFunctionClass<In1, In2, Out> extends LifecycleFunction {
  abstract processElement(left: In1, right: In2, ctx: ProcessJoinContext, out: Collector<Out>): ProcessEmitted<Out>;
}

/**
 * Two records of one key that are near enough to one another in time. What it returns is emitted, as with `FlatMapFunction`.
 *
 * @example
 * ```ts
 * import { ProcessJoinFunction } from 'millrace';
 *
 * class Paid extends ProcessJoinFunction<{ order: number }, { amount: number }, string> {
 *   *processElement(order: { order: number }, payment: { amount: number }) {
 *     yield `order ${order.order}: ${payment.amount}`;
 *   }
 * }
 * console.log(new Paid());
 * ```
 */
export interface ProcessJoinFunction<In1, In2, Out> extends Lifecycle {
  processElement(left: In1, right: In2, ctx: ProcessJoinContext, out: Collector<Out>): ProcessEmitted<Out>;
}

export const ProcessJoinFunction: abstract new <In1, In2, Out>() => ProcessJoinFunctionClass<In1, In2, Out> =
  ProcessJoinFunctionClass;
