import { Types } from '../../model/types.js';
import type { Source, SourceSplit, StateForm } from '../source.js';
import { stateForm } from '../state-form.js';

/** A split of one of several sources, in the form that this source gives to its state. */
export interface HybridSplit extends SourceSplit {
  /** Which source, counted from 0. */
  readonly source: number;
  /** The version of `json`. */
  readonly version: number;
  readonly json: unknown;
}

/** A split that came back although its reader's next source is a later one. */
export interface ReturnedSplit {
  readonly subtaskIndex: number;
  readonly split: HybridSplit;
}

/** What the enumerator of several sources keeps. */
export interface HybridEnumeratorState {
  /** The source that is read now. */
  readonly source: number;
  /** Where each source up to it was taken up, as JSON. */
  readonly switchPoints: readonly unknown[];
  readonly returned: readonly ReturnedSplit[];
  /** The state of its enumerator, and the version of that. */
  readonly version: number;
  readonly json: unknown;
}

const SPLIT_JSON = Types.OBJECT({
  splitId: Types.STRING(),
  source: Types.INT(),
  version: Types.INT(),
  json: Types.PICKLED_BYTE_ARRAY(),
});

/** The form of splits in snapshots. */
export const hybridSplitForm: StateForm<HybridSplit> = stateForm({
  what: 'split of a hybrid source',
  version: 1,
  json: SPLIT_JSON,
  toJson: ({ splitId, source, version, json }: HybridSplit) => ({ splitId, source, version, json }),
  fromJson: (json) => json,
});

/** The form of the enumerator's state in snapshots. */
export const hybridEnumeratorForm: StateForm<HybridEnumeratorState> = stateForm({
  what: 'state of the enumerator of a hybrid source',
  version: 1,
  json: Types.OBJECT({
    source: Types.INT(),
    switchPoints: Types.LIST(Types.PICKLED_BYTE_ARRAY()),
    returned: Types.LIST(Types.OBJECT({ subtaskIndex: Types.INT(), split: SPLIT_JSON })),
    version: Types.INT(),
    json: Types.PICKLED_BYTE_ARRAY(),
  }),
  toJson: ({ source, switchPoints, returned, version, json }: HybridEnumeratorState) => ({
    source,
    switchPoints: [...switchPoints],
    returned: [...returned],
    version,
    json,
  }),
  fromJson: (json) => json,
});

/** The id of a split among those of all sources. */
export function hybridSplitId(source: number, splitId: string): string {
  return `${source}/${splitId}`;
}

/** Wraps a split of a source. */
export function wrapSplit({ splitForm }: Source, source: number, split: SourceSplit): HybridSplit {
  return {
    splitId: hybridSplitId(source, split.splitId),
    source,
    version: splitForm.version,
    json: splitForm.toJson(split),
  };
}

/** The split as its own source knows it. */
export function unwrapSplit({ splitForm }: Source, { version, json }: HybridSplit): SourceSplit {
  return splitForm.fromJson(version, json);
}
