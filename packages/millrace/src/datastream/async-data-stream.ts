import { type DurationLike, durationMs } from '../model/duration.js';
import { MillraceError } from '../model/millrace-error.js';
import type { TypeInformation } from '../model/type-information.js';
import { describeValue } from '../model/type-mismatch.js';
import type { AsyncRetryStrategy } from '../operator/user-functions/async-retry-strategy.js';
import type { AsyncArgument } from '../operator/user-functions/normalise.js';
import type { DataStream } from './data-stream.js';
import { type OutputOptions, outputOptions, untyped } from './output-options.js';
import { addOperator } from './stream-origin.js';

/** What may stand last in a call of {@link AsyncDataStream}. */
export interface AsyncOptions<T> extends OutputOptions<T> {
  /** How many records may be in flight in one parallel instance. Default 100. */
  readonly capacity?: number;
}

const DEFAULT_CAPACITY = 100;

/**
 * Calls for the records of a stream that take their time: look-ups in a database or a service.
 *
 * Many records are in flight at once, up to the capacity; then the stream waits. A snapshot holds the records in flight, and
 * a restored job calls for them again.
 *
 * @example
 * ```ts
 * import { AsyncDataStream, StreamExecutionEnvironment, Types } from 'millrace';
 *
 * const env = StreamExecutionEnvironment.getExecutionEnvironment();
 * const items = env.fromCollection(['fig', 'kiwi'], Types.STRING());
 * const lookUp = async (item: string) => [`${item} costs ${item.length}`];
 * AsyncDataStream.orderedWait(items, lookUp, '5 s', 20, Types.STRING()).print();
 * await env.execute();
 * ```
 */
export const AsyncDataStream = {
  /**
   * Results as they come: a quick answer overtakes a slow one, but never a watermark.
   *
   * @param timeout how long an answer may take; 0 is for ever.
   * @param capacity how many records may be in flight in one parallel instance; or all options at once.
   * @throws MillraceError `ASYNC_OPTION_INVALID`, `DURATION_INVALID`, `OPTION_UNKNOWN`
   */
  unorderedWait<In, Out>(
    dataStream: DataStream<In>,
    asyncFunction: AsyncArgument<In, Out>,
    timeout: DurationLike,
    capacity: number | AsyncOptions<Out> = DEFAULT_CAPACITY,
    outputType?: TypeInformation<Out>,
  ): DataStream<Out> {
    return addAsyncWait({ mode: 'UNORDERED', dataStream, asyncFunction, timeout, capacity, outputType });
  },

  /**
   * As `unorderedWait`; calls whose outcome is no good are made again.
   *
   * @param timeout how long all calls for a record may take together; above 0.
   */
  unorderedWaitWithRetry<In, Out>(
    dataStream: DataStream<In>,
    asyncFunction: AsyncArgument<In, Out>,
    timeout: DurationLike,
    asyncRetryStrategy: AsyncRetryStrategy<NoInfer<Out>>,
    capacity: number | AsyncOptions<Out> = DEFAULT_CAPACITY,
    outputType?: TypeInformation<Out>,
  ): DataStream<Out> {
    const retry = { mode: 'UNORDERED' as const, asyncRetryStrategy };
    return addAsyncWait({ ...retry, dataStream, asyncFunction, timeout, capacity, outputType });
  },

  /** Results in the order of the records: a quick answer waits for a slow one. Else as `unorderedWait`. */
  orderedWait<In, Out>(
    dataStream: DataStream<In>,
    asyncFunction: AsyncArgument<In, Out>,
    timeout: DurationLike,
    capacity: number | AsyncOptions<Out> = DEFAULT_CAPACITY,
    outputType?: TypeInformation<Out>,
  ): DataStream<Out> {
    return addAsyncWait({ mode: 'ORDERED', dataStream, asyncFunction, timeout, capacity, outputType });
  },

  /** As `orderedWait`, with calls made again as by `unorderedWaitWithRetry`. */
  orderedWaitWithRetry<In, Out>(
    dataStream: DataStream<In>,
    asyncFunction: AsyncArgument<In, Out>,
    timeout: DurationLike,
    asyncRetryStrategy: AsyncRetryStrategy<NoInfer<Out>>,
    capacity: number | AsyncOptions<Out> = DEFAULT_CAPACITY,
    outputType?: TypeInformation<Out>,
  ): DataStream<Out> {
    const retry = { mode: 'ORDERED' as const, asyncRetryStrategy };
    return addAsyncWait({ ...retry, dataStream, asyncFunction, timeout, capacity, outputType });
  },
} as const;

interface AsyncCall<In, Out> {
  readonly mode: 'ORDERED' | 'UNORDERED';
  readonly dataStream: DataStream<In>;
  readonly asyncFunction: AsyncArgument<In, Out>;
  readonly timeout: DurationLike;
  readonly asyncRetryStrategy?: AsyncRetryStrategy<Out>;
  readonly capacity: number | AsyncOptions<Out>;
  readonly outputType: TypeInformation<Out> | undefined;
}

function addAsyncWait<In, Out>(call: AsyncCall<In, Out>): DataStream<Out> {
  const { dataStream, asyncFunction, asyncRetryStrategy } = call;
  const timeoutMs = durationMs(call.timeout, 'The time-out');
  const { capacity = DEFAULT_CAPACITY, ...output } =
    typeof call.capacity === 'object' && call.capacity !== null ? call.capacity : { capacity: call.capacity };
  if (!Number.isSafeInteger(capacity) || capacity < 1) {
    throw invalid(`The capacity cannot be ${describeValue(capacity)}.`, 'Give a whole number from 1.');
  }
  if ('asyncRetryStrategy' in call) {
    checkRetryStrategy(asyncRetryStrategy);
    if (timeoutMs === 0) {
      throw invalid(
        'Calls that are made again need a time-out above 0.',
        'Say how long all of them may take together.',
      );
    }
  }
  const options = outputOptions<Out>({ outputType: call.outputType, ...output } as OutputOptions<Out>);
  const origin = addOperator([dataStream.origin], {
    operator: 'async-wait',
    name: options.name ?? 'async wait operator',
    functions: {
      function: asyncFunction,
      ...(asyncRetryStrategy === undefined ? {} : { retryStrategy: asyncRetryStrategy }),
    },
    options: { outputMode: call.mode, timeoutMs, capacity },
    outputType: options.outputType ?? untyped<Out>(),
    uid: options.uid,
    parallelism: options.parallelism,
  });
  // A channel in front of it stops at the capacity; an operator in one chain with it would first finish its own result.
  origin.parts[0].transformation.chaining = 'head';
  return dataStream.origin.environment.dataStream<Out>(origin);
}

function checkRetryStrategy(strategy: unknown): void {
  const methods = ['canRetry', 'getBackoffTimeMillis', 'getRetryPredicate'];
  const isStrategy =
    typeof strategy === 'object' &&
    strategy !== null &&
    methods.every((method) => typeof (strategy as Record<string, unknown>)[method] === 'function');
  if (isStrategy) return;
  throw invalid(
    `A retry strategy is an object with ${methods.join(', ')}; got ${describeValue(strategy)}.`,
    'Make one with AsyncRetryStrategy.fixedDelay(…) or AsyncRetryStrategy.exponentialBackoff(…).',
  );
}

function invalid(message: string, hint: string): MillraceError {
  return new MillraceError('ASYNC_OPTION_INVALID', message, { hint });
}
