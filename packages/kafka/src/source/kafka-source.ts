import {
  type Boundedness,
  hideSecrets,
  type Source,
  type SourceReader,
  type SourceReaderContext,
  type SplitEnumerator,
  type SplitEnumeratorContext,
  type TypeInformation,
} from 'millrace';
import { type KafkaDriverFactory, protocolDriverFactory } from '../driver/driver-factory.js';
import type { KafkaDriver } from '../driver/kafka-driver.js';
import { KafkaEnumerator } from './kafka-enumerator.js';
import { KafkaSourceBuilder } from './kafka-source-builder.js';
import { type KafkaSourceOptions, type KafkaSourcePlan, planKafkaSource } from './kafka-source-options.js';
import { KafkaSourceReader } from './kafka-source-reader.js';
import { enumeratorForm, type KafkaEnumeratorState, type KafkaSplit, splitForm } from './kafka-split.js';
import { describeSubscription } from './kafka-subscription.js';

/**
 * Reads topics of Kafka: each partition in order, every record with its timestamp, positions in checkpoints.
 *
 * No consumer group is joined: the job spreads partitions over its subtasks. With a group id, offsets are committed when
 * a checkpoint completes (or, without checkpoints, by `enable.auto.commit`), for others to see how far the job has read.
 *
 * @example
 * ```ts
 * import { SimpleStringSchema } from 'millrace';
 * import { KafkaOffsetsInitializer, KafkaSource } from '@millrace/kafka';
 *
 * const source = KafkaSource.builder()
 *   .setBootstrapServers('localhost:9092')
 *   .setTopics('sales')
 *   .setGroupId('totals')
 *   .setStartingOffsets(KafkaOffsetsInitializer.earliest())
 *   .setValueOnlyDeserializer(new SimpleStringSchema())
 *   .build();
 * console.log(source.boundedness);
 * ```
 */
export class KafkaSource<T> implements Source<T, KafkaSplit, KafkaEnumeratorState> {
  readonly connector = 'kafka';
  readonly replayable = true;
  readonly splitForm = splitForm;
  readonly enumeratorForm = enumeratorForm;
  private readonly plan: KafkaSourcePlan<T>;
  private readonly driverFactory: KafkaDriverFactory;

  /**
   * @throws MillraceError KAFKA_OPTION_MISSING, KAFKA_OPTION_CONFLICT, KAFKA_PROPERTY_UNKNOWN,
   * KAFKA_PROPERTY_UNSUPPORTED, KAFKA_PROPERTY_INVALID, KAFKA_PROPERTY_MISSING or KAFKA_PROPERTY_CONFLICT; never with a
   * secret in it.
   */
  constructor(options: KafkaSourceOptions<T>) {
    this.plan = planKafkaSource(options);
    this.driverFactory = options.driverFactory ?? protocolDriverFactory;
  }

  static builder(): KafkaSourceBuilder<never> {
    return new KafkaSourceBuilder({}, (options) => new KafkaSource(options));
  }

  get boundedness(): Boundedness {
    return this.plan.bounded ? 'bounded' : 'continuous-unbounded';
  }

  describe(): Readonly<Record<string, unknown>> {
    const { subscription, start, stop, properties } = this.plan;
    const rest = stop === undefined ? {} : { stoppingOffsets: stop };
    return {
      ...describeSubscription(subscription),
      startingOffsets: start,
      ...rest,
      properties: hideSecrets(properties),
    };
  }

  producedType(): TypeInformation<T> {
    return this.plan.deserializer.getProducedType();
  }

  createEnumerator(
    context: SplitEnumeratorContext<KafkaSplit>,
    restored?: KafkaEnumeratorState,
  ): SplitEnumerator<KafkaSplit, KafkaEnumeratorState> {
    const { settings } = this.plan;
    const options = {
      ...this.plan,
      groupId: settings.groupId,
      isolationLevel: settings.reader.isolationLevel,
      openDriver: () => this.openDriver('enumerator', context.logger),
    };
    return new KafkaEnumerator(options, context, restored);
  }

  createReader(context: SourceReaderContext): SourceReader<T, KafkaSplit> {
    const { subtaskIndex } = context.info;
    return new KafkaSourceReader(this.plan, context, this.openDriver(String(subtaskIndex), context.logger));
  }

  private openDriver(role: string, logger: SourceReaderContext['logger']): KafkaDriver {
    const { settings, clientIdPrefix } = this.plan;
    const { connection, apiTimeoutMs } = settings;
    const prefix = clientIdPrefix ?? connection.clientId ?? settings.groupId ?? 'millrace';
    return this.driverFactory({ connection, clientId: `${prefix}-${role}`, apiTimeoutMs, logger });
  }
}
