import type { Api } from '../api.js';

export interface InitProducerIdRequest {
  /** Null for a producer that is idempotent but not transactional. */
  readonly transactionalId: string | null;
  readonly transactionTimeoutMs: number;
  /** The identity to go on from, or −1. */
  readonly producerId: number;
  readonly producerEpoch: number;
}

export interface InitProducerIdResponse {
  readonly errorCode: number;
  readonly producerId: number;
  readonly producerEpoch: number;
}

/** Asks for a producer id; with a transactional id it also ends what an earlier holder left open and fences it. */
export const initProducerId: Api<InitProducerIdRequest, InitProducerIdResponse> = {
  name: 'InitProducerId',
  key: 22,
  minVersion: 0,
  maxVersion: 4,
  flexibleFrom: 2,
  write(writer, version, request) {
    writer.nullableString(request.transactionalId).int32(request.transactionTimeoutMs);
    if (version >= 3) writer.int64(request.producerId).int16(request.producerEpoch);
    writer.endStructure();
  },
  read(reader) {
    reader.int32();
    return { errorCode: reader.int16(), producerId: reader.int64(), producerEpoch: reader.int16() };
  },
};

/** Who a transactional request speaks for. */
export interface TransactionIdentity {
  readonly transactionalId: string;
  readonly producerId: number;
  readonly producerEpoch: number;
}

export interface AddPartitionsToTransactionRequest extends TransactionIdentity {
  readonly topics: readonly { readonly topic: string; readonly partitions: readonly number[] }[];
}

export interface PartitionErrors {
  readonly topics: readonly {
    readonly topic: string;
    readonly partitions: readonly { readonly partition: number; readonly errorCode: number }[];
  }[];
}

/** Makes partitions part of the open transaction, before the first batch is sent to them. */
export const addPartitionsToTransaction: Api<AddPartitionsToTransactionRequest, PartitionErrors> = {
  name: 'AddPartitionsToTxn',
  key: 24,
  minVersion: 0,
  maxVersion: 3,
  flexibleFrom: 3,
  write(writer, _version, request) {
    writer.string(request.transactionalId).int64(request.producerId).int16(request.producerEpoch);
    writer.array(request.topics, (topic) => {
      writer.string(topic.topic);
      writer.array(topic.partitions, (partition) => writer.int32(partition)).endStructure();
    });
    writer.endStructure();
  },
  read(reader) {
    reader.int32();
    const topics = reader.array(() => {
      const topic = reader.string();
      const partitions = reader.array(() => {
        const partition = { partition: reader.int32(), errorCode: reader.int16() };
        reader.endStructure();
        return partition;
      });
      reader.endStructure();
      return { topic, partitions };
    });
    return { topics };
  },
};

/** Makes a group's offsets part of the open transaction. */
export const addOffsetsToTransaction: Api<
  TransactionIdentity & { readonly groupId: string },
  { readonly errorCode: number }
> = {
  name: 'AddOffsetsToTxn',
  key: 25,
  minVersion: 0,
  maxVersion: 3,
  flexibleFrom: 3,
  write(writer, _version, request) {
    writer.string(request.transactionalId).int64(request.producerId).int16(request.producerEpoch);
    writer.string(request.groupId).endStructure();
  },
  read(reader) {
    reader.int32();
    return { errorCode: reader.int16() };
  },
};

/** Commits or aborts the open transaction. */
export const endTransaction: Api<TransactionIdentity & { readonly commit: boolean }, { readonly errorCode: number }> = {
  name: 'EndTxn',
  key: 26,
  minVersion: 0,
  // Version 5 belongs to transactions in which the broker bumps the epoch at every end (KIP-890).
  maxVersion: 4,
  flexibleFrom: 3,
  write(writer, _version, request) {
    writer.string(request.transactionalId).int64(request.producerId).int16(request.producerEpoch);
    writer.boolean(request.commit).endStructure();
  },
  read(reader) {
    reader.int32();
    return { errorCode: reader.int16() };
  },
};

export interface TransactionOffsetCommitRequest extends TransactionIdentity {
  readonly groupId: string;
  readonly topics: readonly {
    readonly topic: string;
    readonly partitions: readonly {
      readonly partition: number;
      readonly offset: number;
      readonly metadata: string | null;
    }[];
  }[];
}

/** Commits a group's offsets as part of the open transaction. */
export const transactionOffsetCommit: Api<TransactionOffsetCommitRequest, PartitionErrors> = {
  name: 'TxnOffsetCommit',
  key: 28,
  minVersion: 0,
  maxVersion: 4,
  flexibleFrom: 3,
  write(writer, version, request) {
    writer
      .string(request.transactionalId)
      .string(request.groupId)
      .int64(request.producerId)
      .int16(request.producerEpoch);
    if (version >= 3) writer.int32(-1).string('').nullableString(null);
    writer.array(request.topics, (topic) => {
      writer.string(topic.topic);
      writer.array(topic.partitions, (partition) => {
        writer.int32(partition.partition).int64(partition.offset);
        if (version >= 2) writer.int32(-1);
        writer.nullableString(partition.metadata).endStructure();
      });
      writer.endStructure();
    });
    writer.endStructure();
  },
  read: (reader, version) => addPartitionsToTransaction.read(reader, version),
};
