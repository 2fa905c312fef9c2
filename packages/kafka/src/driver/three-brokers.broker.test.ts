import { afterAll, beforeAll, expect, it } from 'vitest';
import { type KafkaCluster, startKafka } from '../../../../tools/kafka/kafka-cluster.mjs';
import { describeWithKafka } from '../../../../tools/requirements.js';
import { readPartition, readUntil, type TestDriver, testDriver, writeAll } from './protocol-driver.test-support.js';

const values = (records: readonly { readonly value: string | null }[]) => records.map(({ value }) => value);
const numbered = (topic: string, count: number, from = 0) =>
  Array.from({ length: count }, (_, n) => ({ topic, partition: 0, value: `${from + n}` }));

describeWithKafka('three brokers', () => {
  let brokers: KafkaCluster;
  let kafka: TestDriver;

  beforeAll(async () => {
    brokers = await startKafka({ brokers: 3 });
    kafka = testDriver(brokers.bootstrapServers());
    const configs = { 'min.insync.replicas': '3' };
    await kafka.driver.administration.createTopic('strict', { partitions: 1, replicationFactor: 3, configs });
  });

  afterAll(async () => {
    await kafka?.driver.close();
    await brokers?.stop();
  });

  const leaderOf = async (topic: string) => (await kafka.driver.describeTopics([topic]))[0]?.partitions[0]?.leaderId;

  it('reads and writes partitions of different leaders at once, in order within each', async () => {
    await kafka.driver.administration.createTopic('spread', { partitions: 6, replicationFactor: 1 });
    const leaders = (await kafka.driver.describeTopics(['spread']))[0]?.partitions.map(({ leaderId }) => leaderId);
    expect(new Set(leaders).size).toBe(3);
    const records = Array.from({ length: 6_000 }, (_, n) => ({ topic: 'spread', partition: n % 6, value: `${n}` }));
    await writeAll(kafka.writer(), records);
    const reader = kafka.reader();
    for (let partition = 0; partition < 6; partition++) reader.assign({ topic: 'spread', partition }, 0);
    const read = await readUntil(reader, ({ length }) => length === 6_000);
    reader.close();
    for (let partition = 0; partition < 6; partition++) {
      const expected = records.filter((record) => record.partition === partition).map(({ value }) => value);
      expect(values(read.filter((record) => record.partition === partition))).toEqual(expected);
    }
  });

  it('follows the leader of a partition, while reading and writing, without loss, repetition or disorder', async () => {
    const topic = 'moved';
    await kafka.driver.administration.createTopic(topic, { partitions: 1, replicationFactor: 3 });
    const writer = kafka.writer({ 'batch.size': 500, 'linger.ms': 0 });
    const reader = kafka.reader();
    reader.assign({ topic, partition: 0 }, 0);
    const reading = readUntil(reader, ({ length }) => length >= 6_000);
    const leaders: unknown[] = [];
    for (let round = 0; round < 6; round++) {
      const first = (round % 3) + 1;
      const replicas = [first, (first % 3) + 1, ((first + 1) % 3) + 1];
      const moving = kafka.driver.administration.movePartition({ topic, partition: 0 }, replicas);
      await writeAll(writer, numbered(topic, 1_000, round * 1_000));
      await moving;
      leaders.push(await leaderOf(topic));
    }
    expect(leaders).toEqual([1, 2, 3, 1, 2, 3]);
    expect(values(await reading)).toEqual(values(numbered(topic, 6_000)));
    reader.close();
    expect(values(await readPartition(kafka, topic))).toEqual(values(numbered(topic, 6_000)));
  });

  it('goes on when the broker that leads is killed', async () => {
    const topic = 'killed';
    await kafka.driver.administration.createTopic(topic, { partitions: 1, replicationFactor: 3 });
    const writer = kafka.writer();
    const reader = kafka.reader();
    reader.assign({ topic, partition: 0 }, 0);
    await writeAll(writer, numbered(topic, 100));
    await readUntil(reader, ({ length }) => length === 100);
    const leader = await leaderOf(topic);
    await brokers.brokers.find(({ nodeId }) => nodeId === leader)?.kill();
    await writeAll(writer, numbered(topic, 100, 100));
    expect(values(await readUntil(reader, ({ length }) => length === 100))).toEqual(values(numbered(topic, 100, 100)));
    reader.close();
    expect(await leaderOf(topic)).not.toBe(leader);
    expect(values(await readPartition(kafka, topic))).toEqual(values(numbered(topic, 200)));
  });

  it('says that too few replicas are in sync, now that a broker is gone', async () => {
    const writer = kafka.writer({ 'delivery.timeout.ms': 1_500, 'request.timeout.ms': 1_000 });
    await expect(writeAll(writer, numbered('strict', 1))).rejects.toMatchObject({
      code: expect.stringMatching(/KAFKA_DELIVERY_TIMED_OUT|KAFKA_NOT_ENOUGH_REPLICAS/),
      facts: { topic: 'strict', partition: 0, brokerError: 'NOT_ENOUGH_REPLICAS' },
    });
    const dropping = kafka.writer(
      { 'delivery.timeout.ms': 1_500, 'request.timeout.ms': 1_000 },
      { onBatchFailure: 'drop' },
    );
    await writeAll(dropping, numbered('strict', 1));
    expect(kafka.warnings.at(-1)?.message).toContain('left out');
    await writeAll(dropping, [{ topic: 'killed', partition: 0, value: 'after' }]);
    expect(values(await readPartition(kafka, 'killed')).at(-1)).toBe('after');
  });

  it('goes on reading and writing when the only broker of a partition is killed and comes back', async () => {
    const topic = 'alone';
    await kafka.driver.administration.createTopic(topic, { partitions: 2, replicationFactor: 1 });
    const partitions = (await kafka.driver.describeTopics([topic]))[0]?.partitions ?? [];
    const writer = kafka.writer();
    const reader = kafka.reader();
    reader.assign({ topic, partition: 0 }, 0);
    await writeAll(writer, numbered(topic, 100));
    await readUntil(reader, ({ length }) => length === 100);
    const only = brokers.brokers.find(({ nodeId }) => nodeId === partitions[0]?.leaderId);
    await only?.kill();
    const writing = writeAll(writer, numbered(topic, 100, 100));
    const reading = readUntil(reader, ({ length }) => length === 100);
    await only?.start();
    await writing;
    expect(values(await reading)).toEqual(values(numbered(topic, 100, 100)));
    reader.close();
    expect(values(await readPartition(kafka, topic))).toEqual(values(numbered(topic, 200)));
  });
});
