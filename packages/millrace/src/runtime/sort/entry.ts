import type { Codec } from '../../model/codec.js';
import { DataReader } from '../../model/data-reader.js';
import type { DataWriter } from '../../model/data-writer.js';
import { murmur3 } from '../../model/key-hash.js';
import type { RowKind } from '../../model/row-kind.js';

// One record as sorters hold it: length of the whole entry (4 bytes), hash of the key (4), timestamp (8), length of the
// key (4), key, row kind (1), value.
const HASH = 4;
const TIMESTAMP = 8;
const KEY_LENGTH = 16;
const KEY = 20;

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
  /** The canonical bytes of its key, or nothing. */
  writeKey(value: unknown, out: DataWriter): void;
  writeValue(value: unknown, out: DataWriter): void;
}

/** Appends an entry. */
export function writeEntry(record: SortRecord, writer: EntryWriter, out: DataWriter): void {
  const start = out.length;
  out.writeUint32(0);
  out.writeUint32(0);
  out.writeFloat64(record.timestamp);
  out.writeUint32(0);
  writer.writeKey(record.value, out);
  const keyEnd = out.length;
  out.writeUint8(record.kind);
  writer.writeValue(record.value, out);
  out.patchUint32(start + HASH, murmur3(out.view(), start + KEY, keyEnd));
  out.patchUint32(start + KEY_LENGTH, keyEnd - start - KEY);
  out.patchUint32(start, out.length - start);
}

/** Entries in some bytes, one of them at a time. */
export class EntryView {
  bytes: Uint8Array;
  /** Where the entry begins, and the byte behind it. */
  start = 0;
  end = 0;
  hash = 0;
  timestamp = 0;
  keyEnd = 0;
  private data: DataView;

  constructor(bytes: Uint8Array) {
    this.bytes = bytes;
    this.data = dataView(bytes);
  }

  /** The view of the same entry afterwards only if it is moved there. */
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
    this.hash = data.getUint32(start + HASH);
    this.timestamp = data.getFloat64(start + TIMESTAMP);
    this.keyEnd = start + KEY + data.getUint32(start + KEY_LENGTH);
  }

  get kind(): RowKind {
    return this.bytes[this.keyEnd] as RowKind;
  }

  read(codec: Codec<unknown>): unknown {
    return codec.read(new DataReader(this.bytes, this.keyEnd + 1, this.end));
  }

  /** A copy of the key's bytes. */
  key(): Uint8Array {
    return this.bytes.slice(this.start + KEY, this.keyEnd);
  }

  hasKey(key: Uint8Array): boolean {
    return compareBytes(this.bytes, this.start + KEY, this.keyEnd, key, 0, key.length) === 0;
  }
}

/** Orders two entries; 0 when the one that came first stays first. */
export type EntryOrder = (left: EntryView, right: EntryView) => number;

/** By key, in no order that means anything: hash and bytes. */
const byKey: EntryOrder = (left, right) =>
  left.hash - right.hash ||
  compareBytes(left.bytes, left.start + KEY, left.keyEnd, right.bytes, right.start + KEY, right.keyEnd);

/** One key behind another, and the records of a key by their timestamps. */
export const byKeyAndTime: EntryOrder = (left, right) => {
  const order = byKey(left, right);
  if (order !== 0) return order;
  return left.timestamp < right.timestamp ? -1 : left.timestamp > right.timestamp ? 1 : 0;
};

/** As they came. */
export const asTheyCame: EntryOrder = () => 0;

function compareBytes(
  left: Uint8Array,
  leftStart: number,
  leftEnd: number,
  right: Uint8Array,
  rightStart: number,
  rightEnd: number,
): number {
  const length = Math.min(leftEnd - leftStart, rightEnd - rightStart);
  for (let i = 0; i < length; i++) {
    const difference = left[leftStart + i]! - right[rightStart + i]!;
    if (difference !== 0) return difference;
  }
  return leftEnd - leftStart - (rightEnd - rightStart);
}

function dataView(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
