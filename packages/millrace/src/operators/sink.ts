import type { Codec } from '../model/codec.js';
import { Types } from '../model/types.js';
import { NO_TIMESTAMP } from '../operator/element.js';
import type { Input } from '../operator/input.js';
import type { Operator } from '../operator/operator.js';
import type { OperatorContext, RecordCounts } from '../operator/operator-context.js';
import type { OperatorDefinition, OperatorSpec } from '../operator/operator-definition.js';
import type { Committer, Sink, SinkWriter, SinkWriterContext, WriteContext } from '../operator/sink.js';
import { connectorPorts } from '../ports/connector-ports.js';
import type { ListState } from '../state/state.js';
import { ListStateDescriptor } from '../state/state-descriptor.js';
import { SinkCommittables } from './sink-committables.js';
import { createSinkFunctionWriter } from './sink-function-writer.js';
import { formText, readFormText } from './state-form-text.js';

/** What the writer keeps, one item each. */
const WRITER_STATE = 'sink-writer';

/** What a plan says to the sink operator. */
export interface SinkOptions {
  /**
   * True when checkpoints will complete, so that what the writer prepared waits for them. False, the default: it is
   * committed once the input has ended.
   */
  readonly checkpointing?: boolean;
}

/** What a plan gives to the sink operator, by role: one of the two. */
export interface SinkFunctions {
  readonly sink?: Sink;
  /** A sink function, or its `invoke`. */
  readonly sinkFunction?: unknown;
}

/** The operator of every sink: `sink` in plans. Options: {@link SinkOptions}; roles: {@link SinkFunctions}. */
export const sinkDefinition: OperatorDefinition = {
  name: 'sink',
  create: (spec, context) => new SinkOperator(spec, context),
};

/**
 * Checks records and hands them to a writer; with a committer, makes what the writer prepared for a checkpoint visible
 * once that is complete.
 *
 * Committables are operator state from `freeze` until they are committed, so that a restored operator commits them too:
 * first, before it writes anything.
 */
class SinkOperator implements Operator, Input {
  readonly inputs: readonly Input[] = [this];
  private readonly counts: RecordCounts;
  private readonly codec: Codec<unknown>;
  private readonly writeContext: WriteContext;
  private readonly functions: SinkFunctions;
  private readonly advance: (time: number) => void;
  private readonly checkpointing: boolean;
  private writer: SinkWriter<unknown> | undefined;
  private writerState: ListState<string> | undefined;
  private committer: Committer<unknown> | undefined;
  private committables: SinkCommittables | undefined;
  private hasFinished = false;

  constructor(
    private readonly spec: OperatorSpec,
    private readonly context: OperatorContext,
  ) {
    const options: SinkOptions = spec.options;
    this.functions = spec.functions;
    this.checkpointing = options.checkpointing === true;
    this.counts = context.counts;
    this.codec = spec.inputTypes[0]!.codec;
    this.writeContext = new ElementWriteContext(context);
    this.advance = context.watermarkAdvance((time) => this.onWatermark(time));
  }

  async open(): Promise<void> {
    const { sink } = this.functions;
    if (sink === undefined) {
      this.writer = await createSinkFunctionWriter(this.functions.sinkFunction, this.context, this.writeContext);
      return;
    }
    const writerContext = this.createWriterContext();
    if (sink.createCommitter !== undefined) {
      this.committer = await sink.createCommitter(writerContext);
      this.committables = new SinkCommittables(this.context, sink, this.committer);
      await this.committables.restore();
    }
    this.writer = await sink.createWriter(writerContext, this.restoredWriterState(sink));
  }

  processElement(value: unknown): void {
    const { context, codec } = this;
    this.counts.recordsIn++;
    context.activity[0] = context.operatorIndex;
    try {
      const checked = codec.fits?.(value) === true ? value : codec.check(value, 'value');
      this.writer!.write(checked, this.writeContext);
    } catch (cause) {
      throw context.userError(cause, 'write');
    }
  }

  processWatermark(time: number): void {
    this.advance(time);
  }

  processStatus(): void {
    // A sink has nobody to tell.
  }

  async prepareBarrier(checkpointId: number): Promise<void> {
    // Without checkpoints, a barrier means that the job stops: what is held back now would be so for ever.
    if (!this.hasFinished) await this.writer!.flush(!this.checkpointing);
    await this.prepareCommit(checkpointId);
  }

  freeze(checkpointId: number): void {
    const { sink } = this.functions;
    this.committables?.freeze();
    if (sink?.writerForm === undefined) return;
    const { writerForm } = sink;
    const states = this.writer!.snapshotState?.(checkpointId) ?? [];
    this.writerState!.update(states.map((state) => formText(writerForm, state)));
  }

  complete(checkpointId: number, isLast: boolean): Promise<void> | undefined {
    return isLast ? this.committables?.commitAll() : this.committables?.complete(checkpointId);
  }

  async finish(): Promise<void> {
    await this.writer!.flush(true);
    this.hasFinished = true;
    if (this.checkpointing || this.committables === undefined) return;
    await this.prepareCommit(Number.MAX_SAFE_INTEGER);
    await this.committables.commitAll();
  }

  async close(): Promise<void> {
    this.committables?.close();
    try {
      await this.writer?.close();
    } finally {
      await this.committer?.close();
    }
  }

  private async prepareCommit(checkpointId: number): Promise<void> {
    if (this.committables === undefined) return;
    this.committables.add(checkpointId, (await this.writer!.prepareCommit?.(checkpointId)) ?? []);
  }

  private onWatermark(time: number): void {
    this.context.activity[0] = this.context.operatorIndex;
    try {
      this.writer!.writeWatermark?.(time);
    } catch (cause) {
      throw this.context.userError(cause, 'writeWatermark');
    }
  }

  private restoredWriterState(sink: Sink): readonly unknown[] {
    const { writerForm } = sink;
    if (writerForm === undefined) return [];
    this.writerState = this.context.operatorState.listState(new ListStateDescriptor(WRITER_STATE, Types.STRING()));
    return Array.from(this.writerState.get(), (text) => readFormText(writerForm, text));
  }

  private createWriterContext(): SinkWriterContext {
    const { context } = this;
    return {
      info: context.info,
      inputType: this.spec.inputTypes[0]!,
      ...connectorPorts(context.ports),
      logger: context.logger,
      metrics: context.metrics,
      gate: context.gate('writer'),
      restoredCheckpointId: context.restoredCheckpointId,
      enqueue: (mail) => context.enqueue(mail),
      fail: (cause) => context.fail(cause),
    };
  }
}

/** What stands beside the record in hand, read from where it stands. */
class ElementWriteContext implements WriteContext {
  constructor(private readonly context: OperatorContext) {}

  get timestamp(): number | undefined {
    const { timestamp } = this.context.element;
    return timestamp === NO_TIMESTAMP ? undefined : timestamp;
  }

  get currentWatermark(): number {
    return this.context.currentWatermark();
  }

  get kind() {
    return this.context.element.kind;
  }
}
