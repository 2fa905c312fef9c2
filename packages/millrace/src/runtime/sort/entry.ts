import type { Codec } from '../../model/codec.js';
import { DataReader } from '../../model/data-reader.js';
import type { DataWriter } from '../../model/data-writer.js';
import type { RowKind } from '../../model/row-kind.js';

// One record as sorters hold it: length of the whole entry (4 bytes), timestamp (8), length of the key (4), key, row
// kind (1), value.
const TIMESTAMP = 4;
const KEY_LENGTH = 12;
const KEY = 16;

/** The bytes at which the length of an entry stands. */
export const LENGTH_BYTES = 4;

/** A record as it comes. */
export interface SortRecord {
  readonly value: unknown;
  readonly timestamp: number;
  readonly kind: RowKind;
}

/** How the parts of a record are written. */
export interface EntryWriter {
  /** The canonical bytes of its key, or nothing. No key may be the beginning of another. */
  writeKey(value: unknown, out: DataWriter): void;
  writeValue(value: unknown, out: DataWriter): void;
}

/** Appends an entry. */
export function writeEntry(record: SortRecord, writer: EntryWriter, out: DataWriter): void {
  const start = out.length;
  out.writeUint32(0);
  out.writeFloat64(record.timestamp);
  out.writeUint32(0);
  writer.writeKey(record.value, out);
  const keyEnd = out.length;
  out.writeUint8(record.kind);
  writer.writeValue(record.value, out);
  out.patchUint32(start + KEY_LENGTH, keyEnd - start - KEY);
  out.patchUint32(start, out.length - start);
}

/** Entries in some bytes, one of them at a time. */
export class EntryView {
  bytes: Uint8Array;
  /** Where the entry begins, and the byte behind it. */
  start = 0;
  end = 0;
  timestamp = 0;
  keyStart = 0;
  keyEnd = 0;
  private data: DataView;

  constructor(bytes: Uint8Array) {
    this.bytes = bytes;
    this.data = dataView(bytes);
  }

  /** Goes on in other bytes. */
  setBytes(bytes: Uint8Array): void {
    this.bytes = bytes;
    this.data = dataView(bytes);
  }

  /** The length of the entry that begins at a place. */
  lengthAt(start: number): number {
    return this.data.getUint32(start);
  }

  moveTo(start: number): void {
    const { data } = this;
    this.start = start;
    this.end = start + data.getUint32(start);
    this.timestamp = data.getFloat64(start + TIMESTAMP);
    this.keyStart = start + KEY;
    this.keyEnd = this.keyStart + data.getUint32(start + KEY_LENGTH);
  }

  get kind(): RowKind {
    return this.bytes[this.keyEnd] as RowKind;
  }

  read(codec: Codec<unknown>): unknown {
    return codec.read(new DataReader(this.bytes, this.keyEnd + 1, this.end));
  }

  /** A copy of the key's bytes. */
  key(): Uint8Array {
    return this.bytes.slice(this.keyStart, this.keyEnd);
  }

  hasKey(key: Uint8Array): boolean {
    const { bytes, keyStart } = this;
    if (this.keyEnd - keyStart !== key.length) return false;
    for (let i = 0; i < key.length; i++) if (bytes[keyStart + i] !== key[i]) return false;
    return true;
  }
}

/** Orders two entries; 0 when the one that came first stays first. */
export type EntryOrder = (left: EntryView, right: EntryView) => number;

/** By the bytes of their keys, and the records of a key by their timestamps. Of texts, this is Flink's order, too. */
export const byKeyAndTime: EntryOrder = (left, right) => {
  const { bytes: leftBytes, keyStart: leftStart } = left;
  const { bytes: rightBytes, keyStart: rightStart } = right;
  const length = Math.min(left.keyEnd - leftStart, right.keyEnd - rightStart);
  for (let i = 0; i < length; i++) {
    const difference = leftBytes[leftStart + i]! - rightBytes[rightStart + i]!;
    if (difference !== 0) return difference;
  }
  return byTime(left, right);
};

/** For records of one key. */
export const byTime: EntryOrder = ({ timestamp: left }, { timestamp: right }) =>
  left < right ? -1 : left > right ? 1 : 0;

/** As they came. */
export const asTheyCame: EntryOrder = () => 0;

function dataView(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
