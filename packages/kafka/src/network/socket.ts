import { readFileSync } from 'node:fs';
import { connect as connectPlain, isIP, type Socket } from 'node:net';
import { connect as connectTls, type ConnectionOptions as NodeTlsOptions } from 'node:tls';
import { MillraceError } from 'millrace';
import { connectionFailure } from '../protocol/kafka-errors.js';
import type { TlsSettings } from './security.js';

const RECEIVE_BUFFER_BYTES = 256 * 1024;

/** Where and how to connect. */
export interface SocketOptions {
  readonly host: string;
  readonly port: number;
  readonly tls: TlsSettings | undefined;
  readonly timeoutMs: number;
}

// What OpenSSL and Node say when the other side's certificate is not accepted.
const CERTIFICATE_ERRORS: Readonly<Record<string, string>> = {
  CERT_HAS_EXPIRED: 'the broker’s certificate has expired',
  CERT_NOT_YET_VALID: 'the broker’s certificate is not valid yet',
  DEPTH_ZERO_SELF_SIGNED_CERT: 'the broker’s certificate is self-signed and not trusted',
  SELF_SIGNED_CERT_IN_CHAIN: 'the broker’s certificate was signed by an authority that is not trusted',
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: 'the broker’s certificate was signed by an authority that is not trusted',
  UNABLE_TO_GET_ISSUER_CERT: 'the broker’s certificate was signed by an authority that is not trusted',
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: 'the broker’s certificate was signed by an authority that is not trusted',
  CERT_SIGNATURE_FAILURE: 'the signature of the broker’s certificate is wrong',
  CERT_REVOKED: 'the broker’s certificate was revoked',
  INVALID_CA: 'the authority’s certificate may not sign others',
  ERR_TLS_CERT_ALTNAME_INVALID: 'the broker’s certificate does not name this host',
};

/** The `reason` of a connection that was closed while TLS was set up: the port may not speak it, or a broker is ending. */
export const TLS_CLOSED = 'closed during the TLS handshake';

const CERTIFICATE_HINTS: Readonly<Record<string, string>> = {
  CERT_HAS_EXPIRED: 'Renew the certificate of the broker.',
  ERR_TLS_CERT_ALTNAME_INVALID:
    "Connect by a name that the certificate lists, or set ssl.endpoint.identification.algorithm to '' if you accept the risk.",
};

function errorCode(error: unknown): string {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : '';
}

function tlsFailure(error: unknown, address: string): MillraceError | undefined {
  const code = errorCode(error);
  const known = CERTIFICATE_ERRORS[code];
  if (known !== undefined) {
    return new MillraceError('KAFKA_TLS_FAILED', `The TLS connection to ${address} was refused: ${known}.`, {
      facts: { broker: address, reason: code },
      hint:
        CERTIFICATE_HINTS[code] ??
        'Put the certificate of the right authority into the trust store (ssl.truststore.*).',
      cause: error,
    });
  }
  if (code === 'EPROTO' || code.startsWith('ERR_SSL') || code.startsWith('ERR_TLS') || code.startsWith('ERR_OSSL')) {
    const plain = code === 'ERR_SSL_WRONG_VERSION_NUMBER' || code === 'ERR_SSL_PACKET_LENGTH_TOO_LONG';
    return new MillraceError('KAFKA_TLS_FAILED', `The TLS connection to ${address} failed (${code}).`, {
      facts: { broker: address, reason: code },
      hint: plain
        ? 'The port does not speak TLS; check the port and security.protocol.'
        : 'Compare protocol versions, key store and client authentication with the settings of the broker.',
      cause: error,
    });
  }
  return undefined;
}

/** What a socket error means: a TLS refusal, which stays, or a failed connection, which may be tried again. */
export function socketFailure(error: unknown, address: string, tls: boolean): MillraceError {
  const refused = tls ? tlsFailure(error, address) : undefined;
  if (refused !== undefined) return refused;
  const code = errorCode(error);
  const reason = code === '' ? String(error) : tls && code === 'ECONNRESET' ? TLS_CLOSED : code;
  return connectionFailure(
    'KAFKA_CONNECTION_FAILED',
    `No connection to ${address} (${reason}).`,
    { broker: address, reason },
    error,
  );
}

/** Node's TLS options from ours. */
function nodeTlsOptions(settings: TlsSettings, host: string): NodeTlsOptions {
  return {
    minVersion: settings.minVersion,
    maxVersion: settings.maxVersion,
    // An IP address must not be sent as a server name (RFC 6066); it is still checked against the certificate.
    ...(isIP(host) === 0 ? { servername: host } : {}),
    ...(settings.authorities === undefined ? {} : { ca: settings.authorities }),
    ...(settings.certificate === undefined ? {} : { cert: settings.certificate }),
    ...(settings.privateKey === undefined ? {} : { key: settings.privateKey }),
    ...(settings.keyStore === undefined ? {} : { pfx: settings.keyStore }),
    ...passphraseOf(settings),
    ...(settings.verifyHostName ? {} : { checkServerIdentity: () => undefined }),
  };
}

function passphraseOf(settings: TlsSettings): { passphrase?: string } {
  const passphrase = settings.keyStore === undefined ? settings.privateKeyPassword : settings.keyStorePassword;
  return passphrase === undefined ? {} : { passphrase };
}

/** Gets what the socket receives: `bytes[0, length)`, valid only during the call. */
export type Receiver = (bytes: Uint8Array, length: number) => void;

/**
 * Opens a socket and resolves when it is connected and, with TLS, its peer is verified.
 *
 * @throws MillraceError KAFKA_TLS_FAILED when the peer is refused; KAFKA_CONNECTION_FAILED otherwise.
 */
export function openSocket(options: SocketOptions, receive: Receiver): Promise<Socket> {
  const { host, port, tls, timeoutMs } = options;
  const address = `${host}:${port}`;
  return new Promise((resolve, reject) => {
    let socket: Socket;
    try {
      socket =
        tls === undefined ? plainSocket(host, port, receive) : connectTls({ host, port, ...nodeTlsOptions(tls, host) });
    } catch (error) {
      // Node reads certificates and keys here, and throws when it cannot.
      reject(tlsFailure(error, address) ?? unreadableKeys(error, address));
      return;
    }
    const timer = setTimeout(() => {
      socket.destroy();
      const message = `No connection to ${address} within ${timeoutMs} ms.`;
      reject(connectionFailure('KAFKA_CONNECTION_FAILED', message, { broker: address, reason: 'timeout', timeoutMs }));
    }, timeoutMs);
    const onError = (error: unknown) => {
      clearTimeout(timer);
      socket.destroy();
      reject(socketFailure(error, address, tls !== undefined));
    };
    const onClose = () => onError(Object.assign(new Error('closed by the broker'), { code: 'ECONNRESET' }));
    socket.once('error', onError);
    socket.once('close', onClose);
    socket.once(tls === undefined ? 'connect' : 'secureConnect', () => {
      clearTimeout(timer);
      socket.removeListener('error', onError);
      socket.removeListener('close', onClose);
      socket.setNoDelay(true);
      socket.setKeepAlive(true);
      if (tls !== undefined) socket.on('data', (bytes: Buffer) => receive(bytes, bytes.length));
      resolve(socket);
    });
  });
}

function plainSocket(host: string, port: number, receive: Receiver): Socket {
  const buffer = Buffer.allocUnsafeSlow(RECEIVE_BUFFER_BYTES);
  return connectPlain({
    host,
    port,
    // One buffer for the life of the connection: answers are copied out of it anyway.
    onread: {
      buffer,
      callback(length, bytes) {
        receive(bytes, length);
        return true;
      },
    },
  });
}

function unreadableKeys(error: unknown, address: string): MillraceError {
  return new MillraceError('KAFKA_TLS_FAILED', `The key or trust store for ${address} cannot be read.`, {
    facts: { broker: address, reason: error instanceof Error ? error.message : String(error) },
    hint: 'Check ssl.keystore.*, ssl.truststore.* and their passwords.',
    cause: error,
  });
}

/** Reads a file named by a property. @throws MillraceError KAFKA_PROPERTY_INVALID when it cannot be read. */
export function readPropertyFile(property: string, path: string): Buffer {
  try {
    return readFileSync(path);
  } catch (error) {
    throw new MillraceError('KAFKA_PROPERTY_INVALID', `The file '${path}' of ${property} cannot be read.`, {
      facts: { property, path, reason: errorCode(error) },
      hint: 'Check the path and the permission to read it.',
      cause: error,
    });
  }
}
