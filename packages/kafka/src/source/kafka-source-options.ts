import { Duration, type ErrorFacts, MillraceError } from 'millrace';
import type { KafkaDriverFactory } from '../driver/driver-factory.js';
import type { TopicPartition } from '../driver/kafka-driver.js';
import { type ConsumerSettings, consumerSettings } from '../properties/client-properties.js';
import { type KafkaProperties, MAX_INT, propertyValues } from '../properties/property-values.js';
import { KafkaOffsetsInitializer, type OffsetsRule } from './kafka-offsets-initializer.js';
import type { KafkaRecordDeserializationSchema } from './kafka-record-deserialization-schema.js';
import { type KafkaSubscription, topicPattern } from './kafka-subscription.js';

/** What a record that cannot be deserialized does: ends the job, or is skipped, counted and logged. */
export type MalformedRecords = 'fail' | 'skip';

/** The options of a Kafka source; the builder's methods by name. */
export interface KafkaSourceOptions<T> {
  /** HOST:PORT of one or more brokers, joined by commas. */
  readonly bootstrapServers: string;
  /** Exactly one of topics, topicPattern and partitions. */
  readonly topics?: string | readonly string[];
  /** Topics whose whole name matches; new ones are found while the job runs. */
  readonly topicPattern?: RegExp | string;
  readonly partitions?: Iterable<TopicPartition>;
  readonly deserializer: KafkaRecordDeserializationSchema<T>;
  /** Whose offsets are committed and, by `committedOffsets`, begun from; the source is never a member of it. */
  readonly groupId?: string;
  /** Default `KafkaOffsetsInitializer.earliest()`. */
  readonly startingOffsets?: KafkaOffsetsInitializer;
  /** The job ends when every partition has reached its offset. Not together with `unbounded`. */
  readonly bounded?: KafkaOffsetsInitializer;
  /** Each partition stops at its offset, but the job goes on. */
  readonly unbounded?: KafkaOffsetsInitializer;
  readonly clientIdPrefix?: string;
  /** Kafka's consumer properties, and those of Flink's source: `partition.discovery.interval.ms` and others. */
  readonly properties?: KafkaProperties;
  /** Default `fail`. */
  readonly malformedRecords?: MalformedRecords;
  /** Whether splits from a snapshot that are no longer subscribed are left out; default false: they are read on. */
  readonly filterRestoredPartitions?: boolean;
  /** @internal Replaced where a job runs against a model of Kafka. */
  readonly driverFactory?: KafkaDriverFactory;
}

/** {@link KafkaSourceOptions}, checked. */
export interface KafkaSourcePlan<T> {
  readonly subscription: KafkaSubscription;
  readonly deserializer: KafkaRecordDeserializationSchema<T>;
  readonly start: OffsetsRule;
  readonly stop: OffsetsRule | undefined;
  readonly bounded: boolean;
  readonly settings: ConsumerSettings;
  /** What was set, for plans. */
  readonly properties: KafkaProperties;
  readonly clientIdPrefix: string | undefined;
  /** Undefined = partitions are looked up once. */
  readonly discoveryIntervalMs: number | undefined;
  readonly commitOnCheckpoint: boolean;
  readonly malformedRecords: MalformedRecords;
  readonly filterRestoredPartitions: boolean;
  /** What is worth a line in the log of the job. */
  readonly warnings: readonly { readonly message: string; readonly facts: ErrorFacts }[];
}

const DISCOVERY = 'partition.discovery.interval.ms';
const COMMIT_ON_CHECKPOINT = 'commit.offsets.on.checkpoint';
const CLIENT_ID_PREFIX = 'client.id.prefix';

/** Names of properties that belong to the source itself, as in Flink. */
const SOURCE_PROPERTIES: readonly string[] = [DISCOVERY, COMMIT_ON_CHECKPOINT, CLIENT_ID_PREFIX];

const DEFAULT_DISCOVERY_MS = Duration.ofMinutes(5).toMillis();

/** @throws MillraceError what is wrong with the options, never with a secret in it. */
export function planKafkaSource<T>(options: KafkaSourceOptions<T>): KafkaSourcePlan<T> {
  const { bounded, unbounded, malformedRecords = 'fail' } = options;
  if (bounded !== undefined && unbounded !== undefined) {
    throw conflict('bounded', 'unbounded', 'Say once where reading stops.');
  }
  if (options.deserializer === undefined) {
    throw missing('a deserializer', 'Call setValueOnlyDeserializer or setDeserializer.');
  }
  const warnings: { message: string; facts: ErrorFacts }[] = [];
  const { own, kafka } = separate(allProperties(options));
  const settings = withDefaultReset(
    consumerSettings(kafka, (message, facts) => warnings.push({ message, facts })),
    (options.startingOffsets ?? KafkaOffsetsInitializer.earliest()).rule,
  );
  const values = propertyValues(own);
  const intervalMs = values.integer(DISCOVERY, -MAX_INT, MAX_INT, bounded === undefined ? DEFAULT_DISCOVERY_MS : -1);
  const commitAsked = values.boolean(COMMIT_ON_CHECKPOINT, undefined);
  const start = (options.startingOffsets ?? KafkaOffsetsInitializer.earliest()).rule;
  checkGroup(settings, [start, (bounded ?? unbounded)?.rule], commitAsked);
  return {
    subscription: subscriptionOf(options),
    deserializer: options.deserializer,
    start,
    stop: (bounded ?? unbounded)?.rule,
    bounded: bounded !== undefined,
    settings,
    properties: { ...own, ...kafka },
    clientIdPrefix: options.clientIdPrefix ?? values.text(CLIENT_ID_PREFIX),
    discoveryIntervalMs: intervalMs > 0 ? intervalMs : undefined,
    commitOnCheckpoint: settings.groupId !== undefined && (commitAsked ?? true),
    malformedRecords,
    filterRestoredPartitions: options.filterRestoredPartitions ?? false,
    warnings,
  };
}

function allProperties<T>(options: KafkaSourceOptions<T>): KafkaProperties {
  return {
    ...options.properties,
    ...(options.bootstrapServers === undefined ? {} : { 'bootstrap.servers': options.bootstrapServers }),
    ...(options.groupId === undefined ? {} : { 'group.id': options.groupId }),
  };
}

function separate(properties: KafkaProperties): { readonly own: KafkaProperties; readonly kafka: KafkaProperties } {
  const entries = Object.entries(properties);
  return {
    own: Object.fromEntries(entries.filter(([name]) => SOURCE_PROPERTIES.includes(name))),
    kafka: Object.fromEntries(entries.filter(([name]) => !SOURCE_PROPERTIES.includes(name))),
  };
}

/** An offset that is gone is looked up anew as the start was, unless a property says otherwise. */
function withDefaultReset(settings: ConsumerSettings, start: OffsetsRule): ConsumerSettings {
  if (settings.autoOffsetReset !== undefined) return settings;
  const offsetReset = resetOf(start);
  return { ...settings, reader: { ...settings.reader, offsetReset } };
}

function resetOf(start: OffsetsRule) {
  if (start.kind === 'earliest' || start.kind === 'latest') return start.kind;
  return start.kind === 'timestamp' ? 'none' : start.reset;
}

function checkGroup(
  { groupId, autoCommit }: ConsumerSettings,
  rules: readonly (OffsetsRule | undefined)[],
  commitOnCheckpoint: boolean | undefined,
): void {
  if (groupId !== undefined) return;
  const committed = rules.some((rule) => rule?.kind === 'committed');
  const wants = committed
    ? 'Offsets that are committed belong to a group'
    : autoCommit === true
      ? "'enable.auto.commit' commits offsets to a group"
      : commitOnCheckpoint === true
        ? `'${COMMIT_ON_CHECKPOINT}' commits offsets to a group`
        : undefined;
  if (wants === undefined) return;
  throw new MillraceError('KAFKA_PROPERTY_MISSING', `${wants}, and the source has none.`, {
    facts: { property: 'group.id' },
    hint: 'Call setGroupId.',
  });
}

function subscriptionOf<T>({ topics, topicPattern: pattern, partitions }: KafkaSourceOptions<T>): KafkaSubscription {
  const given = [topics, pattern, partitions].filter((value) => value !== undefined).length;
  if (given > 1) throw conflict('topics, topicPattern', 'partitions', 'Give exactly one of them.');
  if (pattern !== undefined) return { kind: 'pattern', pattern: topicPattern(pattern) };
  const names = typeof topics === 'string' ? [topics] : [...(topics ?? [])];
  const list = [...(partitions ?? [])].map(({ topic, partition }) => ({ topic, partition }));
  if (names.length === 0 && list.length === 0) {
    throw missing('topics', 'Call setTopics, setTopicPattern or setPartitions.');
  }
  if (list.length === 0) return { kind: 'topics', topics: [...new Set(names)] };
  const bad = list.find(({ partition }) => !Number.isSafeInteger(partition) || partition < 0);
  if (bad === undefined) return { kind: 'partitions', partitions: list };
  throw new MillraceError('KAFKA_PARTITION_UNKNOWN', `A partition is a whole number from 0, not ${bad.partition}.`, {
    facts: { topic: bad.topic, partition: bad.partition },
  });
}

function missing(what: string, hint: string): MillraceError {
  return new MillraceError('KAFKA_OPTION_MISSING', `The Kafka source has no ${what.replace(/^a /, '')}.`, { hint });
}

function conflict(one: string, other: string, hint: string): MillraceError {
  return new MillraceError('KAFKA_OPTION_CONFLICT', `The Kafka source takes only one of ${one} and ${other}.`, {
    hint,
  });
}
