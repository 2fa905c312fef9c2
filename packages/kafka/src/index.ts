export type { DriverSettings, KafkaDriverFactory } from './driver/driver-factory.js';
export type {
  AssignedPartition,
  IsolationLevel,
  KafkaAdministration,
  KafkaDriver,
  KafkaReader,
  KafkaTransactions,
  KafkaWriter,
  NewTopicOptions,
  OffsetReset,
  OffsetSpec,
  OutgoingRecord,
  PartitionDescription,
  PartitionOffset,
  ProducerIdentity,
  ReaderOptions,
  TopicDescription,
  TopicPartition,
  TransactionalIdentity,
  WriterOptions,
} from './driver/kafka-driver.js';
export { KafkaTopicPartition } from './kafka-topic-partition.js';
export { FlinkKafkaConsumer } from './legacy/flink-kafka-consumer.js';
export { FlinkKafkaProducer, Semantic } from './legacy/flink-kafka-producer.js';
export type { KafkaProperties } from './properties/property-values.js';
export type { FetchedHeader } from './records/fetched-record.js';
export type { RecordBytes, RecordHeader } from './records/record-batch-writer.js';
export {
  type KafkaPartitioner,
  type KafkaPartitionerInput,
  type KafkaRecordSerializationOptions,
  KafkaRecordSerializationSchema,
  KafkaRecordSerializationSchemaBuilder,
  type KafkaSinkContext,
  type KafkaTopicSelector,
} from './sink/kafka-record-serialization-schema.js';
export { KafkaSink } from './sink/kafka-sink.js';
export type { KafkaSinkBuilder } from './sink/kafka-sink-builder.js';
export type { KafkaSinkOptions } from './sink/kafka-sink-options.js';
export { KafkaOffsetResetStrategy, KafkaOffsetsInitializer } from './source/kafka-offsets-initializer.js';
export { type KafkaRecord, KafkaRecordDeserializationSchema } from './source/kafka-record-deserialization-schema.js';
export { KafkaSource } from './source/kafka-source.js';
export type { KafkaSourceBuilder } from './source/kafka-source-builder.js';
export type { KafkaSourceOptions, MalformedRecords } from './source/kafka-source-options.js';
export type { KafkaEnumeratorState, KafkaSplit } from './source/kafka-split.js';
