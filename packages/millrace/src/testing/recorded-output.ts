import { type RowKind, rowKindShortString } from '../model/row-kind.js';
import { NO_TIMESTAMP } from '../operator/element.js';
import type { Channel, ChannelEvent } from '../runtime/channel.js';

/** One thing that an operator emitted. */
export type Emission =
  | { readonly kind: 'record'; readonly value: unknown; readonly timestamp?: number; readonly rowKind?: string }
  | { readonly kind: 'watermark'; readonly time: number }
  | { readonly kind: 'status'; readonly idle: boolean }
  | { readonly kind: 'barrier'; readonly checkpointId: number }
  | { readonly kind: 'end' };

/** Takes everything that waits in a channel. */
export function drainChannel(channel: Channel, limit = Number.POSITIVE_INFINITY): Emission[] {
  const emissions: Emission[] = [];
  const receiver = {
    record(value: unknown, timestamp: number, kind: RowKind) {
      emissions.push({
        kind: 'record',
        value,
        ...(timestamp === NO_TIMESTAMP ? {} : { timestamp }),
        ...(kind === 0 ? {} : { rowKind: rowKindShortString(kind) }),
      });
    },
    event(event: ChannelEvent) {
      emissions.push(event);
    },
  };
  while (emissions.length < limit && channel.receive(receiver));
  return emissions;
}
