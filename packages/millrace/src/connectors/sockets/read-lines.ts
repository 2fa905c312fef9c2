import { MillraceError } from '../../model/millrace-error.js';
import type { Clock } from '../../ports/clock.js';
import type { Connection, Sockets } from '../../ports/sockets.js';
import type { SocketAddress } from './socket-address.js';
import { SplitBytes } from './split-bytes.js';

/** Milliseconds before a lost connection is made again, as in Flink. */
export const RECONNECT_DELAY_MS = 500;

/** How long a record may become, in bytes, before its delimiter. */
const MAX_RECORD_BYTES = 64 * 2 ** 20;

const CARRIAGE_RETURN = 13;

const decoder = new TextDecoder('utf-8', { ignoreBOM: true });

/** What the text of a socket is read with. */
export interface SocketLines extends SocketAddress {
  readonly delimiter: string;
  /** How often in a row a lost connection is made again; less than 0 is for ever. */
  readonly maxRetry: number;
  readonly sockets: Sockets;
  readonly clock: Clock;
  /** Something was lost, and is tried again. */
  warn(message: string, facts: Readonly<Record<string, unknown>>): void;
}

/**
 * The records of a socket: the text between its delimiters, and what stands behind the last one at its end.
 *
 * As Flink's: with a newline as the delimiter a carriage return before it goes too; what a connection left unfinished is
 * the beginning of what the next one sends; bytes that are no UTF-8 become U+FFFD.
 */
export async function* readLines(lines: SocketLines, signal: AbortSignal): AsyncGenerator<string, void, undefined> {
  const split = new SplitBytes(new TextEncoder().encode(lines.delimiter));
  for (let retries = 0; ; retries++) {
    try {
      for await (const bytes of received(lines, signal)) {
        retries = 0;
        for (const record of split.add(bytes)) yield decoder.decode(withoutReturn(record, lines.delimiter));
        checkLength(split.pending.length, lines);
      }
      if (signal.aborted || retries === lines.maxRetry) break;
      lines.warn('The connection was closed by the other side; it is made again.', addressOf(lines));
    } catch (error) {
      if (signal.aborted || retries === lines.maxRetry) throw error;
      lines.warn('The connection was lost; it is made again.', { ...addressOf(lines), reason: reasonOf(error) });
    }
    await delay(lines.clock, signal);
    if (signal.aborted) return;
  }
  const rest = split.takePending();
  if (rest.length > 0) yield decoder.decode(rest);
}

/** The bytes of one connection. */
async function* received({ sockets, host, port }: SocketLines, signal: AbortSignal): AsyncGenerator<Uint8Array> {
  if (signal.aborted) return;
  const connection = await sockets.connect(host, port);
  const hangUp = () => connection.close();
  signal.addEventListener('abort', hangUp);
  try {
    for (let bytes = await read(connection, signal); bytes !== undefined; bytes = await read(connection, signal))
      yield bytes;
  } finally {
    signal.removeEventListener('abort', hangUp);
    connection.close();
  }
}

/** The next bytes; undefined also when the job ends first. */
async function read(connection: Connection, signal: AbortSignal): Promise<Uint8Array | undefined> {
  if (signal.aborted) return undefined;
  try {
    return await connection.read();
  } catch (error) {
    if (signal.aborted) return undefined;
    throw error;
  }
}

function withoutReturn(record: Uint8Array, delimiter: string): Uint8Array {
  const hasReturn = delimiter === '\n' && record[record.length - 1] === CARRIAGE_RETURN;
  return hasReturn ? record.subarray(0, -1) : record;
}

function checkLength(length: number, { host, port, delimiter }: SocketLines): void {
  if (length <= MAX_RECORD_BYTES) return;
  throw new MillraceError(
    'SOCKET_RECORD_TOO_LONG',
    `A record of ${host}:${port} has more than ${MAX_RECORD_BYTES} bytes.`,
    {
      facts: { host, port, limitBytes: MAX_RECORD_BYTES },
      hint: `Is ${JSON.stringify(delimiter)} what stands between its records?`,
    },
  );
}

function delay(clock: Clock, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const done = () => {
      cancel();
      signal.removeEventListener('abort', done);
      resolve();
    };
    const cancel = clock.setTimer(clock.now() + RECONNECT_DELAY_MS, done);
    signal.addEventListener('abort', done);
  });
}

const addressOf = ({ host, port }: SocketLines) => ({ host, port });

function reasonOf(error: unknown): string {
  return error instanceof MillraceError ? error.message : String(error);
}
