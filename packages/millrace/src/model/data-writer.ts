import { MillraceError } from './millrace-error.js';
import { encodeUtf8, isWellFormed } from './utf8.js';

/** The most bytes one writer holds, as a Java array would. */
const MAX_LENGTH = 0x7fff_ffff;
/** Strings up to here are written by a loop in script, which beats the call into the engine's encoder. */
const SHORT_STRING = 48;
const INT64_MIN = -(2n ** 63n);
const INT64_MAX = 2n ** 63n - 1n;

/**
 * A growable buffer that codecs write to.
 *
 * Integers are variable in length (7 bits a byte, least significant first; signed ones zig-zag), everything else is
 * big-endian. Write a value, take `toBytes()` or `view()`, and `reset()` to use the same memory again.
 */
export class DataWriter {
  private bytes: Uint8Array<ArrayBuffer>;
  private data: DataView<ArrayBuffer>;
  private position = 0;

  constructor(initialCapacity = 256) {
    this.bytes = new Uint8Array(initialCapacity);
    this.data = new DataView(this.bytes.buffer);
  }

  /** How many bytes have been written. */
  get length(): number {
    return this.position;
  }

  /** Forgets what was written and keeps the memory. */
  reset(): void {
    this.position = 0;
  }

  /** A copy of what was written. */
  toBytes(): Uint8Array<ArrayBuffer> {
    return this.bytes.slice(0, this.position);
  }

  /** What was written, without a copy: valid until the next write or `reset`. */
  view(): Uint8Array<ArrayBuffer> {
    return this.bytes.subarray(0, this.position);
  }

  /** Hands out the memory itself with what was written, and starts over with new memory: for transfer to another thread. */
  detach(): Uint8Array<ArrayBuffer> {
    const written = this.view();
    this.bytes = new Uint8Array(this.bytes.length);
    this.data = new DataView(this.bytes.buffer);
    this.position = 0;
    return written;
  }

  /** Goes back to an earlier length, dropping what was written since. */
  truncate(length: number): void {
    if (length < this.position) this.position = length;
  }

  writeUint8(value: number): void {
    if (this.position === this.bytes.length) this.grow(1);
    this.bytes[this.position++] = value;
  }

  writeBoolean(value: boolean): void {
    this.writeUint8(value ? 1 : 0);
  }

  writeUint32(value: number): void {
    this.reserve(4);
    this.data.setUint32(this.position, value);
    this.position += 4;
  }

  /** Overwrites four bytes written before with `writeUint32`: a length that is only known afterwards. */
  patchUint32(position: number, value: number): void {
    this.data.setUint32(position, value);
  }

  /** A whole number from 0 to 2^53 − 1. */
  writeVarUint(value: number): void {
    this.reserve(8);
    if (!(value >= 0 && value <= Number.MAX_SAFE_INTEGER)) throw notAnInteger(value);
    let rest = value;
    while (rest > 0x7fff_ffff) {
      this.bytes[this.position++] = (rest % 128) | 0x80;
      rest = Math.floor(rest / 128);
    }
    this.writeGroups(rest);
  }

  /** A LONG in its canonical form: a safe integer as number, anything else of 64 bits as bigint. */
  writeLong(value: number | bigint): void {
    this.reserve(10);
    if (typeof value === 'number' && (value | 0) === value) {
      this.writeGroups(((value << 1) ^ (value >> 31)) >>> 0);
    } else if (typeof value === 'bigint') {
      this.writeBigLong(value);
    } else if (Number.isSafeInteger(value)) {
      // Zig-zag doubles the value, which may pass 2^53: so sign and low 6 bits first, the rest after.
      const magnitude = value < 0 ? -value - 1 : value;
      let rest = Math.floor(magnitude / 64);
      this.bytes[this.position++] = ((magnitude % 64) << 1) | (value < 0 ? 1 : 0) | 0x80;
      while (rest > 0x7fff_ffff) {
        this.bytes[this.position++] = (rest % 128) | 0x80;
        rest = Math.floor(rest / 128);
      }
      this.writeGroups(rest);
    } else {
      throw notAnInteger(value);
    }
  }

  /** Milliseconds as 64 bits, with ±Infinity as Flink's largest and smallest long. */
  writeTime(ms: number): void {
    if (ms === Number.POSITIVE_INFINITY) this.writeLong(INT64_MAX);
    else if (ms === Number.NEGATIVE_INFINITY) this.writeLong(INT64_MIN);
    else this.writeLong(ms);
  }

  writeFloat32(value: number): void {
    this.reserve(4);
    // One NaN, whatever bits the engine happens to hold.
    if (Number.isNaN(value)) this.data.setUint32(this.position, 0x7fc0_0000);
    else this.data.setFloat32(this.position, value);
    this.position += 4;
  }

  writeFloat64(value: number): void {
    this.reserve(8);
    if (Number.isNaN(value)) {
      this.data.setUint32(this.position, 0x7ff8_0000);
      this.data.setUint32(this.position + 4, 0);
    } else {
      this.data.setFloat64(this.position, value);
    }
    this.position += 8;
  }

  /** A string of any UTF-16: as UTF-8, in which a lone surrogate takes its own three bytes, behind its length in bytes. */
  writeString(value: string): void {
    if (typeof value !== 'string') throw new MillraceError('DATA_NOT_WRITABLE', 'A string was to be written.');
    const length = value.length;
    if (length > SHORT_STRING) {
      this.writeLongString(value);
      return;
    }
    this.reserve(2 + length * 3);
    const bytes = this.bytes;
    const start = this.position + 1;
    let position = start;
    for (let i = 0; i < length; i++) {
      const code = value.charCodeAt(i);
      if (code < 0x80) bytes[position++] = code;
      else {
        this.writeShortString(value);
        return;
      }
    }
    bytes[start - 1] = length;
    this.position = position;
  }

  /** Bytes behind their length. */
  writeBytes(value: Uint8Array): void {
    this.writeVarUint(value.length);
    this.writeRaw(value);
  }

  /** Bytes without their length. */
  writeRaw(value: Uint8Array): void {
    this.reserve(value.length);
    this.bytes.set(value, this.position);
    this.position += value.length;
  }

  private writeGroups(value: number): void {
    let rest = value;
    while (rest > 0x7f) {
      this.bytes[this.position++] = (rest & 0x7f) | 0x80;
      rest >>>= 7;
    }
    this.bytes[this.position++] = rest;
  }

  private writeBigLong(value: bigint): void {
    if (value < INT64_MIN || value > INT64_MAX) throw notAnInteger(value);
    let rest = BigInt.asUintN(64, (value << 1n) ^ (value >> 63n));
    while (rest > 0x7fn) {
      this.bytes[this.position++] = Number(rest & 0x7fn) | 0x80;
      rest >>= 7n;
    }
    this.bytes[this.position++] = Number(rest);
  }

  private writeShortString(value: string): void {
    // Up to 48 code units make up to 144 bytes, so the length may need a second byte: the text is written first, behind
    // room for two, and moved down when one was enough.
    const start = this.position + 2;
    const end = this.writeWtf8(value, start);
    const size = end - start;
    if (size > 0x7f) {
      this.bytes[this.position] = (size & 0x7f) | 0x80;
      this.bytes[this.position + 1] = size >>> 7;
      this.position = end;
    } else {
      this.bytes.copyWithin(this.position + 1, start, end);
      this.bytes[this.position] = size;
      this.position = end - 1;
    }
  }

  private writeLongString(value: string): void {
    if (isWellFormed(value)) {
      this.writeBytes(encodeUtf8(value));
      return;
    }
    const scratch = new DataWriter(value.length * 3);
    scratch.position = scratch.writeWtf8(value, 0);
    this.writeBytes(scratch.view());
  }

  /** Writes to reserved memory and returns the position behind. */
  private writeWtf8(value: string, start: number): number {
    const bytes = this.bytes;
    let position = start;
    for (let i = 0; i < value.length; i++) {
      const code = value.codePointAt(i) ?? 0;
      if (code < 0x80) {
        bytes[position++] = code;
      } else if (code < 0x800) {
        bytes[position++] = 0xc0 | (code >> 6);
        bytes[position++] = 0x80 | (code & 0x3f);
      } else if (code < 0x10000) {
        bytes[position++] = 0xe0 | (code >> 12);
        bytes[position++] = 0x80 | ((code >> 6) & 0x3f);
        bytes[position++] = 0x80 | (code & 0x3f);
      } else {
        bytes[position++] = 0xf0 | (code >> 18);
        bytes[position++] = 0x80 | ((code >> 12) & 0x3f);
        bytes[position++] = 0x80 | ((code >> 6) & 0x3f);
        bytes[position++] = 0x80 | (code & 0x3f);
        i++;
      }
    }
    return position;
  }

  private reserve(size: number): void {
    if (this.position + size > this.bytes.length) this.grow(size);
  }

  private grow(size: number): void {
    const needed = this.position + size;
    if (needed > MAX_LENGTH) {
      throw new MillraceError('DATA_TOO_LARGE', `One buffer cannot hold ${needed} bytes; the limit is ${MAX_LENGTH}.`, {
        hint: 'Split the value into smaller ones.',
      });
    }
    const bytes = new Uint8Array(Math.min(MAX_LENGTH, Math.max(needed, this.bytes.length * 2, 64)));
    bytes.set(this.bytes.subarray(0, this.position));
    this.bytes = bytes;
    this.data = new DataView(bytes.buffer);
  }
}

function notAnInteger(value: unknown): MillraceError {
  return new MillraceError('DATA_NOT_WRITABLE', `${String(value)} is not a whole number of the range to be written.`);
}
