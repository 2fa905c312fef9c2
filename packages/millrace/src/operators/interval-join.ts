import { MillraceError } from '../model/millrace-error.js';
import type { TypeInformation } from '../model/type-information.js';
import { Types } from '../model/types.js';
import { type Element, NO_TIMESTAMP } from '../operator/element.js';
import type { Input } from '../operator/input.js';
import type { Operator } from '../operator/operator.js';
import type { OperatorContext } from '../operator/operator-context.js';
import type { OperatorDefinition, OperatorSpec } from '../operator/operator-definition.js';
import type { InternalTimerService } from '../operator/timer-service.js';
import type { Collector } from '../operator/user-functions/collector.js';
import { iteratorOf } from '../operator/user-functions/emitted-value.js';
import type { Lifecycle } from '../operator/user-functions/function.js';
import { normaliseProcessJoin } from '../operator/user-functions/normalise.js';
import { OperatorRuntimeContext } from '../operator/user-functions/operator-runtime-context.js';
import { OperatorTime } from '../operator/user-functions/operator-time.js';
import type { OutputTag } from '../operator/user-functions/output-tag.js';
import type { ProcessJoinContext } from '../operator/user-functions/process-join-function.js';
import { type TwoInputOperator, twoInputs } from '../operator/user-functions/two-inputs.js';
import { CallPhase, PAUSE_POINT, UserCode, usedAfterCall } from '../operator/user-functions/user-code.js';
import type { KeyedStateBackend } from '../state/keyed-state-backend.js';
import type { MapState } from '../state/state.js';
import { MapStateDescriptor, VOID_NAMESPACE } from '../state/state-descriptor.js';

/** What a plan says to the interval join. */
export interface IntervalJoinOptions {
  /** A right record is joined with a left one from so long after it (before it, when negative), included … */
  readonly lowerBoundMs: number;
  /** … until so long after it, included. */
  readonly upperBoundMs: number;
  /** Where late records go; undefined drops them. */
  readonly leftLateTag?: string;
  readonly rightLateTag?: string;
}

/**
 * Pairs of records of two keyed inputs that have one key and are near to one another in event time. Options:
 * {@link IntervalJoinOptions}. Its function: role `function`.
 */
export const intervalJoinDefinition: OperatorDefinition = {
  name: 'interval-join',
  create: (spec, context) => new IntervalJoinOperator(spec, context),
};

/** The records of one side, by timestamp, and in the order in which they came. */
type Buffer = MapState<number, readonly unknown[]>;

/** What is different between the two sides. */
interface Side {
  readonly isLeft: boolean;
  readonly buffer: Buffer;
  readonly other: Buffer;
  /** Partners are from so long after a record until so long after it. */
  readonly fromMs: number;
  readonly untilMs: number;
  readonly cleanUp: InternalTimerService;
  readonly late: Input | undefined;
}

type PairCall = (left: unknown, right: unknown, ctx: never, out: Collector<unknown>) => unknown;

/**
 * Both sides are buffered until no partner can come any more. A record is joined with what the other side has buffered; so
 * each pair is joined once, when the later one of it comes.
 */
class IntervalJoinOperator implements Operator, TwoInputOperator {
  readonly inputs: readonly Input[];
  readonly code: UserCode;
  private readonly element: Element;
  private readonly keyed: KeyedStateBackend;
  private readonly options: IntervalJoinOptions;
  private readonly userPair: PairCall;
  private readonly lifecycle: Lifecycle;
  private readonly time: OperatorTime;
  private readonly pairContext: PairContext;
  private left!: Side;
  private right!: Side;

  constructor(
    private readonly spec: OperatorSpec,
    private readonly context: OperatorContext,
  ) {
    const { keyed, info } = context;
    if (keyed === undefined) throw new Error(`'${info.operatorName}' has no keyed inputs to join.`);
    this.keyed = keyed;
    this.element = context.element;
    this.options = spec.options as unknown as IntervalJoinOptions;
    this.inputs = twoInputs(spec, context, this);
    this.code = new UserCode(context);
    const { processElement, ...lifecycle } = normaliseProcessJoin(spec.functions['function']);
    this.userPair = processElement;
    this.lifecycle = lifecycle;
    this.time = new OperatorTime(context, this.code);
    this.pairContext = new PairContext(this.code);
  }

  open(): void | Promise<void> {
    const { lowerBoundMs, upperBoundMs, leftLateTag, rightLateTag } = this.options;
    const left = this.buffer('left', 0);
    const right = this.buffer('right', 1);
    this.left = this.side(true, left, right, lowerBoundMs, upperBoundMs, leftLateTag);
    this.right = this.side(false, right, left, -upperBoundMs, -lowerBoundMs, rightLateTag);
    return this.lifecycle.open?.(new OperatorRuntimeContext(this.context, this.code));
  }

  processElement1(value: unknown): void {
    if (this.code.isSuspended) this.code.hold(() => this.processElement1(value));
    else this.process(value, this.left);
  }

  processElement2(value: unknown): void {
    if (this.code.isSuspended) this.code.hold(() => this.processElement2(value));
    else this.process(value, this.right);
  }

  processWatermark(time: number): void {
    this.time.processWatermark(time);
  }

  processStatus(idle: boolean): void {
    this.time.processStatus(idle);
  }

  close(): void | Promise<void> {
    this.code.close();
    return this.lifecycle.close?.();
  }

  private process(value: unknown, side: Side): void {
    const { context, element } = this;
    context.counts.recordsIn++;
    const { timestamp } = element;
    if (timestamp === NO_TIMESTAMP) throw this.noTimestamp(side);
    if (timestamp < context.currentWatermark()) {
      side.late?.processElement(value);
      return;
    }
    side.buffer.put(timestamp, [...(side.buffer.get(timestamp) ?? []), value]);
    side.cleanUp.registerEventTimeTimer(undefined, timestamp + Math.max(side.untilMs, 0));
    const partners = partnersOf(side, timestamp);
    if (partners.length === 0) return;
    this.code.enter();
    this.code.leave(this.pairs(value, timestamp, partners, side.isLeft), 'processElement');
    element.timestamp = timestamp;
  }

  /** Calls the function for each pair; what it returns is emitted with the timestamp of the pair. */
  private *pairs(
    value: unknown,
    timestamp: number,
    partners: readonly Partners[],
    isLeft: boolean,
  ): Generator<unknown> {
    const { element, pairContext, code } = this;
    for (const { timestamp: otherTimestamp, values } of partners) {
      for (const other of values) {
        element.timestamp = Math.max(timestamp, otherTimestamp);
        pairContext.left = isLeft ? timestamp : otherTimestamp;
        pairContext.right = isLeft ? otherTimestamp : timestamp;
        const result = isLeft
          ? this.userPair(value, other, pairContext as never, code.out)
          : this.userPair(other, value, pairContext as never, code.out);
        if (result !== undefined && result !== null) yield* this.piecesOf(result);
        yield PAUSE_POINT;
      }
    }
  }

  private piecesOf(result: unknown): Iterable<unknown> {
    const pieces = iteratorOf(this.context, 'processElement', result);
    return { [Symbol.iterator]: () => pieces };
  }

  private buffer(name: string, input: 0 | 1): Buffer {
    const type = this.spec.inputTypes[input] as TypeInformation<unknown>;
    const descriptor = new MapStateDescriptor(`${name}-buffer`, Types.LONG(), Types.LIST(type));
    return this.keyed.state(descriptor, VOID_NAMESPACE);
  }

  private side(
    isLeft: boolean,
    buffer: Buffer,
    other: Buffer,
    fromMs: number,
    untilMs: number,
    lateTag: string | undefined,
  ): Side {
    const cleanUp = this.context.timers(`${isLeft ? 'left' : 'right'}-clean-up`, VOID_NAMESPACE, {
      onEventTime: ({ time }) => buffer.remove(time - Math.max(untilMs, 0)),
      onProcessingTime() {},
    });
    const late = lateTag === undefined ? undefined : this.context.sideOutput(lateTag);
    return { isLeft, buffer, other, fromMs, untilMs, cleanUp, late };
  }

  private noTimestamp({ isLeft }: Side): Error {
    const side = isLeft ? 'left' : 'right';
    const error = new MillraceError('TIMESTAMP_MISSING', `A ${side} record of an interval join has no timestamp.`, {
      facts: { side },
      hint: 'Call assignTimestampsAndWatermarks on both streams before keyBy.',
    });
    return this.context.userError(error, 'intervalJoin');
  }
}

/** What the other side has buffered under one timestamp. */
interface Partners {
  readonly timestamp: number;
  readonly values: readonly unknown[];
}

/** In the order of their timestamps; a map state promises none. */
function partnersOf({ other, fromMs, untilMs }: Side, timestamp: number): readonly Partners[] {
  const times: number[] = [];
  for (const time of other.keys()) {
    if (time >= timestamp + fromMs && time <= timestamp + untilMs) times.push(time);
  }
  times.sort((a, b) => a - b);
  return times.map((time) => ({ timestamp: time, values: other.get(time) ?? [] }));
}

/** The one `ctx` of an operator. */
class PairContext implements ProcessJoinContext {
  left = NO_TIMESTAMP;
  right = NO_TIMESTAMP;

  constructor(private readonly code: UserCode) {}

  getLeftTimestamp(): number {
    this.checkCall();
    return this.left;
  }

  getRightTimestamp(): number {
    this.checkCall();
    return this.right;
  }

  getTimestamp(): number {
    this.checkCall();
    return Math.max(this.left, this.right);
  }

  output<X>(tag: OutputTag<X>, value: X): void {
    this.checkCall();
    this.code.collectSide(tag as OutputTag<unknown>, value);
  }

  private checkCall(): void {
    if (this.code.phase === CallPhase.OUTSIDE) throw usedAfterCall('ctx');
  }
}
