import { MillraceError } from '../../model/millrace-error.js';
import type { BroadcastState, ReadOnlyBroadcastState, State } from '../../state/state.js';
import type { MapStateDescriptor, StateDescriptor } from '../../state/state-descriptor.js';
import type { OperatorContext } from '../operator-context.js';
import { noRecordError } from './emitted-value.js';
import type { FunctionContext } from './function-context.js';
import { GuardedBroadcastState, ReadOnlyGuardedBroadcastState } from './guarded-state.js';
import { KeyedStates } from './keyed-states.js';
import type { OutputTag } from './output-tag.js';
import type { KeyedBroadcastContext, KeyedReadOnlyBroadcastContext } from './process-context.js';
import { streamNotKeyed } from './stream-not-keyed.js';
import type { TimeDomain } from './time-domain.js';
import type { TimerService } from './timer-service.js';
import { CallPhase, type UserCode } from './user-code.js';

/** The broadcast states of one operator: those whose descriptors were given to `broadcast`. */
export class BroadcastStates {
  private readonly states = new Map<string, BroadcastState<unknown, unknown>>();
  private readonly readOnly = new Map<string, ReadOnlyBroadcastState<unknown, unknown>>();

  constructor(context: OperatorContext, code: UserCode, descriptors: readonly MapStateDescriptor<unknown, unknown>[]) {
    for (const descriptor of descriptors) {
      const state = context.operatorState.broadcastState(descriptor);
      this.states.set(descriptor.name, new GuardedBroadcastState(code, state, descriptor.name));
      this.readOnly.set(descriptor.name, new ReadOnlyGuardedBroadcastState(code, state, descriptor.name));
    }
  }

  writable<K, V>(descriptor: MapStateDescriptor<K, V>): BroadcastState<K, V> {
    return (this.states.get(descriptor.name) ?? this.unknown(descriptor.name)) as BroadcastState<K, V>;
  }

  readable<K, V>(descriptor: MapStateDescriptor<K, V>): ReadOnlyBroadcastState<K, V> {
    return (this.readOnly.get(descriptor.name) ?? this.unknown(descriptor.name)) as ReadOnlyBroadcastState<K, V>;
  }

  private unknown(name: string): never {
    const known = [...this.states.keys()].map((each) => `'${each}'`).join(', ');
    throw new MillraceError('BROADCAST_STATE_UNKNOWN', `No broadcast state is called '${name}'.`, {
      facts: { state: name },
      hint: `Give its descriptor to broadcast(…)${known === '' ? '' : `; it was given ${known}`}.`,
    });
  }
}

/** `ctx` of the side that only reads broadcast state, and of its timers. */
export class ReadingBroadcastContext implements KeyedReadOnlyBroadcastContext<unknown> {
  constructor(
    private readonly base: FunctionContext,
    private readonly states: BroadcastStates,
  ) {}

  timestamp(): number | undefined {
    return this.base.timestamp();
  }

  timeDomain(): TimeDomain {
    return this.base.timeDomain();
  }

  timerService(): TimerService {
    return this.base.timerService();
  }

  getCurrentKey(): unknown {
    return this.base.getCurrentKey();
  }

  currentProcessingTime(): number {
    return this.base.timerService().currentProcessingTime();
  }

  currentWatermark(): number {
    return this.base.timerService().currentWatermark();
  }

  output<X>(tag: OutputTag<X>, value: X): void {
    this.base.output(tag, value);
  }

  getBroadcastState<K, V>(descriptor: MapStateDescriptor<K, V>): ReadOnlyBroadcastState<K, V> {
    return this.states.readable(descriptor);
  }
}

/** `ctx` of the broadcast side: it writes broadcast state, and has no key in hand. */
export class WritingBroadcastContext implements KeyedBroadcastContext<unknown> {
  private readonly keyedStates: KeyedStates;

  constructor(
    private readonly base: FunctionContext,
    private readonly states: BroadcastStates,
    private readonly context: OperatorContext,
    private readonly code: UserCode,
  ) {
    this.keyedStates = new KeyedStates(context, code);
  }

  timestamp(): number | undefined {
    return this.base.timestamp();
  }

  currentProcessingTime(): number {
    return this.base.timerService().currentProcessingTime();
  }

  currentWatermark(): number {
    return this.base.timerService().currentWatermark();
  }

  output<X>(tag: OutputTag<X>, value: X): void {
    this.base.output(tag, value);
  }

  getBroadcastState<K, V>(descriptor: MapStateDescriptor<K, V>): BroadcastState<K, V> {
    return this.states.writable(descriptor);
  }

  applyToKeyedState<S extends State>(descriptor: StateDescriptor<S>, apply: (key: unknown, state: S) => void): void {
    const { code, context } = this;
    const { keyed } = context;
    if (keyed === undefined) throw streamNotKeyed(context, 'applyToKeyedState');
    const state = this.keyedStates.of(descriptor);
    // Outside of a call this throws, as everything else of `ctx` does.
    this.base.timestamp();
    for (const key of keyed.keys(descriptor.name, undefined)) {
      keyed.setCurrentKey(key);
      code.phase = CallPhase.RUNNING;
      let result: unknown;
      try {
        result = apply(key, state);
      } finally {
        code.phase = CallPhase.WITHOUT_KEY;
      }
      if (result instanceof Promise) throw noRecordError(context, 'applyToKeyedState', result);
    }
  }
}
