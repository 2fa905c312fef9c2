import { stateForm } from '../connectors/state-form.js';
import { createStaticEnumerator, staticEnumeratorForm } from '../connectors/static-splits.js';
import { Types } from '../model/types.js';
import type { PollStatus } from '../operator/operator.js';
import type { Source, SourceReader, SourceReaderContext, SourceSplit } from '../operator/source.js';

interface GatedSplit extends SourceSplit {
  readonly position: number;
}

const splitForm = stateForm({
  what: 'split of a gated source',
  version: 1,
  json: Types.OBJECT({ splitId: Types.STRING(), position: Types.LONG() }),
  toJson: ({ splitId, position }: GatedSplit) => ({ splitId, position }),
  fromJson: (json) => json,
});

/** A replayable source of given values that gives them only as far as a test lets it. */
export class GatedSource<T> implements Source<T, GatedSplit, readonly GatedSplit[]> {
  readonly connector = 'gated';
  readonly boundedness = 'bounded';
  readonly replayable = true;
  readonly splitForm = splitForm;
  readonly enumeratorForm = staticEnumeratorForm(splitForm);
  private released = 0;
  private readonly waiting = new Set<() => void>();

  constructor(private readonly elements: readonly T[]) {}

  /** Lets the source give so many elements in all. */
  release(count: number): void {
    this.released = count;
    for (const wake of this.waiting) wake();
    this.waiting.clear();
  }

  describe() {
    return {};
  }

  producedType() {
    return Types.PICKLED_BYTE_ARRAY() as ReturnType<Source<T>['producedType']>;
  }

  createEnumerator(
    context: Parameters<Source<T, GatedSplit>['createEnumerator']>[0],
    restored: readonly GatedSplit[] = [{ splitId: 'all', position: 0 }],
  ) {
    return createStaticEnumerator(context, restored);
  }

  createReader(context: SourceReaderContext): SourceReader<T, GatedSplit> {
    let split: GatedSplit | undefined;
    let isOver = false;
    let wake: () => void = () => {};
    const poll: SourceReader<T, GatedSplit>['poll'] = (output): PollStatus => {
      if (split === undefined) return isOver ? 'end' : 'nothing';
      const { splitId, position } = split;
      if (position === this.elements.length) {
        split = undefined;
        context.requestSplit();
        return 'nothing';
      }
      if (position >= this.released) return 'nothing';
      split = { splitId, position: position + 1 };
      output.collect(this.elements[position] as T);
      return 'more';
    };
    return {
      start: () => {
        if (split === undefined) context.requestSplit();
      },
      addSplits: ([added]) => {
        split = added;
        wake();
      },
      noMoreSplits: () => {
        isOver = true;
        wake();
      },
      poll,
      ready: () =>
        new Promise((resolve) => {
          wake = resolve;
          if (isOver || (split !== undefined && split.position < this.released)) resolve();
          else this.waiting.add(resolve);
        }),
      snapshotState: () => (split === undefined ? [] : [split]),
      close: () => {},
    };
  }
}
