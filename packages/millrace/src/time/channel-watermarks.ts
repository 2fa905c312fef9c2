import type { WatermarkTarget } from './watermark-combiner.js';

interface Channel {
  watermark: number;
  isIdle: boolean;
  /** Active, and not behind what has been given out. Only aligned channels count for the smallest watermark. */
  isAligned: boolean;
}

/**
 * Combines watermarks and status of the channels of one input, as Flink's `StatusWatermarkValve` does.
 *
 * The smallest watermark over the aligned channels; never back. A channel that was idle takes part again only once its
 * watermark has caught up with what was given out meanwhile. When the last active channel becomes idle, the largest
 * watermark of all channels is given out before the status, so that the order in which they became idle does not matter.
 * The smallest watermark is looked up again when a channel comes back (FLINK-40475): Flink 2.3.0 waits for its next one.
 */
export class ChannelWatermarks {
  private readonly channels: readonly Channel[];
  private activeCount: number;
  private lastWatermark = Number.NEGATIVE_INFINITY;

  constructor(
    channelCount: number,
    private readonly target: WatermarkTarget,
  ) {
    this.channels = Array.from({ length: channelCount }, () => ({
      watermark: Number.NEGATIVE_INFINITY,
      isIdle: false,
      isAligned: true,
    }));
    this.activeCount = channelCount;
  }

  processWatermark(channelIndex: number, time: number): void {
    const channel = this.channels[channelIndex]!;
    if (channel.isIdle || !(time > channel.watermark)) return;
    channel.watermark = time;
    if (!channel.isAligned && time >= this.lastWatermark) channel.isAligned = true;
    this.giveSmallest();
  }

  processStatus(channelIndex: number, isIdle: boolean): void {
    const channel = this.channels[channelIndex]!;
    if (channel.isIdle === isIdle) return;
    channel.isIdle = isIdle;
    if (isIdle) this.becomeIdle(channel);
    else this.becomeActive(channel);
  }

  private becomeIdle(channel: Channel): void {
    channel.isAligned = false;
    this.activeCount--;
    if (this.activeCount > 0) {
      this.giveSmallest();
      return;
    }
    this.give(this.channels.reduce((largest, { watermark }) => Math.max(largest, watermark), Number.NEGATIVE_INFINITY));
    this.target.processStatus(true);
  }

  private becomeActive(channel: Channel): void {
    channel.isAligned = channel.watermark >= this.lastWatermark;
    this.activeCount++;
    if (this.activeCount === 1) this.target.processStatus(false);
    this.giveSmallest();
  }

  private giveSmallest(): void {
    let smallest = Number.POSITIVE_INFINITY;
    let hasAligned = false;
    for (const { watermark, isAligned } of this.channels) {
      if (!isAligned) continue;
      hasAligned = true;
      if (watermark < smallest) smallest = watermark;
    }
    if (hasAligned) this.give(smallest);
  }

  private give(time: number): void {
    if (!(time > this.lastWatermark)) return;
    this.lastWatermark = time;
    this.target.processWatermark(time);
  }
}
