import { brokerFailure } from '../protocol/kafka-errors.js';
import { offsetCommit, offsetFetch } from '../protocol/messages/group-offsets.js';
import { EARLIEST_TIMESTAMP, LATEST_TIMESTAMP, listOffsets } from '../protocol/messages/list-offsets.js';
import type { Cluster } from './cluster.js';
import type { IsolationLevel, OffsetSpec, PartitionOffset, TopicPartition } from './kafka-driver.js';
import { byTopic, flatten } from './partition-groups.js';

type Wanted = TopicPartition & { readonly at: OffsetSpec };

function timestampOf(at: OffsetSpec): number {
  if (at.kind === 'earliest') return EARLIEST_TIMESTAMP;
  return at.kind === 'latest' ? LATEST_TIMESTAMP : at.timestampMs;
}

/** Asks the leaders of partitions for offsets; see `KafkaDriver.listOffsets`. */
export async function findOffsets(
  cluster: Cluster,
  partitions: readonly Wanted[],
  isolationLevel: IsolationLevel,
): Promise<readonly PartitionOffset[]> {
  const found = await askLeaders(cluster, partitions, isolationLevel);
  // −1: no record is as young as the time asked for, so reading begins with what comes next.
  const atEnd = found.filter((result) => result.offset < 0);
  if (atEnd.length === 0) return found;
  const ends = await askLeaders(
    cluster,
    atEnd.map(({ topic, partition }) => ({ topic, partition, at: { kind: 'latest' } })),
    isolationLevel,
  );
  return [...found.filter((result) => result.offset >= 0), ...ends];
}

function askLeaders(
  cluster: Cluster,
  partitions: readonly Wanted[],
  isolationLevel: IsolationLevel,
): Promise<PartitionOffset[]> {
  let fresh = false;
  return cluster.retrying('Looking up offsets', async () => {
    const topics = [...new Set(partitions.map(({ topic }) => topic))];
    // Leaders are asked for once more after a failure, as they may be its reason.
    if (fresh || topics.some((topic) => cluster.knownTopic(topic) === undefined)) {
      const { apiTimeoutMs } = cluster.options;
      await cluster.describeTopics(topics, { allowAutoTopicCreation: false, timeoutMs: apiTimeoutMs });
    }
    fresh = true;
    const byLeader = new Map<number, Wanted[]>();
    for (const wanted of partitions) {
      const leader = cluster.leader(wanted);
      if (leader === undefined) throw leaderless(cluster, wanted);
      const list = byLeader.get(leader.nodeId);
      if (list === undefined) byLeader.set(leader.nodeId, [wanted]);
      else list.push(wanted);
    }
    const answers = await Promise.all(
      [...byLeader].map(([nodeId, list]) => askLeader(cluster, nodeId, list, isolationLevel)),
    );
    return answers.flat();
  });
}

function leaderless(cluster: Cluster, { topic, partition }: TopicPartition) {
  const exists = partition < (cluster.knownTopic(topic)?.partitions.length ?? 0);
  // LEADER_NOT_AVAILABLE passes; a partition that does not exist counts as UNKNOWN_TOPIC_OR_PARTITION.
  return brokerFailure(exists ? 5 : 3, `Looking up the leader of ${topic}-${partition}`, { topic, partition });
}

async function askLeader(
  cluster: Cluster,
  nodeId: number,
  wanted: readonly Wanted[],
  isolationLevel: IsolationLevel,
): Promise<PartitionOffset[]> {
  const connection = await cluster.connection(nodeId);
  const answer = await connection.request(listOffsets, {
    readCommitted: isolationLevel === 'read_committed',
    topics: byTopic(wanted, ({ partition, at }) => ({ partition, timestamp: timestampOf(at) })),
  });
  return flatten(answer.topics).map(({ topic, partition, errorCode, offset }) => {
    if (errorCode !== 0)
      throw brokerFailure(errorCode, `Looking up an offset of ${topic}-${partition}`, { topic, partition });
    return { topic, partition, offset };
  });
}

/** Reads what a group has committed; see `KafkaDriver.committedOffsets`. */
export function committedOffsets(
  cluster: Cluster,
  groupId: string,
  partitions: readonly TopicPartition[],
): Promise<PartitionOffset[]> {
  const doing = `Reading the offsets of group '${groupId}'`;
  return cluster.withCoordinator('group', groupId, doing, async (connection) => {
    const topics = byTopic(partitions, ({ partition }) => partition);
    const answer = await connection.request(offsetFetch, { groupId, requireStable: true, topics });
    if (answer.errorCode !== 0) throw brokerFailure(answer.errorCode, doing, { groupId });
    const found = flatten(answer.topics);
    const failed = found.find(({ errorCode }) => errorCode !== 0);
    if (failed !== undefined)
      throw brokerFailure(failed.errorCode, doing, { groupId, topic: failed.topic, partition: failed.partition });
    return found
      .filter(({ offset }) => offset >= 0)
      .map(({ topic, partition, offset }) => ({ topic, partition, offset }));
  });
}

/** Commits offsets to a group; see `KafkaDriver.commitOffsets`. */
export async function commitOffsets(
  cluster: Cluster,
  groupId: string,
  offsets: readonly PartitionOffset[],
): Promise<void> {
  if (offsets.length === 0) return;
  const doing = `Committing offsets to group '${groupId}'`;
  await cluster.withCoordinator('group', groupId, doing, async (connection) => {
    const topics = byTopic(offsets, ({ partition, offset }) => ({ partition, offset, metadata: '' }));
    const answer = await connection.request(offsetCommit, { groupId, topics });
    const failed = flatten(answer.topics).find(({ errorCode }) => errorCode !== 0);
    if (failed !== undefined)
      throw brokerFailure(failed.errorCode, doing, { groupId, topic: failed.topic, partition: failed.partition });
  });
}
