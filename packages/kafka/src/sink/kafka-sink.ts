import { type DeliveryGuarantee, hideSecrets, type Sink, type SinkWriter, type SinkWriterContext } from 'millrace';
import { type KafkaDriverFactory, protocolDriverFactory } from '../driver/driver-factory.js';
import { KafkaSinkBuilder } from './kafka-sink-builder.js';
import { type KafkaSinkOptions, type KafkaSinkPlan, planKafkaSink } from './kafka-sink-options.js';
import { KafkaSinkWriter } from './kafka-sink-writer.js';

/**
 * Writes to topics of Kafka, in batches, at least once or without a guarantee.
 *
 * Retries keep the order within a partition and, with `enable.idempotence` (the default), write nothing twice; what a
 * restart of the job writes again is written again.
 *
 * @example
 * ```ts
 * import { SimpleStringSchema } from 'millrace';
 * import { KafkaRecordSerializationSchema, KafkaSink } from '@millrace/kafka';
 *
 * const sink = KafkaSink.builder()
 *   .setBootstrapServers('localhost:9092')
 *   .setRecordSerializer(
 *     KafkaRecordSerializationSchema.builder()
 *       .setTopic('results')
 *       .setValueSerializationSchema(new SimpleStringSchema())
 *       .build(),
 *   )
 *   .setDeliveryGuarantee('at-least-once')
 *   .build();
 * console.log(sink.guarantee);
 * ```
 */
export class KafkaSink<T> implements Sink<T> {
  readonly connector = 'kafka';
  private readonly plan: KafkaSinkPlan<T>;
  private readonly driverFactory: KafkaDriverFactory;

  /**
   * @throws MillraceError KAFKA_OPTION_MISSING, KAFKA_OPTION_INVALID, KAFKA_OPTION_UNUSED, KAFKA_GUARANTEE_UNSUPPORTED,
   * KAFKA_PROPERTY_UNKNOWN, KAFKA_PROPERTY_UNSUPPORTED, KAFKA_PROPERTY_INVALID, KAFKA_PROPERTY_MISSING or
   * KAFKA_PROPERTY_CONFLICT; never with a secret in it.
   */
  constructor(options: KafkaSinkOptions<T>) {
    this.plan = planKafkaSink(options);
    this.driverFactory = options.driverFactory ?? protocolDriverFactory;
  }

  static builder(): KafkaSinkBuilder<never> {
    return new KafkaSinkBuilder({}, (options) => new KafkaSink(options));
  }

  /** `at-least-once` where it was asked for, all replicas acknowledge, and failures end the job; else `none`. */
  get guarantee(): DeliveryGuarantee {
    return this.plan.guarantee;
  }

  describe(): Readonly<Record<string, unknown>> {
    const { recordSerializer, deliveryGuarantee, properties } = this.plan;
    const topics = recordSerializer.topics ?? [];
    return { ...(topics.length === 0 ? {} : { topics }), deliveryGuarantee, properties: hideSecrets(properties) };
  }

  createWriter(context: SinkWriterContext): Promise<SinkWriter<T>> {
    const { settings } = this.plan;
    const { connection, writer } = settings;
    const driver = this.driverFactory({
      connection,
      clientId: `${connection.clientId ?? 'millrace'}-${context.info.subtaskIndex}`,
      apiTimeoutMs: writer.maxBlockMs,
      logger: context.logger,
    });
    return KafkaSinkWriter.open(this.plan, context, driver);
  }
}
