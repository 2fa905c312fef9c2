import type { Codec } from '../model/codec.js';
import type { ErrorFacts } from '../model/millrace-error.js';
import type { TypeInformation } from '../model/type-information.js';
import type { Element } from '../operator/element.js';
import type { Gate } from '../operator/flow.js';
import type { Input } from '../operator/input.js';
import { ALL_CHANNELS, type ChannelSelector } from '../plan/partitioning.js';
import type { Channel, ChannelEvent } from './channel.js';
import { firstValuesCheck, located } from './edge-checks.js';

/** What one end of an exchange is made from. */
export interface ChannelWriterOptions {
  readonly channels: readonly Channel[];
  readonly select: ChannelSelector;
  readonly type: TypeInformation<unknown>;
  /** The operator where the edge begins, for errors. */
  readonly from: ErrorFacts;
  readonly element: Element;
  readonly gate: Gate;
}

/** The sending end of an exchange: checks each record's type, picks its channel, and shuts the gate without credit. */
export class ChannelWriter implements Input {
  private readonly channels: readonly Channel[];
  private readonly select: ChannelSelector;
  private readonly codec: Codec<unknown>;
  private readonly checkFirst: ((value: unknown) => void) | undefined;
  private readonly element: Element;

  constructor(private readonly options: ChannelWriterOptions) {
    this.channels = options.channels;
    this.select = options.select;
    this.codec = options.type.codec;
    this.checkFirst = firstValuesCheck(options.type);
    this.element = options.element;
    for (const channel of options.channels) {
      channel.connectWriter(() => {
        if (!this.channels.some((each) => each.isFull)) options.gate.open();
      });
    }
  }

  processElement(value: unknown): void {
    const checked = this.check(value);
    const index = this.select(checked);
    if (index === ALL_CHANNELS) {
      for (const channel of this.channels) this.send(channel, checked);
      return;
    }
    this.send(this.channels[index] as Channel, checked);
  }

  processWatermark(time: number): void {
    this.sendEvent({ kind: 'watermark', time });
  }

  processStatus(idle: boolean): void {
    this.sendEvent({ kind: 'status', idle });
  }

  /** Sends an event to every channel. */
  sendEvent(event: ChannelEvent): void {
    for (const channel of this.channels) channel.sendEvent(event);
  }

  private check(value: unknown): unknown {
    const { codec, checkFirst } = this;
    if (checkFirst !== undefined) located(this.options.from, () => checkFirst(value));
    if (codec.fits?.(value) === true) return value;
    return located(this.options.from, () => codec.check(value, 'value'));
  }

  private send(channel: Channel, value: unknown): void {
    channel.sendRecord(value, this.element.timestamp, this.element.kind);
    if (channel.isFull) this.options.gate.shut();
  }
}
