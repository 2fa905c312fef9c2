import type { Api } from '../api.js';

/** Timestamps with a meaning of their own in a ListOffsets request. */
export const LATEST_TIMESTAMP = -1;
export const EARLIEST_TIMESTAMP = -2;

export interface ListOffsetsRequest {
  readonly readCommitted: boolean;
  readonly topics: readonly {
    readonly topic: string;
    readonly partitions: readonly { readonly partition: number; readonly timestamp: number }[];
  }[];
}

export interface ListOffsetsResponse {
  readonly throttleTimeMs: number;
  readonly topics: readonly {
    readonly topic: string;
    readonly partitions: readonly {
      readonly partition: number;
      readonly errorCode: number;
      readonly timestamp: number;
      /** −1 when no record is as young as the timestamp asked for. */
      readonly offset: number;
    }[];
  }[];
}

/** Asks for the first, the next or a timestamp's offset of partitions; to be sent to their leader. */
export const listOffsets: Api<ListOffsetsRequest, ListOffsetsResponse> = {
  name: 'ListOffsets',
  key: 2,
  minVersion: 2,
  maxVersion: 7,
  flexibleFrom: 6,
  write(writer, version, request) {
    writer.int32(-1).int8(request.readCommitted ? 1 : 0);
    writer.array(request.topics, (topic) => {
      writer.string(topic.topic);
      writer.array(topic.partitions, (partition) => {
        writer.int32(partition.partition);
        if (version >= 4) writer.int32(-1);
        writer.int64(partition.timestamp).endStructure();
      });
      writer.endStructure();
    });
    writer.endStructure();
  },
  read(reader, version) {
    const throttleTimeMs = reader.int32();
    const topics = reader.array(() => {
      const topic = reader.string();
      const partitions = reader.array(() => {
        const partition = {
          partition: reader.int32(),
          errorCode: reader.int16(),
          timestamp: reader.int64(),
          offset: reader.int64(),
        };
        if (version >= 4) reader.int32();
        reader.endStructure();
        return partition;
      });
      reader.endStructure();
      return { topic, partitions };
    });
    return { throttleTimeMs, topics };
  },
};
