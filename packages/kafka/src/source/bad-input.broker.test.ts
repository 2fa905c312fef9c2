import {
  JsonRowDeserializationSchema,
  MillraceError,
  OutputTag,
  type ProcessContext,
  ProcessFunction,
  StreamExecutionEnvironment,
  Types,
  WatermarkStrategy,
} from 'millrace';
import { expect, it } from 'vitest';
import { describeWithKafka } from '../../../../tools/requirements.js';
import type { OutgoingRecord } from '../driver/kafka-driver.js';
import { useBroker } from '../driver/one-broker.test-support.js';
import { writeAll } from '../driver/protocol-driver.test-support.js';
import { KafkaRecordSerializationSchema } from '../sink/kafka-record-serialization-schema.js';
import { KafkaSink } from '../sink/kafka-sink.js';
import { KafkaOffsetsInitializer } from './kafka-offsets-initializer.js';
import type { KafkaRecord } from './kafka-record-deserialization-schema.js';
import { KafkaSource } from './kafka-source.js';
import type { KafkaSourceBuilder } from './kafka-source-builder.js';

const FRUIT = Types.OBJECT({ id: Types.LONG(), name: Types.STRING() });
const schema = new JsonRowDeserializationSchema({ typeInfo: FRUIT });
const FIG = '{"id":1,"name":"fig"}';
const text = (bytes: Uint8Array | null) => (bytes === null ? 'null' : new TextDecoder().decode(bytes));

/** A record with its place, as it came. */
const RAW = Types.OBJECT({ place: Types.STRING(), key: Types.NULLABLE(Types.STRING()), value: Types.BYTES() });
const raw = {
  deserialize: ({ topic, partition, offset, key, value }: KafkaRecord) => ({
    place: `${topic}-${partition}@${offset}`,
    key: key === null ? null : text(key),
    value: Uint8Array.from(value ?? []),
  }),
  getProducedType: () => RAW,
};
type Raw = ReturnType<(typeof raw)['deserialize']>;

describeWithKafka('a job whose topic holds bad records', () => {
  const one = useBroker('bad');
  const { kafka } = one;

  const source = (topic: string) =>
    KafkaSource.builder()
      .setBootstrapServers(one.address())
      .setTopics(topic)
      .setBounded(KafkaOffsetsInitializer.latest());
  const reading = <T>(builder: KafkaSourceBuilder<T>) =>
    StreamExecutionEnvironment.getExecutionEnvironment().fromSource(
      builder.build(),
      WatermarkStrategy.noWatermarks(),
      'fruit',
    );
  const topicWith = async (...records: readonly Omit<OutgoingRecord, 'topic'>[]) => {
    const topic = await one.newTopic();
    await writeAll(kafka.writer(), records.map((record) => ({ ...record, topic })) as OutgoingRecord[]);
    return topic;
  };
  const rows = async <T>(stream: { executeAndCollect(): AsyncIterable<T> }) => {
    const seen: T[] = [];
    for await (const row of stream.executeAndCollect()) seen.push(row);
    return seen;
  };

  it.each([
    ['JSON_MALFORMED', '{"id":1'],
    ['JSON_FIELD_MISSING', '{"id":1}'],
    ['JSON_TOO_DEEP', '['.repeat(100_000)],
    ['TYPE_MISMATCH', '{"id":9223372036854775808,"name":"fig"}'],
    ['JSON_NOT_UTF8', Buffer.from([0xff])],
  ])('fails by default with %s, the operator, and the place of the record', async (code, value) => {
    const topic = await topicWith({ value: FIG }, { value }, { value: FIG });
    const error = await rows(reading(source(topic).setValueOnlyDeserializer(schema))).catch((cause: unknown) => cause);
    expect(error).toMatchObject({ code, facts: { operator: 'fruit', subtask: 0, topic, partition: 0, offset: 1, split: `${topic}-0` } }); // biome-ignore format: one row
  });

  it('has a function fail with the place of the record that it failed at', async () => {
    const topic = await topicWith({ value: FIG }, { value: '{"id":7,"name":"grape"}' }, { value: FIG });
    const stream = reading(source(topic).setValueOnlyDeserializer(schema))
      .map(({ id, name }) => {
        if (id === 7) throw new Error('no grapes');
        return name;
      }, Types.STRING())
      .name('Names');
    await expect(rows(stream)).rejects.toMatchObject({
      code: 'USER_CODE_FAILED',
      message: "map of operator 'Names' failed: no grapes",
      facts: { operator: 'Names', topic, partition: 0, offset: 1, split: `${topic}-0` },
    });
  });

  it('skips them by the source’s policy, and goes on', async () => {
    const topic = await topicWith({ value: '{' }, { value: FIG }, { value: Buffer.from([0xff]) }, { value: FIG });
    const stream = reading(source(topic).setValueOnlyDeserializer(schema).setMalformedRecords('skip'));
    expect(await rows(stream)).toEqual([{ id: 1, name: 'fig' }, { id: 1, name: 'fig' }]); // biome-ignore format: one row
  });

  it('writes them to a topic of dead letters, as they were, with their place and what is wrong', async () => {
    const topic = await topicWith({ value: FIG }, { key: 'k', value: '{"id":1' }, { value: Buffer.from([0xff]) });
    const dead = await one.newTopic();
    const letters = new OutputTag('dead letters', Types.OBJECT({ record: RAW, code: Types.STRING() }));
    class Decode extends ProcessFunction<Raw, { id: number; name: string }> {
      override *processElement(record: Raw, context: ProcessContext) {
        try {
          yield schema.deserialize(record.value) as { id: number; name: string };
        } catch (error) {
          if (!(error instanceof MillraceError)) throw error;
          context.output(letters, { record, code: error.code });
        }
      }
    }
    const fruit = reading(source(topic).setDeserializer(raw)).process(new Decode(), FRUIT);
    const serializer = KafkaRecordSerializationSchema.builder()
      .setTopic(dead)
      .setKeySerializationSchema({
        serialize: ({ record }: { record: Raw; code: string }) => Buffer.from(record.key ?? ''),
      })
      .setValueSerializationSchema({ serialize: ({ record }) => record.value })
      .setHeaderProvider(({ record, code }) => [
        { key: 'place', value: record.place },
        { key: 'error', value: code },
      ])
      .build();
    fruit
      .getSideOutput(letters)
      .sinkTo(
        KafkaSink.builder()
          .setBootstrapServers(one.address())
          .setRecordSerializer(serializer)
          .setDeliveryGuarantee('at-least-once')
          .build(),
      );
    expect(await rows(fruit)).toEqual([{ id: 1, name: 'fig' }]);
    const written = await rows(
      reading(
        source(dead).setDeserializer({
          deserialize: ({ key, value, headers }) =>
            [text(key), ...(value ?? []), ...headers.map((each) => text(each.value))].join(' '),
          getProducedType: () => Types.STRING(),
        }),
      ),
    );
    expect(written).toEqual([
      `k ${[...Buffer.from('{"id":1')].join(' ')} ${topic}-0@1 JSON_MALFORMED`,
      ` 255 ${topic}-0@2 JSON_NOT_UTF8`,
    ]);
  });

  it('takes __proto__ for a record key like any other, and refuses to key by one that is null', async () => {
    const count = (topic: string) =>
      reading(source(topic).setDeserializer(raw))
        .map(({ key }) => ({ key, count: 1 }))
        .keyBy(({ key }) => key)
        .reduce((a, b) => ({ key: a.key, count: a.count + b.count }))
        .name('Count')
        .map(({ key, count: n }) => `${key} ${n}`);
    const odd = await topicWith({ key: '__proto__', value: '' }, { key: 'toString', value: '' }, { key: '__proto__', value: '' }); // biome-ignore format: one row
    expect(await rows(count(odd))).toEqual(['__proto__ 1', 'toString 1', '__proto__ 2']);
    const keyless = await topicWith({ key: 'a', value: '' }, { value: '' });
    await expect(rows(count(keyless))).rejects.toMatchObject({ code: 'KEY_NULL', facts: { operator: 'Count' } });
  });
});
