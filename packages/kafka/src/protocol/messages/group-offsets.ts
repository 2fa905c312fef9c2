import type { Api } from '../api.js';

export interface OffsetCommitRequest {
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

export interface OffsetCommitResponse {
  readonly topics: readonly {
    readonly topic: string;
    readonly partitions: readonly { readonly partition: number; readonly errorCode: number }[];
  }[];
}

/** Commits offsets to a group without being its member: generation −1 and no member id. */
export const offsetCommit: Api<OffsetCommitRequest, OffsetCommitResponse> = {
  name: 'OffsetCommit',
  key: 8,
  minVersion: 5,
  maxVersion: 9,
  flexibleFrom: 8,
  write(writer, version, request) {
    writer.string(request.groupId).int32(-1).string('');
    if (version >= 7) writer.nullableString(null);
    writer.array(request.topics, (topic) => {
      writer.string(topic.topic);
      writer.array(topic.partitions, (partition) => {
        writer.int32(partition.partition).int64(partition.offset);
        if (version >= 6) writer.int32(-1);
        writer.nullableString(partition.metadata).endStructure();
      });
      writer.endStructure();
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

export interface OffsetFetchRequest {
  readonly groupId: string;
  readonly requireStable: boolean;
  readonly topics: readonly { readonly topic: string; readonly partitions: readonly number[] }[];
}

export interface OffsetFetchResponse {
  readonly errorCode: number;
  readonly topics: readonly {
    readonly topic: string;
    readonly partitions: readonly {
      readonly partition: number;
      /** −1 when the group has committed nothing for this partition. */
      readonly offset: number;
      readonly metadata: string | null;
      readonly errorCode: number;
    }[];
  }[];
}

/** Reads the offsets that a group has committed. */
export const offsetFetch: Api<OffsetFetchRequest, OffsetFetchResponse> = {
  name: 'OffsetFetch',
  key: 9,
  minVersion: 3,
  maxVersion: 7,
  flexibleFrom: 6,
  write(writer, version, request) {
    writer.string(request.groupId);
    writer.array(request.topics, (topic) => {
      writer.string(topic.topic);
      writer.array(topic.partitions, (partition) => writer.int32(partition));
      writer.endStructure();
    });
    if (version >= 7) writer.boolean(request.requireStable);
    writer.endStructure();
  },
  read(reader, version) {
    reader.int32();
    const topics = reader.array(() => {
      const topic = reader.string();
      const partitions = reader.array(() => {
        const partition = reader.int32();
        const offset = reader.int64();
        if (version >= 5) reader.int32();
        const rest = { metadata: reader.nullableString(), errorCode: reader.int16() };
        reader.endStructure();
        return { partition, offset, ...rest };
      });
      reader.endStructure();
      return { topic, partitions };
    });
    return { topics, errorCode: reader.int16() };
  },
};
