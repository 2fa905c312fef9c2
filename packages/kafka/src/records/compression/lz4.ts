import { findMatches } from './match-finder.js';

// The frame that Kafka's clients write: magic, version 1 with independent blocks of at most 64 KB, no checksums of
// content (the batch has its own), and the check byte of these two descriptor bytes.
const FRAME_MAGIC = 0x184d2204;
const FRAME_HEADER = Uint8Array.of(0x04, 0x22, 0x4d, 0x18, 0x60, 0x40, 0x82);
const BLOCK_BYTES = 64 * 1024;
const UNCOMPRESSED_FLAG = 0x80000000;
const MIN_MATCH = 4;
// The format's end-of-block rules: the last match begins 12 bytes before the end, the last 5 bytes are literals.
const LIMITS = { margin: 12, tail: 5, maxDistance: 65_535 };

function writeLength(target: Uint8Array, at: number, length: number): number {
  let rest = length - 15;
  let position = at;
  while (rest >= 255) {
    target[position++] = 255;
    rest -= 255;
  }
  target[position++] = rest;
  return position;
}

function compressBlock(source: Uint8Array, start: number, end: number, target: Uint8Array, at: number): number {
  let position = at;
  findMatches(source, start, end, LIMITS, (literalStart, literalEnd, distance, matchLength) => {
    const literals = literalEnd - literalStart;
    const extra = matchLength === 0 ? 0 : matchLength - MIN_MATCH;
    target[position++] = (Math.min(literals, 15) << 4) | Math.min(extra, 15);
    if (literals >= 15) position = writeLength(target, position, literals);
    target.set(source.subarray(literalStart, literalEnd), position);
    position += literals;
    if (matchLength === 0) return;
    target[position++] = distance & 0xff;
    target[position++] = distance >>> 8;
    if (extra >= 15) position = writeLength(target, position, extra);
  });
  return position;
}

/** Compresses into one LZ4 frame. */
export function compressLz4(bytes: Uint8Array): Uint8Array {
  const blocks = Math.ceil(bytes.length / BLOCK_BYTES);
  // A block that does not shrink is stored, so no block grows by more than the bound of its first attempt.
  const target = Buffer.allocUnsafe(
    FRAME_HEADER.length + 4 + bytes.length + blocks * (4 + 16 + Math.ceil(BLOCK_BYTES / 255)),
  );
  target.set(FRAME_HEADER, 0);
  let at = FRAME_HEADER.length;
  for (let start = 0; start < bytes.length; start += BLOCK_BYTES) {
    const end = Math.min(start + BLOCK_BYTES, bytes.length);
    const written = compressBlock(bytes, start, end, target, at + 4) - (at + 4);
    if (written < end - start) {
      target.writeUInt32LE(written, at);
      at += 4 + written;
    } else {
      target.writeUInt32LE(UNCOMPRESSED_FLAG + (end - start), at);
      target.set(bytes.subarray(start, end), at + 4);
      at += 4 + end - start;
    }
  }
  target.writeUInt32LE(0, at);
  return target.subarray(0, at + 4);
}

/** Bytes being unfolded: grows up to a limit. */
interface Output {
  buffer: Buffer;
  length: number;
  readonly limit: number;
}

function reserve(output: Output, size: number): void {
  const needed = output.length + size;
  if (needed <= output.buffer.length) return;
  if (needed > output.limit) throw new RangeError(`an LZ4 frame unfolds to more than ${output.limit} bytes`);
  const larger = Buffer.allocUnsafe(Math.min(output.limit, Math.max(needed, output.buffer.length * 2)));
  output.buffer.copy(larger, 0, 0, output.length);
  output.buffer = larger;
}

function readLength(source: Uint8Array, at: number, start: number): { readonly length: number; readonly at: number } {
  let length = start;
  let position = at;
  for (;;) {
    const byte = source[position++];
    if (byte === undefined) throw new RangeError('an LZ4 block is cut off inside a length');
    length += byte;
    if (byte !== 255) return { length, at: position };
  }
}

/** Copies `length` bytes from `distance` back, byte by byte where the two overlap. */
export function copyMatch(buffer: Buffer, length: number, distance: number, size: number): void {
  if (distance >= size) {
    buffer.copyWithin(length, length - distance, length - distance + size);
    return;
  }
  for (let index = 0; index < size; index++) buffer[length + index] = buffer[length + index - distance] as number;
}

function decompressBlock(source: Buffer, start: number, end: number, output: Output): void {
  let at = start;
  while (at < end) {
    const token = source[at++] as number;
    let literals = token >>> 4;
    if (literals === 15) ({ length: literals, at } = readLength(source, at, 15));
    if (at + literals > end) throw new RangeError('an LZ4 block is cut off inside its literals');
    reserve(output, literals);
    source.copy(output.buffer, output.length, at, at + literals);
    output.length += literals;
    at += literals;
    if (at >= end) return;
    if (at + 2 > end) throw new RangeError('an LZ4 block is cut off before a distance');
    const distance = source.readUInt16LE(at);
    at += 2;
    let size = token & 15;
    if (size === 15) ({ length: size, at } = readLength(source, at, 15));
    size += MIN_MATCH;
    if (distance === 0 || distance > output.length) throw new RangeError('an LZ4 match points before the beginning');
    reserve(output, size);
    copyMatch(output.buffer, output.length, distance, size);
    output.length += size;
  }
}

/** Unfolds LZ4 frames, whatever their options. */
export function decompressLz4(source: Buffer, limit: number): Buffer {
  const output: Output = { buffer: Buffer.allocUnsafe(Math.min(limit, source.length * 4 + 64)), length: 0, limit };
  let at = 0;
  while (at < source.length) {
    if (source.readUInt32LE(at) !== FRAME_MAGIC)
      throw new RangeError('an LZ4 frame does not begin with its magic number');
    const flags = source.readUInt8(at + 4);
    const blockChecksums = (flags & 0x10) !== 0;
    const contentSize = (flags & 0x08) !== 0;
    const contentChecksum = (flags & 0x04) !== 0;
    const dictionary = (flags & 0x01) !== 0;
    if (dictionary) throw new RangeError('an LZ4 frame wants a dictionary');
    at += 4 + 2 + (contentSize ? 8 : 0) + 1;
    for (;;) {
      const header = source.readUInt32LE(at);
      at += 4;
      if (header === 0) break;
      const size = header % UNCOMPRESSED_FLAG;
      if (at + size > source.length) throw new RangeError('an LZ4 block is longer than its frame');
      if (header >= UNCOMPRESSED_FLAG) {
        reserve(output, size);
        source.copy(output.buffer, output.length, at, at + size);
        output.length += size;
      } else {
        decompressBlock(source, at, at + size, output);
      }
      at += size + (blockChecksums ? 4 : 0);
    }
    if (contentChecksum) at += 4;
  }
  return output.buffer.subarray(0, output.length);
}
