import type { DeserializationSchema } from 'millrace';
import type { TopicPartition } from '../driver/kafka-driver.js';
import type { KafkaProperties } from '../properties/property-values.js';
import type { KafkaOffsetsInitializer } from './kafka-offsets-initializer.js';
import { KafkaRecordDeserializationSchema } from './kafka-record-deserialization-schema.js';
import type { KafkaSource } from './kafka-source.js';
import type { KafkaSourceOptions, MalformedRecords } from './kafka-source-options.js';

type MakeKafkaSource = <T>(options: KafkaSourceOptions<T>) => KafkaSource<T>;

/** Builds a {@link KafkaSource} step by step. */
export class KafkaSourceBuilder<T> {
  private readonly options: Partial<KafkaSourceOptions<T>>;
  private readonly make: MakeKafkaSource;

  /** @internal Use `KafkaSource.builder()`. */
  constructor(options: Partial<KafkaSourceOptions<T>>, make: MakeKafkaSource) {
    this.options = options;
    this.make = make;
  }

  private with(more: Partial<KafkaSourceOptions<T>>): KafkaSourceBuilder<T> {
    return new KafkaSourceBuilder({ ...this.options, ...more }, this.make);
  }

  /** HOST:PORT of one or more brokers, joined by commas. */
  setBootstrapServers(bootstrapServers: string): KafkaSourceBuilder<T> {
    return this.with({ bootstrapServers });
  }

  /** Whose offsets are committed and, by `committedOffsets`, begun from; the source is never a member of it. */
  setGroupId(groupId: string): KafkaSourceBuilder<T> {
    return this.with({ groupId });
  }

  /** Reads all partitions of these topics, also those added while the job runs. */
  setTopics(...topics: readonly string[]): KafkaSourceBuilder<T> {
    return this.with({ topics });
  }

  /** Reads topics whose whole name matches, also those created while the job runs. */
  setTopicPattern(topicPattern: RegExp | string): KafkaSourceBuilder<T> {
    return this.with({ topicPattern });
  }

  /** Reads these partitions and no others. */
  setPartitions(partitions: Iterable<TopicPartition>): KafkaSourceBuilder<T> {
    return this.with({ partitions });
  }

  /** Where reading begins; default `KafkaOffsetsInitializer.earliest()`. */
  setStartingOffsets(startingOffsetsInitializer: KafkaOffsetsInitializer): KafkaSourceBuilder<T> {
    return this.with({ startingOffsets: startingOffsetsInitializer });
  }

  /** Each partition stops before its offset, but the job goes on. */
  setUnbounded(stoppingOffsetsInitializer: KafkaOffsetsInitializer): KafkaSourceBuilder<T> {
    return this.with({ unbounded: stoppingOffsetsInitializer });
  }

  /** The job ends when every partition has reached its offset. */
  setBounded(stoppingOffsetsInitializer: KafkaOffsetsInitializer): KafkaSourceBuilder<T> {
    return this.with({ bounded: stoppingOffsetsInitializer });
  }

  /** Reads the value of each record alone; records whose value is null are skipped. */
  setValueOnlyDeserializer<U>(deserializationSchema: DeserializationSchema<U>): KafkaSourceBuilder<U> {
    return this.setDeserializer(KafkaRecordDeserializationSchema.valueOnly(deserializationSchema));
  }

  /** Reads each record with key, headers, timestamp, partition and offset. */
  setDeserializer<U>(deserializer: KafkaRecordDeserializationSchema<U>): KafkaSourceBuilder<U> {
    return new KafkaSourceBuilder<U>({ ...(this.options as object), deserializer }, this.make);
  }

  /** What becomes of a record that cannot be deserialized; default `fail`. */
  setMalformedRecords(malformedRecords: MalformedRecords): KafkaSourceBuilder<T> {
    return this.with({ malformedRecords });
  }

  /** What the client ids of the source begin with. */
  setClientIdPrefix(prefix: string): KafkaSourceBuilder<T> {
    return this.with({ clientIdPrefix: prefix });
  }

  /** One of Kafka's consumer properties, or of the source's own, such as `partition.discovery.interval.ms`. */
  setProperty(key: string, value: string | number | boolean): KafkaSourceBuilder<T> {
    return this.setProperties({ [key]: value });
  }

  /** Several properties; those set before stay. */
  setProperties(props: KafkaProperties): KafkaSourceBuilder<T> {
    return this.with({ properties: { ...this.options.properties, ...props } });
  }

  /** @throws MillraceError what is missing or wrong; see {@link KafkaSource}'s constructor. */
  build(): KafkaSource<T> {
    return this.make(this.options as KafkaSourceOptions<T>);
  }
}
