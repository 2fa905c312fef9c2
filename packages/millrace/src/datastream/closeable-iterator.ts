import { createCollect } from '../connectors/collect.js';
import type { DataStream } from './data-stream.js';
import type { JobClient } from './job-client.js';

/**
 * The records of a stream as its job emits them. The job waits for whoever reads; leaving early ends it.
 *
 * Read it with `for await`, or with `next` and `close`.
 */
export class CloseableIterator<T> implements AsyncIterableIterator<T, undefined> {
  private constructor(
    private readonly results: AsyncIterableIterator<T, undefined>,
    private readonly client: JobClient,
    private left: number,
  ) {}

  /** @internal */
  static run<T>(
    stream: DataStream<T>,
    jobExecutionName: string | undefined,
    limit: number | undefined,
  ): CloseableIterator<T> {
    let client: JobClient | undefined;
    const collect = createCollect<T, T>({
      convert: (value) => value,
      onReturn: () => client?.cancel(),
    });
    stream.sinkTo(collect.sink).name('Data stream collect sink').setParallelism(1);
    client = stream.getExecutionEnvironment().executeAsync(jobExecutionName);
    client.getJobExecutionResult().then(collect.end, collect.fail);
    return new CloseableIterator<T>(collect.results, client, limit ?? Number.POSITIVE_INFINITY);
  }

  /** The job that emits the records. */
  getJobClient(): JobClient {
    return this.client;
  }

  /** @throws MillraceError what made the job fail. */
  async next(): Promise<IteratorResult<T, undefined>> {
    if (this.left <= 0) return this.return();
    this.left--;
    return this.results.next();
  }

  /** Ends the job if it still runs. */
  async return(): Promise<IteratorResult<T, undefined>> {
    await this.results.return?.();
    return { done: true, value: undefined };
  }

  /** Ends the job if it still runs. */
  async close(): Promise<void> {
    await this.return();
  }

  [Symbol.asyncIterator](): this {
    return this;
  }
}
