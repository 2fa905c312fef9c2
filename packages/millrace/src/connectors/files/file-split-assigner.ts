import type { FileSplit } from './file-split.js';

/** Decides which reader gets which split. */
export interface FileSplitAssigner {
  /** The next split for a reader; undefined when there is none for it now. */
  getNext(subtaskIndex: number): FileSplit | undefined;
  /**
   * Takes more splits.
   *
   * @param areGivenBack true when a reader that failed had them; false when they were found.
   */
  addSplits(splits: readonly FileSplit[], areGivenBack: boolean): void;
  /** All splits that have not been given out. */
  remainingSplits(): readonly FileSplit[];
}

/** Makes what gives the splits of a source to its readers. */
export class FileSplitAssignerProvider {
  /** @param create makes a new assigner for each run of the job, with the splits that there are. */
  constructor(readonly create: (initialSplits: readonly FileSplit[]) => FileSplitAssigner) {}

  /**
   * Splits in the order in which they were found, to whoever asks first. All readers run where the files are, so that none
   * is nearer to a file than another.
   */
  static localityAwareSplitAssigner(): FileSplitAssignerProvider {
    return new FileSplitAssignerProvider((initialSplits) => {
      const splits = [...initialSplits];
      return {
        getNext: () => splits.shift(),
        addSplits(more, areGivenBack) {
          if (areGivenBack) splits.unshift(...more);
          else splits.push(...more);
        },
        remainingSplits: () => [...splits],
      };
    });
  }
}
