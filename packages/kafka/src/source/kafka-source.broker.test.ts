import { type DeserializationSchema, MillraceError, Types } from 'millrace';
import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import { describeWithKafka } from '../../../../tools/requirements.js';
import { protocolDriverFactory } from '../driver/driver-factory.js';
import type { OutgoingRecord } from '../driver/kafka-driver.js';
import { useBroker } from '../driver/one-broker.test-support.js';
import { settled, writeAll } from '../driver/protocol-driver.test-support.js';
import { KafkaTopicPartition } from '../kafka-topic-partition.js';
import { FlinkKafkaConsumer } from '../legacy/flink-kafka-consumer.js';
import { KafkaOffsetResetStrategy, KafkaOffsetsInitializer } from './kafka-offsets-initializer.js';
import { KafkaRecordDeserializationSchema } from './kafka-record-deserialization-schema.js';
import { KafkaSource } from './kafka-source.js';
import type { KafkaSourceBuilder } from './kafka-source-builder.js';
import { runSource, type SourceRun } from './source-run.test-support.js';

const text: DeserializationSchema<string> = {
  deserialize: (bytes) => Buffer.from(bytes).toString('utf8'),
  getProducedType: () => Types.STRING(),
};
const { earliest, latest, timestamp, committedOffsets, offsets } = KafkaOffsetsInitializer;
const range = (from: number, to: number) => Array.from({ length: to - from }, (_, n) => String(from + n));

describeWithKafka('KafkaSource', () => {
  const one = useBroker('source');
  const { kafka } = one;
  const newTopic = (partitions?: number) => one.newTopic(partitions);
  const runs: { close(): Promise<void> }[] = [];

  afterEach(async () => {
    for (const run of runs.splice(0)) await run.close();
  });

  const source = () => KafkaSource.builder().setBootstrapServers(one.address());
  const write = (...records: OutgoingRecord[]) => writeAll(kafka.writer(), records);
  const writeRange = (topic: string, from: number, to: number, partition = 0) =>
    write(...range(from, to).map((value, n) => ({ topic, partition, value, timestamp: 1_000 * (from + n) })));

  async function run<T>(
    built: Parameters<typeof runSource<T, never, never>>[0] | KafkaSource<T> | FlinkKafkaConsumer<T>,
    options: Parameters<typeof runSource>[1] = {},
  ): Promise<SourceRun<T, never>> {
    const started = await runSource(built as Parameters<typeof runSource<T, never, never>>[0], options as never);
    runs.push(started);
    return started;
  }

  const readBounded = async <T>(builder: KafkaSourceBuilder<T>) =>
    [...(await (await run(builder.setBounded(latest()).build())).read())].sort();

  it('reads all partitions of topics to their ends, with several readers, each partition in order', async () => {
    const topic = await newTopic(4);
    for (let partition = 0; partition < 4; partition++)
      await writeRange(topic, 100 * partition, 100 * partition + 50, partition);
    const built = source().setTopics(topic).setValueOnlyDeserializer(text).setBounded(latest()).build();
    expect([built.boundedness, built.producedType()]).toEqual(['bounded', Types.STRING()]);
    const started = await run(built, { parallelism: 3 });
    await started.read();
    for (let partition = 0; partition < 4; partition++) {
      const own = started.emitted.filter(({ splitId }) => splitId === `${topic}-${partition}`);
      expect(own.map(({ value }) => value)).toEqual(range(100 * partition, 100 * partition + 50));
      expect(own[1]?.timestamp).toBe(1_000 * (100 * partition + 1));
    }
    expect(started.emitted).toHaveLength(200);
  });

  describe('begins', () => {
    let topic: string;

    beforeAll(async () => {
      topic = await newTopic(2);
      await writeRange(topic, 0, 10, 0);
      await kafka.driver.commitOffsets('committed', [{ topic, partition: 0, offset: 7 }]);
      await writeRange(topic, 100, 103, 1);
    });

    const begun = (start: KafkaOffsetsInitializer, group?: string) => {
      const builder = source().setTopics(topic).setValueOnlyDeserializer(text).setStartingOffsets(start);
      return readBounded(group === undefined ? builder : builder.setGroupId(group));
    };
    const ones = ['100', '101', '102'];

    it('at the beginning, at the end, at a time', async () => {
      expect(await begun(earliest())).toEqual([...range(0, 10), ...ones].sort());
      expect(await begun(latest())).toEqual([]);
      expect(await begun(timestamp(7_500))).toEqual([...ones, '8', '9']);
    });

    it('where the group has committed, and by the strategy where it has not', async () => {
      expect(await begun(committedOffsets(KafkaOffsetResetStrategy.EARLIEST), 'committed')).toEqual([
        ...ones,
        '7',
        '8',
        '9',
      ]);
      expect(await begun(committedOffsets(KafkaOffsetResetStrategy.LATEST), 'committed')).toEqual(['7', '8', '9']);
      await expect(begun(committedOffsets(), 'committed')).rejects.toMatchObject({
        code: 'KAFKA_OFFSET_MISSING',
        facts: { topic, partition: 1, groupId: 'committed' },
      });
      await expect(begun(committedOffsets())).rejects.toMatchObject({ code: 'KAFKA_PROPERTY_MISSING' });
    });

    it('at given offsets, then what is committed, then by the strategy', async () => {
      const given = new Map([[new KafkaTopicPartition(topic, 1), 2]]);
      expect(await begun(offsets(given))).toEqual(['102', ...range(0, 10)].sort());
      expect(await begun(offsets(given), 'committed')).toEqual(['102', '7', '8', '9']);
      expect(await begun(offsets(given, 'latest'))).toEqual(['102']);
    });
  });

  it('ends at given offsets, and at once where there is nothing to read', async () => {
    const topic = await newTopic(2);
    await writeRange(topic, 0, 10);
    const stop = offsets([
      [new KafkaTopicPartition(topic, 0), 4],
      [new KafkaTopicPartition(topic, 1), 0],
    ]);
    const built = source().setTopics(topic).setValueOnlyDeserializer(text).setBounded(stop).build();
    expect(await (await run(built, { parallelism: 2 })).read()).toEqual(range(0, 4));
  });

  it('ends at the last stable offset when it reads committed records that end in an aborted transaction', async () => {
    const topic = await newTopic();
    await writeRange(topic, 0, 3);
    const transaction = await kafka.driver.transactions.initialize(`${topic}-t`, 60_000);
    await writeAll(kafka.writer({}, { transaction }), [{ topic, value: 'aborted' }]);
    await kafka.driver.transactions.end(transaction, 'abort');
    await settled(kafka, topic);
    const builder = source().setTopics(topic).setValueOnlyDeserializer(text);
    expect(await readBounded(builder.setProperty('isolation.level', 'read_committed'))).toEqual(range(0, 3));
    expect(await readBounded(builder)).toEqual([...range(0, 3), 'aborted']);
  });

  it('reads topics by pattern, never Kafka’s own, and partitions by number', async () => {
    const names = ['pattern-a', 'pattern-b', 'xpattern-a'];
    for (const topic of names) {
      await kafka.driver.administration.createTopic(topic, { partitions: 2 });
      await write({ topic, partition: 0, value: `${topic}/0` }, { topic, partition: 1, value: `${topic}/1` });
    }
    const builder = source().setValueOnlyDeserializer(text);
    expect(await readBounded(builder.setTopicPattern('pattern-.*'))).toEqual([
      'pattern-a/0',
      'pattern-a/1',
      'pattern-b/0',
      'pattern-b/1',
    ]);
    const everything = await readBounded(builder.setTopicPattern(/.*/));
    expect(everything).toContain('xpattern-a/1');
    const partitions = [new KafkaTopicPartition('pattern-a', 1), { topic: 'xpattern-a', partition: 0 }];
    expect(await readBounded(builder.setPartitions(partitions))).toEqual(['pattern-a/1', 'xpattern-a/0']);
    await expect(readBounded(builder.setPartitions([{ topic: 'pattern-a', partition: 2 }]))).rejects.toMatchObject({
      code: 'KAFKA_PARTITION_UNKNOWN',
      facts: { topic: 'pattern-a', partition: 2, partitionCount: 2 },
    });
  });

  it('fails by name when a topic does not exist', async () => {
    await expect(readBounded(source().setTopics('nowhere').setValueOnlyDeserializer(text))).rejects.toMatchObject({
      code: 'KAFKA_TOPIC_UNKNOWN',
      facts: { topic: 'nowhere' },
    });
  });

  it('finds partitions and topics that are added while it runs, and reads them from their beginning', async () => {
    const topic = await newTopic();
    await writeRange(topic, 0, 2);
    const built = source()
      .setTopicPattern(`${topic}.*`)
      .setValueOnlyDeserializer(text)
      .setStartingOffsets(latest())
      .setProperty('partition.discovery.interval.ms', 50)
      .build();
    expect(built.boundedness).toBe('continuous-unbounded');
    const started = await run(built);
    const firstLook = started.read(1);
    // Seen as soon as the first look is over: what is written before it lies before "latest".
    while ((started.snapshot(0).enumerator as { discovered: boolean }).discovered === false)
      await new Promise(setImmediate);
    await writeRange(topic, 2, 3);
    expect(await firstLook).toEqual(['2']);
    await kafka.driver.administration.createPartitions(topic, 2);
    await writeRange(topic, 10, 12, 1);
    expect(await started.read(3)).toEqual(['2', '10', '11']);
    await kafka.driver.administration.createTopic(`${topic}-more`, { partitions: 1 });
    await writeRange(`${topic}-more`, 20, 22);
    expect(await started.read(5)).toEqual(['2', '10', '11', '20', '21']);
  });

  it('goes on from a snapshot, at another parallelism, and keeps what was discovered', async () => {
    const topic = await newTopic(3);
    for (let partition = 0; partition < 3; partition++)
      await writeRange(topic, 100 * partition, 100 * partition + 20, partition);
    const built = source().setTopics(topic).setValueOnlyDeserializer(text).setBounded(latest()).build();
    const first = await run(built, { parallelism: 2 });
    const before = [...(await first.read(31))];
    const snapshot = first.snapshot(1);
    const merged = { ...snapshot, splits: [snapshot.splits.flat(), [], []] };
    // A bounded source reads what was there when it first looked.
    await writeRange(topic, 900, 905, 0);
    const second = await run(built, { parallelism: 3, restored: merged as never });
    const after = [...(await second.read())];
    const expected = [0, 100, 200].flatMap((from) => range(from, from + 20));
    expect([...before, ...after].sort()).toEqual(expected.sort());
  });

  it('gives key, headers, timestamp, partition and offset to a record deserializer, and leaves out what it leaves out', async () => {
    const topic = await newTopic();
    await write(
      { topic, key: 'k', value: 'v', timestamp: 5, headers: [{ key: 'h', value: 'x' }] },
      { topic, value: null, key: 'tombstone' },
      { topic, value: 'last', timestamp: 7 },
    );
    const all = source()
      .setTopics(topic)
      .setDeserializer({
        deserialize: ({ key, value, headers, timestamp: time, partition, offset, topic: from }) =>
          key !== null && value === null
            ? undefined
            : {
                from,
                partition,
                offset,
                time,
                key: key?.toString(),
                value: value?.toString(),
                headers: headers.map((h) => [h.key, h.value?.toString()]),
              },
        getProducedType: () => Types.PICKLED_BYTE_ARRAY() as never,
      });
    const read = await (await run(all.setBounded(latest()).build())).read();
    expect(read).toEqual([
      { from: topic, partition: 0, offset: 0, time: 5, key: 'k', value: 'v', headers: [['h', 'x']] },
      { from: topic, partition: 0, offset: 2, time: 7, key: undefined, value: 'last', headers: [] },
    ]);
    expect(await readBounded(source().setTopics(topic).setValueOnlyDeserializer(text))).toEqual(['last', 'v']);
  });

  it('names the place of a record that cannot be read, or skips and counts it', async () => {
    const topic = await newTopic();
    await write(...['1', 'x', '3'].map((value) => ({ topic, value })));
    const numbers: DeserializationSchema<number> = {
      deserialize(bytes) {
        const number = Number(Buffer.from(bytes).toString());
        if (Number.isNaN(number)) throw new Error('no number');
        return number;
      },
      getProducedType: () => Types.DOUBLE(),
    };
    const builder = source().setTopics(topic).setValueOnlyDeserializer(numbers).setBounded(latest());
    const failing = await run(builder.build());
    const error = await failing.read().catch((cause: unknown) => cause);
    expect(error).toBeInstanceOf(MillraceError);
    expect(error).toMatchObject({
      code: 'KAFKA_RECORD_MALFORMED',
      facts: { topic, partition: 0, offset: 1, split: `${topic}-0`, reason: 'no number' },
    });
    const lenient = await run(builder.setMalformedRecords('skip').build());
    expect(await lenient.read()).toEqual([1, 3]);
    expect(lenient.counter('numRecordsInErrors')).toBe(1);
    expect(lenient.logs[0]).toContain('A record is skipped');
  });

  it('commits the offsets of a checkpoint when it is complete, not before, and not where it must not', async () => {
    const topic = await newTopic();
    await writeRange(topic, 0, 10);
    const builder = source().setTopics(topic).setValueOnlyDeserializer(text).setGroupId(`${topic}-g`);
    const started = await run(builder.build());
    await started.read(4);
    started.snapshot(1);
    await started.read(6);
    started.snapshot(2);
    await started.read(8);
    const committed = async (group: string) =>
      (await kafka.driver.committedOffsets(group, [{ topic, partition: 0 }]))[0]?.offset;
    expect(await committed(`${topic}-g`)).toBeUndefined();
    started.complete(2);
    await started.close();
    expect(await committed(`${topic}-g`)).toBe(6);
    expect(started.counter('commitsSucceeded')).toBe(1);
    const silent = await run(
      builder.setGroupId(`${topic}-s`).setProperty('commit.offsets.on.checkpoint', false).build(),
    );
    await silent.read(4);
    silent.snapshot(1);
    silent.complete(1);
    await silent.close();
    expect(await committed(`${topic}-s`)).toBeUndefined();
  });

  it('commits by time where enable.auto.commit says so, and once more at the end', async () => {
    const topic = await newTopic();
    await writeRange(topic, 0, 10);
    const builder = source()
      .setTopics(topic)
      .setValueOnlyDeserializer(text)
      .setGroupId(`${topic}-g`)
      .setProperties({ 'enable.auto.commit': true, 'auto.commit.interval.ms': 20 });
    const started = await run(builder.build());
    await started.read(4);
    const committed = async () =>
      (await kafka.driver.committedOffsets(`${topic}-g`, [{ topic, partition: 0 }]))[0]?.offset;
    // The clock may have struck before anything was read.
    while ((await committed()) !== 4) await new Promise(setImmediate);
    expect(started.counter('commitsSucceeded')).toBeGreaterThan(0);
    await started.read(9);
    await started.close();
    expect(await committed()).toBe(9);
  });

  it('says in the log that a commit failed, and goes on', async () => {
    const topic = await newTopic();
    await writeRange(topic, 0, 3);
    const refusal = new MillraceError('KAFKA_GROUP_IN_USE', 'Members of this group are running.');
    const built = new KafkaSource({
      bootstrapServers: one.address(),
      topics: topic,
      groupId: 'g',
      deserializer: KafkaRecordDeserializationSchema.valueOnly(text),
      driverFactory: (settings) => ({
        ...protocolDriverFactory(settings),
        commitOffsets: () => Promise.reject(refusal),
      }),
    });
    const started = await run(built);
    await started.read(2);
    started.snapshot(1);
    started.complete(1);
    expect(await started.read(3)).toEqual(range(0, 3));
    await started.close();
    expect([started.counter('commitsFailed'), started.logs.at(-1)]).toEqual([
      1,
      expect.stringContaining('not committed'),
    ]);
  });

  it('gives nothing from splits that are paused for the sake of alignment', async () => {
    const topic = await newTopic(2);
    await writeRange(topic, 0, 5, 0);
    await writeRange(topic, 10, 15, 1);
    const started = await run(source().setTopics(topic).setValueOnlyDeserializer(text).build());
    await started.read(1);
    const reader = started.readers[0];
    const paused = started.emitted[0]?.splitId as string;
    reader?.pauseOrResumeSplits?.([paused], []);
    await started.read(6);
    expect(started.emitted.slice(1).every(({ splitId }) => splitId !== paused)).toBe(true);
    reader?.pauseOrResumeSplits?.([], [paused]);
    expect([...(await started.read(10))].sort()).toEqual([...range(0, 5), ...range(10, 15)].sort());
  });

  it('by its older name begins where the group has committed, or as told', async () => {
    const topic = await newTopic();
    await writeRange(topic, 0, 5);
    await kafka.driver.commitOffsets(`${topic}-g`, [{ topic, partition: 0, offset: 3 }]);
    const properties = { 'bootstrap.servers': one.address(), 'group.id': `${topic}-g` };
    const consumer = new FlinkKafkaConsumer(topic, text, properties);
    expect(await (await run(consumer)).read(2)).toEqual(['3', '4']);
    expect(await (await run(consumer.setStartFromEarliest())).read(5)).toEqual(range(0, 5));
    expect(await (await run(consumer.setStartFromTimestamp(3_500))).read(1)).toEqual(['4']);
    const ending = await run(consumer.setStartFromLatest());
    const next = ending.read(1);
    while (ending.snapshot(0).splits.flat().length === 0) await new Promise(setImmediate);
    await writeRange(topic, 5, 6);
    expect(await next).toEqual(['5']);
    expect(consumer.setStartFromGroupOffsets().getProducedType()).toEqual(Types.STRING());
    const uncommitted = await run(consumer.setCommitOffsetsOnCheckpoints(false));
    await uncommitted.read(3);
    uncommitted.snapshot(1);
    uncommitted.complete(1);
    await uncommitted.close();
    expect(await kafka.driver.committedOffsets(`${topic}-g`, [{ topic, partition: 0 }])).toEqual([
      { topic, partition: 0, offset: 3 },
    ]);
    const other = await newTopic();
    await writeRange(other, 50, 51);
    const snapshot = (await run(consumer.setStartFromEarliest())).snapshot(1);
    const split = { splitId: `${other}-0`, topic: other, partition: 0, offset: 0, stopOffset: undefined };
    const restored = { ...snapshot, splits: [[split]] } as never;
    const filtered = await run(consumer, { restored });
    expect(await filtered.read(6)).toEqual(range(0, 6));
    expect(filtered.logs[0]).toContain('no longer subscribed');
    const unfiltered = await run(consumer.disableFilterRestoredPartitionsWithSubscribedTopics(), { restored });
    expect([...(await unfiltered.read(7))].sort()).toEqual([...range(0, 6), '50'].sort());
  });
});
