import { type CompressionType, compress, compressionId } from './compression/compression.js';
import { crc32c } from './crc32c.js';
import {
  ATTRIBUTES_AT,
  BASE_OFFSET_AT,
  BASE_SEQUENCE_AT,
  BASE_TIMESTAMP_AT,
  BATCH_LENGTH_AT,
  CRC_AT,
  LAST_OFFSET_DELTA_AT,
  LEADER_EPOCH_AT,
  LENGTH_OVERHEAD,
  MAGIC,
  MAGIC_AT,
  MAX_TIMESTAMP_AT,
  PRODUCER_EPOCH_AT,
  PRODUCER_ID_AT,
  RECORD_COUNT_AT,
  RECORDS_AT,
  TRANSACTIONAL_FLAG,
  writeInt64,
} from './record-layout.js';

/** A key, a value or a header's value: bytes, text (written as UTF-8) or null. */
export type RecordBytes = Uint8Array | string | null;

/** A record header; the same name may come more than once. */
export interface RecordHeader {
  readonly key: string;
  readonly value: RecordBytes;
}

/** Under which producer identity a batch is written; −1 everywhere for a producer that is not idempotent. */
export interface BatchIdentity {
  readonly producerId: number;
  readonly producerEpoch: number;
  readonly baseSequence: number;
}

/** What {@link RecordBatchWriter.close} needs to know. */
export interface BatchClosing {
  readonly compression: CompressionType;
  /** Undefined = the codec's default. */
  readonly compressionLevel: number | undefined;
  readonly transactional: boolean;
}

/** What puts a value straight into a batch. */
export interface ValueSerializer<T> {
  /** Puts bytes at a place; gives the place behind them, or −1 when they do not fit. */
  readonly serializeInto: (value: T, bytes: Uint8Array, position: number) => number;
}

const NO_HEADERS: readonly RecordHeader[] = [];
const TWO_TO_31 = 2147483648;

function sizeOf(bytes: RecordBytes): number {
  if (bytes === null) return -1;
  return typeof bytes === 'string' ? Buffer.byteLength(bytes) : bytes.length;
}

/** How many bytes the zigzag variable-length form of a whole number takes. */
function varintSize(value: number): number {
  if (value < 64 && value >= -64) return 1;
  if (value < 8192 && value >= -8192) return 2;
  let rest = value < 0 ? -value * 2 - 1 : value * 2;
  let size = 1;
  while (rest >= 128) {
    rest = Math.floor(rest / 128);
    size += 1;
  }
  return size;
}

/** The most bytes that a record can add to a batch, whatever its place in it. */
export function recordSizeBound(key: RecordBytes, value: RecordBytes, headers: readonly RecordHeader[]): number {
  // length, attributes, timestamp delta, offset delta, key length, value length, header count
  let size = 5 + 1 + 10 + 5 + 5 + 5 + 5 + Math.max(0, sizeOf(key)) + Math.max(0, sizeOf(value));
  for (const header of headers) size += 10 + Buffer.byteLength(header.key) + Math.max(0, sizeOf(header.value));
  return size;
}

/**
 * Appends records to one record batch of magic 2, straight into a preallocated buffer.
 *
 * The header is written by {@link close}; {@link identify} may be called again later, when a producer had to take a new
 * identity before the batch was accepted.
 */
export class RecordBatchWriter {
  #buffer: Buffer;
  #length = RECORDS_AT;
  #count = 0;
  #baseTimestamp = 0;
  #maxTimestamp = 0;
  #sizesGuess = 3;

  constructor(buffer: Buffer) {
    this.#buffer = buffer;
  }

  get count(): number {
    return this.#count;
  }

  /** Bytes so far, with the header. */
  get length(): number {
    return this.#length;
  }

  /** The buffer given to the constructor, or the compressed one after {@link close}. */
  get buffer(): Buffer {
    return this.#buffer;
  }

  /** Goes on in another buffer, which must be at least as large. */
  moveTo(buffer: Buffer): void {
    this.#buffer.copy(buffer, RECORDS_AT, RECORDS_AT, this.#length);
    this.#buffer = buffer;
  }

  /**
   * Appends a record, or returns false, changing nothing, when it does not fit.
   *
   * @param maxBytes the most that the batch may take, unless the record is its first
   */
  append(
    key: RecordBytes,
    value: RecordBytes,
    timestamp: number,
    headers: readonly RecordHeader[] = NO_HEADERS,
    maxBytes = Number.POSITIVE_INFINITY,
  ): boolean {
    const keySize = sizeOf(key);
    const valueSize = sizeOf(value);
    if (this.#count === 0) {
      this.#baseTimestamp = timestamp;
      this.#maxTimestamp = timestamp;
    }
    const timestampDelta = timestamp - this.#baseTimestamp;
    let bodySize =
      1 +
      varintSize(timestampDelta) +
      varintSize(this.#count) +
      varintSize(keySize) +
      (keySize > 0 ? keySize : 0) +
      varintSize(valueSize) +
      (valueSize > 0 ? valueSize : 0) +
      varintSize(headers.length);
    if (headers.length > 0) bodySize += headersSize(headers);
    const end = this.#length + bodySize + 5;
    if (end > this.#buffer.length || (end > maxBytes && this.#count > 0)) return false;
    this.#varint(bodySize);
    this.#buffer[this.#length++] = 0;
    this.#varint(timestampDelta);
    this.#varint(this.#count);
    this.#bytes(key, keySize);
    this.#bytes(value, valueSize);
    this.#varint(headers.length);
    for (const header of headers) {
      this.#bytes(header.key, Buffer.byteLength(header.key));
      this.#bytes(header.value, sizeOf(header.value));
    }
    this.#count += 1;
    if (timestamp > this.#maxTimestamp) this.#maxTimestamp = timestamp;
    return true;
  }

  /**
   * Appends a record without headers, its value put where it belongs by its serializer. False, changing nothing, when it does
   * not fit.
   *
   * @param maxBytes the most that the batch may take
   */
  appendSerialized<T>(
    key: RecordBytes,
    value: T,
    serializer: ValueSerializer<T>,
    timestamp: number,
    maxBytes: number,
  ): boolean {
    if (this.#count === 0) return false;
    const keySize = sizeOf(key);
    const timestampDelta = timestamp - this.#baseTimestamp;
    const before =
      1 + varintSize(timestampDelta) + varintSize(this.#count) + varintSize(keySize) + (keySize > 0 ? keySize : 0);
    // How long the two sizes in front of it are is known only behind the value; most records are like the one before.
    const guessedAt = this.#length + this.#sizesGuess + before;
    const guessedEnd = serializer.serializeInto(value, this.#buffer, guessedAt);
    if (guessedEnd < 0) return false;
    const valueSize = guessedEnd - guessedAt;
    const bodySize = before + varintSize(valueSize) + valueSize + 1;
    const sizes = varintSize(bodySize) + varintSize(valueSize);
    const end = this.#length + varintSize(bodySize) + bodySize;
    if (end > this.#buffer.length || end > maxBytes) return false;
    if (sizes !== this.#sizesGuess) {
      this.#buffer.copyWithin(guessedAt - this.#sizesGuess + sizes, guessedAt, guessedEnd);
      this.#sizesGuess = sizes;
    }
    this.#varint(bodySize);
    this.#buffer[this.#length++] = 0;
    this.#varint(timestampDelta);
    this.#varint(this.#count);
    this.#bytes(key, keySize);
    this.#varint(valueSize);
    this.#buffer[end - 1] = 0;
    this.#length = end;
    this.#count += 1;
    if (timestamp > this.#maxTimestamp) this.#maxTimestamp = timestamp;
    return true;
  }

  #varint(value: number): void {
    const buffer = this.#buffer;
    let at = this.#length;
    if (value < 64 && value >= -64) {
      buffer[at++] = value < 0 ? -value * 2 - 1 : value * 2;
    } else {
      let rest = value < 0 ? -value * 2 - 1 : value * 2;
      while (rest >= TWO_TO_31) {
        buffer[at++] = (rest % 128) | 0x80;
        rest = Math.floor(rest / 128);
      }
      while (rest > 0x7f) {
        buffer[at++] = (rest & 0x7f) | 0x80;
        rest >>>= 7;
      }
      buffer[at++] = rest;
    }
    this.#length = at;
  }

  #bytes(bytes: RecordBytes, size: number): void {
    this.#varint(size);
    if (bytes === null || size === 0) return;
    if (typeof bytes === 'string') this.#buffer.write(bytes, this.#length, size, 'utf8');
    else this.#buffer.set(bytes, this.#length);
    this.#length += size;
  }

  /** Compresses the records if asked to and writes the header, all but the producer's identity. */
  close(closing: BatchClosing): void {
    const level = closing.compressionLevel;
    let buffer = this.#buffer;
    if (closing.compression !== 'none') {
      const compressed = compress(closing.compression, buffer.subarray(RECORDS_AT, this.#length), level);
      buffer = Buffer.allocUnsafe(RECORDS_AT + compressed.length);
      buffer.set(compressed, RECORDS_AT);
      this.#buffer = buffer;
      this.#length = buffer.length;
    }
    writeInt64(buffer, BASE_OFFSET_AT, 0);
    buffer.writeInt32BE(this.#length - LENGTH_OVERHEAD, BATCH_LENGTH_AT);
    buffer.writeInt32BE(-1, LEADER_EPOCH_AT);
    buffer.writeInt8(MAGIC, MAGIC_AT);
    const attributes = compressionId(closing.compression) | (closing.transactional ? TRANSACTIONAL_FLAG : 0);
    buffer.writeInt16BE(attributes, ATTRIBUTES_AT);
    buffer.writeInt32BE(this.#count - 1, LAST_OFFSET_DELTA_AT);
    writeInt64(buffer, BASE_TIMESTAMP_AT, this.#baseTimestamp);
    writeInt64(buffer, MAX_TIMESTAMP_AT, this.#maxTimestamp);
    buffer.writeInt32BE(this.#count, RECORD_COUNT_AT);
  }

  /** Writes the producer's identity and the checksum; to be called after {@link close}. */
  identify(identity: BatchIdentity): void {
    const buffer = this.#buffer;
    writeInt64(buffer, PRODUCER_ID_AT, identity.producerId);
    buffer.writeInt16BE(identity.producerEpoch, PRODUCER_EPOCH_AT);
    buffer.writeInt32BE(identity.baseSequence, BASE_SEQUENCE_AT);
    buffer.writeUInt32BE(crc32c(buffer, ATTRIBUTES_AT, this.#length), CRC_AT);
  }

  /** The finished batch, a view on the buffer. */
  bytes(): Buffer {
    return this.#buffer.subarray(0, this.#length);
  }
}

function headersSize(headers: readonly RecordHeader[]): number {
  let size = 0;
  for (const header of headers) {
    const keySize = Buffer.byteLength(header.key);
    const valueSize = sizeOf(header.value);
    size += varintSize(keySize) + keySize + varintSize(valueSize) + Math.max(0, valueSize);
  }
  return size;
}
