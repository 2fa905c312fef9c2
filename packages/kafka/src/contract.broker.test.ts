import { type DeserializationSchema, HybridSource, type SerializationSchema, Types } from 'millrace';
import { sinkContract, sourceContract } from 'millrace/testing';
import { afterAll, beforeAll, describe, it } from 'vitest';
import { describeWithKafka } from '../../../tools/requirements.js';
import { type KafkaDriverFactory, protocolDriverFactory } from './driver/driver-factory.js';
import { useBroker, values } from './driver/one-broker.test-support.js';
import { readPartition, writeAll } from './driver/protocol-driver.test-support.js';
import { startTcpProxy, type TcpProxy } from './network/tcp-proxy.test-support.js';
import { KafkaRecordSerializationSchema } from './sink/kafka-record-serialization-schema.js';
import { KafkaSink } from './sink/kafka-sink.js';
import { KafkaOffsetsInitializer } from './source/kafka-offsets-initializer.js';
import { KafkaRecordDeserializationSchema } from './source/kafka-record-deserialization-schema.js';
import { KafkaSource } from './source/kafka-source.js';
import type { KafkaSourceOptions } from './source/kafka-source-options.js';
import { realClock } from './source/real-clock.test-support.js';

const text: DeserializationSchema<string> & SerializationSchema<string> = {
  deserialize(bytes) {
    const value = Buffer.from(bytes).toString('utf8');
    if (value === 'bad') throw new Error('no good');
    return value;
  },
  serialize: (value) => Buffer.from(value),
  getProducedType: () => Types.STRING(),
};

/** Counts the drivers that are open. */
function countingDrivers() {
  let open = 0;
  const driverFactory: KafkaDriverFactory = (settings) => {
    const driver = protocolDriverFactory(settings);
    let isOpen = true;
    open++;
    return {
      ...driver,
      async close() {
        await driver.close();
        if (isOpen) open--;
        isOpen = false;
      },
    };
  };
  return { driverFactory, open: () => open };
}

describeWithKafka('the contracts of sources and sinks, kept by Kafka', () => {
  const one = useBroker('contract');

  describe('a source of two partitions', () => {
    const expected = ['a1', 'a2', 'a3', 'a4', 'a5', 'b1', 'b2', 'b3', 'b4'];
    const drivers = countingDrivers();
    const topic = 'contract-in';
    const badTopic = 'contract-bad';

    beforeAll(async () => {
      await one.kafka.driver.administration.createTopic(topic, { partitions: 2 });
      await one.kafka.driver.administration.createTopic(badTopic, { partitions: 1 });
      const partitionOf = (value: string) => (value.startsWith('a') ? 0 : 1);
      const records = expected.map((value) => ({ topic, value, partition: partitionOf(value) }));
      const bad = ['good', 'bad', 'better'].map((value) => ({ topic: badTopic, value }));
      await writeAll(one.kafka.writer(), [...records, ...bad]);
    });

    const source = (name: string, more: Partial<KafkaSourceOptions<string>>) =>
      new KafkaSource({
        bootstrapServers: one.address(),
        topics: name,
        startingOffsets: KafkaOffsetsInitializer.earliest(),
        deserializer: KafkaRecordDeserializationSchema.valueOnly(text),
        driverFactory: drivers.driverFactory,
        ...more,
      });
    const bounded = (name: string) => source(name, { bounded: KafkaOffsetsInitializer.latest() });
    const common = { expected, ordered: false, open: drivers.open, clock: realClock };
    const malformed = {
      create: () => bounded(badTopic),
      before: ['good'],
      facts: { split: `${badTopic}-0`, topic: badTopic, partition: 0, offset: 1 },
    };

    describe('that ends', () => {
      for (const { name, run } of sourceContract({ ...common, create: () => bounded(topic), malformed })) it(name, run);
    });
    describe('that does not end', () => {
      const properties = { 'partition.discovery.interval.ms': 20 };
      const create = () => source(topic, { properties });
      for (const { name, run } of sourceContract({ ...common, create, endless: true })) it(name, run);
    });
  });

  describe('two topics, one after the other', () => {
    const drivers = countingDrivers();
    const topics = ['contract-first', 'contract-second'] as const;
    const expected = ['a1', 'a2', 'a3', 'b1', 'b2', 'b3', 'c1', 'c2'];

    beforeAll(async () => {
      for (const topic of topics) await one.kafka.driver.administration.createTopic(topic, { partitions: 2 });
      const records = expected.map((value) => ({
        topic: value.startsWith('c') ? topics[1] : topics[0],
        value,
        partition: value.startsWith('b') ? 1 : 0,
      }));
      await writeAll(one.kafka.writer(), records);
    });

    const source = (topic: string, more: Partial<KafkaSourceOptions<string>>) =>
      new KafkaSource({
        bootstrapServers: one.address(),
        topics: topic,
        startingOffsets: KafkaOffsetsInitializer.earliest(),
        deserializer: KafkaRecordDeserializationSchema.valueOnly(text),
        driverFactory: drivers.driverFactory,
        properties: { 'partition.discovery.interval.ms': 20 },
        ...more,
      });
    const create = () =>
      HybridSource.builder(source(topics[0], { bounded: KafkaOffsetsInitializer.latest() }))
        .addSource((topic: string) => source(topic, {}), {
          switchPoint: () => topics[1],
          boundedness: 'continuous-unbounded',
        })
        .build();
    const checks = sourceContract({ create, expected, ordered: false, endless: true, open: drivers.open, clock: realClock }); // biome-ignore format: one call
    for (const { name, run } of checks) it(name, run);
  });

  describe('a sink', () => {
    let proxy: TcpProxy;
    let topics = 0;

    beforeAll(async () => {
      proxy = await startTcpProxy(one.broker.proxyPort, one.broker.ports.PROXIED as number);
    });
    afterAll(() => proxy.close());

    async function target() {
      const topic = `contract-out-${++topics}`;
      await one.kafka.driver.administration.createTopic(topic, { partitions: 1 });
      const { driverFactory, open } = countingDrivers();
      let isBroken = false;
      const failing: SerializationSchema<string> = {
        serialize(value) {
          if (isBroken) throw new Error('disk full');
          return text.serialize(value);
        },
      };
      const recordSerializer = KafkaRecordSerializationSchema.builder()
        .setTopic(topic)
        .setValueSerializationSchema(failing)
        .build();
      return {
        open,
        clock: realClock,
        sink: () =>
          new KafkaSink({
            bootstrapServers: `127.0.0.1:${one.broker.proxyPort}`,
            recordSerializer,
            deliveryGuarantee: 'at-least-once',
            properties: { 'buffer.memory': 40_000 },
            driverFactory,
          }),
        visible: async () => values(await readPartition(one.kafka, topic)) as string[],
        stall: () => proxy.stall(),
        resume: () => proxy.resume(),
        fail() {
          isBroken = true;
        },
      };
    }
    const records = ['one', 'two', 'three', 'four', 'five', 'six'];
    for (const { name, run } of sinkContract({ target, records })) it(name, run);
  });
});
