import { compileSource } from '../../model/generated-code.js';
import { MillraceError } from '../../model/millrace-error.js';
import type { RowKind } from '../../model/row-kind.js';
import { thrownText } from '../../model/thrown-text.js';
import type { Element } from '../element.js';
import type { Flow, Unfinished } from '../flow.js';
import type { Input } from '../input.js';
import type { OperatorContext, RecordCounts } from '../operator-context.js';
import type { Collector } from './collector.js';
import { isNoRecord, iteratorOf, noRecordError } from './emitted-value.js';
import { OutputTag } from './output-tag.js';
import { OVERSHOOT_LIMIT, overshootError } from './overshoot-limit.js';
import { SideOutputs } from './side-outputs.js';
import type { TimeDomain } from './time-domain.js';

/** Where the operator stands as to its user function: what `out`, `ctx` and state handles ask before they act. */
export const CallPhase = {
  /** The function does not run: whoever calls kept something beyond its call. */
  OUTSIDE: 0,
  /** The function runs, with the key of its record in hand if the stream is keyed. */
  RUNNING: 1,
  /** The function runs without a key: the broadcast side. */
  WITHOUT_KEY: 2,
} as const;

export type CallPhase = (typeof CallPhase)[keyof typeof CallPhase];

/** What an operator's own generator yields where the operator may pause and nothing is emitted: between two user calls. */
export const PAUSE_POINT = Symbol('pause point');

/** A timer that fires, and in which of the two times. */
export interface FiringTimer {
  readonly time: number;
  readonly domain: TimeDomain;
}

/** Something that arrived while the operator must not go on, with what stood beside it. */
interface Held {
  readonly timestamp: number;
  readonly kind: RowKind;
  readonly key: unknown;
  readonly run: () => void;
}

/**
 * Runs the user function of one operator: knows whether it is inside a call, emits what it returns, and when the outputs
 * are shut keeps the rest of the result and everything that arrives until they open.
 *
 * An operator calls its function as `enter` · call · `leave`, with `threw` in the catch around the call alone.
 */
export class UserCode implements Unfinished {
  readonly midRecord = true;
  /** What user code sees as `out`. */
  readonly out: Collector<unknown>;
  phase: CallPhase = CallPhase.OUTSIDE;
  /** True while a result is only partly emitted: new elements are held, not processed. */
  isSuspended = false;
  /** The timer whose call runs, or emits what it returned; undefined for an element. */
  firing: FiringTimer | undefined;
  private failure: Error | undefined;
  /** How many records the present call has pushed while the operators below could take none. */
  private overshot = 0;
  private readonly sideOutputs: SideOutputs;
  private readonly flow: Flow;
  private readonly output: Input;
  private readonly element: Element;
  private readonly counts: RecordCounts;
  private readonly activity: Int32Array;
  private readonly operatorIndex: number;
  private pending: Iterator<unknown> | undefined;
  private pendingCall = '';
  private pendingPhase: CallPhase = CallPhase.RUNNING;
  private place: Omit<Held, 'run'> | undefined;
  private held: Held[] = [];
  private heldFrom = 0;
  /** Where the next rest of a call belongs among what is held. */
  private restAt = 0;
  /** How many of the next ones were held by `holdRest` and `holdFirst`. */
  private heldFirst = 0;
  private resuming = false;

  constructor(private readonly context: OperatorContext) {
    this.out = outCollector(this, context);
    this.sideOutputs = new SideOutputs(context);
    this.flow = context.flow;
    this.output = context.output;
    this.element = context.element;
    this.counts = context.counts;
    this.activity = context.activity;
    this.operatorIndex = context.operatorIndex;
  }

  /** The user function is about to be called. */
  enter(): void {
    this.activity[0] = this.operatorIndex;
    this.phase = CallPhase.RUNNING;
    this.overshot = 0;
  }

  /** As `enter`, for a call without a key. */
  enterWithoutKey(): void {
    this.activity[0] = this.operatorIndex;
    this.phase = CallPhase.WITHOUT_KEY;
    this.overshot = 0;
  }

  /** The call threw: gives what the operator throws. What failed further down stays what it is. */
  threw(cause: unknown, call: string): Error {
    this.phase = CallPhase.OUTSIDE;
    return this.failure ?? this.context.userError(cause, call);
  }

  /** The call returned: emits its result. */
  leave(result: unknown, call: string): void {
    const phase = this.phase;
    this.phase = CallPhase.OUTSIDE;
    if (this.failure !== undefined) throw this.failure;
    if (result !== undefined && result !== null) this.emit(result, call, phase);
  }

  /** As `leave`, for the call of a timer, which may go on emitting after an interruption. */
  leaveTimer(result: unknown): void {
    this.leave(result, 'onTimer');
    if (!this.isSuspended) this.firing = undefined;
  }

  /** `ctx.output`. */
  collectSide(tag: OutputTag<unknown>, value: unknown): void {
    if (isNoRecord(value)) throw noRecordError(this.context, 'ctx.output', value);
    if (this.flow.isBlocked) this.overshoot();
    const output = this.sideOutputs.of(tag);
    try {
      output.processElement(value);
    } catch (cause) {
      throw this.failedBelow(cause);
    }
    this.activity[0] = this.operatorIndex;
  }

  /** Keeps an element, watermark, status or timer until the operator may go on. */
  hold(run: () => void): void {
    this.held.push({ ...this.here(), run });
  }

  /** Keeps the rest of a call that was interrupted: it goes on before everything that was held, in the order of its parts. */
  holdRest(run: () => void): void {
    this.held.splice(this.restAt++, 0, { ...this.here(), run });
    this.heldFirst++;
  }

  /** Keeps what belongs to a watermark that has been let through already: it comes before all else that is held. */
  holdFirst(run: () => void): void {
    this.held.splice(this.heldFrom + this.heldFirst++, 0, { ...this.here(), run });
  }

  /** True while what was held is let through: nothing of it may overtake what comes of it. */
  get isResuming(): boolean {
    return this.resuming;
  }

  /** Goes on with the result in hand, then with what was held, each beside its own timestamp, kind and key. */
  resume(): boolean {
    this.resuming = true;
    try {
      return this.goOn();
    } finally {
      this.resuming = false;
    }
  }

  /** Ends a generator that was left in the middle, so that its `finally` runs. */
  close(): void {
    const { pending } = this;
    this.pending = undefined;
    try {
      pending?.return?.();
    } catch (cause) {
      this.context.logger.warn('A generator failed when it was closed.', {
        call: this.pendingCall,
        cause: thrownText(cause),
      });
    }
  }

  private goOn(): boolean {
    if (this.flow.mustPause()) return false;
    if (this.place !== undefined) {
      this.goTo(this.place);
      if (!this.pull()) return false;
      this.place = undefined;
      this.firing = undefined;
    }
    while (this.heldFrom < this.held.length) {
      if (this.flow.mustPause()) return false;
      const next = this.held[this.heldFrom++]!;
      if (this.heldFirst > 0) this.heldFirst--;
      if (this.heldFrom === this.held.length) {
        this.held = [];
        this.heldFrom = 0;
      }
      this.restAt = this.heldFrom;
      this.goTo(next);
      this.isSuspended = false;
      next.run();
      if (this.isSuspended) return false;
      this.isSuspended = true;
    }
    this.isSuspended = false;
    return true;
  }

  private emit(result: unknown, call: string, phase: CallPhase): void {
    if (Array.isArray(result)) {
      this.emitArray(result, call, phase);
      return;
    }
    this.pending = iteratorOf(this.context, call, result);
    this.pendingCall = call;
    this.pendingPhase = phase;
    if (!this.pull()) this.suspend();
  }

  private emitArray(result: readonly unknown[], call: string, phase: CallPhase): void {
    const last = result.length - 1;
    for (let index = 0; index <= last; index++) {
      this.emitOne(result[index], call);
      if (index < last && this.flow.mustPause()) {
        this.pending = restOf(result, index + 1);
        this.pendingCall = call;
        this.pendingPhase = phase;
        this.suspend();
        return;
      }
    }
  }

  /** Emits what the pending iterator gives. True when it has ended, false when the outputs are shut. */
  private pull(): boolean {
    const iterator = this.pending!;
    for (;;) {
      const step = this.next(iterator);
      if (step.done === true) break;
      if (step.value !== PAUSE_POINT) this.emitOne(step.value, this.pendingCall);
      if (this.flow.mustPause()) return false;
    }
    this.pending = undefined;
    return true;
  }

  private next(iterator: Iterator<unknown>): IteratorResult<unknown> {
    this.activity[0] = this.operatorIndex;
    this.phase = this.pendingPhase;
    this.overshot = 0;
    let step: IteratorResult<unknown>;
    try {
      step = iterator.next();
    } catch (cause) {
      this.pending = undefined;
      throw this.threw(cause, this.pendingCall);
    }
    this.phase = CallPhase.OUTSIDE;
    if (this.failure !== undefined) throw this.failure;
    return step;
  }

  private emitOne(value: unknown, call: string): void {
    if (typeof value === 'object') {
      if (value instanceof Promise) throw noRecordError(this.context, call, value);
      if (Array.isArray(value) && value[0] instanceof OutputTag) {
        this.collectSide(value[0], value[1]);
        return;
      }
    } else if (value === undefined) {
      throw noRecordError(this.context, call, value);
    }
    this.counts.recordsOut++;
    this.output.processElement(value);
  }

  private suspend(): void {
    this.isSuspended = true;
    this.place = this.here();
    if (this.resuming) return;
    this.restAt = 0;
    this.context.suspend(this);
  }

  private here(): Omit<Held, 'run'> {
    const { timestamp, kind } = this.element;
    return { timestamp, kind, key: this.context.keyed?.currentKey };
  }

  private goTo(place: Omit<Held, 'run'>): void {
    this.element.timestamp = place.timestamp;
    this.element.kind = place.kind;
    if (place.key !== undefined) this.context.keyed?.setCurrentKey(place.key);
  }

  /** One more record of this call goes to operators that can take none. */
  overshoot(): void {
    this.flow.completeWatermarks();
    if (++this.overshot <= OVERSHOOT_LIMIT) return;
    this.failure ??= overshootError(this.context);
    throw this.failure;
  }

  /** An operator below threw: gives what the call must end with, whatever user code makes of it. */
  failedBelow(cause: unknown): Error {
    this.failure ??= cause instanceof Error ? cause : this.context.userError(cause, 'out.collect');
    return this.failure;
  }
}

/**
 * What user code sees as `out`: generated for each operator, so that the engine knows one target for the call of the next.
 */
function outCollector(code: UserCode, context: OperatorContext): Collector<unknown> {
  const { flow, counts, output, activity, operatorIndex } = context;
  return compileSource(
    {
      code,
      flow,
      counts,
      output,
      activity,
      operatorIndex,
      usedAfterCall: () => usedAfterCall('out'),
      refuse: (value: unknown) => noRecordError(context, 'out.collect', value),
    },
    `return {
      collect(value) {
        if (code.phase === ${CallPhase.OUTSIDE}) throw usedAfterCall();
        if (value === undefined || (typeof value === 'object' && value instanceof Promise)) throw refuse(value);
        if (flow.isBlocked) code.overshoot();
        counts.recordsOut++;
        try { output.processElement(value); } catch (cause) { throw code.failedBelow(cause); }
        activity[0] = operatorIndex;
      },
    };`,
  );
}

/** The error of `out`, `ctx` or a state that is used while the function it was given to does not run. */
export function usedAfterCall(what: string): MillraceError {
  return new MillraceError(
    'USED_AFTER_CALL',
    `${what} was used outside of a call of the function that it was given to.`,
    {
      facts: { what },
      hint: 'Use it before the call returns, not in a callback, a promise or a timer of the host; for asynchronous work use AsyncDataStream.',
    },
  );
}

function* restOf(result: readonly unknown[], from: number): Generator<unknown> {
  for (let index = from; index < result.length; index++) yield result[index];
}
