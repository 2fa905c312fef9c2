import { MillraceError } from '../model/millrace-error.js';
import { Types } from '../model/types.js';
import type { PollStatus, SourceOperator } from '../operator/operator.js';
import type { OperatorContext } from '../operator/operator-context.js';
import type { OperatorDefinition, OperatorSpec } from '../operator/operator-definition.js';
import type { Source, SourceEvent, SourceReader, SourceSplit } from '../operator/source.js';
import type { SourceControl, SourceCoordinatorLink } from '../operator/source-coordinator-link.js';
import { unhandledEvent } from '../operator/unhandled-event.js';
import type { Cancel } from '../ports/clock.js';
import { connectorPorts } from '../ports/connector-ports.js';
import type { ListState } from '../state/state.js';
import { ListStateDescriptor } from '../state/state-descriptor.js';
import type { WatermarkStrategy } from '../time/watermark-strategy.js';
import { SourceAlignment } from './source-alignment.js';
import { SourceEventTime } from './source-event-time.js';
import { SourceTurn } from './source-turn.js';
import { formText, readFormText } from './state-form-text.js';
import { WatermarkEmitter } from './watermark-emitter.js';
import { type WatermarkOptions, watermarkIntervalMs } from './watermark-options.js';

/** The splits of the reader with their positions, one item each. */
const SPLITS_STATE = 'source-splits';

/** What a plan and its host give to the source operator, by role. */
export interface SourceOperatorFunctions {
  readonly source: Source;
  readonly watermarkStrategy?: WatermarkStrategy;
  /** Supplied by the host. */
  readonly coordinatorLink: SourceCoordinatorLink;
}

/**
 * The operator of every source: `source` in plans. Options: {@link WatermarkOptions}; roles:
 * {@link SourceOperatorFunctions}.
 */
export const sourceDefinition: OperatorDefinition<SourceReaderOperator> = {
  name: 'source',
  create: (spec, context) => new SourceReaderOperator(spec, context),
};

/**
 * Reads one subtask's splits of a source, assigns timestamps, makes watermarks, and keeps positions in state.
 *
 * At the end of its input (all splits read, or a drain) it emits the watermark `Infinity`, and only then `poll` says
 * `end`: who drives the operator adds no watermark of its own.
 */
export class SourceReaderOperator implements SourceOperator, SourceControl {
  readonly inputs = [];
  private readonly source: Source;
  private readonly link: SourceCoordinatorLink;
  private readonly strategy: WatermarkStrategy | undefined;
  private readonly intervalMs: number;
  private readonly turn: SourceTurn;
  private readonly emitter: WatermarkEmitter;
  private readonly eventTime: SourceEventTime<unknown>;
  private readonly alignment: SourceAlignment;
  private reader: SourceReader<unknown, SourceSplit> | undefined;
  private splitState: ListState<string> | undefined;
  /** Something is to be done before the next record: see `attend`. */
  private needsAttention = false;
  private isDraining = false;
  private hasEnded = false;
  private wake: (() => void) | undefined;
  private cancelTick: Cancel | undefined;
  private lastTickMs = 0;
  /** Since the last periodic round, the reader was asked for a record, or had none: it was not held back from outside. */
  private couldRead = true;
  private lastStatus: PollStatus = 'nothing';

  constructor(
    spec: OperatorSpec,
    private readonly context: OperatorContext,
  ) {
    const functions = spec.functions as unknown as SourceOperatorFunctions;
    const options: WatermarkOptions = spec.options;
    this.source = functions.source;
    this.link = functions.coordinatorLink;
    const strategy = functions.watermarkStrategy;
    this.strategy = strategy?.isPassive === true ? undefined : strategy;
    this.intervalMs = watermarkIntervalMs(options);
    this.turn = new SourceTurn(context.flow);
    this.alignment = new SourceAlignment(context, this.link, this.strategy?.alignment, () => this.callAttention());
    this.emitter = new WatermarkEmitter(context, this.alignment);
    this.eventTime = new SourceEventTime({
      context,
      strategy: this.strategy,
      isProgressive: options.progressiveWatermarks !== false,
      emitter: this.emitter,
      turn: this.turn,
      listener: this.alignment,
    });
  }

  async open(): Promise<void> {
    const { context, source } = this;
    this.splitState = context.operatorState.listState(new ListStateDescriptor(SPLITS_STATE, Types.STRING()));
    const reader = source.createReader({
      info: context.info,
      ...connectorPorts(context.ports),
      logger: context.logger,
      metrics: context.metrics,
      requestSplit: () => this.link.requestSplit(),
      sendEventToEnumerator: (event) => this.link.sendEvent(event),
      fail: (cause) => context.fail(cause),
    });
    this.reader = reader;
    const restored = Array.from(this.splitState.get(), (text) => readFormText(source.splitForm, text));
    if (restored.length > 0) this.addSplits(restored);
    this.link.registerReader();
    await reader.start?.();
    this.lastTickMs = context.currentProcessingTime();
    if (this.strategy !== undefined && this.intervalMs > 0) this.scheduleTick();
    this.alignment.start();
  }

  poll(limit = 1): PollStatus {
    this.turn.begin(limit);
    this.couldRead = true;
    if (this.needsAttention) {
      const status = this.attend();
      if (status !== undefined) return status;
    }
    this.context.activity[0] = this.context.operatorIndex;
    let status: PollStatus;
    try {
      status = this.reader!.poll(this.eventTime.readerOutput);
    } catch (cause) {
      throw this.context.userError(this.located(cause), 'poll');
    }
    this.context.counts.recordsOut += this.turn.taken;
    this.lastStatus = status;
    return status === 'end' ? this.end() : status;
  }

  ready(): Promise<void> {
    return new Promise((resolve, reject) => {
      this.wake = resolve;
      if (this.isDraining || this.hasEnded) resolve();
      else if (!this.alignment.mustWait) this.reader!.ready().then(() => this.wakeUp(), reject);
    });
  }

  located(cause: unknown): unknown {
    // An error that names no operator is the reader's own: the reader knows better what it was about to read.
    if (!(cause instanceof MillraceError && 'operator' in cause.facts)) return cause;
    const place = this.reader?.lastEmitted?.();
    // Behind what the operator says of itself.
    return place === undefined ? cause : cause.withFacts({ ...cause.facts, ...place });
  }

  freeze(checkpointId: number): void {
    const { splitForm } = this.source;
    const splits = this.reader!.snapshotState(checkpointId);
    this.splitState!.update(splits.map((split) => formText(splitForm, split)));
  }

  complete(checkpointId: number): void | Promise<void> {
    return this.reader!.complete?.(checkpointId);
  }

  finish(): void {
    this.stopTicking();
  }

  async close(): Promise<void> {
    this.stopTicking();
    await this.reader?.close();
  }

  addSplits(splits: readonly SourceSplit[]): void {
    for (const { splitId } of splits) {
      this.eventTime.addSplit(splitId);
      this.alignment.addSplit(splitId);
    }
    this.reader!.addSplits(splits);
  }

  noMoreSplits(): void {
    this.reader!.noMoreSplits();
  }

  handleEvent(event: SourceEvent): void {
    const reader = this.reader!;
    if (reader.handleEnumeratorEvent === undefined) throw unhandledEvent(this.source.connector, 'reader', event);
    reader.handleEnumeratorEvent(event);
  }

  setMaxAllowedWatermark(time: number): void {
    this.alignment.setMaxAllowed(time);
  }

  drain(): void {
    this.isDraining = true;
    this.callAttention();
  }

  /** What comes before the next record: undefined when there is nothing against it. */
  private attend(): PollStatus | undefined {
    this.needsAttention = false;
    if (this.isDraining || this.hasEnded) return this.end();
    this.alignment.apply(this.reader!);
    if (!this.alignment.mustWait) return undefined;
    this.needsAttention = true;
    this.lastStatus = 'nothing';
    return 'nothing';
  }

  /** Emits the last watermark; `end` only once it has left. */
  private end(): PollStatus {
    if (!this.hasEnded) {
      this.hasEnded = true;
      this.stopTicking();
      this.emitter.isBetweenRecords = true;
      this.emitter.emitWatermark(Number.POSITIVE_INFINITY);
      this.alignment.end();
    }
    this.needsAttention = true;
    return this.emitter.resume() ? 'end' : 'more';
  }

  private callAttention(): void {
    this.needsAttention = true;
    this.turn.end();
    this.wakeUp();
  }

  private wakeUp(): void {
    this.lastStatus = 'more';
    this.wake?.();
    this.wake = undefined;
  }

  private scheduleTick(): void {
    const { context } = this;
    this.cancelTick = context.schedule(context.currentProcessingTime() + this.intervalMs, () => {
      this.onTick();
      if (!this.hasEnded) this.scheduleTick();
    });
  }

  private onTick(): void {
    const now = this.context.currentProcessingTime();
    // A reader that has more and is not asked for it is held back by what is below it; one that waits is not.
    const isHeldBack = this.alignment.mustWait || (this.lastStatus === 'more' && !this.couldRead);
    const elapsedMs = isHeldBack ? 0 : now - this.lastTickMs;
    this.lastTickMs = now;
    this.couldRead = false;
    try {
      this.eventTime.onPeriodicEmit(elapsedMs, this.alignment.pausedSplits);
    } catch (cause) {
      throw this.context.userError(cause, 'onPeriodicEmit');
    }
  }

  private stopTicking(): void {
    this.cancelTick?.();
    this.cancelTick = undefined;
    this.alignment.stop();
  }
}
