// Where the fields of a record batch of magic 2 stand (Kafka protocol guide, "Record Batch").
export const BASE_OFFSET_AT = 0;
export const BATCH_LENGTH_AT = 8;
export const LEADER_EPOCH_AT = 12;
export const MAGIC_AT = 16;
export const CRC_AT = 17;
export const ATTRIBUTES_AT = 21;
export const LAST_OFFSET_DELTA_AT = 23;
export const BASE_TIMESTAMP_AT = 27;
export const MAX_TIMESTAMP_AT = 35;
export const PRODUCER_ID_AT = 43;
export const PRODUCER_EPOCH_AT = 51;
export const BASE_SEQUENCE_AT = 53;
export const RECORD_COUNT_AT = 57;
export const RECORDS_AT = 61;

/** The bytes before which the batch length does not count. */
export const LENGTH_OVERHEAD = 12;

export const MAGIC = 2;
export const COMPRESSION_MASK = 0b111;
export const LOG_APPEND_TIME_FLAG = 0b1000;
export const TRANSACTIONAL_FLAG = 0b1_0000;
export const CONTROL_FLAG = 0b10_0000;

const TWO_TO_32 = 4294967296;

/** Reads a 64-bit integer as a number, exact inside ±(2^53 − 1). */
export function readInt64(buffer: Buffer, at: number): number {
  return buffer.readInt32BE(at) * TWO_TO_32 + buffer.readUInt32BE(at + 4);
}

/** Writes a 64-bit integer given as a number. */
export function writeInt64(buffer: Buffer, at: number, value: number): void {
  const high = Math.floor(value / TWO_TO_32);
  buffer.writeInt32BE(high, at);
  buffer.writeUInt32BE(value - high * TWO_TO_32, at + 4);
}
