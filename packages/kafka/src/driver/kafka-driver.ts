import type { MillraceError } from 'millrace';
import type { CompressionType } from '../records/compression/compression.js';
import type { FetchedRecord } from '../records/fetched-record.js';
import type { RecordBytes, RecordHeader, ValueSerializer } from '../records/record-batch-writer.js';

/** One partition of one topic. */
export interface TopicPartition {
  readonly topic: string;
  readonly partition: number;
}

/** What a broker says about a partition. */
export interface PartitionDescription {
  readonly partition: number;
  /** −1 while it has none. */
  readonly leaderId: number;
  readonly replicas: readonly number[];
  readonly inSyncReplicas: readonly number[];
}

export interface TopicDescription {
  readonly topic: string;
  /** A topic of Kafka itself, such as `__consumer_offsets`. */
  readonly internal: boolean;
  readonly partitions: readonly PartitionDescription[];
}

/** A place in a partition that is found by asking its leader. */
export type OffsetSpec =
  | { readonly kind: 'earliest' }
  | { readonly kind: 'latest' }
  /** The first record at or after this time, in milliseconds since 1970. */
  | { readonly kind: 'timestamp'; readonly timestampMs: number };

export interface PartitionOffset extends TopicPartition {
  readonly offset: number;
}

/** Which records a reader sees: all, or only those that are not, and will not be, aborted. */
export type IsolationLevel = 'read_uncommitted' | 'read_committed';

/** What to do when the position of a reader is no longer, or not yet, in the partition. */
export type OffsetReset = 'earliest' | 'latest' | 'none';

/** How a {@link KafkaReader} fetches; the values of Kafka's consumer properties of these names. */
export interface ReaderOptions {
  readonly isolationLevel: IsolationLevel;
  readonly offsetReset: OffsetReset;
  readonly minBytes: number;
  readonly maxBytes: number;
  readonly maxPartitionBytes: number;
  readonly maxWaitMs: number;
  readonly checkCrcs: boolean;
}

/** A partition that a reader was told to read. */
export interface AssignedPartition extends TopicPartition {
  /** The offset behind the last record that was visited or passed over: where a new reader would go on. */
  readonly position: number;
  /** The end of the partition as last heard of: the offset that the next record written gets; −1 = not heard yet. */
  readonly highWatermark: number;
  /** Whether the end offset that was set at assignment is reached. */
  readonly finished: boolean;
  readonly paused: boolean;
}

/**
 * Reads explicit partitions, without a consumer group: fetches ahead on its own, and hands records out synchronously.
 */
export interface KafkaReader {
  /** Begins to read a partition at an offset, up to an end offset if one is given. */
  assign(partition: TopicPartition, offset: number, endOffset?: number): AssignedPartition;
  /** Stops reading a partition and forgets what was fetched of it. */
  unassign(partition: TopicPartition): void;
  /** Keeps what was fetched but neither hands it out nor fetches more, until {@link resume}. */
  pause(partition: TopicPartition): void;
  resume(partition: TopicPartition): void;
  /**
   * The next record that was fetched, or undefined when there is none just now. The next call overwrites it.
   *
   * @throws MillraceError the failure of a partition or of the brokers; the reader is then of no more use.
   */
  next(): FetchedRecord | undefined;
  /** The partition of the record that {@link next} gave last. */
  readonly current: AssignedPartition | undefined;
  /** Whether {@link next} has something to give, or a failure to throw, or a position has moved without a record. */
  readonly hasWork: boolean;
  /** Resolves when {@link hasWork} is true, or when the reader is closed. */
  ready(): Promise<void>;
  close(): void;
}

/** Under which identity a producer writes. */
export interface ProducerIdentity {
  readonly producerId: number;
  readonly producerEpoch: number;
}

export interface TransactionalIdentity extends ProducerIdentity {
  readonly transactionalId: string;
}

/** How a {@link KafkaWriter} sends; the values of Kafka's producer properties of these names. */
export interface WriterOptions {
  readonly acks: 'all' | 1 | 0;
  /** Number every batch, so that the broker appends it once and in order however often it is sent. */
  readonly idempotent: boolean;
  /** Write inside transactions of this identity; each begins by {@link KafkaWriter.beginTransaction}. */
  readonly transaction?: TransactionalIdentity;
  readonly batchBytes: number;
  readonly lingerMs: number;
  readonly bufferBytes: number;
  readonly maxRequestBytes: number;
  readonly maxInFlight: number;
  readonly compression: CompressionType;
  readonly compressionLevel: number | undefined;
  readonly requestTimeoutMs: number;
  readonly deliveryTimeoutMs: number;
  readonly retries: number;
  /** Spread records as if they had no key. */
  readonly ignoreKeys: boolean;
  /** How long a topic's partitions may stay unknown. */
  readonly maxBlockMs: number;
  /** `fail`: the first batch that cannot be written ends the writer. `drop`: it is reported and left out. */
  readonly onBatchFailure: 'fail' | 'drop';
}

/** A record to be written; what is left out is null, now, and no headers. */
export interface OutgoingRecord {
  readonly topic: string;
  /**
   * A number, or how to choose one when the number of partitions is known. Undefined = by the key, as Kafka's Java
   * producer does it; without a key, one partition for a batch and then another.
   */
  readonly partition?: number | ((partitionCount: number) => number) | undefined;
  readonly key?: RecordBytes;
  readonly value: RecordBytes;
  /** Milliseconds since 1970. */
  readonly timestamp?: number | undefined;
  readonly headers?: readonly RecordHeader[] | undefined;
}

/** A record whose value is not bytes yet. */
export interface SerializableRecord<T> {
  readonly topic: string;
  readonly key: RecordBytes;
  readonly value: T;
  /** Milliseconds since 1970; undefined = now. */
  readonly timestamp: number | undefined;
}

/**
 * Writes records in batches. Bytes are copied before {@link write} returns; delivery is seen by {@link flush}.
 */
export interface KafkaWriter {
  /**
   * Takes a record, always: whoever writes asks {@link canAccept} before, and may overshoot by what one input emits.
   *
   * @throws MillraceError the failure that ended the writer; KAFKA_RECORD_TOO_LARGE; KAFKA_PARTITION_UNKNOWN; or
   * KAFKA_BUFFER_EXHAUSTED when far more was written than {@link canAccept} allowed.
   */
  write(record: OutgoingRecord): void;
  /**
   * Writes a record whose serializer puts its value straight into the batch that is being filled. False, with nothing done,
   * where that cannot be just now: the topic is not known yet, no batch is begun, or it has no room; then {@link write} does it.
   *
   * @throws MillraceError the failure that ended the writer; whatever the serializer throws.
   */
  writeSerialized<T>(record: SerializableRecord<T>, serializer: ValueSerializer<T>): boolean;
  /** Whether there is room, and every topic written to so far is known. */
  readonly canAccept: boolean;
  /** Resolves when {@link canAccept} may have become true, or the writer failed. */
  ready(): Promise<void>;
  /** Sends what is buffered and resolves when everything written before is acknowledged (with acks 0: sent). */
  flush(): Promise<void>;
  /** How many partitions a topic has; looks it up if it is not known yet. */
  partitionCount(topic: string): Promise<number>;
  /** How many partitions a topic has, if that is known already. */
  knownPartitionCount(topic: string): number | undefined;
  /** Forgets which partitions are part of the transaction; they are added again when first written to. */
  beginTransaction(): void;
  /** The failure that ended the writer. */
  readonly failure: MillraceError | undefined;
  readonly bufferedBytes: number;
  /** Ends it; what is not yet acknowledged may be lost, so {@link flush} first. */
  close(): void;
}

/** The steps of Kafka's transactions, for whoever decides when they happen. */
export interface KafkaTransactions {
  /** Gets an identity; ends what an earlier holder of the transactional id left open, and fences it. */
  initialize(transactionalId: string, timeoutMs: number): Promise<TransactionalIdentity>;
  /** Makes offsets of a group part of the open transaction. */
  sendOffsets(identity: TransactionalIdentity, groupId: string, offsets: readonly PartitionOffset[]): Promise<void>;
  /**
   * Commits or aborts the open transaction.
   *
   * @throws MillraceError; after a connection failure the outcome is unknown, and asking again is safe.
   */
  end(identity: TransactionalIdentity, outcome: 'commit' | 'abort'): Promise<void>;
}

/** What tests and tools change about topics. */
export interface KafkaAdministration {
  createTopic(topic: string, options?: NewTopicOptions): Promise<void>;
  deleteTopic(topic: string): Promise<void>;
  /** Raises the number of partitions to this total. */
  createPartitions(topic: string, totalPartitions: number): Promise<void>;
  /** Moves a partition to these brokers and makes the first of them its leader. */
  movePartition(partition: TopicPartition, replicas: readonly number[]): Promise<void>;
}

export interface NewTopicOptions {
  /** Default: the broker's. */
  readonly partitions?: number;
  /** Default: the broker's. */
  readonly replicationFactor?: number;
  readonly configs?: Readonly<Record<string, string>>;
}

/**
 * All that Millrace asks of a Kafka client: the seam behind which the protocol can be replaced, by another client or by
 * a model of a broker in a simulation.
 */
export interface KafkaDriver {
  /** Names of all topics that may be seen. */
  listTopics(): Promise<readonly TopicDescription[]>;
  /** @throws MillraceError KAFKA_TOPIC_UNKNOWN naming the first topic that does not exist. */
  describeTopics(topics: readonly string[]): Promise<readonly TopicDescription[]>;
  /**
   * Finds offsets. A timestamp younger than every record gives the end of the partition; `latest` is the last stable
   * offset under read_committed.
   */
  listOffsets(
    partitions: readonly (TopicPartition & { readonly at: OffsetSpec })[],
    isolationLevel: IsolationLevel,
  ): Promise<readonly PartitionOffset[]>;
  /** The offsets that a group has committed; partitions without one are left out. */
  committedOffsets(groupId: string, partitions: readonly TopicPartition[]): Promise<readonly PartitionOffset[]>;
  /** Commits offsets to a group without being its member. */
  commitOffsets(groupId: string, offsets: readonly PartitionOffset[]): Promise<void>;
  openReader(options: ReaderOptions): KafkaReader;
  /** @param onFailure called once, with the failure that ended the writer. */
  openWriter(options: WriterOptions, onFailure?: (failure: MillraceError) => void): KafkaWriter;
  readonly transactions: KafkaTransactions;
  readonly administration: KafkaAdministration;
  close(): Promise<void>;
}

/** Something worth a line in a log that does not end the driver: a retry, a reset of an offset. */
export interface DriverWarning {
  readonly code: string;
  readonly message: string;
  readonly facts: Readonly<Record<string, string | number | boolean>>;
}
