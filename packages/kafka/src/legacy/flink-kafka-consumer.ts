import type {
  Boundedness,
  DeserializationSchema,
  Source,
  SourceReader,
  SourceReaderContext,
  SplitEnumerator,
  SplitEnumeratorContext,
  TypeInformation,
} from 'millrace';
import type { KafkaDriverFactory } from '../driver/driver-factory.js';
import type { OffsetReset } from '../driver/kafka-driver.js';
import { type KafkaProperties, propertyValues } from '../properties/property-values.js';
import { KafkaOffsetsInitializer } from '../source/kafka-offsets-initializer.js';
import { KafkaRecordDeserializationSchema } from '../source/kafka-record-deserialization-schema.js';
import { KafkaSource } from '../source/kafka-source.js';
import { enumeratorForm, type KafkaEnumeratorState, type KafkaSplit, splitForm } from '../source/kafka-split.js';

/** The property by which the older consumer was told to look for new partitions. */
const DISCOVERY = 'flink.partition-discovery.interval-millis';

/**
 * Flink's older Kafka source, as its programs use it; {@link KafkaSource} is the one for new programs.
 *
 * It begins where the group of its properties has committed, and without that by `auto.offset.reset` (default `latest`).
 *
 * @example
 * ```ts
 * import { SimpleStringSchema } from 'millrace';
 * import { FlinkKafkaConsumer } from '@millrace/kafka';
 *
 * const consumer = new FlinkKafkaConsumer('sales', new SimpleStringSchema(), {
 *   'bootstrap.servers': 'localhost:9092',
 *   'group.id': 'totals',
 * });
 * console.log(consumer.setStartFromEarliest().boundedness);
 * ```
 */
export class FlinkKafkaConsumer<T> implements Source<T, KafkaSplit, KafkaEnumeratorState> {
  readonly connector = 'kafka';
  readonly replayable = true;
  readonly boundedness: Boundedness = 'continuous-unbounded';
  readonly splitForm = splitForm;
  readonly enumeratorForm = enumeratorForm;
  private readonly topics: readonly string[];
  private readonly schema: DeserializationSchema<T>;
  private readonly properties: KafkaProperties;
  private readonly driverFactory: KafkaDriverFactory | undefined;
  private start: KafkaOffsetsInitializer | undefined;
  private commitOnCheckpoints = true;
  private filterRestored = true;
  private built: KafkaSource<T> | undefined;

  /** @throws MillraceError as {@link KafkaSource}'s constructor does. */
  constructor(
    topics: string | readonly string[],
    deserializationSchema: DeserializationSchema<T>,
    properties: KafkaProperties,
    driverFactory?: KafkaDriverFactory,
  ) {
    this.topics = typeof topics === 'string' ? [topics] : topics;
    this.schema = deserializationSchema;
    this.properties = properties;
    this.driverFactory = driverFactory;
    // Wrong properties are reported where they were given; where reading begins is not known yet.
    this.build(KafkaOffsetsInitializer.earliest());
  }

  /** Whether offsets are committed when a checkpoint completes; default true. */
  setCommitOffsetsOnCheckpoints(commitOnCheckpoints: boolean): this {
    return this.change(() => {
      this.commitOnCheckpoints = commitOnCheckpoints;
    });
  }

  /** Begins at the first record that is still there. */
  setStartFromEarliest(): this {
    return this.startFrom(KafkaOffsetsInitializer.earliest());
  }

  /** Begins at the end. */
  setStartFromLatest(): this {
    return this.startFrom(KafkaOffsetsInitializer.latest());
  }

  /** @param startupOffsetsTimestamp milliseconds since 1970 */
  setStartFromTimestamp(startupOffsetsTimestamp: number): this {
    return this.startFrom(KafkaOffsetsInitializer.timestamp(startupOffsetsTimestamp));
  }

  /** Begins where the group has committed: the default. */
  setStartFromGroupOffsets(): this {
    return this.change(() => {
      this.start = undefined;
    });
  }

  /** Restored partitions are read on even when their topic is no longer given. */
  disableFilterRestoredPartitionsWithSubscribedTopics(): this {
    return this.change(() => {
      this.filterRestored = false;
    });
  }

  getProducedType(): TypeInformation<T> {
    return this.schema.getProducedType();
  }

  describe(): Readonly<Record<string, unknown>> {
    return this.source().describe();
  }

  producedType(): TypeInformation<T> {
    return this.getProducedType();
  }

  createEnumerator(
    context: SplitEnumeratorContext<KafkaSplit>,
    restored?: KafkaEnumeratorState,
  ): SplitEnumerator<KafkaSplit, KafkaEnumeratorState> {
    return this.source().createEnumerator(context, restored);
  }

  createReader(context: SourceReaderContext): SourceReader<T, KafkaSplit> {
    return this.source().createReader(context);
  }

  private startFrom(start: KafkaOffsetsInitializer): this {
    return this.change(() => {
      this.start = start;
    });
  }

  private change(apply: () => void): this {
    apply();
    this.built = undefined;
    return this;
  }

  private source(): KafkaSource<T> {
    this.built ??= this.build(this.start ?? this.groupOffsets());
    return this.built;
  }

  private build(startingOffsets: KafkaOffsetsInitializer): KafkaSource<T> {
    return new KafkaSource({
      bootstrapServers: String(this.properties['bootstrap.servers'] ?? ''),
      topics: this.topics,
      deserializer: KafkaRecordDeserializationSchema.valueOnly(this.schema),
      startingOffsets,
      properties: this.sourceProperties(),
      filterRestoredPartitions: this.filterRestored,
      ...(this.driverFactory === undefined ? {} : { driverFactory: this.driverFactory }),
    });
  }

  private groupOffsets(): KafkaOffsetsInitializer {
    const values = propertyValues(this.properties);
    return KafkaOffsetsInitializer.committedOffsets(
      values.oneOf<OffsetReset>('auto.offset.reset', ['earliest', 'latest', 'none'], 'latest'),
    );
  }

  private sourceProperties(): KafkaProperties {
    const { [DISCOVERY]: interval, ...rest } = this.properties;
    const hasGroup = rest['group.id'] !== undefined;
    return {
      ...rest,
      'partition.discovery.interval.ms': interval ?? -1,
      ...(hasGroup ? { 'commit.offsets.on.checkpoint': this.commitOnCheckpoints } : {}),
    };
  }
}
