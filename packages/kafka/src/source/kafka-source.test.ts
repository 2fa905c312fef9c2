import { Types } from 'millrace';
import { describe, expect, it } from 'vitest';
import { FlinkKafkaConsumer } from '../legacy/flink-kafka-consumer.js';
import { ownerOf } from './kafka-enumerator.js';
import { KafkaOffsetsInitializer } from './kafka-offsets-initializer.js';
import { KafkaRecordDeserializationSchema } from './kafka-record-deserialization-schema.js';
import { KafkaSource } from './kafka-source.js';
import { planKafkaSource } from './kafka-source-options.js';
import { topicPattern } from './kafka-subscription.js';

const schema = { deserialize: (bytes: Uint8Array) => bytes.length, getProducedType: () => Types.LONG() };
const deserializer = KafkaRecordDeserializationSchema.valueOnly(schema);
const options = { bootstrapServers: 'localhost:9092', topics: 't', deserializer };
const refusal = (code: string) => expect.objectContaining({ code });
const { earliest, latest, timestamp, committedOffsets, offsets } = KafkaOffsetsInitializer;

describe('a Kafka source', () => {
  it('takes exactly one kind of subscription', () => {
    const base = { bootstrapServers: 'localhost:9092', deserializer };
    expect(() => new KafkaSource(base)).toThrow(refusal('KAFKA_OPTION_MISSING'));
    expect(() => new KafkaSource({ ...base, topics: [] })).toThrow(refusal('KAFKA_OPTION_MISSING'));
    expect(() => new KafkaSource({ ...options, topicPattern: /a/ })).toThrow(refusal('KAFKA_OPTION_CONFLICT'));
    expect(() => new KafkaSource({ ...base, topicPattern: '(' })).toThrow(refusal('KAFKA_TOPIC_PATTERN_INVALID'));
    const partitions = [{ topic: 't', partition: -1 }];
    expect(() => new KafkaSource({ ...base, partitions })).toThrow(refusal('KAFKA_PARTITION_UNKNOWN'));
  });

  it('needs brokers and a deserializer, and says once where it stops', () => {
    expect(() => KafkaSource.builder().setTopics('t').setValueOnlyDeserializer(schema).build()).toThrow(
      refusal('KAFKA_PROPERTY_MISSING'),
    );
    expect(() => KafkaSource.builder().setBootstrapServers('a:1').setTopics('t').build()).toThrow(
      refusal('KAFKA_OPTION_MISSING'),
    );
    const both = { bounded: latest(), unbounded: latest() };
    expect(() => new KafkaSource({ ...options, ...both })).toThrow(refusal('KAFKA_OPTION_CONFLICT'));
  });

  it('needs a group where offsets that are committed are meant', () => {
    for (const more of [{ startingOffsets: committedOffsets() }, { bounded: committedOffsets('latest') }]) {
      expect(() => new KafkaSource({ ...options, ...more })).toThrow(refusal('KAFKA_PROPERTY_MISSING'));
      expect(new KafkaSource({ ...options, ...more, groupId: 'g' }).connector).toBe('kafka');
    }
  });

  it('resets an offset that is gone as it began, unless a property says otherwise', () => {
    const resetOf = (startingOffsets: KafkaOffsetsInitializer, properties = {}) =>
      planKafkaSource({ ...options, startingOffsets, groupId: 'g', properties }).settings.reader.offsetReset;
    expect(resetOf(earliest())).toBe('earliest');
    expect(resetOf(latest())).toBe('latest');
    expect(resetOf(timestamp(5))).toBe('none');
    expect(resetOf(committedOffsets('latest'))).toBe('latest');
    expect(resetOf(offsets([]))).toBe('earliest');
    expect(resetOf(earliest(), { 'auto.offset.reset': 'none' })).toBe('none');
  });

  it('looks for new partitions every five minutes, as told, or once', () => {
    const intervalOf = (more: object) => planKafkaSource({ ...options, ...more }).discoveryIntervalMs;
    expect(intervalOf({})).toBe(300_000);
    expect(intervalOf({ bounded: latest() })).toBeUndefined();
    expect(intervalOf({ properties: { 'partition.discovery.interval.ms': '10' } })).toBe(10);
    expect(intervalOf({ properties: { 'partition.discovery.interval.ms': -1 } })).toBeUndefined();
    expect(() => intervalOf({ properties: { 'partition.discovery.interval.ms': 'soon' } })).toThrow(
      refusal('KAFKA_PROPERTY_INVALID'),
    );
  });

  it('commits only where there is a group', () => {
    const commits = (more: object) => planKafkaSource({ ...options, ...more }).commitOnCheckpoint;
    expect([commits({}), commits({ groupId: 'g' })]).toEqual([false, true]);
    expect(commits({ groupId: 'g', properties: { 'commit.offsets.on.checkpoint': false } })).toBe(false);
    for (const name of ['enable.auto.commit', 'commit.offsets.on.checkpoint']) {
      expect(() => commits({ properties: { [name]: true } })).toThrow(refusal('KAFKA_PROPERTY_MISSING'));
    }
  });

  it('describes itself without secrets, the same by options and by builder', () => {
    const described = new KafkaSource({
      ...options,
      groupId: 'g',
      properties: { 'ssl.key.password': 's3cret' },
    }).describe();
    expect(described).toEqual({
      topics: ['t'],
      startingOffsets: { kind: 'earliest' },
      properties: { 'bootstrap.servers': 'localhost:9092', 'group.id': 'g', 'ssl.key.password': '***' },
    });
    const built = KafkaSource.builder()
      .setBootstrapServers('localhost:9092')
      .setTopics('t')
      .setGroupId('g')
      .setProperty('ssl.key.password', 's3cret')
      .setValueOnlyDeserializer(schema)
      .build();
    expect(built.describe()).toEqual(described);
  });

  it('matches whole topic names only', () => {
    expect(topicPattern('a|b').test('ab')).toBe(false);
    expect(topicPattern(/a|b/g).test('b')).toBe(true);
  });

  it('refuses offsets and times that are none', () => {
    expect(() => timestamp(-1)).toThrow(refusal('KAFKA_OFFSETS_INVALID'));
    expect(() => timestamp(1.5)).toThrow(refusal('KAFKA_OFFSETS_INVALID'));
    expect(() => offsets([[{ topic: 't', partition: 0 }, -3]])).toThrow(refusal('KAFKA_OFFSETS_INVALID'));
  });

  it('spreads the partitions of a topic round the subtasks, as Flink does', () => {
    // "topic".hashCode() in Java is 110546223; times 31, positive, modulo 3 it is 1.
    expect([0, 1, 2, 3].map((partition) => ownerOf({ topic: 'topic', partition }, 3))).toEqual([
      ((Number((110546223n * 31n) & 0x7fffffffn) % 3) + 0) % 3,
      ((Number((110546223n * 31n) & 0x7fffffffn) % 3) + 1) % 3,
      ((Number((110546223n * 31n) & 0x7fffffffn) % 3) + 2) % 3,
      ((Number((110546223n * 31n) & 0x7fffffffn) % 3) + 3) % 3,
    ]);
  });

  it('refuses a snapshot of a version that it does not know', () => {
    const { splitForm, enumeratorForm } = new KafkaSource(options);
    expect(() => splitForm.fromJson(99, {})).toThrow(refusal('STATE_FORM_UNKNOWN'));
    expect(() => enumeratorForm.fromJson(99, {})).toThrow(refusal('STATE_FORM_UNKNOWN'));
    const split = { splitId: 't-1', topic: 't', partition: 1, offset: 5, stopOffset: undefined };
    expect(splitForm.fromJson(1, JSON.parse(JSON.stringify(splitForm.toJson(split))))).toEqual(split);
  });
});

describe('FlinkKafkaConsumer', () => {
  it('needs a group, reads without end, and looks for partitions only as told', () => {
    const servers = { 'bootstrap.servers': 'localhost:9092' };
    const groupless = new FlinkKafkaConsumer('t', schema, servers);
    expect(() => groupless.describe()).toThrow(refusal('KAFKA_PROPERTY_MISSING'));
    expect(groupless.setStartFromEarliest().describe()).toMatchObject({ startingOffsets: { kind: 'earliest' } });
    expect(() => new FlinkKafkaConsumer('t', schema, { ...servers, 'group.idd': 'g' })).toThrow(
      refusal('KAFKA_PROPERTY_UNKNOWN'),
    );
    const consumer = new FlinkKafkaConsumer(['t', 'u'], schema, { ...servers, 'group.id': 'g' });
    expect(consumer.boundedness).toBe('continuous-unbounded');
    expect(consumer.describe()).toMatchObject({
      topics: ['t', 'u'],
      startingOffsets: { kind: 'committed', reset: 'latest' },
      properties: { 'partition.discovery.interval.ms': -1 },
    });
    const discovering = { ...servers, 'group.id': 'g', 'flink.partition-discovery.interval-millis': '40' };
    expect(new FlinkKafkaConsumer('t', schema, discovering).describe()).toMatchObject({
      properties: { 'partition.discovery.interval.ms': '40' },
    });
  });
});
