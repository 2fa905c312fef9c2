import type { DeserializationSchema, TypeInformation } from 'millrace';
import { type FetchedHeader, FetchedRecord } from '../records/fetched-record.js';

/**
 * A record as read from Kafka. One object, reused: read it during the call only. Bytes are views on what was fetched,
 * which is never overwritten; copy what is kept for long, as a view keeps all that was fetched with it.
 */
export interface KafkaRecord {
  readonly topic: string;
  readonly partition: number;
  readonly offset: number;
  /** Milliseconds since 1970: the producer's time, or the broker's where the topic is configured so; −1 = none. */
  readonly timestamp: number;
  /** Whether the timestamp is the broker's. */
  readonly appendTime: boolean;
  readonly key: Uint8Array | null;
  readonly value: Uint8Array | null;
  /** In the order in which they were written; a name may come more than once. */
  readonly headers: readonly FetchedHeader[];
}

/** Turns a Kafka record, with key, headers, timestamp, partition and offset, into a value. */
export interface KafkaRecordDeserializationSchema<T> {
  /** The value, or undefined when the record is to be skipped. */
  deserialize(record: KafkaRecord): T | undefined;
  getProducedType(): TypeInformation<T>;
}

/** Makes deserialization schemas of records. */
export const KafkaRecordDeserializationSchema = {
  /** Reads the value alone; a record whose value is null (a tombstone) is skipped. */
  valueOnly<T>(deserializationSchema: DeserializationSchema<T>): KafkaRecordDeserializationSchema<T> {
    return {
      deserialize(record) {
        if (deserializationSchema.deserializeRange !== undefined && record instanceof FetchedRecord) {
          const { buffer, valueStart, valueEnd } = record;
          return valueStart < 0 ? undefined : deserializationSchema.deserializeRange(buffer, valueStart, valueEnd);
        }
        const { value } = record;
        return value === null ? undefined : deserializationSchema.deserialize(value);
      },
      getProducedType: () => deserializationSchema.getProducedType(),
    };
  },
};
