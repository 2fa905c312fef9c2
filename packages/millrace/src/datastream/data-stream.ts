import type { SerializationSchema } from '../connectors/formats/schemas.js';
import { PrintSink } from '../connectors/print.js';
import { SocketSink } from '../connectors/sockets/socket-sink.js';
import type { DurationLike } from '../model/duration.js';
import type { FieldOf, Projected } from '../model/field-of.js';
import type { TypeInformation } from '../model/type-information.js';
import type { Sink } from '../operator/sink.js';
import type { KeySelectorArgument } from '../operator/user-functions/key-selector-function.js';
import type {
  FilterArgument,
  FlatMapArgument,
  MapArgument,
  ProcessArgument,
  SinkFunctionArgument,
} from '../operator/user-functions/normalise.js';
import type { OutputTag } from '../operator/user-functions/output-tag.js';
import type { PartitionerArgument } from '../operator/user-functions/partitioner-function.js';
import { CountSlidingWindowAssigner, CountTumblingWindowAssigner } from '../operator/windowing/count-windows.js';
import type { WindowAssigner } from '../operator/windowing/window-assigner.js';
import type { WatermarkStrategy } from '../time/watermark-strategy.js';
import type { CountWindow, Window } from '../time/window.js';
import { AllWindowedStream } from './all-windowed-stream.js';
import { BroadcastConnectedStream, type BroadcastStateDescriptor, BroadcastStream } from './broadcast-stream.js';
import { checkConnector } from './check-connector.js';
import { CloseableIterator } from './closeable-iterator.js';
import { ConnectedStreams } from './connected-streams.js';
import { addSink, type DataStreamSink } from './data-stream-sink.js';
import type { ExecutionConfig } from './execution-config.js';
import type { KeyedStream } from './keyed-stream.js';
import { setMaxParallelism, setOperatorBufferTimeout, setParallelism } from './operator-settings.js';
import { type OutputArgument, type OutputOptions, outputOptions, untyped } from './output-options.js';
import { onlyPart, ownOperator } from './own-operator.js';
import { type CoGroupedStreams, type JoinedStreams, PairedStreams } from './paired-streams.js';
import { projectionOf } from './projection.js';
import type { SlotSharingGroup } from './slot-sharing-group.js';
import type { StreamExecutionEnvironment } from './stream-execution-environment.js';
import { addOperator, dealtOut, type OperatorCall, type StreamOrigin, unionOf } from './stream-origin.js';
import type { EdgePartitioning } from './transformation.js';

/**
 * A stream of records of one type. Every method that adds an operator gives a new stream; nothing runs before
 * `env.execute()`.
 *
 * @example
 * ```ts
 * import { StreamExecutionEnvironment, Types } from 'millrace';
 *
 * const env = StreamExecutionEnvironment.getExecutionEnvironment();
 * env
 *   .fromCollection([1, 2, 3], Types.INT())
 *   .map((value) => value * 2, Types.INT())
 *   .print();
 * await env.execute('doubles');
 * ```
 */
export class DataStream<T> {
  /** @internal */
  readonly origin: StreamOrigin;

  /** @internal */
  constructor(origin: StreamOrigin) {
    this.origin = origin;
  }

  getName(): string {
    const { parts } = this.origin;
    return parts.length === 1 ? parts[0].transformation.name : 'Union';
  }

  /** Names the operator that made this stream: in errors, metrics and `explain`. */
  name(name: string): this {
    ownOperator(this.origin, 'name').name = name;
    return this;
  }

  /** Says at more length what the operator does: in `explain`, in the plan, and nowhere else. */
  setDescription(description: string): this {
    ownOperator(this.origin, 'setDescription').description = description;
    return this;
  }

  /** Gives the operator the id under which savepoints keep its state. Unique in the job. */
  uid(uid: string): this {
    ownOperator(this.origin, 'uid').uid = uid;
    return this;
  }

  /**
   * Gives the operator the id that another version of the program had generated for it, so that its state is found although it
   * stands elsewhere now. It takes the place of `uid`.
   */
  setUidHash(uidHash: string): this {
    ownOperator(this.origin, 'setUidHash').uidHash = uidHash;
    return this;
  }

  /**
   * How many instances of the operator run in parallel; the environment's parallelism if it is not set.
   *
   * @throws MillraceError `PARALLELISM_INVALID` for anything but a whole number from 1, or for more than the operator can.
   */
  setParallelism(parallelism: number): this {
    setParallelism(ownOperator(this.origin, 'setParallelism'), parallelism);
    return this;
  }

  /** How many key groups the operator's state has: the most that its parallelism can ever become. */
  setMaxParallelism(maxParallelism: number): this {
    setMaxParallelism(ownOperator(this.origin, 'setMaxParallelism'), maxParallelism);
    return this;
  }

  /** Lets the operator have parallelism 1 and no other. */
  forceNonParallel(): this {
    ownOperator(this.origin, 'forceNonParallel').maxParallelism = 1;
    return this.setParallelism(1);
  }

  /**
   * How long records that leave this operator's task may wait for others: see `env.setBufferTimeout`, whose setting −1 takes.
   *
   * @throws MillraceError `DURATION_INVALID`
   */
  setBufferTimeout(timeoutMillis: DurationLike): this {
    setOperatorBufferTimeout(ownOperator(this.origin, 'setBufferTimeout'), timeoutMillis);
    return this;
  }

  /** Begins a chain at this operator: it does not run in one task with those before it. */
  startNewChain(): this {
    ownOperator(this.origin, 'startNewChain').chaining = 'head';
    return this;
  }

  /** Runs this operator in a task of its own. */
  disableChaining(): this {
    ownOperator(this.origin, 'disableChaining').chaining = 'never';
    return this;
  }

  /** Puts the operator, and those behind it that do not say otherwise, into a slot sharing group. */
  slotSharingGroup(slotSharingGroup: string | SlotSharingGroup): this {
    const transformation = ownOperator(this.origin, 'slotSharingGroup');
    transformation.slotSharingGroup = this.origin.environment.slotSharingGroups.nameOf(slotSharingGroup);
    return this;
  }

  getType(): TypeInformation<T> {
    return this.origin.type as TypeInformation<T>;
  }

  getExecutionEnvironment(): StreamExecutionEnvironment {
    return this.origin.environment;
  }

  getExecutionConfig(): ExecutionConfig {
    return this.origin.environment.getConfig();
  }

  /** One record out for each record in. */
  map<Out>(func: MapArgument<T, Out>): DataStream<Out>;
  map<Out>(func: MapArgument<T, NoInfer<Out>>, output: OutputArgument<Out>): DataStream<Out>;
  map<Out>(func: MapArgument<T, Out>, output?: OutputArgument<Out>): DataStream<Out> {
    return this.add('map', 'Map', { function: func }, outputOptions(output));
  }

  /** Any number of records out for each record in: what the function returns or yields, or gives to its collector. */
  flatMap<Out>(func: FlatMapArgument<T, Out>): DataStream<Out>;
  flatMap<Out>(func: FlatMapArgument<T, NoInfer<Out>>, output: OutputArgument<Out>): DataStream<Out>;
  flatMap<Out>(func: FlatMapArgument<T, Out>, output?: OutputArgument<Out>): DataStream<Out> {
    return this.add('flat-map', 'FlatMap', { function: func }, outputOptions(output));
  }

  /** Keeps the records for which the function returns true. */
  filter(func: FilterArgument<T>): DataStream<T> {
    return this.add('filter', 'Filter', { function: func }, { outputType: this.getType() });
  }

  /**
   * Keeps some fields of the records, in the order given: of tuples and rows by position or name, of objects by name.
   *
   * @throws MillraceError `TYPE_NO_FIELD` for a field that there is not, `PROJECTION_INVALID` for none, and for records
   *   that have no fields to choose from.
   */
  project<const P extends readonly FieldOf<T>[]>(...fieldIndexes: P): DataStream<Projected<T, P>> {
    const { type, pick } = projectionOf(this.origin.type, fieldIndexes);
    return this.add('map', 'Projection', { function: pick }, { outputType: type as TypeInformation<Projected<T, P>> });
  }

  /**
   * Groups the records by key: all records of a key go to one instance, which holds the key's state.
   *
   * @param keyType without it, keys are taken as they are: numbers, strings, plain objects.
   */
  keyBy<Key>(keySelector: KeySelectorArgument<T, Key>, keyType?: TypeInformation<Key>): KeyedStream<T, Key> {
    return this.origin.environment.keyedStream<T, Key>({
      ...dealtOut(this.origin, { partitioning: { kind: 'hash' }, keySelector }),
      keyType: keyType ?? untyped<Key>(),
    });
  }

  /** Records with their timestamps, side outputs, and on a keyed stream state and timers. */
  process<Out>(func: ProcessArgument<T, Out>): DataStream<Out>;
  process<Out>(func: ProcessArgument<T, NoInfer<Out>>, output: OutputArgument<Out>): DataStream<Out>;
  process<Out>(func: ProcessArgument<T, Out>, output?: OutputArgument<Out>): DataStream<Out> {
    return this.add('process', 'Process', { function: func }, outputOptions(output));
  }

  /** Groups all records by window, in one instance: nothing of it runs in parallel. See `KeyedStream.window`. */
  windowAll<W extends Window>(windowAssigner: WindowAssigner<T, W>): AllWindowedStream<T, W> {
    return new AllWindowedStream<T, W>(this, windowAssigner);
  }

  /** Windows of so many records of the whole stream: see `KeyedStream.countWindow`. */
  countWindowAll(size: number, slide = 0): AllWindowedStream<T, CountWindow> {
    return this.windowAll<CountWindow>(
      slide === 0 ? CountTumblingWindowAssigner.of(size) : CountSlidingWindowAssigner.of(size, slide),
    );
  }

  /**
   * All records of this stream and the others, which have the same type. The union is no operator of its own, and is not keyed:
   * call `keyBy` on it.
   *
   * @throws MillraceError `STREAM_OF_ANOTHER_ENVIRONMENT` for streams of several environments.
   */
  union(...streams: readonly DataStream<T>[]): DataStream<T> {
    return new DataStream<T>(
      unionOf(
        this.origin,
        streams.map((stream) => stream.origin),
      ),
    );
  }

  /** Reads two streams with one operator, which may hold state for both. */
  connect<Other>(stream: DataStream<Other>): ConnectedStreams<T, Other>;
  connect<Other>(stream: BroadcastStream<Other>): BroadcastConnectedStream<T, Other>;
  connect<Other>(
    stream: DataStream<Other> | BroadcastStream<Other>,
  ): ConnectedStreams<T, Other> | BroadcastConnectedStream<T, Other> {
    return stream instanceof BroadcastStream
      ? new BroadcastConnectedStream<T, Other>(this, stream)
      : new ConnectedStreams<T, Other>(this, stream);
  }

  /** Pairs of records of two streams that have one key and are in one window. */
  join<Other>(otherStream: DataStream<Other>): JoinedStreams<T, Other> {
    return new PairedStreams(this, otherStream, 'join');
  }

  /** The records that two streams have under one key and in one window, side by side. */
  coGroup<Other>(otherStream: DataStream<Other>): CoGroupedStreams<T, Other> {
    return new PairedStreams(this, otherStream, 'coGroup');
  }

  /** The records that the operator gave to a side output. */
  getSideOutput<X>(tag: OutputTag<X>): DataStream<X> {
    const type = tag.typeInfo ?? untyped<X>();
    const { transformation } = onlyPart(this.origin, 'getSideOutput');
    transformation.sideOutputTypes.set(tag.tagId, type);
    return new DataStream<X>({
      environment: this.origin.environment,
      parts: [{ transformation, sideOutput: tag.tagId, partitioning: { kind: 'default' } }],
      type,
    });
  }

  /** Gives records timestamps, and makes watermarks from them. */
  assignTimestampsAndWatermarks(watermarkStrategy: WatermarkStrategy<T>): DataStream<T> {
    return this.add(
      'timestamps-and-watermarks',
      'Timestamps/Watermarks',
      { watermarkStrategy },
      { outputType: this.getType() },
      () => this.origin.environment.watermarkSettings(),
    );
  }

  /** Deals records out to random instances of the next operator. */
  shuffle(): DataStream<T> {
    return this.partitioned({ kind: 'shuffle' });
  }

  /** Deals records out in turns to all instances of the next operator. */
  rebalance(): DataStream<T> {
    return this.partitioned({ kind: 'rebalance' });
  }

  /** Deals records out in turns to a fixed share of the instances of the next operator. */
  rescale(): DataStream<T> {
    return this.partitioned({ kind: 'rescale' });
  }

  /** Keeps records in their instance; the next operator must have the same parallelism. */
  forward(): DataStream<T> {
    return this.partitioned({ kind: 'forward' });
  }

  /** Sends all records to the first instance of the next operator. */
  global(): DataStream<T> {
    return this.partitioned({ kind: 'global' });
  }

  /** Sends every record to all instances of the next operator; with descriptors, for broadcast state. */
  broadcast(): DataStream<T>;
  broadcast(...descriptors: readonly [BroadcastStateDescriptor, ...BroadcastStateDescriptor[]]): BroadcastStream<T>;
  broadcast(...descriptors: readonly BroadcastStateDescriptor[]): DataStream<T> | BroadcastStream<T> {
    const stream = this.partitioned({ kind: 'broadcast' });
    return descriptors.length === 0 ? stream : new BroadcastStream<T>(stream, descriptors);
  }

  /** Sends a record to the instance that the partitioner chooses by its key. */
  partitionCustom<Key>(partitioner: PartitionerArgument<Key>, keySelector: KeySelectorArgument<T, Key>): DataStream<T> {
    return new DataStream<T>(dealtOut(this.origin, { partitioning: { kind: 'custom', partitioner }, keySelector }));
  }

  /** Writes the records to a sink. */
  sinkTo(sink: Sink<T>): DataStreamSink {
    checkConnector(sink, 'createWriter', 'sinkTo takes a sink');
    return addSink(this.origin, `Sink: ${sink.connector}`, { sink });
  }

  /** Writes the records to a sink, or gives each one to a function. */
  addSink(sink: Sink<T> | SinkFunctionArgument<T>): DataStreamSink {
    if (typeof sink === 'object' && 'createWriter' in sink) return this.sinkTo(sink);
    return addSink(this.origin, 'Sink: Unnamed', { sinkFunction: sink });
  }

  /**
   * Sends the records over TCP to a program that listens, as the bytes that a schema makes of them. Parallelism 1.
   *
   * Whether the other side has read what was sent is not known: nothing is guaranteed.
   *
   * @throws MillraceError `SOCKET_OPTION_INVALID`; when it runs `SOCKET_FAILED`.
   */
  writeToSocket(host: string, port: number, schema: SerializationSchema<T>): DataStreamSink {
    return this.sinkTo(new SocketSink<T>(host, port, schema)).setParallelism(1);
  }

  /** Prints the records to standard output, one line each. */
  print(sinkIdentifier?: string): DataStreamSink {
    return this.sinkTo(new PrintSink<T>(sinkIdentifier)).name('Print to Std. Out');
  }

  /**
   * Runs the job and gives the records of this stream, as they come.
   *
   * @param limit stop after so many records.
   *
   * @example
   * ```ts
   * import { StreamExecutionEnvironment } from 'millrace';
   *
   * const env = StreamExecutionEnvironment.getExecutionEnvironment();
   * for await (const value of env.fromSequence(1, 3).executeAndCollect()) console.log(value);
   * ```
   */
  executeAndCollect(jobExecutionName?: string, limit?: number): CloseableIterator<T> {
    return CloseableIterator.run(this, jobExecutionName, limit);
  }

  protected add<Out>(
    operator: string,
    name: string,
    functions: Readonly<Record<string, unknown>>,
    output: OutputOptions<Out>,
    settings?: OperatorCall['settings'],
  ): DataStream<Out> {
    const outputType = output.outputType ?? untyped<Out>();
    return new DataStream<Out>(
      addOperator([this.origin], {
        operator,
        name: output.name ?? name,
        functions,
        ...(settings === undefined ? {} : { settings }),
        outputType,
        uid: output.uid,
        parallelism: output.parallelism,
      }),
    );
  }

  private partitioned(partitioning: EdgePartitioning): DataStream<T> {
    return new DataStream<T>(dealtOut(this.origin, { partitioning }));
  }
}
