import { brokerFailure } from '../protocol/kafka-errors.js';
import {
  addOffsetsToTransaction,
  addPartitionsToTransaction,
  endTransaction,
  initProducerId,
  type PartitionErrors,
  transactionOffsetCommit,
} from '../protocol/messages/transactions.js';
import type { Cluster } from './cluster.js';
import type {
  KafkaTransactions,
  PartitionOffset,
  ProducerIdentity,
  TopicPartition,
  TransactionalIdentity,
} from './kafka-driver.js';
import { byTopic, flatten } from './partition-groups.js';

const NOT_TRANSACTIONAL_TIMEOUT_MS = 60_000;

function throwFirst(answer: PartitionErrors, doing: string, facts: Readonly<Record<string, string>>): void {
  const all = flatten(answer.topics).filter(({ errorCode }) => errorCode !== 0);
  // OPERATION_NOT_ATTEMPTED (55) only says that another partition failed.
  const failed = all.find(({ errorCode }) => errorCode !== 55) ?? all[0];
  if (failed !== undefined)
    throw brokerFailure(failed.errorCode, doing, { ...facts, topic: failed.topic, partition: failed.partition });
}

/** Gets a producer id for a producer that is idempotent and not transactional; any broker gives one. */
export function newProducerIdentity(cluster: Cluster): Promise<ProducerIdentity> {
  return cluster.retrying('Getting a producer id', async () => {
    const connection = await cluster.anyConnection();
    const request = {
      transactionalId: null,
      transactionTimeoutMs: NOT_TRANSACTIONAL_TIMEOUT_MS,
      producerId: -1,
      producerEpoch: -1,
    };
    const answer = await connection.request(initProducerId, request);
    if (answer.errorCode !== 0) throw brokerFailure(answer.errorCode, 'Getting a producer id', {});
    return { producerId: answer.producerId, producerEpoch: answer.producerEpoch };
  });
}

/** Makes partitions part of the open transaction. */
export async function addPartitions(
  cluster: Cluster,
  identity: TransactionalIdentity,
  partitions: readonly TopicPartition[],
): Promise<void> {
  const { transactionalId } = identity;
  const doing = `Adding partitions to a transaction of '${transactionalId}'`;
  await cluster.withCoordinator('transaction', transactionalId, doing, async (connection) => {
    const topics = byTopic(partitions, ({ partition }) => partition);
    throwFirst(await connection.request(addPartitionsToTransaction, { ...identity, topics }), doing, {
      transactionalId,
    });
  });
}

/** The {@link KafkaTransactions} over the protocol; every step may be repeated, so connection failures are. */
export function transactionsOf(cluster: Cluster): KafkaTransactions {
  return {
    initialize(transactionalId: string, timeoutMs: number): Promise<TransactionalIdentity> {
      const doing = `Taking over the transactional id '${transactionalId}'`;
      return cluster.withCoordinator('transaction', transactionalId, doing, async (connection) => {
        const request = { transactionalId, transactionTimeoutMs: timeoutMs, producerId: -1, producerEpoch: -1 };
        const answer = await connection.request(initProducerId, request);
        if (answer.errorCode !== 0) throw brokerFailure(answer.errorCode, doing, { transactionalId });
        return { transactionalId, producerId: answer.producerId, producerEpoch: answer.producerEpoch };
      });
    },
    async sendOffsets(
      identity: TransactionalIdentity,
      groupId: string,
      offsets: readonly PartitionOffset[],
    ): Promise<void> {
      const { transactionalId } = identity;
      const doing = `Adding offsets of group '${groupId}' to a transaction of '${transactionalId}'`;
      await cluster.withCoordinator('transaction', transactionalId, doing, async (connection) => {
        const { errorCode } = await connection.request(addOffsetsToTransaction, { ...identity, groupId });
        if (errorCode !== 0) throw brokerFailure(errorCode, doing, { transactionalId, groupId });
      });
      await cluster.withCoordinator('group', groupId, doing, async (connection) => {
        const topics = byTopic(offsets, ({ partition, offset }) => ({ partition, offset, metadata: '' }));
        throwFirst(await connection.request(transactionOffsetCommit, { ...identity, groupId, topics }), doing, {
          transactionalId,
          groupId,
        });
      });
    },
    async end(identity: TransactionalIdentity, outcome: 'commit' | 'abort'): Promise<void> {
      const { transactionalId } = identity;
      const doing = `Ending a transaction of '${transactionalId}' by ${outcome}`;
      await cluster.withCoordinator('transaction', transactionalId, doing, async (connection) => {
        const { errorCode } = await connection.request(endTransaction, { ...identity, commit: outcome === 'commit' });
        if (errorCode !== 0) throw brokerFailure(errorCode, doing, { transactionalId });
      });
    },
  };
}
