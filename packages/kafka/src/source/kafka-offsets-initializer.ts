import { MillraceError } from 'millrace';
import type {
  IsolationLevel,
  KafkaDriver,
  OffsetReset,
  PartitionOffset,
  TopicPartition,
} from '../driver/kafka-driver.js';
import { partitionName } from '../kafka-topic-partition.js';

/** What to do where a group has committed no offset. */
export const KafkaOffsetResetStrategy = {
  LATEST: 'latest',
  EARLIEST: 'earliest',
  NONE: 'none',
} as const satisfies Record<string, OffsetReset>;

export type KafkaOffsetResetStrategy = OffsetReset;

/** Where reading begins or ends, as plain data. */
export type OffsetsRule =
  | { readonly kind: 'earliest' }
  | { readonly kind: 'latest' }
  | { readonly kind: 'timestamp'; readonly timestampMs: number }
  | { readonly kind: 'committed'; readonly reset: OffsetReset }
  | { readonly kind: 'offsets'; readonly offsets: readonly PartitionOffset[]; readonly reset: OffsetReset };

/** Offsets by partition: a `Map`, or an array of pairs. */
export type PartitionOffsets = Iterable<readonly [TopicPartition, number]>;

/**
 * Where a Kafka source begins to read, or where it ends.
 *
 * @example
 * ```ts
 * import { KafkaOffsetResetStrategy, KafkaOffsetsInitializer } from '@millrace/kafka';
 *
 * const start = KafkaOffsetsInitializer.committedOffsets(KafkaOffsetResetStrategy.EARLIEST);
 * console.log(start.rule.kind);
 * ```
 */
export class KafkaOffsetsInitializer {
  /** What it says, as plain data. */
  readonly rule: OffsetsRule;

  private constructor(rule: OffsetsRule) {
    this.rule = rule;
  }

  /** The first record that is still there. */
  static earliest(): KafkaOffsetsInitializer {
    return new KafkaOffsetsInitializer({ kind: 'earliest' });
  }

  /** The end of each partition at the moment when the job first looks. */
  static latest(): KafkaOffsetsInitializer {
    return new KafkaOffsetsInitializer({ kind: 'latest' });
  }

  /**
   * The first record at or after a time; the end of the partition where there is none.
   *
   * @param timestamp milliseconds since 1970
   */
  static timestamp(timestamp: number): KafkaOffsetsInitializer {
    if (!Number.isSafeInteger(timestamp) || timestamp < 0) {
      throw invalidOffsets(`A timestamp is a whole number of milliseconds since 1970, not ${timestamp}.`);
    }
    return new KafkaOffsetsInitializer({ kind: 'timestamp', timestampMs: timestamp });
  }

  /**
   * What the group of the source has committed.
   *
   * @param offsetResetStrategy where it has committed nothing; default `none`, which fails
   */
  static committedOffsets(offsetResetStrategy: KafkaOffsetResetStrategy = 'none'): KafkaOffsetsInitializer {
    return new KafkaOffsetsInitializer({ kind: 'committed', reset: offsetResetStrategy });
  }

  /**
   * The offset given for each partition; for others what the group has committed, if the source has a group.
   *
   * @param offsetResetStrategy for partitions that have neither; default `earliest`
   */
  static offsets(
    offsets: PartitionOffsets,
    offsetResetStrategy: KafkaOffsetResetStrategy = 'earliest',
  ): KafkaOffsetsInitializer {
    const list = Array.from(offsets, ([{ topic, partition }, offset]) => {
      if (!Number.isSafeInteger(offset) || offset < 0) {
        throw invalidOffsets(`The offset of ${topic}-${partition} is a whole number from 0, not ${offset}.`);
      }
      return { topic, partition, offset };
    });
    return new KafkaOffsetsInitializer({ kind: 'offsets', offsets: list, reset: offsetResetStrategy });
  }
}

function invalidOffsets(message: string): MillraceError {
  return new MillraceError('KAFKA_OFFSETS_INVALID', message);
}

/** What {@link resolveOffsets} asks. */
export interface OffsetsQuestion {
  readonly driver: KafkaDriver;
  readonly groupId: string | undefined;
  readonly isolationLevel: IsolationLevel;
  /** For messages: `start` or `stop`. */
  readonly role: 'start' | 'stop';
}

/** Turns a rule into offsets of given partitions, by their names. */
export async function resolveOffsets(
  rule: OffsetsRule,
  partitions: readonly TopicPartition[],
  question: OffsetsQuestion,
): Promise<ReadonlyMap<string, number>> {
  if (partitions.length === 0) return new Map();
  if (rule.kind === 'committed') return committedOrReset(rule.reset, partitions, question);
  if (rule.kind === 'offsets') {
    const wanted = new Set(partitions.map(partitionName));
    const given = rule.offsets.filter((entry) => wanted.has(partitionName(entry)));
    const found = byName(given);
    const others = partitions.filter((partition) => !found.has(partitionName(partition)));
    return new Map([...found, ...(await committedOrReset(rule.reset, others, question))]);
  }
  const asked = partitions.map(({ topic, partition }) => ({ topic, partition, at: rule }));
  return byName(await question.driver.listOffsets(asked, question.isolationLevel));
}

function byName(offsets: readonly PartitionOffset[]): Map<string, number> {
  return new Map(offsets.map((entry) => [partitionName(entry), entry.offset]));
}

async function committedOrReset(
  reset: OffsetReset,
  partitions: readonly TopicPartition[],
  question: OffsetsQuestion,
): Promise<ReadonlyMap<string, number>> {
  const { driver, groupId } = question;
  if (partitions.length === 0) return new Map();
  if (groupId === undefined) return resetOffsets(reset, partitions, question);
  const committed = byName(await driver.committedOffsets(groupId, partitions));
  const others = partitions.filter((partition) => !committed.has(partitionName(partition)));
  return new Map([...committed, ...(await resetOffsets(reset, others, question))]);
}

async function resetOffsets(
  reset: OffsetReset,
  partitions: readonly TopicPartition[],
  question: OffsetsQuestion,
): Promise<ReadonlyMap<string, number>> {
  const [first] = partitions;
  if (first === undefined) return new Map();
  if (reset === 'none') {
    const { topic, partition } = first;
    const group = question.groupId === undefined ? {} : { groupId: question.groupId };
    throw new MillraceError(
      'KAFKA_OFFSET_MISSING',
      `No ${question.role} offset is known for ${topic}-${partition}: none was given, and none is committed.`,
      {
        facts: { topic, partition, ...group },
        hint: 'Give an offset reset strategy (EARLIEST or LATEST) to say where to begin without one.',
      },
    );
  }
  const asked = partitions.map(({ topic, partition }) => ({ topic, partition, at: { kind: reset } as const }));
  return byName(await question.driver.listOffsets(asked, question.isolationLevel));
}
