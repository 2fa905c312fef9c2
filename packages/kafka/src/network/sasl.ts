import { createHash, createHmac, pbkdf2, randomBytes, timingSafeEqual } from 'node:crypto';
import { promisify } from 'node:util';
import { MillraceError } from 'millrace';
import { brokerFailure } from '../protocol/kafka-errors.js';
import { saslAuthenticate, saslHandshake } from '../protocol/messages/sasl.js';
import type { Connection } from './connection.js';
import type { SaslSettings } from './security.js';

const deriveKey = promisify(pbkdf2);

// RFC 5802 wants at least 4,096 rounds; a server that asks for millions would block the client.
const MIN_ITERATIONS = 4_096;
const MAX_ITERATIONS = 1_000_000;
const NONCE_BYTES = 24;

/**
 * Authenticates a new connection.
 *
 * @returns after how many milliseconds the broker wants it done again; 0 = never
 * @throws MillraceError KAFKA_AUTHENTICATION_FAILED
 */
export async function authenticate(connection: Connection, settings: SaslSettings): Promise<number> {
  const handshake = await connection
    .request(saslHandshake, { mechanism: settings.mechanism })
    .catch((error: unknown) => {
      throw plaintextListener(error, connection, settings);
    });
  if (handshake.errorCode !== 0) {
    const offered = handshake.mechanisms.length === 0 ? null : `it offers ${handshake.mechanisms.join(', ')}`;
    throw brokerFailure(
      handshake.errorCode,
      `Authentication by ${settings.mechanism}`,
      factsOf(connection, settings),
      offered,
    );
  }
  return settings.mechanism === 'PLAIN' ? plain(connection, settings) : scram(connection, settings);
}

function factsOf(connection: Connection, settings: SaslSettings) {
  return { broker: connection.address, mechanism: settings.mechanism, username: settings.username };
}

/** A listener without SASL does not know the handshake and closes the connection. */
function plaintextListener(error: unknown, connection: Connection, settings: SaslSettings): unknown {
  if (!(error instanceof MillraceError) || error.code !== 'KAFKA_CONNECTION_LOST') return error;
  return new MillraceError(
    'KAFKA_AUTHENTICATION_FAILED',
    `${connection.address} closed the connection when asked to authenticate.`,
    {
      facts: factsOf(connection, settings),
      hint: 'The listener may not use SASL: compare security.protocol and the port with the listeners of the broker.',
      cause: error,
    },
  );
}

async function exchange(connection: Connection, settings: SaslSettings, message: string) {
  const answer = await connection.request(saslAuthenticate, { authBytes: Buffer.from(message, 'utf8') });
  if (answer.errorCode === 0) return answer;
  throw brokerFailure(
    answer.errorCode,
    `Authentication of '${settings.username}'`,
    factsOf(connection, settings),
    answer.errorMessage,
  );
}

async function plain(connection: Connection, settings: SaslSettings): Promise<number> {
  const answer = await exchange(connection, settings, `\0${settings.username}\0${settings.password}`);
  return answer.sessionLifetimeMs;
}

function refused(connection: Connection, settings: SaslSettings, what: string): MillraceError {
  return new MillraceError('KAFKA_AUTHENTICATION_FAILED', `${connection.address} ${what}.`, {
    facts: factsOf(connection, settings),
    hint: 'The broker may not be the one it claims to be; check address and credentials.',
  });
}

function attributes(message: string): ReadonlyMap<string, string> {
  return new Map(message.split(',').map((part) => [part.slice(0, 1), part.slice(2)]));
}

function xor(one: Buffer, other: Buffer): Buffer {
  return Buffer.from(one.map((byte, index) => byte ^ (other[index] as number)));
}

/** SCRAM without channel binding (RFC 5802, RFC 7677), as Kafka's brokers speak it. */
async function scram(connection: Connection, settings: SaslSettings): Promise<number> {
  const digest = settings.mechanism === 'SCRAM-SHA-256' ? 'sha256' : 'sha512';
  const size = settings.mechanism === 'SCRAM-SHA-256' ? 32 : 64;
  const hmac = (key: Buffer, text: string) => createHmac(digest, key).update(text).digest();
  const nonce = randomBytes(NONCE_BYTES).toString('base64url');
  const name = settings.username.replaceAll('=', '=3D').replaceAll(',', '=2C');
  const clientFirst = `n=${name},r=${nonce}`;
  const serverFirst = (await exchange(connection, settings, `n,,${clientFirst}`)).authBytes.toString('utf8');
  const offer = attributes(serverFirst);
  const serverNonce = offer.get('r') ?? '';
  const iterations = Number(offer.get('i'));
  if (!serverNonce.startsWith(nonce) || serverNonce.length === nonce.length) {
    throw refused(connection, settings, 'answered with a nonce that is not ours');
  }
  if (!(iterations >= MIN_ITERATIONS && iterations <= MAX_ITERATIONS)) {
    throw refused(
      connection,
      settings,
      `asked for ${offer.get('i')} iterations, outside ${MIN_ITERATIONS} to ${MAX_ITERATIONS}`,
    );
  }
  const salt = Buffer.from(offer.get('s') ?? '', 'base64');
  const salted = await deriveKey(settings.password, salt, iterations, size, digest);
  const clientKey = hmac(salted, 'Client Key');
  const storedKey = createHash(digest).update(clientKey).digest();
  const clientFinal = `c=biws,r=${serverNonce}`;
  const signed = `${clientFirst},${serverFirst},${clientFinal}`;
  const proof = xor(clientKey, hmac(storedKey, signed)).toString('base64');
  const answer = await exchange(connection, settings, `${clientFinal},p=${proof}`);
  const verifier = Buffer.from(attributes(answer.authBytes.toString('utf8')).get('v') ?? '', 'base64');
  const expected = hmac(hmac(salted, 'Server Key'), signed);
  if (verifier.length !== expected.length || !timingSafeEqual(verifier, expected)) {
    throw refused(connection, settings, 'could not prove that it knows the password');
  }
  return answer.sessionLifetimeMs;
}
