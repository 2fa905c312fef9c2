import { MillraceError, type SerializationSchema } from 'millrace';
import { describe, expect, it } from 'vitest';
import { FlinkKafkaProducer, Semantic } from '../legacy/flink-kafka-producer.js';
import { KafkaRecordSerializationSchema } from './kafka-record-serialization-schema.js';
import { KafkaSink } from './kafka-sink.js';

const text: SerializationSchema<string> = { serialize: (value) => Buffer.from(value) };
const serializer = KafkaRecordSerializationSchema.builder().setTopic('t').setValueSerializationSchema(text).build();
const builder = () => KafkaSink.builder().setBootstrapServers('localhost:9092').setRecordSerializer(serializer);
const refusal = (code: string) => expect.objectContaining({ code });
const context = { subtaskIndex: 1, parallelism: 4, timestamp: 7 };

describe('KafkaSink', () => {
  it('promises what was asked for and what acknowledgements bear, never more', () => {
    expect(builder().build().guarantee).toBe('none');
    const atLeastOnce = builder().setDeliveryGuarantee('at-least-once');
    expect(atLeastOnce.build().guarantee).toBe('at-least-once');
    expect(atLeastOnce.setProperty('acks', 1).build().guarantee).toBe('none');
    expect(atLeastOnce.setProperty('acks', '0').build().guarantee).toBe('none');
  });

  it('refuses exactly-once until there are checkpoints, and what belongs to it', () => {
    expect(() => builder().setDeliveryGuarantee('exactly-once').build()).toThrow(
      refusal('KAFKA_GUARANTEE_UNSUPPORTED'),
    );
    expect(() => builder().setTransactionalIdPrefix('job').build()).toThrow(refusal('KAFKA_OPTION_UNUSED'));
    expect(() => builder().setProperty('transaction.timeout.ms', 5).build()).toThrow(refusal('KAFKA_OPTION_UNUSED'));
    expect(() =>
      builder()
        .setDeliveryGuarantee('twice' as 'none')
        .build(),
    ).toThrow(refusal('KAFKA_OPTION_INVALID'));
  });

  it('needs brokers and a record serializer', () => {
    expect(() => KafkaSink.builder().setRecordSerializer(serializer).build()).toThrow(
      refusal('KAFKA_PROPERTY_MISSING'),
    );
    expect(() => KafkaSink.builder().setBootstrapServers('a:1').build()).toThrow(refusal('KAFKA_OPTION_MISSING'));
  });

  it('describes itself without secrets', () => {
    const jaas = 'org.apache.kafka.common.security.plain.PlainLoginModule required username="a" password="s3cret";';
    const sink = builder()
      .setProperties({ 'security.protocol': 'SASL_PLAINTEXT', 'sasl.mechanism': 'PLAIN', 'sasl.jaas.config': jaas })
      .build();
    expect(sink.describe()).toEqual({
      topics: ['t'],
      deliveryGuarantee: 'none',
      properties: {
        'bootstrap.servers': 'localhost:9092',
        'security.protocol': 'SASL_PLAINTEXT',
        'sasl.mechanism': 'PLAIN',
        'sasl.jaas.config': '***',
      },
    });
  });

  it('is the same by options and by builder', () => {
    const options = { bootstrapServers: 'localhost:9092', recordSerializer: serializer };
    expect(new KafkaSink(options).describe()).toEqual(builder().build().describe());
  });
});

describe('a record serializer', () => {
  const base = () => KafkaRecordSerializationSchema.builder().setValueSerializationSchema(text);

  it('makes topic, key, headers, timestamp and partition', () => {
    const full = base()
      .setTopicSelector({ apply: (value: string) => `topic-${value}` })
      .setKeySerializationSchema<string>({ serialize: (value) => Buffer.from(`key-${value}`) })
      .setHeaderProvider<string>((value) => [{ key: 'h', value }])
      .setPartitioner<string>(
        ({ partitionCount, subtaskIndex, key }) => (subtaskIndex + (key?.length ?? 0)) % partitionCount,
      )
      .build();
    const record = full.serialize('v', context);
    expect(record).toMatchObject({
      topic: 'topic-v',
      key: Buffer.from('key-v'),
      value: Buffer.from('v'),
      timestamp: 7,
      headers: [{ key: 'h', value: 'v' }],
    });
    const partition = record?.partition;
    expect(typeof partition === 'function' ? partition(4) : partition).toBe(2);
    expect([full.topics, serializer.topics]).toEqual([[], ['t']]);
  });

  it('leaves a timestamp out that is not one', () => {
    expect(serializer.serialize('v', { ...context, timestamp: undefined })?.timestamp).toBeUndefined();
    expect(serializer.serialize('v', { ...context, timestamp: -5 })?.timestamp).toBeUndefined();
  });

  it('refuses a partition, a topic and bytes that are none', () => {
    for (const partition of [-1, 4, 1.5, Number.NaN]) {
      const wrong = base()
        .setTopic('t')
        .setPartitioner(() => partition)
        .build();
      const choose = wrong.serialize('v', context)?.partition;
      expect(() => (typeof choose === 'function' ? choose(4) : undefined)).toThrow(refusal('KAFKA_PARTITION_UNKNOWN'));
    }
    const noTopic = base()
      .setTopicSelector<string>(() => undefined as never)
      .build();
    expect(() => noTopic.serialize('v', context)).toThrow(refusal('KAFKA_TOPIC_INVALID'));
    const promise = { serialize: () => Promise.resolve(Buffer.alloc(1)) as never };
    const asynchronous = KafkaRecordSerializationSchema.builder()
      .setTopic('t')
      .setValueSerializationSchema<string>(promise)
      .build();
    expect(() => asynchronous.serialize('v', context)).toThrow(
      expect.objectContaining({ code: 'KAFKA_RECORD_INVALID', message: expect.stringContaining('a promise') }),
    );
  });

  it('takes either a topic or a selector, and a value serializer', () => {
    expect(() => base().build()).toThrow(refusal('KAFKA_OPTION_MISSING'));
    expect(() =>
      base()
        .setTopic('t')
        .setTopicSelector(() => 't')
        .build(),
    ).toThrow(refusal('KAFKA_OPTION_CONFLICT'));
    expect(() => KafkaRecordSerializationSchema.builder().setTopic('t').build()).toThrow(
      refusal('KAFKA_OPTION_MISSING'),
    );
  });
});

describe('FlinkKafkaProducer', () => {
  const servers = { 'bootstrap.servers': 'localhost:9092' };
  const producer = (semantic?: Semantic, size?: number) => new FlinkKafkaProducer('t', text, servers, size, semantic);

  it('promises at-least-once, and nothing when it does not wait or only logs failures', () => {
    expect(producer().guarantee).toBe('at-least-once');
    expect(producer(Semantic.NONE).guarantee).toBe('none');
    expect(producer().setFlushOnCheckpoint(false).guarantee).toBe('none');
    expect(producer().setLogFailuresOnly(true).guarantee).toBe('none');
    expect(producer().setLogFailuresOnly(true).setLogFailuresOnly(false).guarantee).toBe('at-least-once');
  });

  it('takes group.id as the article gives it, and refuses what would have no effect', () => {
    expect(new FlinkKafkaProducer('t', text, { ...servers, 'group.id': 'g' }).guarantee).toBe('at-least-once');
    expect(() => producer(Semantic.AT_LEAST_ONCE, 7)).toThrow(refusal('KAFKA_OPTION_UNUSED'));
    expect(() => producer().ignoreFailuresAfterTransactionTimeout()).toThrow(refusal('KAFKA_OPTION_UNUSED'));
    expect(() => producer(Semantic.EXACTLY_ONCE)).toThrow(refusal('KAFKA_GUARANTEE_UNSUPPORTED'));
    expect(() => new FlinkKafkaProducer('t', text, {})).toThrow(MillraceError);
  });
});
