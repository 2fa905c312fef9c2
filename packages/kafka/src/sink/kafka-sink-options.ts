import { type DeliveryGuarantee, type ErrorFacts, MillraceError } from 'millrace';
import type { KafkaDriverFactory } from '../driver/driver-factory.js';
import { type ProducerSettings, producerSettings } from '../properties/client-properties.js';
import type { KafkaProperties } from '../properties/property-values.js';
import type { KafkaRecordSerializationSchema } from './kafka-record-serialization-schema.js';

/** The options of a Kafka sink; the builder's methods by name. */
export interface KafkaSinkOptions<T> {
  /** HOST:PORT of one or more brokers, joined by commas. */
  readonly bootstrapServers: string;
  readonly recordSerializer: KafkaRecordSerializationSchema<T>;
  /** Default `none`, as in Flink. */
  readonly deliveryGuarantee?: DeliveryGuarantee;
  /** What transactional ids begin with; belongs to `exactly-once`. */
  readonly transactionalIdPrefix?: string;
  /** Kafka's producer properties. */
  readonly properties?: KafkaProperties;
  /** `drop`: records that cannot be written are left out with a line in the log, and nothing is guaranteed. Default `fail`. */
  readonly onWriteFailure?: 'fail' | 'drop';
  /** @internal Replaced where a job runs against a model of Kafka. */
  readonly driverFactory?: KafkaDriverFactory;
}

/** {@link KafkaSinkOptions}, checked. */
export interface KafkaSinkPlan<T> {
  readonly recordSerializer: KafkaRecordSerializationSchema<T>;
  /** What was asked for. */
  readonly deliveryGuarantee: DeliveryGuarantee;
  /** What can be promised: never more than was asked for, and less where the acknowledgements do not bear it. */
  readonly guarantee: DeliveryGuarantee;
  readonly settings: ProducerSettings;
  readonly properties: KafkaProperties;
  readonly onWriteFailure: 'fail' | 'drop';
  readonly warnings: readonly { readonly message: string; readonly facts: ErrorFacts }[];
}

const GUARANTEES: readonly DeliveryGuarantee[] = ['none', 'at-least-once', 'exactly-once'];

/** @throws MillraceError what is wrong with the options, never with a secret in it. */
export function planKafkaSink<T>(options: KafkaSinkOptions<T>): KafkaSinkPlan<T> {
  const { recordSerializer, deliveryGuarantee = 'none', onWriteFailure = 'fail' } = options;
  if (recordSerializer === undefined) {
    throw new MillraceError('KAFKA_OPTION_MISSING', 'The Kafka sink has no record serializer.', {
      hint: 'Call setRecordSerializer.',
    });
  }
  checkGuarantee(deliveryGuarantee, options.transactionalIdPrefix);
  const warnings: { message: string; facts: ErrorFacts }[] = [];
  const properties = {
    ...options.properties,
    ...(options.bootstrapServers === undefined ? {} : { 'bootstrap.servers': options.bootstrapServers }),
  };
  const settings = producerSettings(properties, (message, facts) => warnings.push({ message, facts }));
  if (settings.transactionTimeoutMs !== undefined) {
    throw unused('transaction.timeout.ms', 'It belongs to transactions, and this sink writes without.');
  }
  const held = deliveryGuarantee === 'at-least-once' && settings.writer.acks === 'all' && onWriteFailure === 'fail';
  if (deliveryGuarantee === 'at-least-once' && !held) warnings.push(weakened(settings, onWriteFailure));
  return {
    recordSerializer,
    deliveryGuarantee,
    guarantee: held ? 'at-least-once' : 'none',
    settings,
    properties,
    onWriteFailure,
    warnings,
  };
}

function weakened({ writer }: ProducerSettings, onWriteFailure: 'fail' | 'drop') {
  const reason = onWriteFailure === 'drop' ? 'failures are only logged' : `acks is '${writer.acks}'`;
  return { message: `The Kafka sink cannot promise at-least-once: ${reason}.`, facts: { acks: String(writer.acks) } };
}

function checkGuarantee(guarantee: DeliveryGuarantee, transactionalIdPrefix: string | undefined): void {
  if (!GUARANTEES.includes(guarantee)) {
    throw new MillraceError('KAFKA_OPTION_INVALID', `'${String(guarantee)}' is not a delivery guarantee.`, {
      hint: `It takes ${GUARANTEES.map((name) => `'${name}'`).join(', ')}.`,
    });
  }
  if (guarantee === 'exactly-once') {
    throw new MillraceError('KAFKA_GUARANTEE_UNSUPPORTED', 'The Kafka sink cannot write exactly-once yet.', {
      facts: { guarantee },
      hint: "Exactly-once needs checkpoints, which come with a later version; use 'at-least-once'.",
    });
  }
  if (transactionalIdPrefix !== undefined) {
    throw unused('transactionalIdPrefix', `It belongs to the guarantee exactly-once, and this is ${guarantee}.`);
  }
}

function unused(option: string, because: string): MillraceError {
  return new MillraceError('KAFKA_OPTION_UNUSED', `'${option}' has no effect: ${because}`, {
    facts: { option },
    hint: 'Leave it out.',
  });
}
