import { type ErrorFacts, MillraceError, nameHint } from 'millrace';
import type { BrokerAddress } from '../driver/cluster.js';
import type { OffsetReset, ReaderOptions, WriterOptions } from '../driver/kafka-driver.js';
import type { Backoffs } from '../driver/retry.js';
import type { SecuritySettings } from '../network/security.js';
import { COMPRESSION_TYPES, type CompressionType } from '../records/compression/compression.js';
import { KNOWN_PROPERTIES, type PropertyOwner } from './property-table.js';
import {
  invalidProperty,
  type KafkaProperties,
  MAX_INT,
  type PropertyValues,
  propertyValues,
} from './property-values.js';
import { securitySettings } from './security-properties.js';

/** What consumers and producers have in common. */
export interface ConnectionSettings {
  readonly bootstrapServers: readonly BrokerAddress[];
  readonly clientId: string | undefined;
  readonly security: SecuritySettings;
  readonly connectTimeoutMs: number;
  readonly requestTimeoutMs: number;
  readonly metadataMaxAgeMs: number;
  readonly backoffs: Backoffs;
}

/** Kafka's consumer properties, checked. */
export interface ConsumerSettings {
  readonly connection: ConnectionSettings;
  readonly apiTimeoutMs: number;
  readonly groupId: string | undefined;
  readonly reader: ReaderOptions;
  /** Undefined = not set, so that whoever starts without an offset may have a default of its own. */
  readonly autoOffsetReset: OffsetReset | undefined;
  /** Undefined = not set. */
  readonly autoCommit: boolean | undefined;
  readonly autoCommitIntervalMs: number;
}

/** Kafka's producer properties, checked. */
export interface ProducerSettings {
  readonly connection: ConnectionSettings;
  readonly writer: Omit<WriterOptions, 'transaction' | 'onBatchFailure'>;
  /** Undefined = not set. */
  readonly transactionTimeoutMs: number | undefined;
}

/** Called for what is worth one line in a log. */
export type Warn = (message: string, facts: ErrorFacts) => void;

/** The batch size of a sink; Kafka's own default of 16 KB costs twice the processor time at full rate. */
const DEFAULT_BATCH_BYTES = 128 * 1024;

const DEFAULT_PORT = 9092;
const MAX_NAME_BYTES = 32_000;

/**
 * Refuses names that Kafka does not know and properties without effect here; warns once about those of the other client.
 *
 * @returns the properties that concern this client
 * @throws MillraceError KAFKA_PROPERTY_UNKNOWN, KAFKA_PROPERTY_UNSUPPORTED
 */
function ownProperties(
  client: Exclude<PropertyOwner, 'both'>,
  properties: KafkaProperties,
  warn: Warn,
): KafkaProperties {
  const own: Record<string, string | number | boolean> = {};
  const foreign: string[] = [];
  for (const [name, value] of Object.entries(properties)) {
    const known = KNOWN_PROPERTIES.get(name);
    if (known === undefined) throw unknownProperty(name, client);
    if (known.owner !== 'both' && known.owner !== client) {
      foreign.push(name);
      continue;
    }
    const { rule } = known;
    if (rule.kind === 'refused') throw unsupported(name, rule.because);
    if (rule.kind === 'fixed') {
      if (String(value) !== rule.value) throw unsupported(name, rule.because, rule.value);
      continue;
    }
    own[name] = value;
  }
  if (foreign.length > 0) {
    const other = client === 'consumer' ? 'producer' : 'consumer';
    const list = foreign.map((name) => `'${name}'`).join(', ');
    warn(`Kafka properties of a ${other} have no effect on a ${client}: ${list}.`, { properties: foreign.join(',') });
  }
  return own;
}

function unsupported(name: string, because: string, value?: string): MillraceError {
  const only = value === undefined ? 'has no effect' : `can only be '${value}'`;
  return new MillraceError('KAFKA_PROPERTY_UNSUPPORTED', `The Kafka property '${name}' ${only} here: ${because}.`, {
    facts: { property: name },
    hint: value === undefined ? 'Leave it out.' : `Leave it out, or set it to '${value}'.`,
  });
}

function unknownProperty(name: string, client: string): MillraceError {
  const candidates = [...KNOWN_PROPERTIES].filter(([, known]) => known.rule.kind === 'used').map(([known]) => known);
  const hint = nameHint(name, candidates);
  return new MillraceError('KAFKA_PROPERTY_UNKNOWN', `'${name}' is not a property of a Kafka ${client}.`, {
    facts: { property: name },
    ...(hint === undefined ? {} : { hint }),
  });
}

function bootstrapServers(values: PropertyValues): readonly BrokerAddress[] {
  const text = values.text('bootstrap.servers');
  if (text === undefined || text === '') {
    throw new MillraceError('KAFKA_PROPERTY_MISSING', "The Kafka property 'bootstrap.servers' is not set.", {
      facts: { property: 'bootstrap.servers' },
      hint: "Set it to HOST:PORT of one or more brokers, joined by commas, for example 'localhost:9092'.",
    });
  }
  return text.split(',').map((entry) => {
    const address = entry.trim();
    const match = /^(?:[A-Za-z_]+:\/\/)?(?:\[([0-9A-Fa-f:.%]+)\]|([^:\s[\]/]+))(?::(\d{1,5}))?$/.exec(address);
    const host = match?.[1] ?? match?.[2];
    const port = match?.[3] === undefined ? DEFAULT_PORT : Number(match[3]);
    if (host === undefined || match?.[3] === undefined || port < 1 || port > 65_535) {
      throw invalidProperty(
        'bootstrap.servers',
        `'${address}'`,
        'a list of HOST:PORT',
        `Write for example '${host ?? 'localhost'}:${DEFAULT_PORT}'.`,
      );
    }
    return { host, port };
  });
}

/** The protocol's strings end at 32 KB, and names get endings here. */
function checkLength(name: string, text: string | undefined): string | undefined {
  if (text === undefined || Buffer.byteLength(text) <= MAX_NAME_BYTES) return text;
  throw invalidProperty(name, `one of ${text.length} characters`, `a name of at most ${MAX_NAME_BYTES} bytes`);
}

function connectionSettings(values: PropertyValues): ConnectionSettings {
  const backoff = (prefix: string, initial: number) => {
    const initialMs = values.integer(`${prefix}.backoff.ms`, 0, MAX_INT, initial);
    return { initialMs, maxMs: Math.max(initialMs, values.integer(`${prefix}.backoff.max.ms`, 0, MAX_INT, 1_000)) };
  };
  return {
    bootstrapServers: bootstrapServers(values),
    clientId: checkLength('client.id', values.text('client.id')),
    security: securitySettings(values),
    connectTimeoutMs: values.integer('socket.connection.setup.timeout.ms', 1, MAX_INT, 10_000),
    requestTimeoutMs: values.integer('request.timeout.ms', 1, MAX_INT, 30_000),
    metadataMaxAgeMs: values.integer('metadata.max.age.ms', 0, MAX_INT, 300_000),
    backoffs: { retry: backoff('retry', 100), reconnect: backoff('reconnect', 50) },
  };
}

/**
 * Checks the properties of a source.
 *
 * @throws MillraceError KAFKA_PROPERTY_UNKNOWN, KAFKA_PROPERTY_UNSUPPORTED, KAFKA_PROPERTY_INVALID,
 * KAFKA_PROPERTY_MISSING or KAFKA_PROPERTY_CONFLICT; never with a secret in it.
 */
export function consumerSettings(properties: KafkaProperties, warn: Warn): ConsumerSettings {
  const values = propertyValues(ownProperties('consumer', properties, warn));
  const reset = values.text('auto.offset.reset');
  const autoOffsetReset =
    reset === undefined ? undefined : values.oneOf('auto.offset.reset', ['earliest', 'latest', 'none'], 'latest');
  const groupId = values.text('group.id');
  if (groupId === '') throw invalidProperty('group.id', "''", 'a name that is not empty');
  checkLength('group.id', groupId);
  return {
    connection: connectionSettings(values),
    apiTimeoutMs: values.integer('default.api.timeout.ms', 0, MAX_INT, 60_000),
    groupId,
    autoOffsetReset,
    autoCommit: values.boolean('enable.auto.commit', undefined),
    autoCommitIntervalMs: values.integer('auto.commit.interval.ms', 0, MAX_INT, 5_000),
    reader: {
      isolationLevel: values.oneOf('isolation.level', ['read_uncommitted', 'read_committed'], 'read_uncommitted'),
      offsetReset: autoOffsetReset ?? 'none',
      minBytes: values.integer('fetch.min.bytes', 0, MAX_INT, 1),
      maxBytes: values.integer('fetch.max.bytes', 0, MAX_INT, 52_428_800),
      maxPartitionBytes: values.integer('max.partition.fetch.bytes', 1, MAX_INT, 1_048_576),
      maxWaitMs: values.integer('fetch.max.wait.ms', 0, MAX_INT, 500),
      checkCrcs: values.boolean('check.crcs', true),
    },
  };
}

function acknowledgements(values: PropertyValues): 'all' | 1 | 0 {
  const text = values.oneOf('acks', ['all', '-1', '1', '0'], 'all');
  return text === '1' ? 1 : text === '0' ? 0 : 'all';
}

function conflict(one: string, other: string, hint: string): MillraceError {
  return new MillraceError(
    'KAFKA_PROPERTY_CONFLICT',
    `The Kafka properties ${one} and ${other} contradict one another.`,
    {
      facts: { properties: `${one},${other}` },
      hint,
    },
  );
}

/** As Kafka's producer: on by default, silently off where other properties rule it out, refused where it was asked for. */
function idempotence(values: PropertyValues, acks: 'all' | 1 | 0, retries: number, maxInFlight: number): boolean {
  const asked = values.boolean('enable.idempotence', undefined);
  if (asked === false) return false;
  const hindrance =
    acks !== 'all'
      ? 'acks'
      : retries === 0
        ? 'retries'
        : maxInFlight > 5
          ? 'max.in.flight.requests.per.connection'
          : undefined;
  if (hindrance === undefined) return true;
  if (asked === true) {
    throw conflict(
      'enable.idempotence',
      hindrance,
      'Idempotence needs acks=all, retries above 0 and at most 5 requests in flight.',
    );
  }
  return false;
}

function compressionLevel(values: PropertyValues, compression: CompressionType): number | undefined {
  const gzip = values.integer('compression.gzip.level', -1, 9, undefined);
  const zstd = values.integer('compression.zstd.level', -131_072, 22, undefined);
  if (gzip === 0) throw invalidProperty('compression.gzip.level', "'0'", 'a whole number from 1 to 9, or -1');
  if (gzip !== undefined && compression !== 'gzip')
    throw conflict('compression.gzip.level', 'compression.type', "Set compression.type to 'gzip'.");
  if (zstd !== undefined && compression !== 'zstd')
    throw conflict('compression.zstd.level', 'compression.type', "Set compression.type to 'zstd'.");
  return compression === 'gzip' ? gzip : zstd;
}

/**
 * Checks the properties of a sink.
 *
 * @throws MillraceError KAFKA_PROPERTY_UNKNOWN, KAFKA_PROPERTY_UNSUPPORTED, KAFKA_PROPERTY_INVALID,
 * KAFKA_PROPERTY_MISSING or KAFKA_PROPERTY_CONFLICT; never with a secret in it.
 */
export function producerSettings(properties: KafkaProperties, warn: Warn): ProducerSettings {
  const values = propertyValues(ownProperties('producer', properties, warn));
  const connection = connectionSettings(values);
  const acks = acknowledgements(values);
  const retries = values.integer('retries', 0, MAX_INT, MAX_INT);
  const maxInFlight = values.integer('max.in.flight.requests.per.connection', 1, MAX_INT, 5);
  const compression = values.oneOf('compression.type', COMPRESSION_TYPES, 'none');
  const maxRequestBytes = values.integer('max.request.size', 1, MAX_INT, 1_048_576);
  const lingerMs = values.integer('linger.ms', 0, MAX_INT, 5);
  const deliveryTimeoutMs = values.integer(
    'delivery.timeout.ms',
    0,
    MAX_INT,
    Math.max(120_000, lingerMs + connection.requestTimeoutMs),
  );
  if (deliveryTimeoutMs < lingerMs + connection.requestTimeoutMs) {
    throw conflict(
      'delivery.timeout.ms',
      'request.timeout.ms',
      'delivery.timeout.ms is at least linger.ms + request.timeout.ms.',
    );
  }
  return {
    connection,
    transactionTimeoutMs: values.integer('transaction.timeout.ms', 1, MAX_INT, undefined),
    writer: {
      acks,
      idempotent: idempotence(values, acks, retries, maxInFlight),
      batchBytes: Math.min(values.integer('batch.size', 0, MAX_INT, DEFAULT_BATCH_BYTES), maxRequestBytes),
      lingerMs,
      bufferBytes: values.integer('buffer.memory', 1, Number.MAX_SAFE_INTEGER, 33_554_432),
      maxRequestBytes,
      maxInFlight,
      compression,
      compressionLevel: compressionLevel(values, compression),
      requestTimeoutMs: connection.requestTimeoutMs,
      deliveryTimeoutMs,
      retries,
      ignoreKeys: values.boolean('partitioner.ignore.keys', false),
      maxBlockMs: values.integer('max.block.ms', 0, MAX_INT, 60_000),
    },
  };
}
