import type { TypeInformation } from '../model/type-information.js';
import type { InternalTimerService, Triggerable } from '../operator/timer-service.js';
import type { KeyedStateBackend } from '../state/keyed-state-backend.js';
import { fireTimer, type InstanceTimers, type TimerHost, type TimerService } from './operator-timers.js';

/**
 * Event time and timers of an operator that gets one key at a time: all timers of a key, of both time domains, fire when
 * the key is over, as if the end of time had come. Then its state is dropped, and time begins anew.
 *
 * What a timer registers while it fires is given up with a warning, as Flink does.
 */
export class KeyTimers implements InstanceTimers {
  private readonly services = new Map<string, TimerService>();
  private forward: ((time: number) => void) | undefined;
  private isFiring = false;
  private hasWarned = false;

  constructor(
    private readonly host: TimerHost,
    private readonly keyed: KeyedStateBackend,
    private readonly warn: (message: string) => void,
  ) {}

  currentWatermark(): number {
    return this.isFiring ? Number.POSITIVE_INFINITY : Number.NEGATIVE_INFINITY;
  }

  service(name: string, namespaceType: TypeInformation<unknown>, target: Triggerable): InternalTimerService {
    const known = this.services.get(name);
    if (known !== undefined) return known.api;
    const event = this.keyed.timers(`${name}/event-time`, namespaceType);
    const processing = this.keyed.timers(`${name}/processing-time`, namespaceType);
    const renewEventTimeTimer = (namespace: unknown, time: number) => {
      event.add(namespace, time);
    };
    const renewProcessingTimeTimer = (namespace: unknown, time: number) => {
      processing.add(namespace, time);
    };
    const api: InternalTimerService = {
      currentWatermark: () => this.currentWatermark(),
      currentProcessingTime: () => this.host.clock.now(),
      registerEventTimeTimer: (namespace, time) => {
        if (this.takesTimers()) renewEventTimeTimer(namespace, time);
      },
      registerProcessingTimeTimer: (namespace, time) => {
        if (this.takesTimers()) renewProcessingTimeTimer(namespace, time);
      },
      renewEventTimeTimer,
      renewProcessingTimeTimer,
      deleteEventTimeTimer: (namespace, time) => {
        event.remove(namespace, time);
      },
      deleteProcessingTimeTimer: (namespace, time) => {
        processing.remove(namespace, time);
      },
    };
    this.services.set(name, { event, processing, target, api });
    return api;
  }

  /** The only watermark that counts is the last one, which comes when the last key is over. */
  advanceThen(forward: (time: number) => void): (time: number) => void {
    this.forward = forward;
    return (time) => {
      if (time === Number.POSITIVE_INFINITY) this.forward?.(time);
    };
  }

  /** The last record of the current key has been processed. Work that has to pause is handed to the task. */
  endKey(): void {
    this.isFiring = true;
    if (!this.fireAll()) this.host.suspend({ midRecord: false, resume: () => this.fireAll() });
  }

  complete(): void {
    // No watermark leaves timers behind.
  }

  quiesce(): void {
    // No clock drives these timers.
  }

  /** True when all have fired. */
  private fireAll(): boolean {
    for (const { event, processing, target } of this.services.values()) {
      for (const queue of [event, processing]) {
        while (queue.peekTime() !== undefined) {
          if (this.host.isMidRecord() || this.host.flow.mustPause()) return false;
          fireTimer(this.host, queue, target, queue === event);
        }
      }
    }
    if (this.host.isMidRecord()) return false;
    this.isFiring = false;
    this.keyed.clear();
    return true;
  }

  private takesTimers(): boolean {
    if (!this.isFiring) return true;
    if (!this.hasWarned) this.warn('A timer that is registered while timers fire at the end of a key never fires.');
    this.hasWarned = true;
    return false;
  }
}
