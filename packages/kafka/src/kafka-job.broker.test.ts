import {
  type DeserializationSchema,
  type SerializationSchema,
  StreamExecutionEnvironment,
  Types,
  WatermarkStrategy,
} from 'millrace';
import { expect, it } from 'vitest';
import { describeWithKafka } from '../../../tools/requirements.js';
import { useBroker } from './driver/one-broker.test-support.js';
import { readPartition, writeAll } from './driver/protocol-driver.test-support.js';
import { FlinkKafkaProducer } from './legacy/flink-kafka-producer.js';
import { KafkaRecordSerializationSchema } from './sink/kafka-record-serialization-schema.js';
import { KafkaSink } from './sink/kafka-sink.js';
import { KafkaOffsetsInitializer } from './source/kafka-offsets-initializer.js';
import { KafkaSource } from './source/kafka-source.js';

const text: DeserializationSchema<string> & SerializationSchema<string> = {
  deserialize: (bytes) => Buffer.from(bytes).toString('utf8'),
  serialize: (value) => Buffer.from(value),
  getProducedType: () => Types.STRING(),
};
const values = (records: readonly { readonly value: string | null }[]) => records.map(({ value }) => value);

describeWithKafka('a job that reads from Kafka and writes to Kafka', () => {
  const one = useBroker('job');
  const { kafka } = one;

  const source = (topic: string) =>
    KafkaSource.builder()
      .setBootstrapServers(one.address())
      .setTopics(topic)
      .setStartingOffsets(KafkaOffsetsInitializer.earliest())
      .setValueOnlyDeserializer(text);

  const sink = (topic: string) =>
    KafkaSink.builder()
      .setBootstrapServers(one.address())
      .setRecordSerializer(
        KafkaRecordSerializationSchema.builder().setTopic(topic).setValueSerializationSchema(text).build(),
      )
      .setDeliveryGuarantee('at-least-once');

  it('reads all, maps all, writes all, in order, and ends', async () => {
    await kafka.driver.administration.createTopic('in', { partitions: 1 });
    const input = Array.from({ length: 20_000 }, (_, n) => ({ topic: 'in', value: `${n}`, timestamp: 1_000 + n }));
    await writeAll(kafka.writer(), input);
    const env = StreamExecutionEnvironment.getExecutionEnvironment();
    env
      .fromSource(
        source('in').setBounded(KafkaOffsetsInitializer.latest()).build(),
        WatermarkStrategy.noWatermarks(),
        'in',
      )
      .map((value) => `${value}!`, Types.STRING())
      .sinkTo(sink('out').setProperty('buffer.memory', 300_000).build());
    await env.execute();
    const written = await readPartition(kafka, 'out');
    expect(values(written)).toEqual(input.map(({ value }) => `${value}!`));
  });

  it('by the older name of the sink writes now, or the event time where it is told to', async () => {
    await kafka.driver.administration.createTopic('times', { partitions: 1 });
    await writeAll(kafka.writer(), [{ topic: 'times', value: 'a', timestamp: 77 }]);
    const timestamps: number[] = [];
    for (const write of [false, true]) {
      const topic = `times-${write}`;
      const env = StreamExecutionEnvironment.getExecutionEnvironment();
      const properties = { 'bootstrap.servers': one.address() };
      const producer = new FlinkKafkaProducer(topic, text, properties).setWriteTimestampToKafka(write);
      const bounded = source('times').setBounded(KafkaOffsetsInitializer.latest()).build();
      env.fromSource(bounded, WatermarkStrategy.noWatermarks(), 'times').addSink(producer);
      await env.execute();
      const reader = kafka.reader();
      reader.assign({ topic, partition: 0 }, 0);
      await reader.ready();
      timestamps.push(reader.next()?.timestamp ?? -1);
      reader.close();
    }
    expect(timestamps[0]).toBeGreaterThan(1_000_000);
    expect(timestamps[1]).toBe(77);
  });

  it('fails by name when the brokers take nothing', async () => {
    await kafka.driver.administration.createTopic('tiny', { partitions: 1, configs: { 'max.message.bytes': '200' } });
    const env = StreamExecutionEnvironment.getExecutionEnvironment();
    env.fromCollection(['x'.repeat(1_000)], Types.STRING()).sinkTo(sink('tiny').build());
    await expect(env.execute()).rejects.toMatchObject({
      code: 'KAFKA_RECORD_TOO_LARGE',
      facts: { topic: 'tiny', partition: 0, brokerError: 'MESSAGE_TOO_LARGE' },
    });
  });

  it('fails by name when a topic to read does not exist', async () => {
    const env = StreamExecutionEnvironment.getExecutionEnvironment();
    env.fromSource(source('nowhere').build(), WatermarkStrategy.noWatermarks(), 'nowhere').print();
    await expect(env.execute()).rejects.toMatchObject({ code: 'KAFKA_TOPIC_UNKNOWN', facts: { topic: 'nowhere' } });
  });
});
