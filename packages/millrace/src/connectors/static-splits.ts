import { Types } from '../model/types.js';
import type { SourceSplit, SplitEnumerator, SplitEnumeratorContext, StateForm } from './source.js';
import { stateForm } from './state-form.js';

/** Gives out a fixed list of splits, one a request, first come first served. Its state is what it still has. */
export function createStaticEnumerator<Split extends SourceSplit>(
  context: SplitEnumeratorContext<Split>,
  splits: readonly Split[],
): SplitEnumerator<Split, readonly Split[]> {
  const remaining = [...splits];
  return {
    start() {
      // Nothing is given out before it is asked for.
    },
    addReader() {
      // A reader asks when it wants a split.
    },
    handleSplitRequest(subtaskIndex) {
      const split = remaining.shift();
      if (split === undefined) context.signalNoMoreSplits(subtaskIndex);
      else context.assignSplits(subtaskIndex, [split]);
    },
    addSplitsBack(back) {
      remaining.unshift(...back);
    },
    snapshotState: () => [...remaining],
    close() {
      remaining.length = 0;
    },
  };
}

/** The form of the state of a static enumerator. */
export function staticEnumeratorForm<Split>(splitForm: StateForm<Split>): StateForm<readonly Split[]> {
  return stateForm({
    what: 'list of splits',
    version: splitForm.version,
    json: Types.LIST(Types.PICKLED_BYTE_ARRAY()),
    toJson: (splits: readonly Split[]) => splits.map((split) => splitForm.toJson(split)),
    fromJson: (json) => json.map((split) => splitForm.fromJson(splitForm.version, split)),
  });
}
