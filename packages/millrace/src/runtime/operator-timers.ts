import { RowKind } from '../model/row-kind.js';
import type { TypeInformation } from '../model/type-information.js';
import type { Element } from '../operator/element.js';
import { NO_TIMESTAMP } from '../operator/element.js';
import type { Flow, Unfinished } from '../operator/flow.js';
import type { InternalTimerService, Triggerable } from '../operator/timer-service.js';
import type { Cancel, Clock } from '../ports/clock.js';
import type { KeyedStateBackend } from '../state/keyed-state-backend.js';
import type { TimerQueue } from '../state/timer-queue.js';

/** What the timers of an operator need from its task. */
export interface TimerHost {
  readonly clock: Clock;
  readonly element: Element;
  readonly flow: Flow;
  readonly keyed: KeyedStateBackend | undefined;
  /** True while a record of this operator is only partly processed. */
  isMidRecord(): boolean;
  suspend(work: Unfinished): void;
  /** Runs a mail when no record is half processed. */
  enqueueBetweenRecords(mail: () => void): void;
}

/** The timers of one service of an operator. */
export interface TimerService {
  readonly event: TimerQueue;
  readonly processing: TimerQueue;
  readonly target: Triggerable;
  readonly api: InternalTimerService;
}

/** Event time and timers of one operator. */
export interface InstanceTimers {
  currentWatermark(): number;
  service(
    name: string,
    namespaceType: TypeInformation<unknown>,
    target: Triggerable,
    keyed: KeyedStateBackend,
  ): InternalTimerService;
  /** The handler of the operator's watermarks; see `OperatorContext.watermarkAdvance`. */
  advanceThen(forward: (time: number) => void): (time: number) => void;
  /** Fires at once what is left of the timers of the present watermark, and forwards it. */
  complete(): void;
  /** No timer fires any more: the operator has finished. */
  quiesce(): void;
}

/** Event time of one operator, and all its timers of both time domains. */
export class OperatorTimers implements InstanceTimers {
  private watermark = Number.NEGATIVE_INFINITY;
  private readonly services = new Map<string, TimerService>();
  private forward: ((time: number) => void) | undefined;
  /** True while timers of the present watermark are still to fire, so that it has not been forwarded. */
  private advancing = false;
  private firingProcessingTime = false;
  private alarm: { readonly time: number; readonly cancel: Cancel } | undefined;
  private quiesced = false;

  constructor(private readonly host: TimerHost) {}

  currentWatermark(): number {
    return this.watermark;
  }

  service(
    name: string,
    namespaceType: TypeInformation<unknown>,
    target: Triggerable,
    keyed: KeyedStateBackend,
  ): InternalTimerService {
    const known = this.services.get(name);
    if (known !== undefined) return known.api;
    const event = keyed.timers(`${name}/event-time`, namespaceType);
    const processing = keyed.timers(`${name}/processing-time`, namespaceType);
    const registerEventTimeTimer = (namespace: unknown, time: number) => {
      event.add(namespace, time);
    };
    const registerProcessingTimeTimer = (namespace: unknown, time: number) => {
      if (processing.add(namespace, time)) this.setAlarm();
    };
    const api: InternalTimerService = {
      currentWatermark: () => this.watermark,
      currentProcessingTime: () => this.host.clock.now(),
      registerEventTimeTimer,
      registerProcessingTimeTimer,
      renewEventTimeTimer: registerEventTimeTimer,
      renewProcessingTimeTimer: registerProcessingTimeTimer,
      deleteEventTimeTimer: (namespace, time) => {
        event.remove(namespace, time);
      },
      deleteProcessingTimeTimer: (namespace, time) => {
        processing.remove(namespace, time);
      },
    };
    this.services.set(name, { event, processing, target, api });
    this.setAlarm();
    return api;
  }

  advanceThen(forward: (time: number) => void): (time: number) => void {
    this.forward = forward;
    return (time) => this.advance(time);
  }

  complete(): void {
    this.fireEventTime(true);
  }

  quiesce(): void {
    this.quiesced = true;
    this.alarm?.cancel();
    this.alarm = undefined;
  }

  private advance(time: number): void {
    if (time <= this.watermark) return;
    // A second watermark while the first has timers left comes from a call that overshoots: the first is completed now.
    if (this.advancing) this.fireEventTime(true);
    this.watermark = time;
    this.advancing = true;
    if (this.fireEventTime(false)) return;
    this.host.suspend({
      midRecord: false,
      resume: () => this.fireEventTime(false),
      finishNow: () => this.complete(),
    });
  }

  /** True when all timers up to the watermark have fired and it has been forwarded. */
  private fireEventTime(force: boolean): boolean {
    if (!this.advancing) return true;
    for (const { event, target } of this.services.values()) {
      for (let time = event.peekTime(); time !== undefined && time <= this.watermark; time = event.peekTime()) {
        if (!force && this.mustPause()) return false;
        fireTimer(this.host, event, target, true);
      }
    }
    if (!force && this.host.isMidRecord()) return false;
    this.advancing = false;
    this.forward?.(this.watermark);
    return true;
  }

  private mustPause(): boolean {
    return this.host.isMidRecord() || this.host.flow.mustPause();
  }

  private setAlarm(): void {
    if (this.quiesced || this.firingProcessingTime) return;
    const first = this.firstProcessingTime();
    if (first === undefined || first === Number.POSITIVE_INFINITY) return;
    if (this.alarm !== undefined && this.alarm.time <= first) return;
    this.alarm?.cancel();
    const cancel = this.host.clock.setTimer(first, () => {
      this.alarm = undefined;
      this.host.enqueueBetweenRecords(() => this.onAlarm());
    });
    this.alarm = { time: first, cancel };
  }

  private firstProcessingTime(): number | undefined {
    let first: number | undefined;
    for (const { processing } of this.services.values()) {
      const time = processing.peekTime();
      if (time !== undefined && (first === undefined || time < first)) first = time;
    }
    return first;
  }

  private onAlarm(): void {
    if (this.quiesced || this.firingProcessingTime) return;
    this.firingProcessingTime = true;
    if (!this.fireProcessingTime()) this.host.suspend({ midRecord: false, resume: () => this.fireProcessingTime() });
  }

  private fireProcessingTime(): boolean {
    for (const { processing, target } of this.services.values()) {
      for (
        let time = processing.peekTime();
        time !== undefined && time <= this.host.clock.now();
        time = processing.peekTime()
      ) {
        if (this.mustPause()) return false;
        fireTimer(this.host, processing, target, false);
      }
    }
    this.firingProcessingTime = false;
    this.setAlarm();
    return true;
  }
}

/** Fires the first timer of a queue, with its key current and its time as the timestamp. */
export function fireTimer(
  { element, keyed }: TimerHost,
  queue: TimerQueue,
  target: Triggerable,
  eventTime: boolean,
): void {
  const timer = queue.poll();
  if (timer === undefined) return;
  const { timestamp, kind } = element;
  keyed?.setCurrentKey(timer.key);
  element.timestamp = eventTime ? timer.time : NO_TIMESTAMP;
  element.kind = RowKind.INSERT;
  if (eventTime) target.onEventTime(timer);
  else target.onProcessingTime(timer);
  element.timestamp = timestamp;
  element.kind = kind;
}
