import { administrationOf } from './administration.js';
import { BatchingWriter } from './batching-writer.js';
import { Cluster, type ClusterOptions } from './cluster.js';
import { FetchingReader } from './fetching-reader.js';
import type {
  KafkaDriver,
  PartitionOffset,
  ReaderOptions,
  TopicPartition,
  TransactionalIdentity,
  WriterOptions,
} from './kafka-driver.js';
import { commitOffsets, committedOffsets, findOffsets } from './offsets.js';
import { addPartitions, newProducerIdentity, transactionsOf } from './transactions.js';

/**
 * A {@link KafkaDriver} that speaks Kafka's protocol itself; nothing is connected before it is needed.
 *
 * Close it when done, and with it the readers and writers it opened: open connections keep the process alive.
 */
export function createProtocolDriver(options: ClusterOptions): KafkaDriver {
  const cluster = new Cluster(options);
  const opened = new Set<{ close(): void }>();
  const keep = <Opened extends { close(): void }>(reader: Opened): Opened => {
    opened.add(reader);
    return reader;
  };
  const lookup = { allowAutoTopicCreation: false, timeoutMs: options.apiTimeoutMs };
  return {
    listTopics: () => cluster.allTopics(),
    describeTopics: (topics) => cluster.describeTopics(topics, lookup),
    listOffsets: (partitions, isolationLevel) => findOffsets(cluster, partitions, isolationLevel),
    committedOffsets: (groupId, partitions) => committedOffsets(cluster, groupId, partitions),
    commitOffsets: (groupId, offsets) => commitOffsets(cluster, groupId, offsets),
    openReader: (readerOptions: ReaderOptions) =>
      keep(
        new FetchingReader(cluster, readerOptions, async (partition, isolationLevel) => {
          const [found] = await findOffsets(cluster, [partition], isolationLevel);
          return found as PartitionOffset;
        }),
      ),
    openWriter: (writerOptions: WriterOptions, onFailure = () => undefined) => {
      const requests = {
        newIdentity: () => newProducerIdentity(cluster),
        addPartitions: (identity: TransactionalIdentity, queues: readonly TopicPartition[]) =>
          addPartitions(cluster, identity, queues),
      };
      return keep(new BatchingWriter(cluster, writerOptions, requests, onFailure));
    },
    transactions: transactionsOf(cluster),
    administration: administrationOf(cluster),
    async close() {
      for (const each of opened) each.close();
      cluster.close();
    },
  };
}
