import type { Api } from '../protocol/api.js';
import { brokerFailure } from '../protocol/kafka-errors.js';
import {
  createPartitions,
  createTopics,
  deleteTopics,
  electLeaders,
  reassignPartitions,
  type TopicOutcome,
} from '../protocol/messages/topic-administration.js';
import type { Cluster } from './cluster.js';
import type { KafkaAdministration, NewTopicOptions, TopicPartition } from './kafka-driver.js';
import { pause } from './retry.js';

const TIMEOUT_MS = 30_000;
const POLL_MS = 50;
// ELECTION_NOT_NEEDED: the preferred replica leads already.
const ELECTION_NOT_NEEDED = 84;

/** The {@link KafkaAdministration} over the protocol. */
export function administrationOf(cluster: Cluster): KafkaAdministration {
  async function administer<Request>(
    api: Api<Request, readonly TopicOutcome[]>,
    request: Request,
    topic: string,
    doing: string,
  ): Promise<void> {
    await cluster.retrying(doing, async () => {
      const connection = await cluster.controllerConnection();
      const failed = (await connection.request(api, request)).find(
        ({ errorCode }) => errorCode !== 0 && errorCode !== ELECTION_NOT_NEEDED,
      );
      if (failed !== undefined) throw brokerFailure(failed.errorCode, doing, { topic }, failed.errorMessage);
    });
  }

  /** Brokers learn of a change one after another: waits until one that is asked shows it. */
  async function until(holds: () => Promise<boolean>, doing: string, topic: string): Promise<void> {
    const deadline = Date.now() + TIMEOUT_MS;
    while (!(await holds())) {
      if (Date.now() > deadline) throw brokerFailure(7, doing, { topic });
      await pause(POLL_MS);
    }
  }

  async function partitionsOf(topic: string) {
    const lookup = { allowAutoTopicCreation: false, timeoutMs: TIMEOUT_MS };
    const [description] = await cluster.describeTopics([topic], lookup);
    return description?.partitions ?? [];
  }

  return {
    async createTopic(topic: string, options: NewTopicOptions = {}): Promise<void> {
      const doing = `Creating topic '${topic}'`;
      const configs = Object.entries(options.configs ?? {}).map(([name, value]) => ({ name, value }));
      const entry = {
        topic,
        partitions: options.partitions ?? -1,
        replicationFactor: options.replicationFactor ?? -1,
        configs,
      };
      await administer(createTopics, { timeoutMs: TIMEOUT_MS, topics: [entry] }, topic, doing);
      await until(
        async () =>
          (await cluster.refresh([topic])).size === 0 &&
          (await partitionsOf(topic)).every(({ leaderId }) => leaderId >= 0),
        doing,
        topic,
      );
    },
    async deleteTopic(topic: string): Promise<void> {
      await administer(deleteTopics, { timeoutMs: TIMEOUT_MS, topics: [topic] }, topic, `Deleting topic '${topic}'`);
    },
    async createPartitions(topic: string, totalPartitions: number): Promise<void> {
      const doing = `Adding partitions to topic '${topic}'`;
      await administer(createPartitions, { timeoutMs: TIMEOUT_MS, topics: [{ topic, totalPartitions }] }, topic, doing);
      await until(
        async () => (await partitionsOf(topic)).filter(({ leaderId }) => leaderId >= 0).length === totalPartitions,
        doing,
        topic,
      );
    },
    async movePartition({ topic, partition }: TopicPartition, replicas: readonly number[]): Promise<void> {
      const doing = `Moving ${topic}-${partition}`;
      const moves = [{ topic, partitions: [{ partition, replicas }] }];
      await administer(reassignPartitions, { timeoutMs: TIMEOUT_MS, topics: moves }, topic, doing);
      const placed = async () => {
        const found = (await partitionsOf(topic))[partition];
        return found !== undefined && replicas.every((replica) => found.inSyncReplicas.includes(replica));
      };
      await until(placed, doing, topic);
      await administer(
        electLeaders,
        { timeoutMs: TIMEOUT_MS, topics: [{ topic, partitions: [partition] }] },
        topic,
        doing,
      );
      await until(async () => (await partitionsOf(topic))[partition]?.leaderId === replicas[0], doing, topic);
    },
  };
}
