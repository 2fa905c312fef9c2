import { MillraceError } from '../../model/millrace-error.js';
import { describeValue } from '../../model/type-mismatch.js';
import type { Connection } from '../../ports/sockets.js';
import type { SerializationSchema } from '../formats/schemas.js';
import type { Sink, SinkWriter, SinkWriterContext } from '../sink.js';
import { checkAddress, type SocketAddress } from './socket-address.js';

/** How many bytes may wait for the host to take them before the job is held back. */
const MOST_WAITING_BYTES = 256 * 1024;

/**
 * Sends records to a program that listens, as the bytes that a schema makes of them: what stands between them is the
 * schema's business.
 *
 * Whether the other side has read what was sent is not known, so nothing is guaranteed.
 *
 * @throws MillraceError `SOCKET_OPTION_INVALID`; when it runs `SOCKET_FAILED`.
 */
export class SocketSink<T> implements Sink<T> {
  readonly connector = 'socket';
  readonly guarantee = 'none';
  private readonly address: SocketAddress;

  constructor(
    host: string,
    port: number,
    private readonly schema: SerializationSchema<T>,
  ) {
    this.address = checkAddress(host, port);
  }

  describe(): Readonly<Record<string, unknown>> {
    return { ...this.address };
  }

  async createWriter(context: SinkWriterContext): Promise<SinkWriter<T>> {
    const { host, port } = this.address;
    return new SocketWriter(await context.sockets.connect(host, port), this.schema, context);
  }
}

class SocketWriter<T> implements SinkWriter<T> {
  private waitingBytes = 0;
  private lastWrite: Promise<void> = Promise.resolve();

  constructor(
    private readonly connection: Connection,
    private readonly schema: SerializationSchema<T>,
    private readonly context: SinkWriterContext,
  ) {}

  write(value: T): void {
    const bytes = checkBytes(this.schema.serialize(value));
    this.waitingBytes += bytes.length;
    if (this.waitingBytes >= MOST_WAITING_BYTES) this.context.gate.shut();
    this.lastWrite = this.connection.write(bytes);
    this.lastWrite.then(
      () => this.context.enqueue(() => this.taken(bytes.length)),
      (cause: unknown) => this.context.fail(cause),
    );
  }

  flush(): Promise<void> {
    return this.lastWrite;
  }

  close(): void {
    this.connection.close();
  }

  private taken(length: number): void {
    this.waitingBytes -= length;
    if (this.waitingBytes < MOST_WAITING_BYTES) this.context.gate.open();
  }
}

function checkBytes(bytes: unknown): Uint8Array {
  if (bytes instanceof Uint8Array) return bytes;
  throw new MillraceError('SERIALIZED_NOT_BYTES', `The schema made ${describeValue(bytes)} of a record.`, {
    facts: { seen: describeValue(bytes) },
    hint: 'serialize returns a Uint8Array: encode text first, or use SimpleStringSchema.',
  });
}
