import {
  type DeliveryGuarantee,
  MillraceError,
  type SerializationSchema,
  type Sink,
  type SinkWriter,
  type SinkWriterContext,
} from 'millrace';
import type { KafkaDriverFactory } from '../driver/driver-factory.js';
import type { KafkaProperties } from '../properties/property-values.js';
import { KafkaRecordSerializationSchemaBuilder } from '../sink/kafka-record-serialization-schema.js';
import { KafkaSink } from '../sink/kafka-sink.js';

/** What {@link FlinkKafkaProducer} promises. */
export const Semantic = {
  EXACTLY_ONCE: 'exactly-once',
  AT_LEAST_ONCE: 'at-least-once',
  NONE: 'none',
} as const satisfies Record<string, DeliveryGuarantee>;

export type Semantic = DeliveryGuarantee;

/** The pool of producers belongs to transactions; this is the size that Flink has by default. */
const DEFAULT_POOL_SIZE = 5;

/**
 * Flink's older Kafka sink, as its programs use it; {@link KafkaSink} is the one for new programs.
 *
 * @example
 * ```ts
 * import { JsonRowSerializationSchema, Types } from 'millrace';
 * import { FlinkKafkaProducer } from '@millrace/kafka';
 *
 * const schema = JsonRowSerializationSchema.builder()
 *   .withTypeInfo(Types.OBJECT({ id: Types.LONG(), name: Types.STRING() }))
 *   .build();
 * const producer = new FlinkKafkaProducer('TempResults', schema, { 'bootstrap.servers': 'localhost:9092' });
 * console.log(producer.guarantee);
 * ```
 */
export class FlinkKafkaProducer<T> implements Sink<T> {
  readonly connector = 'kafka';
  private readonly topic: string;
  private readonly schema: SerializationSchema<T>;
  private readonly properties: KafkaProperties;
  private readonly semantic: Semantic;
  private readonly driverFactory: KafkaDriverFactory | undefined;
  private logFailuresOnly = false;
  private flushOnCheckpoint = true;
  private writeTimestamp = false;
  private built: KafkaSink<T> | undefined;

  /**
   * @param kafkaProducerPoolSize belongs to `Semantic.EXACTLY_ONCE`; only its default, 5, is taken without it
   * @throws MillraceError KAFKA_OPTION_UNUSED, and as {@link KafkaSink}'s constructor does
   */
  constructor(
    topic: string,
    serializationSchema: SerializationSchema<T>,
    producerConfig: KafkaProperties,
    kafkaProducerPoolSize: number = DEFAULT_POOL_SIZE,
    semantic: Semantic = Semantic.AT_LEAST_ONCE,
    driverFactory?: KafkaDriverFactory,
  ) {
    if (kafkaProducerPoolSize !== DEFAULT_POOL_SIZE && semantic !== 'exactly-once') {
      throw new MillraceError('KAFKA_OPTION_UNUSED', `A pool of ${kafkaProducerPoolSize} producers has no effect.`, {
        facts: { option: 'kafkaProducerPoolSize', semantic },
        hint: `It belongs to Semantic.EXACTLY_ONCE; leave it at ${DEFAULT_POOL_SIZE}.`,
      });
    }
    this.topic = topic;
    this.schema = serializationSchema;
    this.properties = producerConfig;
    this.semantic = semantic;
    this.driverFactory = driverFactory;
    // Wrong properties are reported where they were given.
    this.sink();
  }

  /** True: records that cannot be written are left out with a line in the log, and nothing is guaranteed. */
  setLogFailuresOnly(logFailuresOnly: boolean): this {
    this.logFailuresOnly = logFailuresOnly;
    return this.changed();
  }

  /** False: a checkpoint does not wait for acknowledgements, and nothing is guaranteed. Default true. */
  setFlushOnCheckpoint(flushOnCheckpoint: boolean): this {
    this.flushOnCheckpoint = flushOnCheckpoint;
    return this.changed();
  }

  /** True: the event time of a value becomes the timestamp of its record. Default false: the present. */
  setWriteTimestampToKafka(writeTimestampToKafka: boolean): this {
    this.writeTimestamp = writeTimestampToKafka;
    return this.changed();
  }

  /** @throws MillraceError KAFKA_OPTION_UNUSED, as it belongs to `Semantic.EXACTLY_ONCE`. */
  ignoreFailuresAfterTransactionTimeout(): this {
    throw new MillraceError('KAFKA_OPTION_UNUSED', 'ignoreFailuresAfterTransactionTimeout has no effect.', {
      facts: { option: 'ignoreFailuresAfterTransactionTimeout', semantic: this.semantic },
      hint: 'It belongs to Semantic.EXACTLY_ONCE; leave it out.',
    });
  }

  get guarantee(): DeliveryGuarantee {
    return this.sink().guarantee;
  }

  describe(): Readonly<Record<string, unknown>> {
    return this.sink().describe();
  }

  createWriter(context: SinkWriterContext): Promise<SinkWriter<T>> {
    return this.sink().createWriter(context);
  }

  private changed(): this {
    this.built = undefined;
    return this;
  }

  private sink(): KafkaSink<T> {
    const { schema, topic, writeTimestamp } = this;
    this.built ??= new KafkaSink({
      bootstrapServers: String(this.properties['bootstrap.servers'] ?? ''),
      recordSerializer: new KafkaRecordSerializationSchemaBuilder<T>({
        topic,
        valueSerializationSchema: schema,
        writeTimestamp,
      }).build(),
      deliveryGuarantee: this.semantic === 'at-least-once' && !this.flushOnCheckpoint ? 'none' : this.semantic,
      properties: this.properties,
      onWriteFailure: this.logFailuresOnly ? 'drop' : 'fail',
      ...(this.driverFactory === undefined ? {} : { driverFactory: this.driverFactory }),
    });
    return this.built;
  }
}
