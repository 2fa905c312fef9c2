import type { DeliveryGuarantee } from 'millrace';
import type { KafkaProperties } from '../properties/property-values.js';
import type { KafkaRecordSerializationSchema } from './kafka-record-serialization-schema.js';
import type { KafkaSink } from './kafka-sink.js';
import type { KafkaSinkOptions } from './kafka-sink-options.js';

type MakeKafkaSink = <T>(options: KafkaSinkOptions<T>) => KafkaSink<T>;

/** Builds a {@link KafkaSink} step by step. */
export class KafkaSinkBuilder<T> {
  private readonly options: Partial<KafkaSinkOptions<T>>;
  private readonly make: MakeKafkaSink;

  /** @internal Use `KafkaSink.builder()`. */
  constructor(options: Partial<KafkaSinkOptions<T>>, make: MakeKafkaSink) {
    this.options = options;
    this.make = make;
  }

  private with(more: Partial<KafkaSinkOptions<T>>): KafkaSinkBuilder<T> {
    return new KafkaSinkBuilder({ ...this.options, ...more }, this.make);
  }

  /** HOST:PORT of one or more brokers, joined by commas. */
  setBootstrapServers(bootstrapServers: string): KafkaSinkBuilder<T> {
    return this.with({ bootstrapServers });
  }

  /** What the sink promises when the job fails and starts again; default `none`, as in Flink. */
  setDeliveryGuarantee(deliveryGuarantee: DeliveryGuarantee): KafkaSinkBuilder<T> {
    return this.with({ deliveryGuarantee });
  }

  /** What transactional ids begin with; belongs to `exactly-once`. */
  setTransactionalIdPrefix(transactionalIdPrefix: string): KafkaSinkBuilder<T> {
    return this.with({ transactionalIdPrefix });
  }

  /** What turns a value into a record. */
  setRecordSerializer<U>(recordSerializer: KafkaRecordSerializationSchema<U>): KafkaSinkBuilder<U> {
    return new KafkaSinkBuilder<U>({ ...(this.options as object), recordSerializer }, this.make);
  }

  /** One of Kafka's producer properties. */
  setProperty(key: string, value: string | number | boolean): KafkaSinkBuilder<T> {
    return this.setProperties({ [key]: value });
  }

  /** Several properties; those set before stay. */
  setProperties(props: KafkaProperties): KafkaSinkBuilder<T> {
    return this.with({ properties: { ...this.options.properties, ...props } });
  }

  /** @throws MillraceError what is missing or wrong; see {@link KafkaSink}'s constructor. */
  build(): KafkaSink<T> {
    return this.make(this.options as KafkaSinkOptions<T>);
  }
}
