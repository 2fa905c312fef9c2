import { type ErrorFacts, MillraceError } from 'millrace';
import { brokerError, type ErrorReaction } from './error-codes.js';

// Errors of brokers that have a code of their own here, because a user can do something about them.
const CODES: Readonly<Record<string, readonly [code: string, hint: string]>> = {
  OFFSET_OUT_OF_RANGE: [
    'KAFKA_OFFSET_OUT_OF_RANGE',
    'The records were deleted; start from another offset or set auto.offset.reset.',
  ],
  UNKNOWN_TOPIC_OR_PARTITION: [
    'KAFKA_TOPIC_UNKNOWN',
    'Create the topic, or check its name and the permission to describe it.',
  ],
  LEADER_NOT_AVAILABLE: ['KAFKA_NO_LEADER', 'Check that the brokers that hold the partition are up.'],
  INVALID_TOPIC_EXCEPTION: [
    'KAFKA_TOPIC_INVALID',
    'A topic name has 1 to 249 letters, digits, dots, underscores or dashes.',
  ],
  TOPIC_AUTHORIZATION_FAILED: ['KAFKA_AUTHORIZATION_FAILED', 'Grant the user the operation on this topic.'],
  GROUP_AUTHORIZATION_FAILED: ['KAFKA_AUTHORIZATION_FAILED', 'Grant the user the operation on this group.'],
  CLUSTER_AUTHORIZATION_FAILED: ['KAFKA_AUTHORIZATION_FAILED', 'Grant the user the operation on the cluster.'],
  TRANSACTIONAL_ID_AUTHORIZATION_FAILED: ['KAFKA_AUTHORIZATION_FAILED', 'Grant the user the transactional id.'],
  SASL_AUTHENTICATION_FAILED: ['KAFKA_AUTHENTICATION_FAILED', 'Check user name and password in sasl.jaas.config.'],
  ILLEGAL_SASL_STATE: [
    'KAFKA_AUTHENTICATION_FAILED',
    'The listener does not use SASL: compare security.protocol and the port with the listeners of the broker.',
  ],
  UNSUPPORTED_SASL_MECHANISM: ['KAFKA_AUTHENTICATION_FAILED', 'Set sasl.mechanism to one that the broker offers.'],
  MESSAGE_TOO_LARGE: [
    'KAFKA_RECORD_TOO_LARGE',
    'Raise max.message.bytes of the topic, or lower batch.size and max.request.size.',
  ],
  RECORD_LIST_TOO_LARGE: ['KAFKA_RECORD_TOO_LARGE', 'Raise segment.bytes of the topic, or lower batch.size.'],
  UNSUPPORTED_VERSION: ['KAFKA_VERSION_UNSUPPORTED', 'Use brokers of Kafka 2.1 or later.'],
  PRODUCER_FENCED: [
    'KAFKA_PRODUCER_FENCED',
    'Another producer uses the same transactional id; give each job its own prefix.',
  ],
  INVALID_PRODUCER_EPOCH: [
    'KAFKA_PRODUCER_FENCED',
    'Another producer uses the same transactional id; give each job its own prefix.',
  ],
  UNKNOWN_MEMBER_ID: [
    'KAFKA_GROUP_IN_USE',
    'Consumers that are members of this group are running; use a group id of its own.',
  ],
  ILLEGAL_GENERATION: [
    'KAFKA_GROUP_IN_USE',
    'Consumers that are members of this group are running; use a group id of its own.',
  ],
  REBALANCE_IN_PROGRESS: [
    'KAFKA_GROUP_IN_USE',
    'Consumers that are members of this group are running; use a group id of its own.',
  ],
  INVALID_GROUP_ID: ['KAFKA_GROUP_INVALID', 'Set group.id to a name that is not empty.'],
  NOT_ENOUGH_REPLICAS: [
    'KAFKA_NOT_ENOUGH_REPLICAS',
    'Bring more replicas of the partition in sync, or lower min.insync.replicas of the topic.',
  ],
  CORRUPT_MESSAGE: ['KAFKA_RECORD_CORRUPT', 'The broker found a checksum that does not match.'],
};

const CONNECTION_CODES: ReadonlySet<string> = new Set([
  'KAFKA_CONNECTION_FAILED',
  'KAFKA_CONNECTION_LOST',
  'KAFKA_REQUEST_TIMED_OUT',
]);

/** The error of a broker's answer: what was asked for, and what the broker said. */
export function brokerFailure(
  errorCode: number,
  doing: string,
  facts: ErrorFacts,
  brokerMessage: string | null = null,
): MillraceError {
  const { name } = brokerError(errorCode);
  const known = CODES[name];
  const said = brokerMessage === null || brokerMessage === '' ? '' : `: ${brokerMessage}`;
  return new MillraceError(known?.[0] ?? 'KAFKA_BROKER_ERROR', `${doing} failed: the broker answered ${name}${said}.`, {
    facts: { ...facts, brokerError: name, brokerErrorCode: errorCode },
    ...(known === undefined ? {} : { hint: known[1] }),
  });
}

/** The connection to a broker could not be made, ended, or did not answer in time: worth another attempt. */
export function connectionFailure(
  code: 'KAFKA_CONNECTION_FAILED' | 'KAFKA_CONNECTION_LOST' | 'KAFKA_REQUEST_TIMED_OUT',
  message: string,
  facts: ErrorFacts,
  cause?: unknown,
): MillraceError {
  return new MillraceError(code, message, { facts, cause });
}

/** Whether an error says that a broker could not be talked to, rather than what a broker said. */
export function isConnectionFailure(error: unknown): boolean {
  return error instanceof MillraceError && CONNECTION_CODES.has(error.code);
}

/** What to do about an error of a request: connection failures ask for new leaders, as a broker may be gone. */
export function reactionTo(error: unknown): ErrorReaction {
  if (isConnectionFailure(error)) return 'metadata';
  if (!(error instanceof MillraceError)) return 'fail';
  const code = error.facts['brokerErrorCode'];
  return typeof code === 'number' ? brokerError(code).reaction : 'fail';
}
