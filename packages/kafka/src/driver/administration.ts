import type { Api } from '../protocol/api.js';
import { NO_ERROR } from '../protocol/error-codes.js';
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
import type { KafkaAdministration, NewTopicOptions, PartitionDescription, TopicPartition } from './kafka-driver.js';
import { pause } from './retry.js';

const TIMEOUT_MS = 30_000;
const POLL_MS = 50;
const BROKER_DEFAULT = -1;
const REQUEST_TIMED_OUT = 7;
// The preferred replica leads already.
const ELECTION_NOT_NEEDED = 84;

/** Sends one request to the controller, again while that may help. */
async function administer<Request>(
  cluster: Cluster,
  api: Api<Request, readonly TopicOutcome[]>,
  request: Request,
  { topic, doing }: Task,
): Promise<void> {
  await cluster.retrying(doing, async () => {
    const connection = await cluster.controllerConnection();
    const outcomes = await connection.request(api, request);
    const failed = outcomes.find(({ errorCode }) => errorCode !== NO_ERROR && errorCode !== ELECTION_NOT_NEEDED);
    if (failed !== undefined) throw brokerFailure(failed.errorCode, doing, { topic }, failed.errorMessage);
  });
}

/** What is done to which topic, for messages. */
interface Task {
  readonly topic: string;
  readonly doing: string;
}

/** Brokers learn of a change one after another: waits until one that is asked shows it. */
async function until(holds: () => Promise<boolean>, { topic, doing }: Task): Promise<void> {
  const deadline = Date.now() + TIMEOUT_MS;
  while (!(await holds())) {
    if (Date.now() > deadline) throw brokerFailure(REQUEST_TIMED_OUT, doing, { topic });
    await pause(POLL_MS);
  }
}

async function partitionsOf(cluster: Cluster, topic: string): Promise<readonly PartitionDescription[]> {
  const lookup = { allowAutoTopicCreation: false, timeoutMs: TIMEOUT_MS };
  const [description] = await cluster.describeTopics([topic], lookup);
  return description?.partitions ?? [];
}

async function createTopic(cluster: Cluster, topic: string, options: NewTopicOptions): Promise<void> {
  const task = { topic, doing: `Creating topic '${topic}'` };
  const { partitions = BROKER_DEFAULT, replicationFactor = BROKER_DEFAULT } = options;
  const configs = Object.entries(options.configs ?? {}).map(([name, value]) => ({ name, value }));
  const topics = [{ topic, partitions, replicationFactor, configs }];
  await administer(cluster, createTopics, { timeoutMs: TIMEOUT_MS, topics }, task);
  await until(async () => {
    if ((await cluster.refresh([topic])).size > 0) return false;
    return (await partitionsOf(cluster, topic)).every(({ leaderId }) => leaderId >= 0);
  }, task);
}

async function addPartitions(cluster: Cluster, topic: string, totalPartitions: number): Promise<void> {
  const task = { topic, doing: `Adding partitions to topic '${topic}'` };
  await administer(cluster, createPartitions, { timeoutMs: TIMEOUT_MS, topics: [{ topic, totalPartitions }] }, task);
  await until(async () => {
    const led = (await partitionsOf(cluster, topic)).filter(({ leaderId }) => leaderId >= 0);
    return led.length === totalPartitions;
  }, task);
}

async function movePartition(
  cluster: Cluster,
  { topic, partition }: TopicPartition,
  replicas: readonly number[],
): Promise<void> {
  const task = { topic, doing: `Moving ${topic}-${partition}` };
  const find = async () => (await partitionsOf(cluster, topic))[partition];
  const moves = [{ topic, partitions: [{ partition, replicas }] }];
  await administer(cluster, reassignPartitions, { timeoutMs: TIMEOUT_MS, topics: moves }, task);
  await until(async () => {
    const found = await find();
    return found !== undefined && replicas.every((replica) => found.inSyncReplicas.includes(replica));
  }, task);
  const topics = [{ topic, partitions: [partition] }];
  await administer(cluster, electLeaders, { timeoutMs: TIMEOUT_MS, topics }, task);
  await until(async () => (await find())?.leaderId === replicas[0], task);
}

/** The {@link KafkaAdministration} over the protocol. */
export function administrationOf(cluster: Cluster): KafkaAdministration {
  return {
    createTopic: (topic, options = {}) => createTopic(cluster, topic, options),
    deleteTopic(topic) {
      const task = { topic, doing: `Deleting topic '${topic}'` };
      return administer(cluster, deleteTopics, { timeoutMs: TIMEOUT_MS, topics: [topic] }, task);
    },
    createPartitions: (topic, totalPartitions) => addPartitions(cluster, topic, totalPartitions),
    movePartition: (partition, replicas) => movePartition(cluster, partition, replicas),
  };
}
