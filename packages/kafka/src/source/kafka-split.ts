import { MillraceError, type SourceSplit, type StateForm } from 'millrace';
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

function unknownVersion(what: string, version: number): MillraceError {
  return new MillraceError('STATE_FORM_UNKNOWN', `The state holds a ${what} in version ${version}.`, {
    facts: { version, known: 1 },
    hint: 'It was written by another version of Millrace: restore it with that one, or a newer one.',
  });
}

interface SplitJson {
  readonly topic: string;
  readonly partition: number;
  readonly offset: number;
  readonly stopOffset?: number;
}

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
export const splitForm: StateForm<KafkaSplit> = {
  version: 1,
  toJson,
  fromJson(version, json) {
    if (version !== 1) throw unknownVersion('split of a Kafka source', version);
    return fromJson(json as SplitJson);
  },
};

/** The form of the enumerator's state in snapshots. */
export const enumeratorForm: StateForm<KafkaEnumeratorState> = {
  version: 1,
  toJson: ({ discovered, known, unassigned }) => ({ discovered, known, unassigned: unassigned.map(toJson) }),
  fromJson(version, json) {
    if (version !== 1) throw unknownVersion('state of a Kafka enumerator', version);
    const state = json as { discovered: boolean; known: readonly string[]; unassigned: readonly SplitJson[] };
    return { discovered: state.discovered, known: state.known, unassigned: state.unassigned.map(fromJson) };
  },
};
