import './node/install.js';

export type { AsyncIterableLike } from './connectors/async-iterable.js';
export type { Elements } from './connectors/collection.js';
export {
  type DataGeneratorOptions,
  DataGeneratorSource,
  type GeneratorFunction,
  type GeneratorFunctionLike,
} from './connectors/data-generator/data-generator-source.js';
export { type RateLimiter, RateLimiterStrategy } from './connectors/data-generator/rate-limiter.js';
export { DiscardingSink } from './connectors/discarding.js';
export type { BulkBatch, BulkFormat, BulkReader } from './connectors/files/bulk-format.js';
export { CsvReaderFormat, type CsvReaderOptions } from './connectors/files/csv/csv-reader-format.js';
export { type CsvFormat, CsvSchema, type CsvSchemaBuilder } from './connectors/files/csv/csv-schema.js';
export { CsvBulkWriters, type CsvRecord, csvEncoder } from './connectors/files/csv/csv-writing.js';
export {
  type FileEnumerator,
  type FileEnumeratorContext,
  type FileEnumeratorOptions,
  FileEnumeratorProvider,
  type SplittableFileEnumeratorOptions,
} from './connectors/files/file-enumerator.js';
export { FileSource, type FileSourceOptions } from './connectors/files/file-source.js';
export type { FileSourceBuilder } from './connectors/files/file-source-builder.js';
export type { FileEnumeratorState } from './connectors/files/file-source-enumerator.js';
export type { MalformedFileRecords } from './connectors/files/file-source-reader.js';
export { type FileSplit, fileSplit } from './connectors/files/file-split.js';
export { type FileSplitAssigner, FileSplitAssignerProvider } from './connectors/files/file-split-assigner.js';
export type { FileFilter } from './connectors/files/find-files.js';
export type { JsonLineOptions } from './connectors/files/json-lines.js';
export { BucketAssigner, type BucketContext } from './connectors/files/sink/bucket-assigner.js';
export {
  type BulkWriter,
  type BulkWriterFactory,
  type CompressWriterFactory,
  CompressWriters,
} from './connectors/files/sink/bulk-writer.js';
export { Encoder } from './connectors/files/sink/encoder.js';
export type { MissingFiles } from './connectors/files/sink/file-committer.js';
export { FileCompactStrategy, type FileCompactStrategyBuilder } from './connectors/files/sink/file-compact-strategy.js';
export { type CompactorInput, type CompactorOutput, FileCompactor } from './connectors/files/sink/file-compactor.js';
// PyFlink's older name.
export { FileSink, FileSink as StreamingFileSink, type FileSinkOptions } from './connectors/files/sink/file-sink.js';
export type { FileSinkBuilder } from './connectors/files/sink/file-sink-builder.js';
export type { FileCommittable, FileWriterState } from './connectors/files/sink/file-sink-state.js';
export { OutputFileConfig, type OutputFileConfigBuilder } from './connectors/files/sink/output-file-config.js';
export type { PartOutput } from './connectors/files/sink/part-output.js';
export { type PartFileInfo, RollingPolicy } from './connectors/files/sink/rolling-policy.js';
export { type RecordDecoder, StreamFormat } from './connectors/files/stream-format.js';
export type { TextLineOptions } from './connectors/files/text-lines.js';
export { ByteArraySchema } from './connectors/formats/byte-array-schema.js';
export {
  type JsonRowDeserializationOptions,
  JsonRowDeserializationSchema,
  type JsonRowDeserializationSchemaBuilder,
} from './connectors/formats/json-row-deserialization-schema.js';
export {
  type JsonRowSerializationOptions,
  JsonRowSerializationSchema,
  type JsonRowSerializationSchemaBuilder,
} from './connectors/formats/json-row-serialization-schema.js';
export type { DeserializationSchema, SerializationSchema } from './connectors/formats/schemas.js';
export {
  type InvalidText,
  SimpleStringSchema,
  type SimpleStringSchemaOptions,
} from './connectors/formats/simple-string-schema.js';
export {
  HybridSource,
  type HybridSourceBuilder,
  type SwitchOptions,
} from './connectors/hybrid/hybrid-source.js';
export type { SourceSwitchContext } from './connectors/hybrid/hybrid-stage.js';
export { NumberSequenceSource } from './connectors/number-sequence.js';
export { PrintSink } from './connectors/print.js';
export { SocketSink } from './connectors/sockets/socket-sink.js';
export { type SocketTextOptions, SocketTextSource } from './connectors/sockets/socket-text-source.js';
export { SplitQueue } from './connectors/split-queue.js';
export { type StateFormOptions, stateForm } from './connectors/state-form.js';
export { createStaticEnumerator, staticEnumeratorForm } from './connectors/static-splits.js';
// DataStream
export { AllWindowedStream } from './datastream/all-windowed-stream.js';
export { AsyncDataStream, type AsyncOptions } from './datastream/async-data-stream.js';
export {
  BroadcastConnectedStream,
  type BroadcastStateDescriptor,
  BroadcastStream,
} from './datastream/broadcast-stream.js';
export { CloseableIterator } from './datastream/closeable-iterator.js';
export { ConnectedStreams } from './datastream/connected-streams.js';
export { DataStream } from './datastream/data-stream.js';
export { DataStreamSink } from './datastream/data-stream-sink.js';
export { defineJob, type JobBuilder, type JobModule, type JobModuleOptions } from './datastream/define-job.js';
export { ExecutionConfig } from './datastream/execution-config.js';
export { IntervalJoin, IntervalJoined } from './datastream/interval-join.js';
export { JobClient, JobExecutionResult } from './datastream/job-client.js';
export { JobStatus } from './datastream/job-executor.js';
export { KeyedStream } from './datastream/keyed-stream.js';
export type { OutputArgument, OutputOptions } from './datastream/output-options.js';
export {
  type CoGroupedStreams,
  type JoinedStreams,
  PairedStreams,
  PairedStreamsEqualTo,
  PairedStreamsWhere,
} from './datastream/paired-streams.js';
export { CoGroupedWindows, JoinedWindows } from './datastream/paired-windows.js';
export { RuntimeExecutionMode } from './datastream/runtime-execution-mode.js';
export { SlotSharingGroup, SlotSharingGroupBuilder } from './datastream/slot-sharing-group.js';
export { StreamExecutionEnvironment } from './datastream/stream-execution-environment.js';
export type { FoldedOptions } from './datastream/window-operation.js';
export { WindowedStream } from './datastream/windowed-stream.js';
// Types and values
export { BigDecimal } from './model/big-decimal.js';
export type { Codec } from './model/codec.js';
export { type ConfigOption, Configuration, type ConfigurationValues } from './model/configuration.js';
export type { DataReader } from './model/data-reader.js';
export type { DataWriter } from './model/data-writer.js';
export { Duration, type DurationLike } from './model/duration.js';
export type { FieldOf, NumericFieldOf, Projected } from './model/field-of.js';
export type { Field, FieldPosition, Fields, Projection } from './model/fields.js';
export { Instant } from './model/instant.js';
export type { JsonTimestampFormat } from './model/json/json-conversion.js';
export { Time } from './model/legacy-time.js';
export { MemorySize } from './model/memory-size.js';
export { type ErrorFacts, MillraceError, type MillraceErrorOptions } from './model/millrace-error.js';
export { nameHint } from './model/nearest-name.js';
export { Row } from './model/row.js';
export { RowKind } from './model/row-kind.js';
export { HIDDEN, hideSecrets } from './model/secrets.js';
export type { TypeInformation, TypeSpec } from './model/type-information.js';
export { Types } from './model/types.js';
// Connectors
export type { Gate } from './operator/flow.js';
// Metrics and logs
export type { Counter, Distribution, Meter, MetricGroup } from './operator/metrics.js';
export type { PollStatus } from './operator/operator.js';
export type { Logger, TaskInfo } from './operator/operator-context.js';
export type {
  CommitOutcome,
  Committer,
  DeliveryGuarantee,
  Sink,
  SinkWriter,
  SinkWriterContext,
  WriteContext,
} from './operator/sink.js';
export type {
  Boundedness,
  ReaderOutput,
  RecordPlace,
  Source,
  SourceEvent,
  SourceReader,
  SourceReaderContext,
  SourceSplit,
  SplitEnumerator,
  SplitEnumeratorContext,
  SplitOutput,
  StateForm,
} from './operator/source.js';
// User functions
export { AggregateFunction } from './operator/user-functions/aggregate-function.js';
export { AsyncFunction, type AsyncResult } from './operator/user-functions/async-function.js';
export {
  type AsyncRetryPredicate,
  AsyncRetryStrategy,
  type ExceptionPredicate,
  ExponentialBackoffDelayRetryStrategy,
  emptyResultPredicate,
  exceptionTypePredicate,
  FixedDelayRetryStrategy,
  hasExceptionPredicate,
  NoRetryStrategy,
  type ResultPredicate,
  RetryPredicate,
} from './operator/user-functions/async-retry-strategy.js';
export {
  BroadcastProcessFunction,
  KeyedBroadcastProcessFunction,
} from './operator/user-functions/broadcast-process-function.js';
export { CoProcessFunction, KeyedCoProcessFunction } from './operator/user-functions/co-process-function.js';
export type { Collector, Emitted, ProcessEmitted } from './operator/user-functions/collector.js';
export { FilterFunction } from './operator/user-functions/filter-function.js';
export { CoFlatMapFunction, FlatMapFunction } from './operator/user-functions/flat-map-function.js';
export { type Lifecycle, LifecycleFunction as Function } from './operator/user-functions/function.js';
export { KeySelector, NullByteKeySelector } from './operator/user-functions/key-selector.js';
export { CoMapFunction, MapFunction } from './operator/user-functions/map-function.js';
export { OutputTag } from './operator/user-functions/output-tag.js';
export { Partitioner } from './operator/user-functions/partitioner.js';
export type {
  BaseContext,
  BroadcastContext,
  KeyedBroadcastContext,
  KeyedBroadcastOnTimerContext,
  KeyedOnTimerContext,
  KeyedProcessContext,
  KeyedReadOnlyBroadcastContext,
  OnTimerContext,
  ProcessContext,
  ReadOnlyBroadcastContext,
} from './operator/user-functions/process-context.js';
export { KeyedProcessFunction, ProcessFunction } from './operator/user-functions/process-function.js';
export { type ProcessJoinContext, ProcessJoinFunction } from './operator/user-functions/process-join-function.js';
export { ReduceFunction } from './operator/user-functions/reduce-function.js';
export type { KeyedStateStore, RuntimeContext } from './operator/user-functions/runtime-context.js';
export { SinkFunction, type SinkFunctionContext } from './operator/user-functions/sink-function.js';
export { TimeDomain } from './operator/user-functions/time-domain.js';
export type { TimerService } from './operator/user-functions/timer-service.js';
// Windows
export {
  ContinuousEventTimeTrigger,
  ContinuousProcessingTimeTrigger,
} from './operator/windowing/continuous-triggers.js';
export { CountTrigger } from './operator/windowing/count-trigger.js';
export { CountSlidingWindowAssigner, CountTumblingWindowAssigner } from './operator/windowing/count-windows.js';
export {
  CumulativeEventTimeWindows,
  CumulativeProcessingTimeWindows,
} from './operator/windowing/cumulative-windows.js';
export type { DeltaFunction } from './operator/windowing/delta-function.js';
export { DeltaTrigger } from './operator/windowing/delta-trigger.js';
export { EndOfStreamTrigger } from './operator/windowing/end-of-stream-trigger.js';
export { EventTimeTrigger } from './operator/windowing/event-time-trigger.js';
export { Evictor, type EvictorContext, type Kept, TimestampedValue } from './operator/windowing/evictor.js';
export { CountEvictor, DeltaEvictor, TimeEvictor } from './operator/windowing/evictors.js';
export { GlobalWindows } from './operator/windowing/global-windows.js';
export {
  CoGroupFunction,
  FlatJoinFunction,
  JoinFunction,
  type TaggedUnion,
} from './operator/windowing/join-function.js';
export { NeverTrigger } from './operator/windowing/never-trigger.js';
export { ProcessingTimeTrigger } from './operator/windowing/processing-time-trigger.js';
export {
  type ProcessingTimeoutOptions,
  ProcessingTimeoutTrigger,
} from './operator/windowing/processing-timeout-trigger.js';
export { PurgingTrigger } from './operator/windowing/purging-trigger.js';
export {
  DynamicEventTimeSessionWindows,
  DynamicProcessingTimeSessionWindows,
  EventTimeSessionWindows,
  ProcessingTimeSessionWindows,
  SessionWindowTimeGapExtractor,
  type TimeGapExtractor,
} from './operator/windowing/session-windows.js';
export { SlidingEventTimeWindows, SlidingProcessingTimeWindows } from './operator/windowing/sliding-windows.js';
export { type OnMergeContext, Trigger, type TriggerContext } from './operator/windowing/trigger.js';
export { TriggerResult } from './operator/windowing/trigger-result.js';
export { TumblingEventTimeWindows, TumblingProcessingTimeWindows } from './operator/windowing/tumbling-windows.js';
export {
  MergingWindowAssigner,
  WindowAssigner,
  type WindowAssignerContext,
} from './operator/windowing/window-assigner.js';
export {
  AllWindowFunction,
  ProcessAllWindowFunction,
  type ProcessWindowContext,
  ProcessWindowFunction,
  WindowFunction,
} from './operator/windowing/window-function.js';
export type { Clock } from './ports/clock.js';
export type { Compression, CompressionFormat, Compressor } from './ports/compression.js';
export type { ConnectorPorts } from './ports/connector-ports.js';
export type { DirectoryEntry, FileStatus, Files, ReadableFile, WritableFile } from './ports/files.js';
export type { Random } from './ports/random.js';
export type { Connection, Sockets } from './ports/sockets.js';
export type { StandardOutput } from './ports/standard-output.js';
export type {
  AggregatingState,
  BroadcastState,
  ListState,
  MapState,
  ReadOnlyBroadcastState,
  ReducingState,
  State,
  ValueState,
} from './state/state.js';
export {
  AggregatingStateDescriptor,
  ListStateDescriptor,
  MapStateDescriptor,
  ReducingStateDescriptor,
  type StateDescriptor,
  ValueStateDescriptor,
} from './state/state-descriptor.js';
export { StateTtlConfig, type StateTtlConfigBuilder } from './state/state-ttl-config.js';
// State
export { VOID_NAMESPACE } from './state/void-namespace.js';
// Time
export type { ActivityClock } from './time/activity-clock.js';
export { TimestampAssigner, type TimestampAssignerLike, type TimestampFunction } from './time/timestamp-assigner.js';
export type { WatermarkAlignment } from './time/watermark-alignment.js';
export type { WatermarkGenerator, WatermarkGeneratorContext } from './time/watermark-generator.js';
export type { WatermarkOutput } from './time/watermark-output.js';
export { WatermarkStrategy } from './time/watermark-strategy.js';
export { CountWindow, GlobalWindow, type MergeCallback, TimeWindow, Window } from './time/window.js';
