import type { Api } from '../api.js';

export interface FetchRequest {
  readonly maxWaitMs: number;
  readonly minBytes: number;
  readonly maxBytes: number;
  readonly readCommitted: boolean;
  readonly topics: readonly {
    readonly topic: string;
    readonly partitions: readonly {
      readonly partition: number;
      readonly leaderEpoch: number;
      readonly offset: number;
      readonly maxBytes: number;
    }[];
  }[];
}

/** A transaction that was aborted and may have records in an answer: its producer and where its records begin. */
export interface AbortedTransaction {
  readonly producerId: number;
  readonly firstOffset: number;
}

export interface FetchedPartition {
  readonly partition: number;
  readonly errorCode: number;
  readonly highWatermark: number;
  readonly lastStableOffset: number;
  readonly logStartOffset: number;
  readonly abortedTransactions: readonly AbortedTransaction[];
  /** Record batches, possibly cut off inside the last one; a view on the answer's buffer. */
  readonly records: Buffer | null;
}

export interface FetchResponse {
  readonly throttleTimeMs: number;
  readonly errorCode: number;
  readonly topics: readonly { readonly topic: string; readonly partitions: readonly FetchedPartition[] }[];
}

/** Reads record batches; sent without a fetch session, so that every request says all it wants. */
export const fetch: Api<FetchRequest, FetchResponse> = {
  name: 'Fetch',
  key: 1,
  minVersion: 7,
  maxVersion: 12,
  flexibleFrom: 12,
  write(writer, version, request) {
    writer.int32(-1).int32(request.maxWaitMs).int32(request.minBytes).int32(request.maxBytes);
    writer.int8(request.readCommitted ? 1 : 0);
    // Session id 0 with epoch −1: no session.
    writer.int32(0).int32(-1);
    writer.array(request.topics, (topic) => {
      writer.string(topic.topic);
      writer.array(topic.partitions, (partition) => {
        writer.int32(partition.partition);
        if (version >= 9) writer.int32(partition.leaderEpoch);
        writer.int64(partition.offset);
        if (version >= 12) writer.int32(-1);
        writer.int64(-1).int32(partition.maxBytes).endStructure();
      });
      writer.endStructure();
    });
    writer.array([], () => undefined);
    if (version >= 11) writer.string('');
    writer.endStructure();
  },
  read(reader, version) {
    const throttleTimeMs = reader.int32();
    const errorCode = reader.int16();
    reader.int32();
    const topics = reader.array(() => {
      const topic = reader.string();
      const partitions = reader.array(() => {
        const head = {
          partition: reader.int32(),
          errorCode: reader.int16(),
          highWatermark: reader.int64(),
          lastStableOffset: reader.int64(),
          logStartOffset: reader.int64(),
          abortedTransactions: reader.array(() => {
            const aborted = { producerId: reader.int64(), firstOffset: reader.int64() };
            reader.endStructure();
            return aborted;
          }),
        };
        if (version >= 11) reader.int32();
        const partition = { ...head, records: reader.byteString() };
        reader.endStructure();
        return partition;
      });
      reader.endStructure();
      return { topic, partitions };
    });
    return { throttleTimeMs, errorCode, topics };
  },
};
