import type { Api } from '../api.js';

export interface ProduceRequest {
  readonly transactionalId: string | null;
  /** −1 = all in-sync replicas, 1 = the leader, 0 = no answer at all. */
  readonly acks: -1 | 0 | 1;
  readonly timeoutMs: number;
  readonly topics: readonly {
    readonly topic: string;
    readonly partitions: readonly { readonly partition: number; readonly batch: Uint8Array }[];
  }[];
}

export interface ProducedPartition {
  readonly partition: number;
  readonly errorCode: number;
  readonly baseOffset: number;
  readonly errorMessage: string | null;
}

export interface ProduceResponse {
  readonly throttleTimeMs: number;
  readonly topics: readonly { readonly topic: string; readonly partitions: readonly ProducedPartition[] }[];
}

/**
 * Appends one record batch to each of several partitions.
 *
 * Version 11 is the newest in which a transaction's partitions are added by a request of their own; from version 12 on
 * the broker adds them itself (KIP-890), which belongs to another way of running transactions.
 */
export const produce: Api<ProduceRequest, ProduceResponse> = {
  name: 'Produce',
  key: 0,
  minVersion: 3,
  maxVersion: 11,
  flexibleFrom: 9,
  write(writer, _version, request) {
    writer.nullableString(request.transactionalId).int16(request.acks).int32(request.timeoutMs);
    writer.array(request.topics, (topic) => {
      writer.string(topic.topic);
      writer.array(topic.partitions, (partition) => {
        writer.int32(partition.partition).byteString(partition.batch).endStructure();
      });
      writer.endStructure();
    });
    writer.endStructure();
  },
  read(reader, version) {
    const topics = reader.array(() => {
      const topic = reader.string();
      const partitions = reader.array(() => {
        const head = { partition: reader.int32(), errorCode: reader.int16(), baseOffset: reader.int64() };
        reader.int64();
        if (version >= 5) reader.int64();
        let errorMessage: string | null = null;
        if (version >= 8) {
          reader.array(() => {
            reader.int32();
            errorMessage = reader.nullableString() ?? errorMessage;
            reader.endStructure();
          });
          errorMessage = reader.nullableString() ?? errorMessage;
        }
        reader.endStructure();
        return { ...head, errorMessage };
      });
      reader.endStructure();
      return { topic, partitions };
    });
    return { throttleTimeMs: reader.int32(), topics };
  },
};
