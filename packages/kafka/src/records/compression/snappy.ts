import { copyMatch } from './lz4.js';
import { findMatches } from './match-finder.js';

// Kafka's Java clients put Snappy blocks into the framing of the xerial library: this magic, two version numbers, then
// blocks each after its length. Other clients write one bare block. Both are read; the first is written.
const XERIAL_MAGIC = Uint8Array.of(0x82, 0x53, 0x4e, 0x41, 0x50, 0x50, 0x59, 0x00);
const XERIAL_HEADER_BYTES = 16;
const BLOCK_BYTES = 32 * 1024;
const LIMITS = { margin: 15, tail: 0, maxDistance: 65_535 };

function writeLiteral(source: Uint8Array, start: number, end: number, target: Uint8Array, at: number): number {
  const length = end - start;
  if (length === 0) return at;
  let position = at;
  if (length <= 60) {
    target[position++] = (length - 1) << 2;
  } else if (length <= 256) {
    target[position++] = 60 << 2;
    target[position++] = length - 1;
  } else {
    target[position++] = 61 << 2;
    target[position++] = (length - 1) & 0xff;
    target[position++] = (length - 1) >>> 8;
  }
  target.set(source.subarray(start, end), position);
  return position + length;
}

function writeCopy(target: Uint8Array, at: number, distance: number, length: number): number {
  let position = at;
  // A copy with a two-byte distance takes 1 to 64 bytes.
  for (let rest = length; rest > 0; ) {
    const part = Math.min(rest, 64);
    target[position++] = ((part - 1) << 2) | 2;
    target[position++] = distance & 0xff;
    target[position++] = distance >>> 8;
    rest -= part;
  }
  return position;
}

function compressBlock(source: Uint8Array, start: number, end: number, target: Uint8Array, at: number): number {
  let position = at;
  let size = end - start;
  while (size > 0x7f) {
    target[position++] = (size & 0x7f) | 0x80;
    size >>>= 7;
  }
  target[position++] = size;
  findMatches(source, start, end, LIMITS, (literalStart, literalEnd, distance, matchLength) => {
    position = writeLiteral(source, literalStart, literalEnd, target, position);
    position = writeCopy(target, position, distance, matchLength);
  });
  return position;
}

/** Compresses into Snappy blocks in the framing that Kafka's Java clients write. */
export function compressSnappy(bytes: Uint8Array): Uint8Array {
  const blocks = Math.ceil(bytes.length / BLOCK_BYTES);
  const bound = XERIAL_HEADER_BYTES + bytes.length + blocks * (4 + 32 + Math.ceil(BLOCK_BYTES / 6));
  const target = Buffer.allocUnsafe(bound);
  target.set(XERIAL_MAGIC, 0);
  target.writeInt32BE(1, 8);
  target.writeInt32BE(1, 12);
  let at = XERIAL_HEADER_BYTES;
  for (let start = 0; start < bytes.length; start += BLOCK_BYTES) {
    const written = compressBlock(bytes, start, Math.min(start + BLOCK_BYTES, bytes.length), target, at + 4) - (at + 4);
    target.writeInt32BE(written, at);
    at += 4 + written;
  }
  return target.subarray(0, at);
}

function readSize(source: Buffer, start: number): { readonly size: number; readonly at: number } {
  let size = 0;
  let at = start;
  for (let shift = 0; shift <= 28; shift += 7) {
    const byte = source.readUInt8(at++);
    size += (byte & 0x7f) * 2 ** shift;
    if (byte < 0x80) return { size, at };
  }
  throw new RangeError('a Snappy block announces a size of more than five bytes');
}

function decompressBlock(source: Buffer, start: number, end: number, limit: number): Buffer {
  const { size, at: first } = readSize(source, start);
  if (size > limit) throw new RangeError(`a Snappy block unfolds to more than ${limit} bytes`);
  const target = Buffer.allocUnsafe(size);
  let length = 0;
  let at = first;
  while (at < end) {
    const tag = source.readUInt8(at++);
    const kind = tag & 3;
    if (kind === 0) {
      let literals = (tag >>> 2) + 1;
      if (literals > 60) {
        const lengthBytes = literals - 60;
        literals = source.readUIntLE(at, lengthBytes) + 1;
        at += lengthBytes;
      }
      if (at + literals > end || length + literals > size)
        throw new RangeError('a Snappy literal is longer than its block');
      source.copy(target, length, at, at + literals);
      at += literals;
      length += literals;
      continue;
    }
    const copied = kind === 1 ? ((tag >>> 2) & 7) + 4 : (tag >>> 2) + 1;
    let distance: number;
    if (kind === 1) distance = ((tag >>> 5) << 8) | source.readUInt8(at++);
    else {
      distance = kind === 2 ? source.readUInt16LE(at) : source.readUInt32LE(at);
      at += kind === 2 ? 2 : 4;
    }
    if (distance === 0 || distance > length || length + copied > size)
      throw new RangeError('a Snappy copy leaves its block');
    copyMatch(target, length, distance, copied);
    length += copied;
  }
  if (length !== size) throw new RangeError(`a Snappy block announces ${size} bytes and holds ${length}`);
  return target;
}

/** Unfolds Snappy blocks, framed or bare. */
export function decompressSnappy(source: Buffer, limit: number): Buffer {
  const framed = source.length >= XERIAL_HEADER_BYTES && source.subarray(0, XERIAL_MAGIC.length).equals(XERIAL_MAGIC);
  if (!framed) return decompressBlock(source, 0, source.length, limit);
  const blocks: Buffer[] = [];
  let total = 0;
  for (let at = XERIAL_HEADER_BYTES; at < source.length; ) {
    const size = source.readInt32BE(at);
    at += 4;
    if (size < 0 || at + size > source.length) throw new RangeError('a Snappy block is longer than its frame');
    const block = decompressBlock(source, at, at + size, limit - total);
    total += block.length;
    blocks.push(block);
    at += size;
  }
  return Buffer.concat(blocks, total);
}
