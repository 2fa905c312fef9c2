import type { Api } from '../api.js';

export interface MetadataRequest {
  /** Topic names; null asks for all topics, an empty list for brokers only. */
  readonly topics: readonly string[] | null;
  readonly allowAutoTopicCreation: boolean;
}

export interface MetadataResponse {
  readonly throttleTimeMs: number;
  readonly brokers: readonly { readonly nodeId: number; readonly host: string; readonly port: number }[];
  readonly clusterId: string | null;
  readonly controllerId: number;
  readonly topics: readonly TopicMetadataResponse[];
}

interface TopicMetadataResponse {
  readonly errorCode: number;
  readonly name: string;
  readonly internal: boolean;
  readonly partitions: readonly {
    readonly errorCode: number;
    readonly partition: number;
    readonly leaderId: number;
    readonly leaderEpoch: number;
    readonly replicas: readonly number[];
    readonly inSyncReplicas: readonly number[];
  }[];
}

/** Asks for brokers, topics, partitions and their leaders. */
export const metadata: Api<MetadataRequest, MetadataResponse> = {
  name: 'Metadata',
  key: 3,
  minVersion: 4,
  maxVersion: 12,
  flexibleFrom: 9,
  write(writer, version, request) {
    writer.nullableArray(request.topics, (topic) => {
      if (version >= 10) writer.int64(0).int64(0);
      writer.string(topic).endStructure();
    });
    writer.boolean(request.allowAutoTopicCreation);
    if (version >= 8 && version <= 10) writer.boolean(false);
    if (version >= 8) writer.boolean(false);
    writer.endStructure();
  },
  read(reader, version) {
    const throttleTimeMs = reader.int32();
    const brokers = reader.array(() => {
      const broker = { nodeId: reader.int32(), host: reader.string(), port: reader.int32() };
      reader.nullableString();
      reader.endStructure();
      return broker;
    });
    const clusterId = reader.nullableString();
    const controllerId = reader.int32();
    const topics = reader.array(() => {
      const errorCode = reader.int16();
      const name = reader.string();
      if (version >= 10) reader.uuid();
      const internal = reader.boolean();
      const partitions = reader.array(() => {
        const partition = {
          errorCode: reader.int16(),
          partition: reader.int32(),
          leaderId: reader.int32(),
          leaderEpoch: version >= 7 ? reader.int32() : -1,
          replicas: reader.array(() => reader.int32()),
          inSyncReplicas: reader.array(() => reader.int32()),
        };
        if (version >= 5) reader.array(() => reader.int32());
        reader.endStructure();
        return partition;
      });
      if (version >= 8) reader.int32();
      reader.endStructure();
      return { errorCode, name, internal, partitions };
    });
    return { throttleTimeMs, brokers, clusterId, controllerId, topics };
  },
};
