import type { TypeInformation } from '../../model/type-information.js';
import { Types } from '../../model/types.js';
import { AsyncIterableReader, type AsyncIterableSplit, asyncIterableForms } from '../async-iterable.js';
import { refuseUnknownOptions } from '../known-options.js';
import type { Source, SourceReader, SourceReaderContext, SplitEnumerator, SplitEnumeratorContext } from '../source.js';
import { createStaticEnumerator } from '../static-splits.js';
import { readLines } from './read-lines.js';
import { checkAddress, invalidOption, type SocketAddress } from './socket-address.js';

/** How the text of a socket is read. */
export interface SocketTextOptions {
  /** What stands between records. Default a newline; then a carriage return before it goes too. */
  readonly delimiter?: string;
  /**
   * How often in a row, every 500 ms, a connection is made again that could not be made or was closed. Default 0: the
   * stream ends when the other side closes it. Less than 0: for ever.
   */
  readonly maxRetry?: number;
}

/**
 * The text that another program sends over TCP, a record a delimiter, for trying things out: what was read cannot be read
 * again, so that a restored job goes on with whatever comes then.
 *
 * Bytes that are no UTF-8 become U+FFFD, as in Flink.
 *
 * @throws MillraceError `SOCKET_OPTION_INVALID`; when it runs `SOCKET_FAILED` and `SOCKET_RECORD_TOO_LONG` (64 MiB).
 */
export class SocketTextSource implements Source<string, AsyncIterableSplit, readonly AsyncIterableSplit[]> {
  readonly connector = 'socket';
  readonly boundedness = 'continuous-unbounded';
  readonly replayable = false;
  readonly splitForm = asyncIterableForms.splitForm;
  readonly enumeratorForm = asyncIterableForms.enumeratorForm;
  private readonly address: SocketAddress;
  private readonly delimiter: string;
  private readonly maxRetry: number;

  constructor(host: string, port: number, options: SocketTextOptions = {}) {
    refuseUnknownOptions('SocketTextSource', options, ['delimiter', 'maxRetry']);
    const { delimiter = '\n', maxRetry = 0 } = options;
    this.address = checkAddress(host, port);
    if (typeof delimiter !== 'string' || delimiter === '') throw invalidOption('delimiter', 'text', delimiter);
    if (!Number.isSafeInteger(maxRetry)) throw invalidOption('maxRetry', 'a whole number', maxRetry);
    this.delimiter = delimiter;
    this.maxRetry = maxRetry;
  }

  describe(): Readonly<Record<string, unknown>> {
    const { address, delimiter, maxRetry } = this;
    return { ...address, delimiter, maxRetry, replayable: false };
  }

  producedType(): TypeInformation<string> {
    return Types.STRING();
  }

  createEnumerator(
    context: SplitEnumeratorContext<AsyncIterableSplit>,
    restored: readonly AsyncIterableSplit[] = [{ splitId: this.name, emitted: 0 }],
  ): SplitEnumerator<AsyncIterableSplit, readonly AsyncIterableSplit[]> {
    return createStaticEnumerator(context, restored);
  }

  createReader(context: SourceReaderContext): SourceReader<string, AsyncIterableSplit> {
    const { address, delimiter, maxRetry } = this;
    const { sockets, clock, logger } = context;
    const operator = context.info.operatorName;
    const warn = (message: string, facts: Readonly<Record<string, unknown>>) =>
      logger.warn(message, { operator, ...facts });
    const lines = { ...address, delimiter, maxRetry, sockets, clock, warn };
    return new AsyncIterableReader(
      (signal) => readLines(lines, signal),
      (text) => text as string,
      context,
      'A socket',
    );
  }

  private get name(): string {
    return `${this.address.host}:${this.address.port}`;
  }
}
