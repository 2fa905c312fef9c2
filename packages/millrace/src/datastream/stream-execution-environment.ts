import { type AsyncIterableLike, AsyncIterableSource } from '../connectors/async-iterable.js';
import { CollectionSource, type Elements } from '../connectors/collection.js';
import { FileSource } from '../connectors/files/file-source.js';
import { StreamFormat } from '../connectors/files/stream-format.js';
import { NumberSequenceSource } from '../connectors/number-sequence.js';
import { SocketTextSource } from '../connectors/sockets/socket-text-source.js';
import { Configuration, type ConfigurationValues, checkConfiguration } from '../model/configuration.js';
import type { DurationLike } from '../model/duration.js';
import type { TypeInformation } from '../model/type-information.js';
import type { Source } from '../operator/source.js';
import { explainPlan } from '../plan/explain-plan.js';
import type { LogicalPlan } from '../plan/logical-plan.js';
import { WatermarkStrategy } from '../time/watermark-strategy.js';
import { batchSettings, runtimeModeOf, sortSettings } from './batch-settings.js';
import { bufferTimeoutOf, setBufferTimeout } from './buffer-timeout.js';
import { buildPlan } from './build-plan.js';
import { checkConnector } from './check-connector.js';
import { checkedParallelism } from './checked-parallelism.js';
import { DataStream } from './data-stream.js';
import { ExecutionConfig } from './execution-config.js';
import {
  CHAINS_ACROSS_MAX_PARALLELISM,
  DEFAULT_PARALLELISM,
  EXECUTION_OPTIONS,
  JOB_NAME,
  OPERATOR_CHAINING,
  RUNTIME_MODE,
} from './execution-options.js';
import { JobClient, type JobExecutionResult } from './job-client.js';
import { installedJobExecutor, type JobExecutor } from './job-executor.js';
import { KeyedStream } from './keyed-stream.js';
import { untyped } from './output-options.js';
import type { RuntimeExecutionMode } from './runtime-execution-mode.js';
import type { SlotSharingGroup } from './slot-sharing-group.js';
import { SlotSharingGroups } from './slot-sharing-groups.js';
import type { StreamOrigin } from './stream-origin.js';
import { createTransformation, type Transformation } from './transformation.js';

const DEFAULT_JOB_NAME = 'Millrace Streaming Job';

let defaults: ConfigurationValues = {};
let defaultLocalParallelism = 1;

/** Settings that every new environment begins with: what the command line gives to a program. */
export function setDefaultConfiguration(values: ConfigurationValues): void {
  defaults = values;
}

/**
 * The beginning of every program: makes streams from sources, and runs the job that is built from them.
 *
 * @example
 * ```ts
 * import { StreamExecutionEnvironment, Types } from 'millrace';
 *
 * const env = StreamExecutionEnvironment.getExecutionEnvironment();
 * env.fromCollection(['fig', 'grape'], Types.STRING()).print();
 * await env.execute('fruit');
 * ```
 */
export class StreamExecutionEnvironment {
  private readonly configuration: Configuration;
  private readonly executionConfig: ExecutionConfig;
  /** @internal */
  readonly slotSharingGroups = new SlotSharingGroups();
  private transformations: Transformation[] = [];

  private constructor(
    private readonly executor: JobExecutor,
    configuration: Configuration,
  ) {
    checkConfiguration(configuration, EXECUTION_OPTIONS);
    this.configuration = configuration;
    this.executionConfig = new ExecutionConfig(configuration);
    this.executionConfig.setParallelism(this.executionConfig.getParallelism());
  }

  /**
   * The environment of this process.
   *
   * @param configuration options by their keys, such as `parallelism.default`.
   * @throws MillraceError `CONFIG_UNKNOWN_KEY` or `CONFIG_INVALID_VALUE`.
   */
  static getExecutionEnvironment(configuration?: Configuration | ConfigurationValues): StreamExecutionEnvironment {
    return StreamExecutionEnvironment.createWithExecutor(installedJobExecutor(), configuration);
  }

  /** @internal An environment whose jobs go to a host of their own. */
  static createWithExecutor(executor: JobExecutor, configuration?: Configuration | ConfigurationValues) {
    const settings = Configuration.fromDict({ [DEFAULT_PARALLELISM.key]: defaultLocalParallelism, ...defaults });
    if (configuration !== undefined) settings.addAll(asConfiguration(configuration));
    return new StreamExecutionEnvironment(executor, settings);
  }

  /** Sets options by their keys; options that are set already and not named here stay. */
  configure(configuration: Configuration | ConfigurationValues): this {
    const settings = asConfiguration(configuration);
    checkConfiguration(settings, EXECUTION_OPTIONS);
    this.configuration.addAll(settings);
    return this;
  }

  getConfig(): ExecutionConfig {
    return this.executionConfig;
  }

  /** The parallelism of operators that set none. Default 1. */
  setParallelism(parallelism: number): this {
    this.executionConfig.setParallelism(parallelism);
    return this;
  }

  getParallelism(): number {
    return this.executionConfig.getParallelism();
  }

  /** The number of key groups of operators that set none: the most that a parallelism can ever become. */
  setMaxParallelism(maxParallelism: number): this {
    this.executionConfig.setMaxParallelism(maxParallelism);
    return this;
  }

  getMaxParallelism(): number | undefined {
    return this.executionConfig.getMaxParallelism();
  }

  /**
   * Whether jobs run as streams, the default, or as batches, whose sources must end; `AUTOMATIC` looks at the sources.
   *
   * @throws MillraceError `CONFIG_INVALID_VALUE` for anything else. A source that does not end is refused by `execute`.
   */
  setRuntimeMode(mode: RuntimeExecutionMode): this {
    this.configuration.set(RUNTIME_MODE, mode);
    return this;
  }

  /** Runs every operator in a task of its own. */
  disableOperatorChaining(): this {
    this.configuration.set(OPERATOR_CHAINING, false);
    return this;
  }

  isChainingEnabled(): boolean {
    return this.configuration.get(OPERATOR_CHAINING);
  }

  /** May operators of different maximum parallelism run in one task? Default true. */
  isChainingOfOperatorsWithDifferentMaxParallelismEnabled(): boolean {
    return this.configuration.get(CHAINS_ACROSS_MAX_PARALLELISM);
  }

  /**
   * How long records may wait for others before they leave their task together: it trades latency for fewer changes of task.
   *
   * @param timeoutMillis 0, the default, lets each record leave at once; −1 waits until a buffer is full.
   * @throws MillraceError `DURATION_INVALID`
   */
  setBufferTimeout(timeoutMillis: DurationLike): this {
    setBufferTimeout(this.configuration, timeoutMillis);
    return this;
  }

  /** Milliseconds, or −1. */
  getBufferTimeout(): number {
    return bufferTimeoutOf(this.configuration);
  }

  /**
   * Makes a slot sharing group known, so that operators may name it and have its resources.
   *
   * @throws MillraceError `SLOT_SHARING_GROUP_CONFLICT` when another one of its name is known.
   */
  registerSlotSharingGroup(slotSharingGroup: SlotSharingGroup): this {
    this.slotSharingGroups.nameOf(slotSharingGroup);
    return this;
  }

  /** The parallelism of environments that are made from now on and say none. */
  getDefaultLocalParallelism(): number {
    return defaultLocalParallelism;
  }

  /** @throws MillraceError `PARALLELISM_INVALID` */
  setDefaultLocalParallelism(parallelism: number): this {
    defaultLocalParallelism = checkedParallelism(parallelism, 'The default parallelism');
    return this;
  }

  /**
   * A stream of the elements of a collection, in order. It has parallelism 1.
   *
   * @param collection read when the job runs; a function is called then, and again after a restart.
   */
  fromCollection<T>(collection: Elements<T>, typeInfo?: TypeInformation<T>): DataStream<T> {
    const source = new CollectionSource<T>(collection, typeInfo ?? untyped<T>());
    return this.addTransformedSource(source, 'Collection Source', undefined, 1);
  }

  /** A stream of the whole numbers from `from` to `to`, both included, split over the parallel instances. */
  fromSequence(from: number, to: number): DataStream<number> {
    return this.addTransformedSource(new NumberSequenceSource(from, to), 'Sequence Source', undefined, undefined);
  }

  /**
   * A stream of what an async iterable gives. It cannot be read again: after a failure, what it gave is gone.
   *
   * @param iterable the iterable, or a function that makes it when the job runs.
   */
  fromAsyncIterable<T>(iterable: AsyncIterableLike<T>, typeInfo?: TypeInformation<T>): DataStream<T> {
    const source = new AsyncIterableSource<T>(iterable, typeInfo ?? untyped<T>());
    return this.addTransformedSource(source, 'Async Iterable Source', undefined, 1);
  }

  /**
   * A stream of the lines of text files: a file, all files below a directory, or those that a pattern matches.
   *
   * @param charsetName as `TextDecoder` names it. Default `UTF-8`.
   */
  readTextFile(filePath: string, charsetName = 'UTF-8'): DataStream<string> {
    const source = FileSource.forRecordStreamFormat(StreamFormat.textLineFormat(charsetName), filePath).build();
    return this.addTransformedSource(source, 'Text File Source', undefined, undefined);
  }

  /**
   * A stream of the text that another program sends over TCP, one record a delimiter, for trying things out: what was
   * read cannot be read again. It has parallelism 1.
   *
   * Bytes that are no UTF-8 become U+FFFD. Before a newline, a carriage return is taken away.
   *
   * @param delimiter default a newline.
   * @param maxRetry how often in a row, every 500 ms, a connection is made again that could not be made or was closed; less
   * than 0: for ever. Default 0: the stream ends when the other side closes the connection.
   * @throws MillraceError `SOCKET_OPTION_INVALID`; when it runs `SOCKET_FAILED` and `SOCKET_RECORD_TOO_LONG` (64 MiB).
   *
   * @example
   * ```ts
   * import { StreamExecutionEnvironment } from 'millrace';
   *
   * const env = StreamExecutionEnvironment.getExecutionEnvironment();
   * env.socketTextStream('localhost', 9999).print();
   * console.log(env.getExecutionPlan().includes('Socket Stream'));
   * ```
   */
  socketTextStream(host: string, port: number, delimiter = '\n', maxRetry = 0): DataStream<string> {
    const source = new SocketTextSource(host, port, { delimiter, maxRetry });
    return this.addTransformedSource(source, 'Socket Stream', undefined, 1);
  }

  /** A stream from a source, with timestamps and watermarks made as the strategy says. */
  fromSource<T>(
    source: Source<T>,
    watermarkStrategy: WatermarkStrategy<T> = WatermarkStrategy.noWatermarks(),
    sourceName = `Source: ${source.connector}`,
    typeInfo?: TypeInformation<T>,
  ): DataStream<T> {
    return this.addTransformedSource(source, sourceName, watermarkStrategy, undefined, typeInfo);
  }

  /** A stream from a source without watermarks. */
  addSource<T>(source: Source<T>, sourceName = 'Custom Source', typeInfo?: TypeInformation<T>): DataStream<T> {
    return this.addTransformedSource(source, sourceName, undefined, undefined, typeInfo);
  }

  /**
   * Runs the job, and waits for its end. The program starts anew after it.
   *
   * @throws MillraceError what made the job fail.
   */
  async execute(jobName?: string): Promise<JobExecutionResult> {
    return this.executeAsync(jobName).getJobExecutionResult();
  }

  /** Starts the job, and does not wait for its end. */
  executeAsync(jobName?: string): JobClient {
    const plan = this.getPlan(jobName);
    this.transformations = [];
    return new JobClient(
      this.executor.submit(plan, {
        chaining: this.isChainingEnabled(),
        jobParameters: this.executionConfig.getGlobalJobParameters(),
        sorting: sortSettings(this.configuration),
      }),
    );
  }

  /** The plan of the job so far, as JSON text in the form of Flink's plan visualiser. */
  getExecutionPlan(): string {
    return JSON.stringify(explainPlan(this.getPlan()), undefined, 2);
  }

  /** @internal */
  getPlan(jobName?: string): LogicalPlan {
    return buildPlan(this.transformations, {
      jobName: jobName ?? this.configuration.get(JOB_NAME) ?? DEFAULT_JOB_NAME,
      parallelism: this.getParallelism(),
      maxParallelism: this.getMaxParallelism(),
      batch: this.isBatch() ? batchSettings(this.configuration) : undefined,
      bufferTimeoutMs: this.getBufferTimeout(),
      slotSharingGroups: this.slotSharingGroups.toPlan(),
      keepsMaxParallelismsApart: !this.isChainingOfOperatorsWithDifferentMaxParallelismEnabled(),
      generatesUids: this.executionConfig.hasAutoGeneratedUidsEnabled(),
      allowsGenericTypes: !this.executionConfig.hasGenericTypesDisabled(),
    });
  }

  /** @internal What operators that make watermarks are told when the job is executed. */
  watermarkSettings() {
    return {
      autoWatermarkIntervalMs: this.executionConfig.getAutoWatermarkInterval(),
      ...(this.isBatch() ? { progressiveWatermarks: false } : {}),
    };
  }

  /** @internal */
  dataStream<T>(origin: StreamOrigin): DataStream<T> {
    return new DataStream<T>(origin);
  }

  /** @internal */
  keyedStream<T, Key>(origin: StreamOrigin): KeyedStream<T, Key> {
    return new KeyedStream<T, Key>(origin);
  }

  /** @internal */
  addTransformation(transformation: Transformation): void {
    this.transformations.push(transformation);
  }

  private isBatch(): boolean {
    return runtimeModeOf(this.configuration, this.transformations) === 'BATCH';
  }

  private addTransformedSource<T>(
    source: Source<T>,
    name: string,
    watermarkStrategy: WatermarkStrategy<T> | undefined,
    parallelismLimit: number | undefined,
    typeInfo?: TypeInformation<T>,
  ): DataStream<T> {
    checkConnector(source, 'createReader', 'A stream comes from a source');
    const type = typeInfo ?? source.producedType();
    const transformation = createTransformation({
      operator: 'source',
      name,
      outputType: type,
      parallelism: parallelismLimit,
      parallelismLimit,
      functions: { source, ...(watermarkStrategy === undefined ? {} : { watermarkStrategy }) },
      settings: () => this.watermarkSettings(),
    });
    this.addTransformation(transformation);
    return new DataStream<T>({
      environment: this,
      parts: [{ transformation, partitioning: { kind: 'default' } }],
      type,
    });
  }
}

function asConfiguration(configuration: Configuration | ConfigurationValues): Configuration {
  return configuration instanceof Configuration ? configuration : Configuration.fromDict(configuration);
}
