import type { TopicPartition } from './kafka-driver.js';

/** Puts partitions under their topics, as requests want them. */
export function byTopic<Item extends TopicPartition, Entry>(
  items: readonly Item[],
  entry: (item: Item) => Entry,
): { readonly topic: string; readonly partitions: Entry[] }[] {
  const topics = new Map<string, Entry[]>();
  for (const item of items) {
    const list = topics.get(item.topic);
    if (list === undefined) topics.set(item.topic, [entry(item)]);
    else list.push(entry(item));
  }
  return [...topics].map(([topic, partitions]) => ({ topic, partitions }));
}

/** Takes topics apart again. */
export function flatten<Entry extends { readonly partition: number }>(
  topics: readonly { readonly topic: string; readonly partitions: readonly Entry[] }[],
): (Entry & { readonly topic: string })[] {
  return topics.flatMap(({ topic, partitions }) => partitions.map((entry) => ({ ...entry, topic })));
}
