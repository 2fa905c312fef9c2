import { MillraceError, type SerializationSchema } from 'millrace';
import type { OutgoingRecord, SerializableRecord } from '../driver/kafka-driver.js';
import type { RecordHeader, ValueSerializer } from '../records/record-batch-writer.js';

type Writable<T> = { -readonly [K in keyof T]: T[K] };

/** What stands beside a value that is serialized. One object, reused: read it during the call only. */
export interface KafkaSinkContext {
  /** The subtask that writes, from 0. */
  readonly subtaskIndex: number;
  readonly parallelism: number;
  /** Event time in milliseconds, or undefined. */
  readonly timestamp: number | undefined;
}

/** Turns a value into a Kafka record. */
export interface KafkaRecordSerializationSchema<T> {
  /** The record, or undefined when nothing is to be written. */
  serialize(value: T, context: KafkaSinkContext): OutgoingRecord | undefined;
  /** Topics that are surely written to: looked up before the first record, so that a wrong name is found at once. */
  readonly topics?: readonly string[];
}

/** Chooses the topic of a value. */
export interface KafkaTopicSelector<T> {
  apply(value: T): string;
}

/** What a partitioner chooses by. One object, reused. */
export interface KafkaPartitionerInput<T> {
  readonly value: T;
  readonly topic: string;
  readonly key: Uint8Array | null;
  readonly bytes: Uint8Array | null;
  readonly partitionCount: number;
  readonly subtaskIndex: number;
  readonly parallelism: number;
}

/** Chooses the partition of a value: a number from 0 to below `partitionCount`. */
export type KafkaPartitioner<T> = (input: KafkaPartitionerInput<T>) => number;

/** The options of a record serialization schema; the builder's methods by name. */
export interface KafkaRecordSerializationOptions<T> {
  /** Exactly one of `topic` and `topicSelector`. */
  readonly topic?: string;
  readonly topicSelector?: KafkaTopicSelector<T> | ((value: T) => string);
  /** Default: records have no key. */
  readonly keySerializationSchema?: SerializationSchema<T>;
  readonly valueSerializationSchema: SerializationSchema<T>;
  /** Default: by the key, as Kafka's Java producer does it; without a key, one partition for a batch and then another. */
  readonly partitioner?: KafkaPartitioner<T>;
  /** Default: records have no headers. */
  readonly headers?: (value: T) => readonly RecordHeader[];
  /** Whether the event time becomes the record's timestamp; default true. Without one it is the present. */
  readonly writeTimestamp?: boolean;
}

/** What {@link KafkaRecordSerializationSchema.builder} makes. */
export class KafkaRecordSerializer<T> implements KafkaRecordSerializationSchema<T> {
  readonly topics: readonly string[];
  /** What puts values straight into a batch, where neither topic, partition nor headers depend on the value or its bytes. */
  readonly valueSerializer: ValueSerializer<T> | undefined;
  private readonly options: KafkaRecordSerializationOptions<T>;
  private readonly topicOf: (value: T) => string;

  constructor(options: KafkaRecordSerializationOptions<T>) {
    const { topic, topicSelector, valueSerializationSchema } = options;
    if (valueSerializationSchema === undefined) {
      throw new MillraceError('KAFKA_OPTION_MISSING', 'The Kafka record serializer has no value serializer.', {
        hint: 'Call setValueSerializationSchema.',
      });
    }
    if ((topic === undefined) === (topicSelector === undefined)) {
      const code = topic === undefined ? 'KAFKA_OPTION_MISSING' : 'KAFKA_OPTION_CONFLICT';
      const message = 'The Kafka record serializer takes either a topic or a topic selector.';
      throw new MillraceError(code, message, { hint: 'Call setTopic or setTopicSelector.' });
    }
    this.options = options;
    this.topics = topic === undefined ? [] : [topic];
    if (topic !== undefined) this.topicOf = () => topic;
    else if (typeof topicSelector === 'function') this.topicOf = topicSelector;
    else this.topicOf = (value) => (topicSelector as KafkaTopicSelector<T>).apply(value);
    const { serializeInto } = valueSerializationSchema;
    const isFixed =
      topic !== undefined && topic !== '' && options.partitioner === undefined && options.headers === undefined;
    this.valueSerializer =
      isFixed && serializeInto !== undefined
        ? {
            serializeInto: (value, bytes, position) =>
              serializeInto.call(valueSerializationSchema, value, bytes, position),
          }
        : undefined;
  }

  /** Key and timestamp of a value whose bytes {@link valueSerializer} makes. */
  describe(value: T, { timestamp }: KafkaSinkContext, record: Writable<SerializableRecord<T>>): void {
    const { keySerializationSchema } = this.options;
    record.topic = this.topics[0] as string;
    record.key = keySerializationSchema === undefined ? null : bytesOf(keySerializationSchema.serialize(value), 'key');
    record.value = value;
    record.timestamp = this.timestampOf(timestamp);
  }

  private timestampOf(timestamp: number | undefined): number | undefined {
    return this.options.writeTimestamp === false || timestamp === undefined || timestamp < 0 ? undefined : timestamp;
  }

  serialize(value: T, context: KafkaSinkContext): OutgoingRecord {
    const { keySerializationSchema, valueSerializationSchema, partitioner, headers } = this.options;
    const topic = this.topicOf(value);
    if (typeof topic !== 'string' || topic === '') {
      throw new MillraceError('KAFKA_TOPIC_INVALID', `The topic selector gave ${String(topic)} instead of a name.`);
    }
    const key = keySerializationSchema === undefined ? null : bytesOf(keySerializationSchema.serialize(value), 'key');
    const bytes = bytesOf(valueSerializationSchema.serialize(value), 'value');
    const { timestamp, subtaskIndex, parallelism } = context;
    return {
      topic,
      key,
      value: bytes,
      timestamp: this.timestampOf(timestamp),
      headers: headers?.(value),
      partition:
        partitioner === undefined
          ? undefined
          : (partitionCount) =>
              checkedPartition(
                partitioner({ value, topic, key, bytes, partitionCount, subtaskIndex, parallelism }),
                topic,
                partitionCount,
              ),
    };
  }
}

function bytesOf(bytes: unknown, part: 'key' | 'value'): Uint8Array | null {
  if (bytes instanceof Uint8Array || bytes === null) return bytes;
  if (bytes === undefined) return null;
  throw new MillraceError('KAFKA_RECORD_INVALID', `The ${part} serializer gave ${describe(bytes)} instead of bytes.`, {
    facts: { part },
    hint: 'Return a Uint8Array, or null for no bytes.',
  });
}

function describe(value: unknown): string {
  if (value instanceof Promise) return 'a promise';
  return typeof value === 'object' ? 'an object' : `a ${typeof value}`;
}

function checkedPartition(partition: unknown, topic: string, partitionCount: number): number {
  const valid = typeof partition === 'number' && Number.isInteger(partition);
  if (valid && partition >= 0 && partition < partitionCount) return partition;
  throw new MillraceError(
    'KAFKA_PARTITION_UNKNOWN',
    `The partitioner gave ${String(partition)} for topic '${topic}'.`,
    {
      facts: { topic, partition: String(partition), partitionCount },
      hint: `Return a whole number from 0 to ${partitionCount - 1}.`,
    },
  );
}

/** Builds a {@link KafkaRecordSerializationSchema} step by step. */
export class KafkaRecordSerializationSchemaBuilder<T> {
  private readonly options: Partial<KafkaRecordSerializationOptions<T>>;

  constructor(options: Partial<KafkaRecordSerializationOptions<T>> = {}) {
    this.options = options;
  }

  private with<U>(more: Partial<KafkaRecordSerializationOptions<U>>): KafkaRecordSerializationSchemaBuilder<U> {
    return new KafkaRecordSerializationSchemaBuilder<U>({ ...(this.options as object), ...more });
  }

  /** Every record goes to this topic. */
  setTopic(topic: string): KafkaRecordSerializationSchemaBuilder<T> {
    return this.with<T>({ topic });
  }

  /** The topic depends on the value. */
  setTopicSelector<U = T>(
    topicSelector: KafkaTopicSelector<U> | ((value: U) => string),
  ): KafkaRecordSerializationSchemaBuilder<U> {
    return this.with<U>({ topicSelector });
  }

  /** What makes the key; without it records have none. */
  setKeySerializationSchema<U = T>(
    keySerializationSchema: SerializationSchema<U>,
  ): KafkaRecordSerializationSchemaBuilder<U> {
    return this.with<U>({ keySerializationSchema });
  }

  /** What makes the value. */
  setValueSerializationSchema<U = T>(
    valueSerializationSchema: SerializationSchema<U>,
  ): KafkaRecordSerializationSchemaBuilder<U> {
    return this.with<U>({ valueSerializationSchema });
  }

  /** What chooses the partition; default by the key, and without a key evenly. */
  setPartitioner<U = T>(partitioner: KafkaPartitioner<U>): KafkaRecordSerializationSchemaBuilder<U> {
    return this.with<U>({ partitioner });
  }

  /** What makes the headers. */
  setHeaderProvider<U = T>(headers: (value: U) => readonly RecordHeader[]): KafkaRecordSerializationSchemaBuilder<U> {
    return this.with<U>({ headers });
  }

  /** @throws MillraceError KAFKA_OPTION_MISSING, KAFKA_OPTION_CONFLICT */
  build(): KafkaRecordSerializationSchema<T> {
    return new KafkaRecordSerializer(this.options as KafkaRecordSerializationOptions<T>);
  }
}

/**
 * Makes record serialization schemas.
 *
 * @example
 * ```ts
 * import { SimpleStringSchema } from 'millrace';
 * import { KafkaRecordSerializationSchema } from '@millrace/kafka';
 *
 * const serializer = KafkaRecordSerializationSchema.builder()
 *   .setTopic('results')
 *   .setValueSerializationSchema(new SimpleStringSchema())
 *   .build();
 * console.log(serializer.topics);
 * ```
 */
export const KafkaRecordSerializationSchema = {
  builder(): KafkaRecordSerializationSchemaBuilder<never> {
    return new KafkaRecordSerializationSchemaBuilder<never>();
  },
};
