import { type DeserializationSchema, Types } from 'millrace';
import { afterEach, beforeAll, expect, it } from 'vitest';
import { describeWithKafka } from '../../../../tools/requirements.js';
import { useBroker } from '../driver/one-broker.test-support.js';
import { writeAll } from '../driver/protocol-driver.test-support.js';
import { KafkaOffsetResetStrategy, KafkaOffsetsInitializer } from './kafka-offsets-initializer.js';
import { KafkaSource } from './kafka-source.js';
import { runSource } from './source-run.test-support.js';

const text: DeserializationSchema<string> = {
  deserialize: (bytes) => Buffer.from(bytes).toString('utf8'),
  getProducedType: () => Types.STRING(),
};
const { timestamp, committedOffsets } = KafkaOffsetsInitializer;
const range = (from: number, to: number) => Array.from({ length: to - from }, (_, n) => String(from + n));

describeWithKafka('a Kafka source ends', () => {
  const one = useBroker('stop');
  const { kafka } = one;
  const runs: { close(): Promise<void> }[] = [];

  afterEach(async () => {
    for (const run of runs.splice(0)) await run.close();
  });

  const source = () => KafkaSource.builder().setBootstrapServers(one.address());
  const writeRange = (topic: string, from: number, to: number, partition = 0) =>
    writeAll(
      kafka.writer(),
      range(from, to).map((value, n) => ({ topic, partition, value, timestamp: 1_000 * (from + n) })),
    );

  async function run(built: KafkaSource<string>, options: Parameters<typeof runSource>[1] = {}) {
    const started = await runSource(built, options as never);
    runs.push(started);
    return started;
  }

  let topic: string;

  beforeAll(async () => {
    topic = await one.newTopic(2);
    await writeRange(topic, 0, 10, 0);
    await kafka.driver.commitOffsets('stops', [{ topic, partition: 0, offset: 7 }]);
    await writeRange(topic, 100, 103, 1);
  });

  const ended = async (stop: KafkaOffsetsInitializer, group?: string) => {
    const builder = source().setTopics(topic).setValueOnlyDeserializer(text).setBounded(stop);
    const built = (group === undefined ? builder : builder.setGroupId(group)).build();
    return [...(await (await run(built, { parallelism: 2 })).read())].sort();
  };
  const ones = ['100', '101', '102'];

  it('before the first record at or after a time, and at the end where there is none', async () => {
    expect(await ended(timestamp(3_000))).toEqual(range(0, 3));
    expect(await ended(timestamp(3_001))).toEqual(range(0, 4));
    expect(await ended(timestamp(101_000))).toEqual([...range(0, 10), '100'].sort());
    expect(await ended(timestamp(999_000))).toEqual([...range(0, 10), ...ones].sort());
    expect(await ended(timestamp(0))).toEqual([]);
  });

  it('where the group has committed, and by the strategy where it has not', async () => {
    expect(await ended(committedOffsets(KafkaOffsetResetStrategy.LATEST), 'stops')).toEqual(
      [...range(0, 7), ...ones].sort(),
    );
    expect(await ended(committedOffsets(KafkaOffsetResetStrategy.EARLIEST), 'stops')).toEqual(range(0, 7));
    await expect(ended(committedOffsets(), 'stops')).rejects.toMatchObject({
      code: 'KAFKA_OFFSET_MISSING',
      message: `No stop offset is known for ${topic}-1: none was given, and none is committed.`,
      facts: { topic, partition: 1, groupId: 'stops' },
    });
  });

  it('there also when more was written or committed since, and after a restore', async () => {
    const builder = source().setTopics(topic).setValueOnlyDeserializer(text).setGroupId('stops');
    const built = builder.setBounded(committedOffsets(KafkaOffsetResetStrategy.EARLIEST)).build();
    const first = await run(built);
    const before = [...(await first.read(2))];
    const restored = first.snapshot(1);
    await kafka.driver.commitOffsets('stops', [{ topic, partition: 0, offset: 9 }]);
    const second = await run(built, { restored });
    expect([...before, ...(await second.read())]).toEqual(range(0, 7));
  });

  it('at a time that is set as an end of a stream that could go on', async () => {
    const builder = source().setTopics(topic).setValueOnlyDeserializer(text).setUnbounded(timestamp(5_000));
    const built = builder.build();
    expect(built.boundedness).toBe('continuous-unbounded');
    expect([...(await (await run(built)).read(5))].sort()).toEqual(range(0, 5));
  });
});
