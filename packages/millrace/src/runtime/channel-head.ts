import type { RowKind } from '../model/row-kind.js';
import type { Element } from '../operator/element.js';
import type { Input } from '../operator/input.js';
import type { Channel, ChannelEvent, ChannelReceiver } from './channel.js';
import type { EdgeWatermarks } from './edge-watermarks.js';
import type { FlowPoint } from './flow-point.js';
import type { Feeds, Head } from './head.js';

/** How many entries are taken from one channel before the next one has its turn. */
const CHANNEL_TURN = 64;

/** What a channel head tells its task. */
export interface ChannelHeadHost {
  wake(): void;
  /** A barrier has arrived on a channel, which gives nothing more until the head is released. */
  onBarrier(checkpointId: number): void;
  /** A channel has ended, and brings no barrier any more. */
  onChannelEnd(): void;
  /** The checkpoint was aborted: its barriers mean nothing any more. */
  isGivenUp(checkpointId: number): boolean;
}

/** Where a channel head's records, watermarks and status go. */
export interface ChannelTarget {
  readonly input: Input;
  readonly watermarks: EdgeWatermarks;
}

/** Reads the channels of one edge of an operator: records in turns, watermarks as their minimum, barriers aligned. */
export class ChannelHead implements Head, ChannelReceiver {
  private readonly input: Input;
  private readonly watermarks: EdgeWatermarks;
  private readonly isBlocked: boolean[];
  private readonly isOver: boolean[];
  private turn = 0;
  private openChannels: number;

  constructor(
    readonly feeds: Feeds,
    private readonly channels: readonly Channel[],
    { input, watermarks }: ChannelTarget,
    private readonly element: Element,
    private readonly flow: FlowPoint,
    private readonly host: ChannelHeadHost,
  ) {
    this.input = input;
    this.watermarks = watermarks;
    this.isBlocked = channels.map(() => false);
    this.isOver = channels.map(() => false);
    this.openChannels = channels.length;
    for (const channel of channels) channel.connectReader(() => host.wake());
  }

  get isEnded(): boolean {
    return this.openChannels === 0;
  }

  get hasMore(): boolean {
    return this.channels.some((channel, index) => this.isReadable(index) && channel.size > 0);
  }

  /** Channels that will still bring the barrier in hand. */
  get channelsWithoutBarrier(): number {
    return this.isBlocked.reduce((count, blocked, index) => (blocked || this.isOver[index] ? count : count + 1), 0);
  }

  /** The barrier is dealt with: all channels give again. */
  release(): void {
    this.isBlocked.fill(false);
  }

  run(limit: number): boolean {
    let taken = 0;
    for (let idle = 0; idle < this.channels.length && taken < limit; ) {
      const before = taken;
      while (taken - before < CHANNEL_TURN && taken < limit && this.isReadable(this.turn)) {
        // A shut gate holds records back, but not the barrier that is next.
        if (this.flow.mustPause()) return this.takeBarriers() || taken > 0;
        if (!(this.channels[this.turn] as Channel).receive(this)) break;
        taken++;
      }
      idle = taken === before ? idle + 1 : 0;
      this.turn = (this.turn + 1) % this.channels.length;
    }
    return taken > 0;
  }

  /** Takes the barriers that are next in their channels, and nothing else. True when there was one. */
  takeBarriers(): boolean {
    let taken = false;
    for (const [index, channel] of this.channels.entries()) {
      if (!this.isReadable(index) || !channel.startsWithBarrier) continue;
      const { turn } = this;
      this.turn = index;
      channel.receive(this);
      this.turn = turn;
      taken = true;
    }
    return taken;
  }

  record(value: unknown, timestamp: number, kind: RowKind): void {
    this.element.timestamp = timestamp;
    this.element.kind = kind;
    this.input.processElement(value);
  }

  event(event: ChannelEvent): void {
    switch (event.kind) {
      case 'watermark':
        this.watermarks.channels.processWatermark(this.watermarks.first + this.turn, event.time);
        return;
      case 'status':
        this.watermarks.channels.processStatus(this.watermarks.first + this.turn, event.idle);
        return;
      case 'barrier':
        if (this.host.isGivenUp(event.checkpointId)) return;
        this.isBlocked[this.turn] = true;
        this.host.onBarrier(event.checkpointId);
        return;
      case 'end':
        this.isOver[this.turn] = true;
        this.openChannels--;
        this.host.onChannelEnd();
        return;
    }
  }

  private isReadable(index: number): boolean {
    return !this.isBlocked[index] && !this.isOver[index];
  }
}
