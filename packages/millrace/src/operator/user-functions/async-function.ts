import { MillraceError } from '../../model/millrace-error.js';
import type { SideOutputRecord } from './collector.js';
import { type Lifecycle, LifecycleFunction } from './function.js';

/** The records that an asynchronous call gives; an empty array for none. `[tag, value]` goes to a side output. */
export type AsyncResult<T> = readonly (T | SideOutputRecord)[];

abstract class AsyncFunctionClass<In, Out> extends LifecycleFunction {
  abstract asyncInvoke(value: In): PromiseLike<AsyncResult<Out>> | AsyncResult<Out>;

  timeout(_value: In): PromiseLike<AsyncResult<Out>> | AsyncResult<Out> {
    throw new MillraceError('ASYNC_TIMEOUT', 'An asynchronous call was not answered in time.');
  }
}

/**
 * Asks something outside of the job about each record, without making the records behind it wait for the answer.
 *
 * It has no keyed state: answers come in their own time, when the key of the record is no longer in hand.
 *
 * @example
 * ```ts
 * import { AsyncFunction } from 'millrace';
 *
 * class Price extends AsyncFunction<string, string> {
 *   async asyncInvoke(item: string) {
 *     const answer = await fetch(`http://prices.local/${item}`);
 *     return [`${item}: ${await answer.text()}`];
 *   }
 *
 *   override timeout(item: string) {
 *     return [`${item}: unknown`];
 *   }
 * }
 * console.log(new Price());
 * ```
 */
export interface AsyncFunction<In, Out> extends Lifecycle {
  /** What it gives is emitted with the timestamp of `value`. A rejection fails the job, unless it is retried. */
  asyncInvoke(value: In): PromiseLike<AsyncResult<Out>> | AsyncResult<Out>;
  /** Takes the place of an answer that has not come in time. Without it, the job fails with `ASYNC_TIMEOUT`. */
  timeout?(value: In): PromiseLike<AsyncResult<Out>> | AsyncResult<Out>;
}

export const AsyncFunction: abstract new <In, Out>() => AsyncFunctionClass<In, Out> = AsyncFunctionClass;

/** True for the `timeout` of the class above, which only fails. */
export function isDefaultTimeout(timeout: unknown): boolean {
  return timeout === AsyncFunctionClass.prototype.timeout;
}
