import { byKeyAndTime, byTime, type EntryOrder, EntryView } from './entry.js';

/** Ranges up to here are sorted by comparing. */
const SHORT_RANGE = 24;
/** The bytes of a key that are sorted at once, and the bits of a position beside them. */
const CHUNK_BYTES = 5;
const POSITION_BITS = 24;
const POSITION_MASK = (1 << POSITION_BITS) - 1;

const isLittleEndian = new Uint8Array(new Uint32Array([1]).buffer)[0] === 1;
const [LOW, HIGH] = isLittleEndian ? [0, 1] : [1, 0];

/**
 * Orders entries, given by where they begin, by key and timestamp, and else as they stand. Less than 2^24 of them.
 *
 * Engines sort numbers many times faster than they call a comparison. So a part of each key and its position are sorted
 * as one number of 64 bits, and then those that agree in this part by the next one.
 */
export function sortByKeyAndTime(bytes: Uint8Array, starts: Uint32Array): void {
  new EntrySort(bytes, starts).sortRange(0, starts.length, 0);
}

class EntrySort {
  private readonly left: EntryView;
  private readonly right: EntryView;

  constructor(
    private readonly bytes: Uint8Array,
    private readonly starts: Uint32Array,
  ) {
    this.left = new EntryView(bytes);
    this.right = new EntryView(bytes);
  }

  /** Orders a range of entries whose keys agree in their first bytes. */
  sortRange(from: number, to: number, agreed: number): void {
    if (to - from < 2) return;
    if (to - from <= SHORT_RANGE) {
      this.sortShort(from, to);
      return;
    }
    const { left } = this;
    const depth = this.agreement(from, to, agreed);
    left.moveTo(this.starts[from]!);
    if (depth === left.keyEnd - left.keyStart) this.sortByTime(from, to);
    else this.sortByChunk(from, to, depth);
  }

  /** In how many of their first bytes all keys agree. */
  private agreement(from: number, to: number, least: number): number {
    const { left, right, starts, bytes } = this;
    left.moveTo(starts[from]!);
    const { keyStart } = left;
    let agreed = left.keyEnd - keyStart;
    for (let i = from + 1; i < to && agreed > least; i++) {
      right.moveTo(starts[i]!);
      for (let k = least; k < agreed; k++) if (bytes[keyStart + k] !== bytes[right.keyStart + k]) agreed = k;
    }
    return agreed;
  }

  private sortByChunk(from: number, to: number, depth: number): void {
    const { starts } = this;
    const before = starts.slice(from, to);
    const chunks = new BigUint64Array(before.length);
    const words = new Uint32Array(chunks.buffer);
    for (let i = 0; i < before.length; i++) this.writeChunk(words, i, before[i]!, depth);
    chunks.sort();
    let first = 0;
    for (let i = 0; i < before.length; i++) {
      starts[from + i] = before[words[2 * i + LOW]! & POSITION_MASK]!;
      if (i === 0 || isSameChunk(words, i, i - 1)) continue;
      this.sortRange(from + first, from + i, depth + CHUNK_BYTES);
      first = i;
    }
    this.sortRange(from + first, to, depth + CHUNK_BYTES);
  }

  /** A key that ends within the chunk goes on with zeros: no other key does, for none is the beginning of another. */
  private writeChunk(words: Uint32Array, position: number, start: number, depth: number): void {
    const { left, bytes } = this;
    left.moveTo(start);
    const { keyEnd } = left;
    const at = left.keyStart + depth;
    const byte = (place: number) => (place < keyEnd ? bytes[place]! : 0);
    words[2 * position + HIGH] = (byte(at) << 24) | (byte(at + 1) << 16) | (byte(at + 2) << 8) | byte(at + 3);
    words[2 * position + LOW] = (byte(at + 4) << POSITION_BITS) | position;
  }

  /** Mostly the records of a key have come in the order of their timestamps, or have none. */
  private sortByTime(from: number, to: number): void {
    const { left, right, starts } = this;
    for (let i = from + 1; i < to; i++) {
      left.moveTo(starts[i - 1]!);
      right.moveTo(starts[i]!);
      if (byTime(left, right) > 0) {
        this.sortByComparing(from, to, byTime);
        return;
      }
    }
  }

  private sortShort(from: number, to: number): void {
    const { left, right, starts } = this;
    for (let i = from + 1; i < to; i++) {
      const start = starts[i]!;
      right.moveTo(start);
      let place = i;
      for (; place > from; place--) {
        left.moveTo(starts[place - 1]!);
        if (byKeyAndTime(left, right) <= 0) break;
        starts[place] = starts[place - 1]!;
      }
      starts[place] = start;
    }
  }

  private sortByComparing(from: number, to: number, order: EntryOrder): void {
    const { left, right } = this;
    this.starts.subarray(from, to).sort((one, other) => {
      left.moveTo(one);
      right.moveTo(other);
      return order(left, right);
    });
  }
}

function isSameChunk(words: Uint32Array, one: number, other: number): boolean {
  if (words[2 * one + HIGH] !== words[2 * other + HIGH]) return false;
  return words[2 * one + LOW]! >>> POSITION_BITS === words[2 * other + LOW]! >>> POSITION_BITS;
}
