/** A record header as read; the same name may come more than once. */
export interface FetchedHeader {
  readonly key: string;
  readonly value: Uint8Array | null;
}

/**
 * One record in the hands of a reader: a cursor over the fetched bytes that the next record overwrites.
 *
 * `key`, `value` and `headers` are made when asked for, as views on the fetched buffer (which is never written again,
 * so they may be kept; a kept view keeps its whole buffer in memory).
 */
export class FetchedRecord {
  topic = '';
  partition = -1;
  offset = -1;
  /** Milliseconds since 1970; the broker's append time where the topic is configured so; −1 = none. */
  timestamp = -1;
  /** Whether {@link timestamp} is the broker's append time rather than the producer's. */
  appendTime = false;
  /** @internal The buffer and the places inside it; a start of −1 stands for null. */
  buffer: Buffer = EMPTY;
  keyStart = -1;
  keyEnd = -1;
  valueStart = -1;
  valueEnd = -1;
  headersAt = -1;

  get key(): Uint8Array | null {
    return this.keyStart < 0 ? null : this.buffer.subarray(this.keyStart, this.keyEnd);
  }

  get value(): Uint8Array | null {
    return this.valueStart < 0 ? null : this.buffer.subarray(this.valueStart, this.valueEnd);
  }

  /** The value decoded as UTF-8, without the view in between; null stays null. */
  valueText(): string | null {
    return this.valueStart < 0 ? null : this.buffer.toString('utf8', this.valueStart, this.valueEnd);
  }

  get headers(): FetchedHeader[] {
    const headers: FetchedHeader[] = [];
    const place = { at: this.headersAt };
    const count = readVarint(this.buffer, place);
    for (let index = 0; index < count; index++) {
      const keySize = readVarint(this.buffer, place);
      const key = this.buffer.toString('utf8', place.at, place.at + keySize);
      place.at += keySize;
      const valueSize = readVarint(this.buffer, place);
      const value = valueSize < 0 ? null : this.buffer.subarray(place.at, place.at + valueSize);
      place.at += Math.max(0, valueSize);
      headers.push({ key, value });
    }
    return headers;
  }
}

const EMPTY = Buffer.alloc(0);

/** Reads a zigzag variable-length integer of up to 32 bits and moves the place behind it. */
export function readVarint(buffer: Buffer, place: { at: number }): number {
  let at = place.at;
  let byte = buffer[at++];
  let value = (byte as number) & 0x7f;
  for (let shift = 7; (byte as number) >= 0x80 && shift <= 28; shift += 7) {
    byte = buffer[at++];
    value |= ((byte as number) & 0x7f) << shift;
  }
  if (byte === undefined || byte >= 0x80) throw new RangeError('a variable-length integer is cut off');
  place.at = at;
  return (value >>> 1) ^ -(value & 1);
}

/** Reads a zigzag variable-length integer of up to 64 bits as a number, exact inside ±(2^53 − 1). */
export function readVarlong(buffer: Buffer, place: { at: number }): number {
  let at = place.at;
  let value = 0;
  let scale = 1;
  for (let index = 0; index < 10; index++) {
    const byte = buffer[at++];
    if (byte === undefined) break;
    value += (byte & 0x7f) * scale;
    if (byte < 0x80) {
      place.at = at;
      return value % 2 === 0 ? value / 2 : -(value + 1) / 2;
    }
    scale *= 128;
  }
  throw new RangeError('a variable-length integer is cut off');
}
