import { MillraceError } from './millrace-error.js';
import { decodeUtf8, decodeWtf8 } from './utf8.js';

/** Strings up to here are read by a loop in script, which beats the call into the engine's decoder. */
const SHORT_STRING = 20;
const INT64_MIN = -(2n ** 63n);
const INT64_MAX = 2n ** 63n - 1n;

/**
 * Reads what a {@link DataWriter} wrote. Every read is checked against the end of the bytes.
 *
 * @throws MillraceError `DATA_CORRUPT` from any read that finds too few bytes or a form that is never written.
 */
export class DataReader {
  private readonly bytes: Uint8Array;
  private view: DataView | undefined;
  private offset: number;
  private readonly end: number;

  constructor(bytes: Uint8Array, start = 0, end = bytes.length) {
    this.bytes = bytes;
    this.offset = start;
    this.end = Math.min(end, bytes.length);
  }

  /** Where the next read begins, counted from the start of the bytes. */
  get position(): number {
    return this.offset;
  }

  /** How many bytes are left. */
  get remaining(): number {
    return this.end - this.offset;
  }

  readUint8(): number {
    if (this.offset >= this.end) throw this.tooShort(1);
    return this.bytes[this.offset++] ?? 0;
  }

  readBoolean(): boolean {
    const byte = this.readUint8();
    if (byte > 1) throw this.corrupt(`${byte} is not a boolean`);
    return byte === 1;
  }

  readUint32(): number {
    this.need(4);
    const value = this.data().getUint32(this.offset);
    this.offset += 4;
    return value;
  }

  readVarUint(): number {
    let byte = this.readUint8();
    if (byte < 0x80) return byte;
    let value = byte & 0x7f;
    let scale = 128;
    do {
      byte = this.readUint8();
      value += (byte & 0x7f) * scale;
      scale *= 128;
    } while (byte >= 0x80 && scale < 2 ** 56);
    if (byte >= 0x80 || value > Number.MAX_SAFE_INTEGER) throw this.corrupt('an unsigned number is too long');
    return value;
  }

  /** A LONG in its canonical form: a number when it is a safe integer, else a bigint. */
  readLong(): number | bigint {
    const first = this.readUint8();
    if (first < 0x80) return (first >>> 1) ^ -(first & 1);
    let magnitude = (first & 0x7f) >>> 1;
    let scale = 64;
    let byte: number;
    do {
      byte = this.readUint8();
      magnitude += (byte & 0x7f) * scale;
      scale *= 128;
    } while (byte >= 0x80 && scale < 2 ** 48);
    if (byte >= 0x80) return this.readHighBits(magnitude, (first & 1) === 1);
    return (first & 1) === 1 ? -magnitude - 1 : magnitude;
  }

  /** Reads a LONG that must be a safe integer. */
  readSafeLong(): number {
    const value = this.readLong();
    if (typeof value === 'bigint') throw this.corrupt(`${value} is no safe integer`);
    return value;
  }

  /** Milliseconds, with ±Infinity for Flink's largest and smallest long. */
  readTime(): number {
    const value = this.readLong();
    if (typeof value === 'number') return value;
    if (value === INT64_MAX) return Number.POSITIVE_INFINITY;
    if (value === INT64_MIN) return Number.NEGATIVE_INFINITY;
    throw this.corrupt(`${value} is not a time in milliseconds`);
  }

  readFloat32(): number {
    this.need(4);
    const value = this.data().getFloat32(this.offset);
    this.offset += 4;
    return value;
  }

  readFloat64(): number {
    this.need(8);
    const value = this.data().getFloat64(this.offset);
    this.offset += 8;
    return value;
  }

  readString(): string {
    const size = this.readVarUint();
    this.need(size);
    const start = this.offset;
    const end = start + size;
    this.offset = end;
    return size <= SHORT_STRING ? this.shortString(start, end) : this.wideString(start, end);
  }

  /** A copy of bytes written with their length. */
  readBytes(): Uint8Array<ArrayBuffer> {
    return this.readRaw(this.readVarUint());
  }

  /** A copy of the next `size` bytes. */
  readRaw(size: number): Uint8Array<ArrayBuffer> {
    this.need(size);
    const copy = new Uint8Array(this.bytes.subarray(this.offset, this.offset + size));
    this.offset += size;
    return copy;
  }

  /** Goes on behind the next `size` bytes. */
  skip(size: number): void {
    this.need(size);
    this.offset += size;
  }

  /**
   * A count of items that take at least `bytesEach` each, so that damage never asks for more memory than there are bytes.
   */
  readCount(bytesEach = 1): number {
    const count = this.readVarUint();
    if (count * bytesEach > this.remaining)
      throw this.corrupt(`${count} items are announced, and too few bytes follow`);
    return count;
  }

  /** The error for a form that is never written. */
  corrupt(what: string): MillraceError {
    return new MillraceError('DATA_CORRUPT', `The data is damaged or of another type: ${what}.`, {
      facts: { position: this.offset, length: this.end },
    });
  }

  private readHighBits(low: number, negative: boolean): number | bigint {
    let high = 0;
    let scale = 1;
    let byte: number;
    do {
      byte = this.readUint8();
      high += (byte & 0x7f) * scale;
      scale *= 128;
    } while (byte >= 0x80 && scale < 2 ** 21);
    // 48 bits stand in `low`, 15 more may follow.
    if (byte >= 0x80 || high > 0x7fff) throw this.corrupt('an integer is longer than 64 bits');
    if (high < 32) {
      const magnitude = high * 2 ** 48 + low;
      const value = negative ? -magnitude - 1 : magnitude;
      if (Number.isSafeInteger(value)) return value;
    }
    const magnitude = (BigInt(high) << 48n) + BigInt(low);
    return negative ? -magnitude - 1n : magnitude;
  }

  private shortString(start: number, end: number): string {
    const { bytes } = this;
    let text = '';
    let position = start;
    // Four characters a call take half the time of one a call.
    for (; position + 4 <= end; position += 4) {
      const a = bytes[position] ?? 0;
      const b = bytes[position + 1] ?? 0;
      const c = bytes[position + 2] ?? 0;
      const d = bytes[position + 3] ?? 0;
      if ((a | b | c | d) >= 0x80) return this.wideString(start, end);
      text += String.fromCharCode(a, b, c, d);
    }
    for (; position < end; position++) {
      const byte = bytes[position] ?? 0;
      if (byte >= 0x80) return this.wideString(start, end);
      text += String.fromCharCode(byte);
    }
    return text;
  }

  private wideString(start: number, end: number): string {
    const text = decodeUtf8(this.bytes.subarray(start, end)) ?? decodeWtf8(this.bytes, start, end);
    if (text === undefined) throw this.corrupt('a string is not UTF-8');
    return text;
  }

  /** Made when first needed, because making it takes longer than reading a small value. */
  private data(): DataView {
    this.view ??= new DataView(this.bytes.buffer, this.bytes.byteOffset, this.bytes.byteLength);
    return this.view;
  }

  private need(size: number): void {
    if (this.offset + size > this.end) throw this.tooShort(size);
  }

  private tooShort(size: number): MillraceError {
    return this.corrupt(`${size} more bytes are needed, ${this.end - this.offset} are left`);
  }
}
