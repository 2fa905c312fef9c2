import { RowKind } from '../model/row-kind.js';
import { NO_TIMESTAMP } from '../operator/element.js';
import type { Cancel, Clock } from '../ports/clock.js';

/** How many entries a channel holds before its writer must stop. */
const CHANNEL_CAPACITY = 1024;

/** How many entries make a buffer full, whose reader waits for no others. */
const BUFFER_ENTRIES = 256;

/** How long entries wait for others before their reader is told of them. */
export interface ChannelBuffering {
  /** Negative waits until a buffer is full. */
  readonly timeoutMs: number;
  readonly clock: Clock;
}

/** What a channel carries, in band and in order. */
export type ChannelEvent =
  | { readonly kind: 'watermark'; readonly time: number }
  | { readonly kind: 'status'; readonly idle: boolean }
  | { readonly kind: 'barrier'; readonly checkpointId: number }
  | { readonly kind: 'end' };

/** Takes what leaves a channel. */
export interface ChannelReceiver {
  record(value: unknown, timestamp: number, kind: RowKind): void;
  event(event: ChannelEvent): void;
}

/**
 * The queue between one sending and one receiving task: bounded by credits, owned here, so that a barrier could overtake
 * what waits in it. A writer may overshoot the capacity by what one call emits.
 */
export class Channel {
  /** A ring: three columns of one entry each, doubled when one call overshoots. */
  private values: unknown[] = new Array(CHANNEL_CAPACITY).fill(undefined);
  private timestamps: number[] = new Array(CHANNEL_CAPACITY).fill(NO_TIMESTAMP);
  private kinds: (RowKind | ChannelEvent)[] = new Array(CHANNEL_CAPACITY).fill(RowKind.INSERT);
  private head = 0;
  private count = 0;
  private wakeReader: () => void = () => {};
  private giveCredit: () => void = () => {};
  private readerIsAsleep = true;
  private writerIsShut = false;
  private cancelAlarm: Cancel | undefined;

  /** @param buffering without it, the reader is told of each entry at once. */
  constructor(private readonly buffering?: ChannelBuffering) {}

  get size(): number {
    return this.count;
  }

  get isFull(): boolean {
    return this.count >= CHANNEL_CAPACITY;
  }

  /** `wake` is called when entries arrive after the queue was found empty. */
  connectReader(wake: () => void): void {
    this.wakeReader = wake;
  }

  /** `giveCredit` is called when there is room again after the queue was full. */
  connectWriter(giveCredit: () => void): void {
    this.giveCredit = giveCredit;
  }

  sendRecord(value: unknown, timestamp: number, kind: RowKind): void {
    this.push(value, timestamp, kind);
  }

  sendEvent(event: ChannelEvent): void {
    this.push(undefined, NO_TIMESTAMP, event);
  }

  /** True when the next entry is a barrier. */
  get startsWithBarrier(): boolean {
    const first = this.count === 0 ? undefined : this.kinds[this.head];
    return typeof first === 'object' && first.kind === 'barrier';
  }

  /** Hands the first entry to the receiver; false when there is none. */
  receive(receiver: ChannelReceiver): boolean {
    if (this.count === 0) {
      this.readerIsAsleep = true;
      return false;
    }
    const { head } = this;
    const value = this.values[head];
    const kind = this.kinds[head] as RowKind | ChannelEvent;
    const timestamp = this.timestamps[head] as number;
    this.values[head] = undefined;
    this.head = (head + 1) & (this.values.length - 1);
    this.count--;
    if (this.writerIsShut && this.count <= CHANNEL_CAPACITY / 2) {
      this.writerIsShut = false;
      this.giveCredit();
    }
    if (typeof kind === 'object') receiver.event(kind);
    else receiver.record(value, timestamp, kind);
    return true;
  }

  private push(value: unknown, timestamp: number, kind: RowKind | ChannelEvent): void {
    if (this.count === this.values.length) this.grow();
    const tail = (this.head + this.count) & (this.values.length - 1);
    this.values[tail] = value;
    this.timestamps[tail] = timestamp;
    this.kinds[tail] = kind;
    this.count++;
    if (this.isFull) this.writerIsShut = true;
    if (this.readerIsAsleep && (this.buffering === undefined || this.isDue(kind, this.buffering))) this.wake();
  }

  /** Nothing waits any more. */
  close(): void {
    this.cancelAlarm?.();
    this.cancelAlarm = undefined;
  }

  private wake(): void {
    this.close();
    this.readerIsAsleep = false;
    this.wakeReader();
  }

  /** Must the reader be told now? A barrier and the end bring what is before them along. */
  private isDue(kind: RowKind | ChannelEvent, { timeoutMs, clock }: ChannelBuffering): boolean {
    const isUrgent = typeof kind === 'object' && (kind.kind === 'barrier' || kind.kind === 'end');
    if (isUrgent || this.count >= BUFFER_ENTRIES) return true;
    if (timeoutMs > 0 && this.cancelAlarm === undefined) {
      this.cancelAlarm = clock.setTimer(clock.now() + timeoutMs, () => this.wake());
    }
    return false;
  }

  private grow(): void {
    const unrolled = <T>(ring: T[], filler: T): T[] => [
      ...ring.slice(this.head),
      ...ring.slice(0, this.head),
      ...new Array<T>(ring.length).fill(filler),
    ];
    this.values = unrolled(this.values, undefined);
    this.timestamps = unrolled(this.timestamps, NO_TIMESTAMP);
    this.kinds = unrolled<RowKind | ChannelEvent>(this.kinds, RowKind.INSERT);
    this.head = 0;
  }
}
