import { type Counter, MillraceError, type SinkWriter, type SinkWriterContext, type WriteContext } from 'millrace';
import type { KafkaDriver, KafkaWriter } from '../driver/kafka-driver.js';
import { KafkaRecordSerializer, type KafkaSinkContext } from './kafka-record-serialization-schema.js';
import type { KafkaSinkPlan } from './kafka-sink-options.js';

/** Writes the records of one subtask. */
export class KafkaSinkWriter<T> implements SinkWriter<T> {
  private readonly writer: KafkaWriter;
  private readonly written: Counter;
  private readonly record: { -readonly [Key in keyof KafkaSinkContext]: KafkaSinkContext[Key] };
  private readonly serializer: KafkaRecordSerializer<T> | undefined;
  /** What is handed to the writer for the time of a call. */
  private readonly serializable: Parameters<KafkaRecordSerializer<T>['describe']>[2];
  private isWaiting = false;

  private constructor(
    private readonly plan: KafkaSinkPlan<T>,
    private readonly context: SinkWriterContext,
    private readonly driver: KafkaDriver,
  ) {
    const { subtaskIndex, parallelism } = context.info;
    this.record = { subtaskIndex, parallelism, timestamp: undefined };
    this.serializer = plan.recordSerializer instanceof KafkaRecordSerializer ? plan.recordSerializer : undefined;
    this.serializable = { topic: '', key: null, value: undefined as T, timestamp: undefined };
    const options = { ...plan.settings.writer, onBatchFailure: plan.onWriteFailure };
    this.writer = driver.openWriter(options, (failure) => context.fail(failure));
    const metrics = context.metrics.addGroup('KafkaSinkWriter');
    this.written = metrics.counter('numRecordsSend');
    metrics.gauge('bufferedBytes', () => this.writer.bufferedBytes);
  }

  /**
   * Opens the writer, and looks up the topics that are known beforehand.
   *
   * @throws MillraceError KAFKA_TOPIC_UNKNOWN, KAFKA_UNREACHABLE, KAFKA_AUTHENTICATION_FAILED, KAFKA_TLS_FAILED …
   */
  static async open<T>(
    plan: KafkaSinkPlan<T>,
    context: SinkWriterContext,
    driver: KafkaDriver,
  ): Promise<KafkaSinkWriter<T>> {
    for (const { message, facts } of plan.warnings) context.logger.warn(message, facts);
    try {
      const opened = new KafkaSinkWriter(plan, context, driver);
      for (const topic of plan.recordSerializer.topics ?? []) await opened.writer.partitionCount(topic);
      return opened;
    } catch (error) {
      await driver.close();
      throw error;
    }
  }

  write(value: T, { timestamp }: WriteContext): void {
    this.record.timestamp = timestamp;
    if (!this.writeSerialized(value)) {
      const record = this.plan.recordSerializer.serialize(value, this.record);
      if (record === undefined) return;
      if (typeof record !== 'object' || record instanceof Promise) throw notARecord(record);
      this.writer.write(record);
    }
    this.written.inc();
    if (!this.isWaiting && !this.writer.canAccept) this.wait();
  }

  /** Writes a value without bytes of its own; false where that cannot be. */
  private writeSerialized(value: T): boolean {
    const { serializer } = this;
    if (serializer?.valueSerializer === undefined) return false;
    serializer.describe(value, this.record, this.serializable);
    return this.writer.writeSerialized(this.serializable, serializer.valueSerializer);
  }

  /** Holds the input back until there is room again. */
  private wait(): void {
    this.isWaiting = true;
    this.context.gate.shut();
    void this.writer.ready().then(() =>
      this.context.enqueue(() => {
        this.isWaiting = false;
        this.context.gate.open();
      }),
    );
  }

  flush(): void | Promise<void> {
    // Also without a guarantee: a job that stops gracefully has its last barrier here.
    return this.writer.flush();
  }

  async close(): Promise<void> {
    this.writer.close();
    await this.driver.close();
  }
}

function notARecord(record: unknown): MillraceError {
  const seen = record instanceof Promise ? 'a promise' : String(record);
  return new MillraceError('KAFKA_RECORD_INVALID', `The record serializer gave ${seen} instead of a record.`, {
    hint: 'Return an object with topic and value, or undefined to write nothing.',
  });
}
