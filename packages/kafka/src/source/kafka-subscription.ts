import { MillraceError } from 'millrace';
import type { KafkaDriver, TopicDescription, TopicPartition } from '../driver/kafka-driver.js';

/** Which partitions a source reads. */
export type KafkaSubscription =
  | { readonly kind: 'topics'; readonly topics: readonly string[] }
  | { readonly kind: 'pattern'; readonly pattern: RegExp }
  | { readonly kind: 'partitions'; readonly partitions: readonly TopicPartition[] };

const partitionsOf = (topics: readonly TopicDescription[]): TopicPartition[] =>
  topics.flatMap(({ topic, partitions }) => partitions.map(({ partition }) => ({ topic, partition })));

/** A pattern that must match whole names, as Java's does. */
export function topicPattern(pattern: RegExp | string): RegExp {
  try {
    const { source, flags } = typeof pattern === 'string' ? new RegExp(pattern) : pattern;
    return new RegExp(`^(?:${source})$`, flags.replaceAll(/[gy]/g, ''));
  } catch (cause) {
    throw new MillraceError(
      'KAFKA_TOPIC_PATTERN_INVALID',
      `The topic pattern '${pattern}' is not a regular expression.`,
      {
        facts: { pattern: String(pattern) },
        cause,
      },
    );
  }
}

/**
 * Looks up the partitions that a source reads now.
 *
 * @throws MillraceError KAFKA_TOPIC_UNKNOWN for a topic given by name, KAFKA_PARTITION_UNKNOWN for a partition.
 */
export async function findPartitions(subscription: KafkaSubscription, driver: KafkaDriver): Promise<TopicPartition[]> {
  switch (subscription.kind) {
    case 'topics':
      return partitionsOf(await driver.describeTopics(subscription.topics));
    case 'pattern': {
      const topics = await driver.listTopics();
      return partitionsOf(topics.filter(({ topic, internal }) => !internal && subscription.pattern.test(topic)));
    }
    case 'partitions': {
      const names = [...new Set(subscription.partitions.map(({ topic }) => topic))];
      const topics = new Map(
        (await driver.describeTopics(names)).map((description) => [description.topic, description]),
      );
      for (const { topic, partition } of subscription.partitions) {
        const count = topics.get(topic)?.partitions.length ?? 0;
        if (partition < count) continue;
        throw new MillraceError('KAFKA_PARTITION_UNKNOWN', `The topic '${topic}' has no partition ${partition}.`, {
          facts: { topic, partition, partitionCount: count },
          hint: `It has partitions 0 to ${count - 1}.`,
        });
      }
      return subscription.partitions.map(({ topic, partition }) => ({ topic, partition }));
    }
  }
}

/** Whether a partition belongs to a subscription, as far as names tell. */
export function isSubscribed(subscription: KafkaSubscription, { topic, partition }: TopicPartition): boolean {
  switch (subscription.kind) {
    case 'topics':
      return subscription.topics.includes(topic);
    case 'pattern':
      return subscription.pattern.test(topic);
    case 'partitions':
      return subscription.partitions.some((entry) => entry.topic === topic && entry.partition === partition);
  }
}

/** A subscription in words, for plans. */
export function describeSubscription(subscription: KafkaSubscription): Readonly<Record<string, unknown>> {
  switch (subscription.kind) {
    case 'topics':
      return { topics: subscription.topics };
    case 'pattern':
      return { topicPattern: subscription.pattern.source };
    case 'partitions':
      return { partitions: subscription.partitions.map(({ topic, partition }) => `${topic}-${partition}`) };
  }
}
