import { expect, it } from 'vitest';
import { describeWithKafka } from '../../../../tools/requirements.js';
import { numbered, useBroker, values } from './one-broker.test-support.js';
import { readPartition, readUntil, writeAll } from './protocol-driver.test-support.js';

describeWithKafka('positions', () => {
  const one = useBroker('positions');
  it('finds offsets by kind and by time, and keeps those that a group commits', async () => {
    const topic = await one.newTopic(2);
    const times = [1_000, 2_000, 3_000];
    await writeAll(
      one.kafka.writer(),
      times.map((timestamp) => ({ topic, partition: 1, value: 'v', timestamp })),
    );
    const find = async (at: Parameters<typeof one.kafka.driver.listOffsets>[0][number]['at'], partition = 1) =>
      (await one.kafka.driver.listOffsets([{ topic, partition, at }], 'read_uncommitted'))[0]?.offset;
    expect(await find({ kind: 'earliest' })).toBe(0);
    expect(await find({ kind: 'latest' })).toBe(3);
    expect(await find({ kind: 'timestamp', timestampMs: 1_001 })).toBe(1);
    expect(await find({ kind: 'timestamp', timestampMs: 3_001 })).toBe(3);
    expect(await find({ kind: 'timestamp', timestampMs: 0 }, 0)).toBe(0);
    const both = [0, 1].map((partition) => ({ topic, partition }));
    expect(await one.kafka.driver.committedOffsets('group-1', both)).toEqual([]);
    await one.kafka.driver.commitOffsets('group-1', [{ topic, partition: 1, offset: 2 }]);
    expect(await one.kafka.driver.committedOffsets('group-1', both)).toEqual([{ topic, partition: 1, offset: 2 }]);
  });

  it('lists topics, and names one that does not exist', async () => {
    const topic = await one.newTopic(3);
    const listed = await one.kafka.driver.listTopics();
    expect(listed.find((entry) => entry.topic === topic)?.partitions).toHaveLength(3);
    const unknown = expect.objectContaining({
      code: 'KAFKA_TOPIC_UNKNOWN',
      facts: expect.objectContaining({ topic: 'nowhere' }),
    });
    await expect(one.kafka.driver.describeTopics([topic, 'nowhere'])).rejects.toEqual(unknown);
    await expect(
      one.kafka.driver.listOffsets([{ topic: 'nowhere', partition: 0, at: { kind: 'latest' } }], 'read_committed'),
    ).rejects.toEqual(unknown);
    await expect(one.kafka.driver.describeTopics(['not a name'])).rejects.toMatchObject({
      code: 'KAFKA_TOPIC_INVALID',
    });
  });

  it('creates the topic that is written to, where the broker allows it', async () => {
    await writeAll(one.kafka.writer(), numbered('made-by-writing', 3));
    expect(values(await readPartition(one.kafka, 'made-by-writing'))).toEqual(['0', '1', '2']);
  });

  it('goes on where auto.offset.reset says when its offset is gone, and fails where it says none', async () => {
    const topic = await one.newTopic();
    await writeAll(one.kafka.writer(), numbered(topic, 3));
    const failing = one.kafka.reader();
    failing.assign({ topic, partition: 0 }, 100);
    await failing.ready();
    expect(() => failing.next()).toThrow(
      expect.objectContaining({
        code: 'KAFKA_OFFSET_OUT_OF_RANGE',
        facts: expect.objectContaining({ topic, partition: 0, offset: 100 }),
      }),
    );
    const lenient = one.kafka.reader({ 'auto.offset.reset': 'earliest' });
    lenient.assign({ topic, partition: 0 }, 100);
    expect(values(await readUntil(lenient, ({ length }) => length === 3))).toEqual(['0', '1', '2']);
    lenient.close();
    expect(one.kafka.warnings.at(-1)).toMatchObject({ code: 'KAFKA_OFFSET_RESET', facts: { topic, from: 100, to: 0 } });
  });

  it('reads only what is asked for: pauses, resumes, stops inside a fetch, ends at an offset', async () => {
    const topic = await one.newTopic(2);
    await writeAll(
      one.kafka.writer(),
      [0, 1].flatMap((partition) => numbered(topic, 500).map((record) => ({ ...record, partition }))),
    );
    const reader = one.kafka.reader();
    const first = reader.assign({ topic, partition: 0 }, 10, 20);
    const second = reader.assign({ topic, partition: 1 }, 0);
    reader.pause(second);
    const tenth = await readUntil(reader, () => first.finished);
    expect(tenth.map(({ offset }) => offset)).toEqual([10, 11, 12, 13, 14, 15, 16, 17, 18, 19]);
    expect([first.position, second.position]).toEqual([20, 0]);
    reader.resume(second);
    await reader.ready();
    for (let offset = 0; offset < 5; offset++) expect(reader.next()).toMatchObject({ partition: 1, offset });
    expect([reader.current, second.position]).toEqual([second, 5]);
    reader.pause(second);
    expect(reader.next()).toBeUndefined();
    reader.resume(second);
    expect(reader.next()).toMatchObject({ partition: 1, offset: 5 });
    reader.unassign(second);
    expect(reader.next()).toBeUndefined();
    reader.close();
    await reader.ready();
  });

  it('sees a partition that is added while it runs, to read and to write', async () => {
    const topic = await one.newTopic();
    const writer = one.kafka.writer({ 'metadata.max.age.ms': 0 });
    await writeAll(writer, numbered(topic, 3));
    await one.kafka.driver.administration.createPartitions(topic, 2);
    expect((await one.kafka.driver.describeTopics([topic]))[0]?.partitions).toHaveLength(2);
    await writeAll(writer, [{ topic, partition: 1, value: 'new' }]);
    expect(values(await readPartition(one.kafka, topic, {}, 1))).toEqual(['new']);
  });
});
