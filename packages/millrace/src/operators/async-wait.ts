import type { RowKind } from '../model/row-kind.js';
import type { TypeInformation } from '../model/type-information.js';
import { Types } from '../model/types.js';
import type { Element } from '../operator/element.js';
import type { Gate } from '../operator/flow.js';
import type { Input } from '../operator/input.js';
import type { Operator } from '../operator/operator.js';
import type { OperatorContext, RecordCounts } from '../operator/operator-context.js';
import type { OperatorDefinition, OperatorSpec } from '../operator/operator-definition.js';
import type { AsyncRetryStrategy } from '../operator/user-functions/async-retry-strategy.js';
import type { Lifecycle } from '../operator/user-functions/function.js';
import { normaliseAsync } from '../operator/user-functions/normalise.js';
import { OperatorRuntimeContext } from '../operator/user-functions/operator-runtime-context.js';
import { StatelessStore } from '../operator/user-functions/stateless-store.js';
import { UserCode } from '../operator/user-functions/user-code.js';
import type { ListState } from '../state/state.js';
import { ListStateDescriptor } from '../state/state-descriptor.js';
import { AsyncCalls } from './async-calls.js';
import { type AsyncEntry, type AsyncFence, AsyncQueue } from './async-queue.js';

/** What a plan says to the operator of asynchronous calls. */
export interface AsyncWaitOptions {
  /** `ORDERED`: results leave in the order of the records; `UNORDERED`: as they come, between two watermarks. */
  readonly outputMode: 'ORDERED' | 'UNORDERED';
  /** 0 waits for ever. */
  readonly timeoutMs: number;
  /** How many records may be in flight. */
  readonly capacity: number;
}

/** Asynchronous calls for records. Options: {@link AsyncWaitOptions}; roles: `function`, and perhaps `retryStrategy`. */
export const asyncWaitDefinition: OperatorDefinition = {
  name: 'async-wait',
  create: (spec, context) => new AsyncWaitOperator(spec, context),
};

/** One record or one watermark in flight, as a snapshot holds it. */
interface InFlight {
  readonly value?: unknown;
  readonly timestamp: number;
  readonly rowKind: number;
  /** True for a watermark, whose time is `timestamp`. */
  readonly isWatermark: boolean;
  /** Where it was in flight: only what comes from one place has an order. */
  readonly subtask: number;
}

/**
 * Records in flight are operator state, and called for anew after a restore. A result is emitted by a mail, never in the
 * middle of another record; while more is in flight than the capacity allows, a gate holds the inputs back, and what a call
 * further up still pushes waits for its turn.
 */
class AsyncWaitOperator implements Operator, Input {
  readonly inputs: readonly Input[] = [this];
  private readonly element: Element;
  private readonly output: Input;
  private readonly counts: RecordCounts;
  private readonly code: UserCode;
  private readonly options: AsyncWaitOptions;
  private readonly lifecycle: Lifecycle;
  private readonly calls: AsyncCalls;
  private readonly queue: AsyncQueue;
  /** Records that came beyond the capacity; their calls are not made yet. */
  private readonly waiting: AsyncEntry[] = [];
  private readonly gate: Gate;
  private readonly advance: (time: number) => void;
  private readonly inFlightType: TypeInformation<InFlight>;
  private inFlight!: ListState<InFlight>;
  /** The last one that came, emitted or not. */
  private lastWatermark = Number.NEGATIVE_INFINITY;
  /** True while results wait for the outputs to open. */
  private isHeldUp = false;
  private onEmpty: (() => void) | undefined;

  constructor(
    spec: OperatorSpec,
    private readonly context: OperatorContext,
  ) {
    this.element = context.element;
    this.output = context.output;
    this.counts = context.counts;
    this.code = new UserCode(context);
    this.options = spec.options as unknown as AsyncWaitOptions;
    const { asyncInvoke, timeout, ...lifecycle } = normaliseAsync(spec.functions['function']);
    this.lifecycle = lifecycle;
    this.queue = new AsyncQueue(this.options.outputMode === 'ORDERED');
    this.gate = context.gate('capacity');
    this.advance = context.watermarkAdvance((time) => this.output.processWatermark(time));
    this.inFlightType = inFlightType(spec.inputTypes[0] as TypeInformation<unknown>);
    this.calls = new AsyncCalls({
      context,
      code: this.code,
      asyncInvoke,
      timeout,
      timeoutMs: this.options.timeoutMs,
      retryStrategy: spec.functions['retryStrategy'] as AsyncRetryStrategy | undefined,
      onAnswered: (entry) => {
        this.queue.answered(entry);
        this.emit();
      },
    });
  }

  async open(): Promise<void> {
    const { context } = this;
    await this.lifecycle.open?.(new OperatorRuntimeContext(context, this.code, new StatelessStore(context)));
    this.inFlight = context.operatorState.listState(new ListStateDescriptor('async-wait', this.inFlightType));
    this.restore([...this.inFlight.get()]);
  }

  processElement(value: unknown): void {
    this.counts.recordsIn++;
    const { timestamp, kind } = this.element;
    this.add(value, timestamp, kind);
  }

  processWatermark(time: number): void {
    this.addWatermark(time);
    this.emit();
  }

  processStatus(idle: boolean): void {
    this.queue.addFence({ kind: 'status', idle });
    this.emit();
  }

  freeze(): void {
    const subtask = this.context.info.subtaskIndex;
    const items: InFlight[] = [];
    for (const item of this.queue.items()) {
      if (item.kind === 'entry') {
        const { value, timestamp, rowKind } = item;
        items.push({ value, timestamp, rowKind, isWatermark: false, subtask });
      } else if (item.kind === 'watermark') {
        items.push({ timestamp: item.time, rowKind: 0, isWatermark: true, subtask });
      }
    }
    this.inFlight.update(items);
  }

  async finish(): Promise<void> {
    this.calls.finish();
    if (this.queue.isEmpty) return;
    await new Promise<void>((resolve) => {
      this.onEmpty = resolve;
    });
  }

  close(): void | Promise<void> {
    this.calls.close();
    this.code.close();
    return this.lifecycle.close?.();
  }

  private add(value: unknown, timestamp: number, rowKind: RowKind): void {
    const entry: AsyncEntry = {
      kind: 'entry',
      value,
      timestamp,
      rowKind,
      attempts: 0,
      deadlineMs: Number.POSITIVE_INFINITY,
      cancelRetry: undefined,
      results: undefined,
    };
    this.queue.add(entry);
    this.waiting.push(entry);
    this.beginCalls();
  }

  /** One that does not rise is none, and no fence either. */
  private addWatermark(time: number): void {
    if (time <= this.lastWatermark) return;
    this.lastWatermark = time;
    this.queue.addFence({ kind: 'watermark', time });
  }

  private beginCalls(): void {
    const { capacity } = this.options;
    while (this.waiting.length > 0 && this.queue.size - this.waiting.length < capacity) {
      this.calls.begin(this.waiting.shift() as AsyncEntry);
    }
    if (this.queue.size >= capacity) this.gate.shut();
    else this.gate.open();
  }

  /** Emits what may leave. What has to wait for the outputs, or for the rest of a result, goes on by itself. */
  private emit(): void {
    if (this.isHeldUp || this.emitUntilPause()) return;
    this.isHeldUp = true;
    this.context.suspend({
      midRecord: false,
      resume: () => {
        if (!this.emitUntilPause()) return false;
        this.isHeldUp = false;
        return true;
      },
    });
  }

  private emitUntilPause(): boolean {
    while (this.queue.hasNext) {
      if (this.code.isSuspended || this.context.flow.mustPause()) return false;
      this.emitItem(this.queue.take() as AsyncEntry | AsyncFence);
    }
    if (this.queue.isEmpty) this.onEmpty?.();
    return true;
  }

  private emitItem(item: AsyncEntry | AsyncFence): void {
    if (item.kind === 'watermark') {
      this.advance(item.time);
    } else if (item.kind === 'status') {
      this.output.processStatus(item.idle);
    } else {
      this.emitResults(item);
      this.beginCalls();
    }
  }

  private emitResults({ timestamp, rowKind, results }: AsyncEntry): void {
    const { element } = this;
    const { timestamp: timestampBefore, kind: kindBefore } = element;
    element.timestamp = timestamp;
    element.kind = rowKind;
    this.code.leave(results, 'asyncInvoke');
    element.timestamp = timestampBefore;
    element.kind = kindBefore;
  }

  /** Records that were dealt out anew have no order among one another, so that no watermark may stand between them. */
  private restore(items: readonly InFlight[]): void {
    const isInOrder = items.every(({ subtask }) => subtask === items[0]?.subtask);
    for (const { value, timestamp, rowKind, isWatermark } of items) {
      if (!isWatermark) this.add(value, timestamp, rowKind as RowKind);
      else if (isInOrder) this.addWatermark(timestamp);
    }
  }
}

function inFlightType(valueType: TypeInformation<unknown>): TypeInformation<InFlight> {
  return Types.OBJECT({
    value: Types.OPTIONAL(valueType),
    timestamp: Types.DOUBLE(),
    rowKind: Types.BYTE(),
    isWatermark: Types.BOOLEAN(),
    subtask: Types.INT(),
  }) as TypeInformation<InFlight>;
}
