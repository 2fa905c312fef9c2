import { expect, it } from 'vitest';
import { describeWithKafka } from '../../../../tools/requirements.js';
import { Connection } from '../network/connection.js';
import type { Api } from '../protocol/api.js';
import { fetch } from '../protocol/messages/fetch.js';
import { findCoordinator } from '../protocol/messages/find-coordinator.js';
import { offsetCommit, offsetFetch } from '../protocol/messages/group-offsets.js';
import { listOffsets } from '../protocol/messages/list-offsets.js';
import { metadata } from '../protocol/messages/metadata.js';
import { produce } from '../protocol/messages/produce.js';
import { createPartitions, createTopics, deleteTopics } from '../protocol/messages/topic-administration.js';
import {
  addOffsetsToTransaction,
  addPartitionsToTransaction,
  endTransaction,
  initProducerId,
  transactionOffsetCommit,
} from '../protocol/messages/transactions.js';
import { RecordBatchWriter } from '../records/record-batch-writer.js';
import { useBroker } from './one-broker.test-support.js';

/** The same request in one version. */
function only<Request, Response>(api: Api<Request, Response>, version: number): Api<Request, Response> {
  return { ...api, minVersion: version, maxVersion: version };
}

const versionsOf = ({ minVersion, maxVersion }: Api<never, unknown>) =>
  Array.from({ length: maxVersion - minVersion + 1 }, (_, index) => minVersion + index);

function batch(producerId: number, producerEpoch: number): Uint8Array {
  const writer = new RecordBatchWriter(Buffer.alloc(200));
  writer.append('key', 'value', 5);
  writer.close({ compression: 'none', compressionLevel: undefined, transactional: producerId >= 0 });
  writer.identify({ producerId, producerEpoch, baseSequence: producerId >= 0 ? 0 : -1 });
  return writer.bytes();
}

describeWithKafka('versions of the protocol', () => {
  const one = useBroker('versions');
  const acks = -1 as const;
  const readers = { maxWaitMs: 100, minBytes: 1, maxBytes: 1_000_000, readCommitted: true };

  async function connect(): Promise<Connection> {
    const port = one.broker.ports.PLAINTEXT ?? 0;
    const security = { tls: undefined, sasl: undefined };
    const timeouts = { connectTimeoutMs: 10_000, requestTimeoutMs: 10_000 };
    return Connection.open({
      host: '127.0.0.1',
      port,
      clientId: 'versions',
      softwareVersion: '0',
      security,
      ...timeouts,
    });
  }

  it('speaks every version of the requests for records and offsets', async () => {
    const connection = await connect();
    const topic = await one.newTopic();
    const within = <Entry>(entry: Entry) => [{ topic, partitions: [{ partition: 0, ...entry }] }];
    const first = { partition: 0, errorCode: 0 };
    let written = 0;
    for (const version of versionsOf(produce)) {
      const topics = within({ batch: batch(-1, -1) });
      const answer = await connection.request(only(produce, version), {
        transactionalId: null,
        acks,
        timeoutMs: 1_000,
        topics,
      });
      expect(answer.topics[0]?.partitions[0]).toMatchObject({ ...first, baseOffset: written++, errorMessage: null });
    }
    for (const version of versionsOf(fetch)) {
      const topics = within({ leaderEpoch: -1, offset: 0, maxBytes: 100_000 });
      const answer = await connection.request(only(fetch, version), { ...readers, topics });
      const found = answer.topics[0]?.partitions[0];
      expect([answer.errorCode, answer.topics[0]?.topic]).toEqual([0, topic]);
      expect(found).toMatchObject({ ...first, highWatermark: written, lastStableOffset: written, logStartOffset: 0 });
      expect(found?.records?.length).toBe(batch(-1, -1).length * written);
    }
    for (const version of versionsOf(listOffsets)) {
      const answer = await connection.request(only(listOffsets, version), {
        readCommitted: true,
        topics: within({ timestamp: -1 }),
      });
      expect(answer.topics).toEqual([{ topic, partitions: [expect.objectContaining({ ...first, offset: written })] }]);
    }
    for (const version of versionsOf(metadata)) {
      const answer = await connection.request(only(metadata, version), {
        topics: [topic],
        allowAutoTopicCreation: false,
      });
      expect(answer.brokers).toEqual([{ nodeId: 1, host: '127.0.0.1', port: one.broker.ports.PLAINTEXT }]);
      expect(answer.topics[0]).toMatchObject({ name: topic, errorCode: 0, internal: false });
      expect(answer.topics[0]?.partitions).toEqual([
        expect.objectContaining({ ...first, leaderId: 1, replicas: [1], inSyncReplicas: [1] }),
      ]);
      const all = await connection.request(only(metadata, version), { topics: null, allowAutoTopicCreation: false });
      expect(all.topics.length).toBeGreaterThan(1);
    }
    for (const version of versionsOf(findCoordinator)) {
      const answer = await connection.request(only(findCoordinator, version), { kind: 'group', id: 'versions' });
      expect(answer).toMatchObject({ errorCode: 0, nodeId: 1, host: '127.0.0.1' });
    }
    for (const version of versionsOf(offsetCommit)) {
      const topics = within({ offset: version, metadata: 'm' });
      const answer = await connection.request(only(offsetCommit, version), { groupId: 'versions', topics });
      expect(answer.topics).toEqual([{ topic, partitions: [first] }]);
    }
    for (const version of versionsOf(offsetFetch)) {
      const asked = { groupId: 'versions', requireStable: true, topics: [{ topic, partitions: [0] }] };
      const answer = await connection.request(only(offsetFetch, version), asked);
      const partitions = [{ ...first, offset: offsetCommit.maxVersion, metadata: 'm' }];
      expect(answer).toEqual({ errorCode: 0, topics: [{ topic, partitions }] });
    }
    connection.close();
  });

  it('speaks every version of the requests for transactions', async () => {
    const connection = await connect();
    const topic = await one.newTopic();
    const identity = { transactionalId: topic, transactionTimeoutMs: 10_000, producerId: -1, producerEpoch: -1 };
    await one.kafka.driver.transactions.initialize(topic, 10_000);
    const partitions = [{ topic, partitions: [0] }];
    const done = { topics: [{ topic, partitions: [{ partition: 0, errorCode: 0 }] }] };
    const versions = versionsOf(initProducerId).map((version) => ({
      initialize: version,
      add: Math.min(version, addPartitionsToTransaction.maxVersion),
      offsets: Math.min(version, addOffsetsToTransaction.maxVersion),
      commit: Math.min(version, transactionOffsetCommit.maxVersion),
      end: Math.min(version, endTransaction.maxVersion),
    }));
    for (const version of versions) {
      const answer = await connection.request(only(initProducerId, version.initialize), identity);
      expect(answer).toMatchObject({ errorCode: 0 });
      const held = { transactionalId: topic, producerId: answer.producerId, producerEpoch: answer.producerEpoch };
      expect(
        await connection.request(only(addPartitionsToTransaction, version.add), { ...held, topics: partitions }),
      ).toEqual(done);
      expect(
        await connection.request(only(addOffsetsToTransaction, version.offsets), { ...held, groupId: 'v' }),
      ).toEqual({ errorCode: 0 });
      const offsets = [{ topic, partitions: [{ partition: 0, offset: 1, metadata: null }] }];
      expect(
        await connection.request(only(transactionOffsetCommit, version.commit), {
          ...held,
          groupId: 'v',
          topics: offsets,
        }),
      ).toEqual(done);
      const records = [{ topic, partitions: [{ partition: 0, batch: batch(held.producerId, held.producerEpoch) }] }];
      const request = { transactionalId: topic, acks, timeoutMs: 1_000, topics: records };
      expect((await connection.request(produce, request)).topics[0]?.partitions[0]?.errorCode).toBe(0);
      expect(await connection.request(only(endTransaction, version.end), { ...held, commit: true })).toEqual({
        errorCode: 0,
      });
      // The next transaction may begin once the markers of this one are written.
      await one.kafka.driver.transactions.initialize(topic, 10_000);
    }
    connection.close();
  });

  it('speaks every version of the requests that change topics', async () => {
    const connection = await connect();
    const timeoutMs = 10_000;
    const done = (topic: string) => [expect.objectContaining({ topic, errorCode: 0 })];
    for (const version of versionsOf(createTopics)) {
      const topic = `versions-${version}`;
      const entry = { topic, partitions: 1, replicationFactor: 1, configs: [{ name: 'retention.ms', value: '-1' }] };
      expect(await connection.request(only(createTopics, version), { timeoutMs, topics: [entry] })).toEqual(
        done(topic),
      );
    }
    for (const version of versionsOf(createPartitions)) {
      const topics = [{ topic: `versions-${createTopics.minVersion}`, totalPartitions: 2 + version }];
      expect(await connection.request(only(createPartitions, version), { timeoutMs, topics })).toEqual(
        done(topics[0]?.topic ?? ''),
      );
    }
    for (const version of versionsOf(deleteTopics)) {
      const outcomes = await connection.request(only(deleteTopics, version), { timeoutMs, topics: ['no-such-topic'] });
      expect(outcomes).toEqual([expect.objectContaining({ topic: 'no-such-topic', errorCode: 3 })]);
    }
    connection.close();
  });

  it('names a request that a broker does not speak', async () => {
    const connection = await connect();
    await expect(connection.request(only(deleteTopics, 0), { timeoutMs: 1, topics: [] })).rejects.toMatchObject({
      code: 'KAFKA_VERSION_UNSUPPORTED',
      facts: { request: 'DeleteTopics' },
    });
    connection.close();
  });
});
