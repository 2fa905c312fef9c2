import type { TopicPartition } from './driver/kafka-driver.js';

/**
 * One partition of one topic.
 *
 * @example
 * ```ts
 * import { KafkaTopicPartition } from '@millrace/kafka';
 *
 * console.log(new KafkaTopicPartition('sales', 0).partition);
 * ```
 */
export class KafkaTopicPartition implements TopicPartition {
  readonly topic: string;
  readonly partition: number;

  constructor(topic: string, partition: number) {
    this.topic = topic;
    this.partition = partition;
  }
}

/** A partition's name, as in messages and split ids: `sales-0`. */
export function partitionName({ topic, partition }: TopicPartition): string {
  return `${topic}-${partition}`;
}
