import type { Socket } from 'node:net';
import { MillraceError } from 'millrace';
import { type Api, type ApiVersionRanges, commonVersion } from '../protocol/api.js';
import { ByteReader } from '../protocol/byte-reader.js';
import { ByteWriter } from '../protocol/byte-writer.js';
import { brokerFailure, connectionFailure } from '../protocol/kafka-errors.js';
import { apiVersions } from '../protocol/messages/api-versions.js';
import { ResponseAssembler } from './response-assembler.js';
import { authenticate } from './sasl.js';
import type { SecuritySettings } from './security.js';
import { openSocket, socketFailure } from './socket.js';

const UNSUPPORTED_VERSION = 35;
// A connection is given up before its authentication runs out, by this share of the session's life.
const SESSION_SHARE = 0.85;

export interface ConnectionOptions {
  readonly host: string;
  readonly port: number;
  readonly clientId: string;
  readonly softwareVersion: string;
  readonly security: SecuritySettings;
  readonly connectTimeoutMs: number;
  readonly requestTimeoutMs: number;
}

interface Pending {
  readonly correlationId: number;
  readonly name: string;
  readonly classicHeader: boolean;
  readonly flexible: boolean;
  readonly timer: NodeJS.Timeout;
  decode(reader: ByteReader): void;
  fail(error: MillraceError): void;
}

/**
 * One authenticated connection to one broker.
 *
 * Requests are answered in the order in which they were sent. A request that is not answered in time ends the
 * connection, since every later answer would wait behind it.
 */
export class Connection {
  readonly address: string;
  readonly #options: ConnectionOptions;
  readonly #assembler = new ResponseAssembler((response) => this.#onResponse(response));
  readonly #pending: Pending[] = [];
  #socket: Socket | undefined;
  #ranges: ApiVersionRanges = new Map();
  #correlationId = 0;
  #failure: MillraceError | undefined;
  #expiresAt = Number.POSITIVE_INFINITY;

  private constructor(options: ConnectionOptions) {
    this.#options = options;
    this.address = `${options.host}:${options.port}`;
  }

  /** Connects, asks for the broker's versions and authenticates. */
  static async open(options: ConnectionOptions): Promise<Connection> {
    const connection = new Connection(options);
    const { host, port, security, connectTimeoutMs } = options;
    const socket = await openSocket({ host, port, tls: security.tls, timeoutMs: connectTimeoutMs }, (bytes, length) =>
      connection.#receive(bytes, length),
    );
    connection.#socket = socket;
    socket.on('error', (error) =>
      connection.#end(socketFailure(error, connection.address, security.tls !== undefined)),
    );
    socket.on('close', () => connection.#end(connection.#lost('The broker closed the connection')));
    try {
      await connection.#negotiate();
      if (security.sasl !== undefined) {
        const lifetimeMs = await authenticate(connection, security.sasl);
        if (lifetimeMs > 0) connection.#expiresAt = Date.now() + lifetimeMs * SESSION_SHARE;
      }
    } catch (error) {
      connection.close();
      throw error;
    }
    return connection;
  }

  /** Whether requests can be sent; false once it has ended or its authentication is about to run out. */
  get usable(): boolean {
    return this.#failure === undefined && Date.now() < this.#expiresAt;
  }

  /** Takes no more requests, and closes when those in flight are answered. */
  retire(): void {
    this.#expiresAt = Number.NEGATIVE_INFINITY;
    if (this.#pending.length === 0) this.close();
  }

  close(): void {
    this.#end(this.#lost('The connection was closed'));
  }

  /**
   * Sends a request and resolves with its answer.
   *
   * @throws MillraceError KAFKA_CONNECTION_LOST, KAFKA_REQUEST_TIMED_OUT, KAFKA_VERSION_UNSUPPORTED, KAFKA_PROTOCOL_ERROR
   */
  request<Request, Response>(
    api: Api<Request, Response>,
    request: Request,
    timeoutMs = this.#options.requestTimeoutMs,
  ): Promise<Response> {
    return new Promise((resolve, reject) => {
      const version = this.#versionOf(api);
      if (version === undefined || this.#failure !== undefined) {
        reject(this.#failure ?? this.#unsupported(api));
        return;
      }
      this.#send(api, version, request, timeoutMs, resolve, reject);
    });
  }

  /** Sends a request that the broker does not answer (produce with acks 0); resolves when it has left. */
  requestWithoutResponse<Request>(api: Api<Request, unknown>, request: Request): Promise<void> {
    return new Promise((resolve, reject) => {
      const version = this.#versionOf(api);
      if (version === undefined || this.#failure !== undefined) {
        reject(this.#failure ?? this.#unsupported(api));
        return;
      }
      const bytes = this.#encode(api, version, request, this.#nextCorrelationId());
      this.#socket?.write(bytes, (error) => {
        if (error === undefined || error === null) resolve();
        else reject(socketFailure(error, this.address, false));
      });
    });
  }

  #versionOf(api: Api<never, unknown>): number | undefined {
    return api === (apiVersions as Api<never, unknown>) ? apiVersions.maxVersion : commonVersion(api, this.#ranges);
  }

  #nextCorrelationId(): number {
    this.#correlationId = (this.#correlationId + 1) & 0x7fffffff;
    return this.#correlationId;
  }

  #encode<Request>(api: Api<Request, unknown>, version: number, request: Request, correlationId: number): Buffer {
    const writer = new ByteWriter();
    writer.int32(0).int16(api.key).int16(version).int32(correlationId).nullableString(this.#options.clientId);
    writer.flexible = version >= api.flexibleFrom;
    writer.endStructure();
    api.write(writer, version, request);
    return writer.patchSize().bytes();
  }

  #send<Request, Response>(
    api: Api<Request, Response>,
    version: number,
    request: Request,
    timeoutMs: number,
    resolve: (response: Response) => void,
    reject: (error: MillraceError) => void,
  ): void {
    const correlationId = this.#nextCorrelationId();
    const bytes = this.#encode(api, version, request, correlationId);
    const timer = setTimeout(() => {
      const message = `${this.address} did not answer ${api.name} within ${timeoutMs} ms.`;
      this.#end(
        connectionFailure('KAFKA_REQUEST_TIMED_OUT', message, { broker: this.address, request: api.name, timeoutMs }),
      );
    }, timeoutMs);
    this.#pending.push({
      correlationId,
      name: api.name,
      classicHeader: api.classicResponseHeader === true,
      flexible: version >= api.flexibleFrom,
      timer,
      decode: (reader) => resolve(api.read(reader, version)),
      fail: reject,
    });
    this.#socket?.write(bytes);
  }

  async #negotiate(): Promise<void> {
    const { softwareVersion } = this.#options;
    let answer = await this.request(apiVersions, { softwareVersion });
    if (answer.errorCode === UNSUPPORTED_VERSION) {
      // An older broker; it still understands version 0.
      answer = await new Promise((resolve, reject) => {
        this.#send(apiVersions, 0, { softwareVersion }, this.#options.requestTimeoutMs, resolve, reject);
      });
    }
    if (answer.errorCode !== 0) throw brokerFailure(answer.errorCode, 'Asking for versions', { broker: this.address });
    this.#ranges = new Map(answer.ranges.map((range) => [range.key, range]));
  }

  #receive(bytes: Uint8Array, length: number): void {
    if (this.#failure !== undefined) return;
    try {
      this.#assembler.push(bytes, length);
    } catch (error) {
      this.#end(
        error instanceof MillraceError
          ? error.withFacts({ broker: this.address })
          : this.#malformed('an answer', error),
      );
    }
  }

  #onResponse(response: Buffer): void {
    const pending = this.#pending.shift();
    if (pending === undefined) throw this.#malformed('an answer that was not asked for', undefined);
    clearTimeout(pending.timer);
    if (this.#pending.length === 0 && this.#expiresAt === Number.NEGATIVE_INFINITY) queueMicrotask(() => this.close());
    const correlationId = response.readInt32BE(0);
    if (correlationId !== pending.correlationId) {
      const error = this.#malformed(`answer ${correlationId} to request ${pending.correlationId}`, undefined);
      pending.fail(error);
      throw error;
    }
    const reader = new ByteReader(response, 4);
    try {
      // ApiVersions in an unsupported version is answered in version 0, which the first two bytes tell.
      const downgraded = pending.classicHeader && response.readInt16BE(4) === UNSUPPORTED_VERSION;
      reader.flexible = pending.flexible && !downgraded;
      if (!pending.classicHeader) reader.endStructure();
      pending.decode(reader);
    } catch (error) {
      pending.fail(error instanceof MillraceError ? error : this.#malformed(`the answer to ${pending.name}`, error));
    }
  }

  #end(error: MillraceError): void {
    if (this.#failure !== undefined) return;
    this.#failure = error;
    this.#socket?.destroy();
    for (const pending of this.#pending.splice(0)) {
      clearTimeout(pending.timer);
      pending.fail(error);
    }
  }

  #lost(message: string): MillraceError {
    const waiting = this.#pending[0]?.name;
    const during = waiting === undefined ? '' : ` during ${waiting}`;
    return connectionFailure('KAFKA_CONNECTION_LOST', `${message} to ${this.address}${during}.`, {
      broker: this.address,
      ...(waiting === undefined ? {} : { request: waiting }),
    });
  }

  #unsupported(api: Api<never, unknown>): MillraceError {
    const range = this.#ranges.get(api.key);
    const offered = range === undefined ? 'does not know it' : `offers versions ${range.min} to ${range.max}`;
    return new MillraceError(
      'KAFKA_VERSION_UNSUPPORTED',
      `${api.name} is spoken here in versions ${api.minVersion} to ${api.maxVersion}; ${this.address} ${offered}.`,
      { facts: { broker: this.address, request: api.name }, hint: 'Use brokers of Kafka 2.1 or later.' },
    );
  }

  #malformed(what: string, cause: unknown): MillraceError {
    const reason = cause instanceof Error ? ` (${cause.message})` : '';
    return new MillraceError('KAFKA_PROTOCOL_ERROR', `${this.address} sent ${what} that cannot be read${reason}.`, {
      facts: { broker: this.address },
      hint: 'Check that the address is that of a Kafka broker.',
      cause,
    });
  }
}
