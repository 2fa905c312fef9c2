import type { Api } from '../api.js';

/** The outcome for one topic of an administrative request. */
export interface TopicOutcome {
  readonly topic: string;
  readonly errorCode: number;
  readonly errorMessage: string | null;
}

export interface CreateTopicsRequest {
  readonly timeoutMs: number;
  readonly topics: readonly {
    readonly topic: string;
    /** −1 = the broker's default. */
    readonly partitions: number;
    /** −1 = the broker's default. */
    readonly replicationFactor: number;
    readonly configs: readonly { readonly name: string; readonly value: string }[];
  }[];
}

/** Creates topics; to be sent to the controller. */
export const createTopics: Api<CreateTopicsRequest, readonly TopicOutcome[]> = {
  name: 'CreateTopics',
  key: 19,
  minVersion: 4,
  maxVersion: 6,
  flexibleFrom: 5,
  write(writer, _version, request) {
    writer.array(request.topics, (topic) => {
      writer.string(topic.topic).int32(topic.partitions).int16(topic.replicationFactor);
      writer.array([], () => undefined);
      writer.array(topic.configs, (config) => {
        writer.string(config.name).nullableString(config.value).endStructure();
      });
      writer.endStructure();
    });
    writer.int32(request.timeoutMs).boolean(false).endStructure();
  },
  read(reader, version) {
    reader.int32();
    return reader.array(() => {
      const outcome = { topic: reader.string(), errorCode: reader.int16(), errorMessage: reader.nullableString() };
      if (version >= 5) {
        reader.int32();
        reader.int16();
        reader.array(() => {
          reader.string();
          reader.nullableString();
          reader.boolean();
          reader.int8();
          reader.boolean();
          reader.endStructure();
        });
      }
      reader.endStructure();
      return outcome;
    });
  },
};

/** Deletes topics; to be sent to the controller. */
export const deleteTopics: Api<
  { readonly timeoutMs: number; readonly topics: readonly string[] },
  readonly TopicOutcome[]
> = {
  name: 'DeleteTopics',
  key: 20,
  minVersion: 1,
  maxVersion: 5,
  flexibleFrom: 4,
  write(writer, _version, request) {
    writer.array(request.topics, (topic) => writer.string(topic));
    writer.int32(request.timeoutMs).endStructure();
  },
  read(reader, version) {
    reader.int32();
    return reader.array(() => {
      const head = { topic: reader.string(), errorCode: reader.int16() };
      const errorMessage = version >= 5 ? reader.nullableString() : null;
      reader.endStructure();
      return { ...head, errorMessage };
    });
  },
};

export interface CreatePartitionsRequest {
  readonly timeoutMs: number;
  readonly topics: readonly { readonly topic: string; readonly totalPartitions: number }[];
}

/** Adds partitions to topics; to be sent to the controller. */
export const createPartitions: Api<CreatePartitionsRequest, readonly TopicOutcome[]> = {
  name: 'CreatePartitions',
  key: 37,
  minVersion: 0,
  maxVersion: 3,
  flexibleFrom: 2,
  write(writer, _version, request) {
    writer.array(request.topics, (topic) => {
      writer.string(topic.topic).int32(topic.totalPartitions);
      writer.nullableArray(null, () => undefined).endStructure();
    });
    writer.int32(request.timeoutMs).boolean(false).endStructure();
  },
  read(reader) {
    reader.int32();
    return reader.array(() => {
      const outcome = { topic: reader.string(), errorCode: reader.int16(), errorMessage: reader.nullableString() };
      reader.endStructure();
      return outcome;
    });
  },
};

export interface ReassignPartitionsRequest {
  readonly timeoutMs: number;
  readonly topics: readonly {
    readonly topic: string;
    readonly partitions: readonly { readonly partition: number; readonly replicas: readonly number[] }[];
  }[];
}

/** Moves partitions to other brokers; the first replica becomes the preferred leader. */
export const reassignPartitions: Api<ReassignPartitionsRequest, readonly TopicOutcome[]> = {
  name: 'AlterPartitionReassignments',
  key: 45,
  minVersion: 0,
  maxVersion: 0,
  flexibleFrom: 0,
  write(writer, _version, request) {
    writer.int32(request.timeoutMs);
    writer.array(request.topics, (topic) => {
      writer.string(topic.topic);
      writer.array(topic.partitions, (partition) => {
        writer.int32(partition.partition);
        writer.nullableArray(partition.replicas, (replica) => writer.int32(replica)).endStructure();
      });
      writer.endStructure();
    });
    writer.endStructure();
  },
  read(reader) {
    reader.int32();
    const errorCode = reader.int16();
    const errorMessage = reader.nullableString();
    const topics = reader.array(() => {
      const topic = reader.string();
      const failed = reader
        .array(() => {
          reader.int32();
          const partition = { errorCode: reader.int16(), errorMessage: reader.nullableString() };
          reader.endStructure();
          return partition;
        })
        .find((partition) => partition.errorCode !== 0);
      reader.endStructure();
      return { topic, errorCode: failed?.errorCode ?? 0, errorMessage: failed?.errorMessage ?? null };
    });
    return errorCode === 0 ? topics : [{ topic: '', errorCode, errorMessage }];
  },
};

/** Makes the preferred replica of partitions their leader; to be sent to the controller. */
export const electLeaders: Api<
  {
    readonly timeoutMs: number;
    readonly topics: readonly { readonly topic: string; readonly partitions: readonly number[] }[];
  },
  readonly TopicOutcome[]
> = {
  name: 'ElectLeaders',
  key: 43,
  minVersion: 1,
  maxVersion: 2,
  flexibleFrom: 2,
  write(writer, _version, request) {
    writer.int8(0);
    writer.array(request.topics, (topic) => {
      writer.string(topic.topic);
      writer.array(topic.partitions, (partition) => writer.int32(partition)).endStructure();
    });
    writer.int32(request.timeoutMs).endStructure();
  },
  read(reader) {
    reader.int32();
    const errorCode = reader.int16();
    const topics = reader.array(() => {
      const topic = reader.string();
      const failed = reader
        .array(() => {
          reader.int32();
          const partition = { errorCode: reader.int16(), errorMessage: reader.nullableString() };
          reader.endStructure();
          return partition;
        })
        .find((partition) => partition.errorCode !== 0);
      reader.endStructure();
      return { topic, errorCode: failed?.errorCode ?? 0, errorMessage: failed?.errorMessage ?? null };
    });
    return errorCode === 0 ? topics : [{ topic: '', errorCode, errorMessage: null }];
  },
};
