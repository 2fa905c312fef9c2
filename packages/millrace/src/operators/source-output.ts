import { RowKind } from '../model/row-kind.js';
import { type Element, NO_TIMESTAMP } from '../operator/element.js';
import type { Input } from '../operator/input.js';
import type { OperatorContext } from '../operator/operator-context.js';
import type { ReaderOutput, SplitOutput } from '../operator/source.js';
import type { WatermarkGenerator } from '../time/watermark-generator.js';
import type { WatermarkOutput } from '../time/watermark-output.js';
import type { SourceTurn } from './source-turn.js';

/** What an output of a source does beside emitting: its own watermark and status, and the outputs of splits. */
export interface SourceOutputParts<T> {
  readonly context: OperatorContext;
  readonly watermarks: WatermarkOutput;
  readonly turn: SourceTurn;
  split(splitId: string): SplitOutput<T>;
  release(): void;
}

/** The output of a source, or of one of its splits, without a watermark strategy: a record goes straight on. */
export class PlainSourceOutput<T> implements ReaderOutput<T>, SplitOutput<T> {
  private readonly element: Element;
  private readonly output: Input;
  private readonly turn: SourceTurn;

  constructor(private readonly parts: SourceOutputParts<T>) {
    this.turn = parts.turn;
    this.element = parts.context.element;
    this.output = parts.context.output;
  }

  collect(value: T, timestamp: number = NO_TIMESTAMP, kind: RowKind = RowKind.INSERT): boolean {
    const { element } = this;
    // Looking is cheaper than writing, and mostly all records have the same, none.
    if (element.timestamp !== timestamp) element.timestamp = timestamp;
    if (element.kind !== kind) element.kind = kind;
    this.output.processElement(value);
    return this.turn.goesOn();
  }

  split(splitId: string): SplitOutput<T> {
    return this.parts.split(splitId);
  }

  markIdle(): void {
    this.parts.watermarks.markIdle();
  }

  release(): void {
    this.parts.release();
  }
}

/** The output of a source, or of one of its splits, that assigns timestamps and shows each record to a generator. */
export class TimedSourceOutput<T> implements ReaderOutput<T>, SplitOutput<T> {
  private readonly element: Element;
  private readonly output: Input;
  private readonly watermarks: WatermarkOutput;
  private readonly turn: SourceTurn;

  constructor(
    private readonly parts: SourceOutputParts<T>,
    private readonly generator: WatermarkGenerator<T>,
    private readonly assignTimestamp: ((value: T, recordTimestamp: number) => number) | undefined,
  ) {
    this.element = parts.context.element;
    this.output = parts.context.output;
    this.watermarks = parts.watermarks;
    this.turn = parts.turn;
  }

  collect(value: T, recordTimestamp: number = NO_TIMESTAMP, kind: RowKind = RowKind.INSERT): boolean {
    const timestamp = this.timestampOf(value, recordTimestamp);
    this.element.timestamp = timestamp;
    this.element.kind = kind;
    this.output.processElement(value);
    // After the record: a watermark that it causes must not make it late.
    this.parts.context.activity[0] = this.parts.context.operatorIndex;
    try {
      this.generator.onEvent(value, timestamp, this.watermarks);
    } catch (cause) {
      throw this.parts.context.userError(cause, 'onEvent');
    }
    return this.turn.goesOn();
  }

  private timestampOf(value: T, recordTimestamp: number): number {
    const assign = this.assignTimestamp;
    if (assign === undefined) return recordTimestamp;
    try {
      return assign(value, recordTimestamp);
    } catch (cause) {
      throw this.parts.context.userError(cause, 'extractTimestamp');
    }
  }

  split(splitId: string): SplitOutput<T> {
    return this.parts.split(splitId);
  }

  markIdle(): void {
    this.parts.watermarks.markIdle();
  }

  release(): void {
    this.parts.release();
  }
}
