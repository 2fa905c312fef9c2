import type { FileContent } from './file-content.js';
import type { RecordDecoder } from './stream-format.js';

const LINE_FEED = 10;
const BYTE_ORDER_MARK = [0xef, 0xbb, 0xbf];

/** Where records begin, and what has been read from there on. */
export interface FirstRecord {
  readonly offset: number;
  readonly bytes: Uint8Array;
}

/** Passes over what stands before the first record of a file: a byte order mark, and what the format has there. */
export async function firstRecordOfFile(content: FileContent, decoder: RecordDecoder<unknown>): Promise<FirstRecord> {
  let bytes: Uint8Array = new Uint8Array(0);
  for (let isLast = false; ; ) {
    const chunk = await content.next();
    if (chunk === undefined) isLast = true;
    else bytes = concatenated(bytes, chunk);
    if (bytes.length < BYTE_ORDER_MARK.length && !isLast) continue;
    const start = BYTE_ORDER_MARK.every((byte, index) => bytes[index] === byte) ? BYTE_ORDER_MARK.length : 0;
    const offset = decoder.readHeader?.(bytes, start, bytes.length, isLast) ?? start;
    if (offset !== -1) return { offset, bytes: bytes.subarray(offset) };
  }
}

/** Passes over the end of the record that begins before a range: the range before gives it. */
export async function firstRecordOfRange(content: FileContent, start: number): Promise<FirstRecord> {
  // The record that begins at the start is the range's own if a line ends right before it.
  await content.skipTo(start - 1);
  for (;;) {
    const chunkOffset = content.position;
    const chunk = await content.next();
    if (chunk === undefined) return { offset: chunkOffset, bytes: new Uint8Array(0) };
    const feed = chunk.indexOf(LINE_FEED);
    if (feed !== -1) return { offset: chunkOffset + feed + 1, bytes: chunk.subarray(feed + 1) };
  }
}

/** Goes on at a position of which a piece may have been read already. */
export async function recordAt(content: FileContent, position: number, read?: FirstRecord): Promise<FirstRecord> {
  if (read !== undefined && position <= content.position) {
    return { offset: position, bytes: read.bytes.subarray(position - read.offset) };
  }
  await content.skipTo(position);
  return { offset: position, bytes: new Uint8Array(0) };
}

function concatenated(one: Uint8Array, other: Uint8Array): Uint8Array {
  if (one.length === 0) return other;
  const all = new Uint8Array(one.length + other.length);
  all.set(one);
  all.set(other, one.length);
  return all;
}
