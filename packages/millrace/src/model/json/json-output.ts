import { type Bytes, PLAIN_TEXT } from './json-bytes.js';
import { quoteJson } from './json-text.js';

const CHUNK_LENGTH = 1 << 16;
const LARGEST_SPARE = 1 << 20;
/** Longer strings are left to the engine's encoder, which needs a call but then is faster than a loop. */
const SHORT_STRING = 64;
/** From so many characters, a call of the buffer's own method is faster than a loop. */
const LEAST_FOR_WRITE = 32;
const BILLION = 1_000_000_000;
const EMPTY = new Uint8Array(0);
const encoder = new TextEncoder();

/**
 * Takes JSON as UTF-8 bytes, piece by piece.
 *
 * The bytes of small values are parts of a larger buffer, because allocating memory of its own for a hundred bytes takes
 * longer than writing them: so the `buffer` of a result must not be transferred.
 */
export class JsonOutput {
  /** Where generated code writes too, at the position that {@link reserve} gives. */
  bytes: Bytes = EMPTY;
  position = 0;
  private start = 0;
  /** The bytes are someone else's. */
  private isInPlace = false;
  /** Where a value goes that does not fit into the bytes of someone else; used again and again. */
  private spare: Uint8Array = EMPTY;

  /** Begins a value in a buffer of someone else's. */
  beginIn(bytes: Uint8Array, position: number): void {
    this.isInPlace = true;
    this.bytes = bytes;
    this.start = position;
    this.position = position;
  }

  /** The place behind the value, or −1 if it did not fit into the buffer that was given. */
  finishIn(bytes: Uint8Array): number {
    return this.bytes === bytes ? this.position : -1;
  }

  /** Forgets what was written since the last value, which an error may have left half-way. */
  begin(): void {
    this.position = this.start;
  }

  /** The bytes written since `begin`, which nothing written later changes. */
  finish(): Uint8Array<ArrayBuffer> {
    const written = (this.bytes as Uint8Array<ArrayBuffer>).subarray(this.start, this.position);
    this.start = this.position;
    if (this.bytes.length > CHUNK_LENGTH) {
      this.bytes = EMPTY;
      this.start = 0;
      this.position = 0;
    }
    return written;
  }

  /** ASCII text as it is: punctuation, names that are escaped already, digits. */
  ascii(text: string): void {
    this.reserve(text.length);
    const { bytes } = this;
    let position = this.position;
    for (let i = 0; i < text.length; i++) bytes[position++] = text.charCodeAt(i);
    this.position = position;
  }

  /** Any JSON text as it is. */
  raw(text: string): void {
    this.reserve(text.length * 3);
    this.position += encoder.encodeInto(text, this.bytes.subarray(this.position)).written;
  }

  /** A string in quotes, escaped where it must be. */
  string(text: string): void {
    const { length } = text;
    if (length >= LEAST_FOR_WRITE && this.takesPlain(text)) return;
    if (length > SHORT_STRING) {
      this.raw(quoteJson(text));
      return;
    }
    this.reserve(length + 2);
    const { bytes } = this;
    let position = this.position;
    bytes[position++] = 0x22;
    for (let i = 0; i < length; i++) {
      const code = text.charCodeAt(i);
      if (code < 0x20 || code === 0x22 || code === 0x5c || code > 0x7e) {
        this.raw(quoteJson(text));
        return;
      }
      bytes[position++] = code;
    }
    bytes[position++] = 0x22;
    this.position = position;
  }

  /** Writes text that needs no escapes by the buffer's own method; false, with nothing written, where that cannot be. */
  private takesPlain(text: string): boolean {
    const { length } = text;
    const start = this.reserve(length + 2) + 1;
    const { bytes } = this;
    if (bytes.utf8Write === undefined) return false;
    const end = start + length;
    // What is more than ASCII does not fit in as many bytes, and is seen by those that do.
    bytes.utf8Write(text, start, length);
    for (let at = start; at < end; at++) if (PLAIN_TEXT[bytes[at] as number] === 0) return false;
    bytes[start - 1] = 0x22;
    bytes[end] = 0x22;
    this.position = end + 1;
    return true;
  }

  /** A whole number. */
  integer(value: number | bigint): void {
    if (typeof value !== 'number' || !Number.isSafeInteger(value)) {
      this.ascii(String(value));
      return;
    }
    this.reserve(17);
    let rest = value;
    if (rest < 0) {
      this.bytes[this.position++] = 0x2d;
      rest = -rest;
    }
    if (rest < BILLION) {
      this.digits(rest | 0, 0);
      return;
    }
    const high = Math.floor(rest / BILLION);
    this.digits(high, 0);
    this.digits(rest - high * BILLION, 9);
  }

  /** The digits of a number below a billion, filled up with zeros to `width`. */
  private digits(value: number, width: number): void {
    let count = 1;
    for (let limit = 10; value >= limit; limit *= 10) count++;
    const end = this.position + Math.max(count, width);
    let rest = value | 0;
    for (let i = end - 1; i >= this.position; i--) {
      const tenth = (rest / 10) | 0;
      this.bytes[i] = 0x30 + rest - tenth * 10;
      rest = tenth;
    }
    this.position = end;
  }

  /** Makes room for so many bytes, and gives the position where they begin. */
  reserve(size: number): number {
    if (this.position + size > this.bytes.length) this.grow(size);
    return this.position;
  }

  private grow(size: number): void {
    const written = this.bytes.subarray(this.start, this.position);
    const needed = written.length + size;
    this.bytes = needed <= this.spare.length ? this.spare : new Uint8Array(Math.max(CHUNK_LENGTH, needed * 2));
    if (this.isInPlace && this.bytes.length <= LARGEST_SPARE) this.spare = this.bytes;
    this.bytes.set(written);
    this.start = 0;
    this.position = written.length;
  }
}
