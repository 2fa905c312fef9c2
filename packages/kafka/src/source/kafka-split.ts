import { type SourceSplit, stateForm, Types } from 'millrace';
import type { TopicPartition } from '../driver/kafka-driver.js';

/** One partition, with the offset of the next record to read. */
export interface KafkaSplit extends SourceSplit, TopicPartition {
  readonly offset: number;
  /** Reading ends before this offset; undefined = never. */
  readonly stopOffset: number | undefined;
}

/** What a Kafka enumerator keeps in a checkpoint. */
export interface KafkaEnumeratorState {
  /** Whether the partitions that were there at the beginning have been found: later ones are read from their beginning. */
  readonly discovered: boolean;
  /** Split ids of partitions that are known, assigned or not. */
  readonly known: readonly string[];
  /** Splits that no reader has. */
  readonly unassigned: readonly KafkaSplit[];
}

const SPLIT_JSON = Types.OBJECT({
  topic: Types.STRING(),
  partition: Types.INT(),
  offset: Types.LONG(),
  stopOffset: Types.OPTIONAL(Types.LONG()),
});

type SplitJson = (typeof SPLIT_JSON)['codec'] extends { read(input: never): infer Json } ? Json : never;

const toJson = ({ topic, partition, offset, stopOffset }: KafkaSplit): SplitJson => ({
  topic,
  partition,
  offset,
  ...(stopOffset === undefined ? {} : { stopOffset }),
});

const fromJson = ({ topic, partition, offset, stopOffset }: SplitJson): KafkaSplit => ({
  splitId: `${topic}-${partition}`,
  topic,
  partition,
  offset,
  stopOffset,
});

/** The form of splits in snapshots. */
export const splitForm = stateForm({
  what: 'split of a Kafka source',
  version: 1,
  json: SPLIT_JSON,
  toJson,
  fromJson,
});

/** The form of the enumerator's state in snapshots. */
export const enumeratorForm = stateForm({
  what: 'state of a Kafka enumerator',
  version: 1,
  json: Types.OBJECT({
    discovered: Types.BOOLEAN(),
    known: Types.LIST(Types.STRING()),
    unassigned: Types.LIST(SPLIT_JSON),
  }),
  toJson: ({ discovered, known, unassigned }: KafkaEnumeratorState) => ({
    discovered,
    known: [...known],
    unassigned: unassigned.map(toJson),
  }),
  fromJson: ({ discovered, known, unassigned }): KafkaEnumeratorState => ({
    discovered,
    known,
    unassigned: unassigned.map(fromJson),
  }),
});
