import { MillraceError } from 'millrace';
import { decompress } from './compression/compression.js';
import { crc32c } from './crc32c.js';
import { type FetchedRecord, readVarint, readVarlong } from './fetched-record.js';
import {
  ATTRIBUTES_AT,
  BASE_TIMESTAMP_AT,
  BATCH_LENGTH_AT,
  COMPRESSION_MASK,
  CONTROL_FLAG,
  CRC_AT,
  LAST_OFFSET_DELTA_AT,
  LENGTH_OVERHEAD,
  LOG_APPEND_TIME_FLAG,
  MAGIC,
  MAGIC_AT,
  MAX_TIMESTAMP_AT,
  PRODUCER_ID_AT,
  RECORD_COUNT_AT,
  RECORDS_AT,
  readInt64,
  TRANSACTIONAL_FLAG,
} from './record-layout.js';

/** A transaction that was aborted, as a fetch answer lists it. */
export interface AbortedRange {
  readonly producerId: number;
  readonly firstOffset: number;
}

/** What a partition's part of a fetch answer is read with. */
export interface ChunkOptions {
  readonly topic: string;
  readonly partition: number;
  /** Record batches as fetched, possibly cut off inside the last one. */
  readonly records: Buffer;
  /** The offset that was asked for; the first batch may begin before it. */
  readonly fetchOffset: number;
  /** The offset to stop before. */
  readonly endOffset: number;
  readonly readCommitted: boolean;
  readonly abortedTransactions: readonly AbortedRange[];
  readonly checkCrcs: boolean;
}

const CONTROL_TYPE_ABORT = 0;

/**
 * Walks over the visible records of one partition's part of a fetch answer.
 *
 * Under read_committed a batch is left out when its producer has an aborted transaction that began at or before the
 * batch's last offset and whose abort marker has not come yet (Kafka's protocol guide; the broker itself ends the answer
 * at the last stable offset). Control batches are never shown. The position moves over all of them.
 */
export class FetchedChunk {
  readonly #options: ChunkOptions;
  /** Aborted transactions by first offset, and how many of them have begun. */
  readonly #aborted: readonly AbortedRange[];
  #begun = 0;
  readonly #abortedProducers = new Set<number>();
  /** Where the next batch begins. */
  #batchAt = 0;
  /** Where complete batches end. */
  readonly #end: number;
  readonly #offsetAfter: number;
  #position: number;

  // The batch being read.
  #buffer: Buffer;
  readonly #place = { at: 0 };
  #limit = 0;
  #left = 0;
  #baseOffset = 0;
  #batchLastOffset = -1;
  #baseTimestamp = 0;
  #appendTimestamp = -1;

  constructor(options: ChunkOptions) {
    this.#options = options;
    this.#buffer = options.records;
    this.#position = options.fetchOffset;
    this.#aborted = options.readCommitted
      ? [...options.abortedTransactions].sort((one, other) => one.firstOffset - other.firstOffset)
      : [];
    const extent = this.#measure();
    this.#end = extent.end;
    this.#offsetAfter = extent.offsetAfter;
  }

  /** Bytes of complete batches. */
  get byteLength(): number {
    return this.#end;
  }

  /** The offset to fetch from after this chunk. */
  get offsetAfter(): number {
    return this.#offsetAfter;
  }

  /** The offset behind the last record shown or passed over. */
  get position(): number {
    return this.#position;
  }

  /** Finds where complete batches end, without looking inside them. */
  #measure(): { readonly end: number; readonly offsetAfter: number } {
    const { records, fetchOffset } = this.#options;
    let at = 0;
    let offsetAfter = fetchOffset;
    while (at + RECORDS_AT <= records.length) {
      const size = records.readInt32BE(at + BATCH_LENGTH_AT) + LENGTH_OVERHEAD;
      if (records.readInt8(at + MAGIC_AT) !== MAGIC)
        throw this.#oldFormat(records.readInt8(at + MAGIC_AT), readInt64(records, at));
      if (size < RECORDS_AT) throw this.#corrupt('its length is less than its header', undefined);
      if (at + size > records.length) break;
      offsetAfter = Math.max(offsetAfter, readInt64(records, at) + records.readInt32BE(at + LAST_OFFSET_DELTA_AT) + 1);
      at += size;
    }
    return { end: at, offsetAfter };
  }

  /** Moves the cursor to the next visible record; false when the chunk is used up or the end offset is reached. */
  next(record: FetchedRecord): boolean {
    const place = this.#place;
    for (;;) {
      if (this.#left === 0) {
        if (this.#batchLastOffset >= 0) this.#position = Math.max(this.#position, this.#batchLastOffset + 1);
        if (this.#position >= this.#options.endOffset || !this.#openBatch()) return false;
        continue;
      }
      try {
        const size = readVarint(this.#buffer, place);
        const end = place.at + size;
        if (size < 0 || end > this.#limit) throw new RangeError('a record is longer than its batch');
        place.at += 1;
        const timestampDelta = readVarlong(this.#buffer, place);
        const offset = this.#baseOffset + readVarint(this.#buffer, place);
        this.#left -= 1;
        if (offset < this.#position) {
          place.at = end;
          continue;
        }
        if (offset >= this.#options.endOffset) {
          this.#position = this.#options.endOffset;
          return false;
        }
        record.buffer = this.#buffer;
        record.topic = this.#options.topic;
        record.partition = this.#options.partition;
        record.offset = offset;
        record.appendTime = this.#appendTimestamp >= 0;
        record.timestamp = record.appendTime ? this.#appendTimestamp : this.#baseTimestamp + timestampDelta;
        const keySize = readVarint(this.#buffer, place);
        record.keyStart = keySize < 0 ? -1 : place.at;
        place.at += keySize < 0 ? 0 : keySize;
        record.keyEnd = place.at;
        const valueSize = readVarint(this.#buffer, place);
        record.valueStart = valueSize < 0 ? -1 : place.at;
        place.at += valueSize < 0 ? 0 : valueSize;
        record.valueEnd = place.at;
        if (place.at >= end) throw new RangeError('a record is shorter than its fields');
        record.headersAt = place.at;
        place.at = end;
        this.#position = offset + 1;
        return true;
      } catch (error) {
        throw error instanceof RangeError ? this.#corrupt(error.message, error) : error;
      }
    }
  }

  /** Steps to the next batch, shown or not; false when there is none. */
  #openBatch(): boolean {
    const { records } = this.#options;
    const at = this.#batchAt;
    if (at >= this.#end) return false;
    const end = at + LENGTH_OVERHEAD + records.readInt32BE(at + BATCH_LENGTH_AT);
    this.#batchAt = end;
    this.#baseOffset = readInt64(records, at);
    this.#batchLastOffset = this.#baseOffset + records.readInt32BE(at + LAST_OFFSET_DELTA_AT);
    // A batch before the position is not shown, but it may hold the marker that ends an aborted transaction.
    if (this.#batchLastOffset < this.#position && this.#aborted.length === 0) return true;
    if (this.#options.checkCrcs && records.readUInt32BE(at + CRC_AT) !== crc32c(records, at + ATTRIBUTES_AT, end)) {
      throw this.#corrupt('its checksum does not match', undefined);
    }
    const attributes = records.readInt16BE(at + ATTRIBUTES_AT);
    if (!this.#isVisible(records, at, end, attributes)) return true;
    const codec = attributes & COMPRESSION_MASK;
    this.#baseTimestamp = readInt64(records, at + BASE_TIMESTAMP_AT);
    this.#appendTimestamp = (attributes & LOG_APPEND_TIME_FLAG) === 0 ? -1 : readInt64(records, at + MAX_TIMESTAMP_AT);
    this.#left = records.readInt32BE(at + RECORD_COUNT_AT);
    if (this.#left < 0) throw this.#corrupt('it announces less than no records', undefined);
    if (codec === 0) {
      this.#buffer = records;
      this.#place.at = at + RECORDS_AT;
      this.#limit = end;
    } else {
      this.#buffer = this.#decompress(codec, records.subarray(at + RECORDS_AT, end));
      this.#place.at = 0;
      this.#limit = this.#buffer.length;
    }
    return true;
  }

  #decompress(codec: number, bytes: Buffer): Buffer {
    try {
      return decompress(codec, bytes);
    } catch (error) {
      if (error instanceof MillraceError) throw error.withFacts(this.#facts());
      throw this.#corrupt(error instanceof Error ? error.message : String(error), error);
    }
  }

  #isVisible(records: Buffer, at: number, end: number, attributes: number): boolean {
    const control = (attributes & CONTROL_FLAG) !== 0;
    if (this.#options.readCommitted && (attributes & TRANSACTIONAL_FLAG) !== 0) {
      const producerId = readInt64(records, at + PRODUCER_ID_AT);
      for (let next = this.#aborted[this.#begun]; next !== undefined; next = this.#aborted[this.#begun]) {
        if (next.firstOffset > this.#batchLastOffset) break;
        this.#abortedProducers.add(next.producerId);
        this.#begun += 1;
      }
      if (control) {
        if (controlType(records, at + RECORDS_AT, end) === CONTROL_TYPE_ABORT)
          this.#abortedProducers.delete(producerId);
      } else if (this.#abortedProducers.has(producerId)) {
        return false;
      }
    }
    return !control;
  }

  #facts() {
    const { topic, partition } = this.#options;
    return { topic, partition, offset: Math.max(this.#position, this.#baseOffset) };
  }

  #corrupt(reason: string, cause: unknown): MillraceError {
    const facts = this.#facts();
    const place = `${facts.topic}-${facts.partition} at offset ${facts.offset}`;
    return new MillraceError('KAFKA_RECORD_CORRUPT', `A record batch of ${place} cannot be read: ${reason}.`, {
      facts,
      hint: 'The batch was damaged on the way or on the broker; read it with another client to tell which.',
      cause,
    });
  }

  #oldFormat(magic: number, offset: number): MillraceError {
    const { topic, partition } = this.#options;
    return new MillraceError(
      'KAFKA_RECORD_FORMAT_UNSUPPORTED',
      `${topic}-${partition} holds records of format ${magic} at offset ${offset}; only format 2 (Kafka 0.11 and later) is read.`,
      {
        facts: { topic, partition, offset, format: magic },
        hint: 'Copy the topic with a tool that rewrites its records.',
      },
    );
  }
}

/** The type of the one record in a control batch: the second 16-bit number of its key. */
function controlType(buffer: Buffer, at: number, end: number): number {
  const place = { at };
  readVarint(buffer, place);
  place.at += 1;
  readVarlong(buffer, place);
  readVarint(buffer, place);
  const keySize = readVarint(buffer, place);
  if (keySize < 4 || place.at + 4 > end) return -1;
  return buffer.readInt16BE(place.at + 2);
}
