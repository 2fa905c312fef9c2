import { Types } from '../../model/types.js';
import type { SplitEnumerator, SplitEnumeratorContext } from '../source.js';
import { stateForm } from '../state-form.js';
import type { FileEnumerator } from './file-enumerator.js';
import { type FileSplit, fileSplitForm } from './file-split.js';
import type { FileSplitAssigner, FileSplitAssignerProvider } from './file-split-assigner.js';

/** What the enumerator of a file source knows. */
export interface FileEnumeratorState {
  /** False as long as files have never been looked for. */
  readonly hasEnumerated: boolean;
  /** Found, and not given to a reader. */
  readonly splits: readonly FileSplit[];
  /** The files that have been found; only a source that looks again needs them. */
  readonly processedPaths: readonly string[];
}

export const fileEnumeratorForm = stateForm({
  what: 'list of files',
  version: 1,
  json: Types.OBJECT({
    hasEnumerated: Types.BOOLEAN(),
    splits: Types.LIST(Types.PICKLED_BYTE_ARRAY()),
    processedPaths: Types.LIST(Types.STRING()),
  }),
  toJson: ({ hasEnumerated, splits, processedPaths }: FileEnumeratorState) => ({
    hasEnumerated,
    splits: splits.map((split) => fileSplitForm.toJson(split)),
    processedPaths: [...processedPaths],
  }),
  fromJson: ({ hasEnumerated, splits, processedPaths }): FileEnumeratorState => ({
    hasEnumerated,
    splits: splits.map((split) => fileSplitForm.fromJson(fileSplitForm.version, split)),
    processedPaths,
  }),
});

export interface FileSourceEnumeratorOptions {
  readonly paths: readonly string[];
  readonly enumerator: FileEnumerator;
  readonly assigner: FileSplitAssignerProvider;
  /** Undefined: files are looked for once. */
  readonly discoveryIntervalMs: number | undefined;
}

/** Finds the files of a source, once or again and again, and gives them out one a request. */
export class FileSourceEnumerator implements SplitEnumerator<FileSplit, FileEnumeratorState> {
  private readonly assigner: FileSplitAssigner;
  private readonly processed: Set<string>;
  private hasEnumerated: boolean;
  /** Readers that have asked, and wait for a split. */
  private readonly waiting = new Set<number>();
  private isFailing = false;

  constructor(
    private readonly options: FileSourceEnumeratorOptions,
    private readonly context: SplitEnumeratorContext<FileSplit>,
    restored: FileEnumeratorState = { hasEnumerated: false, splits: [], processedPaths: [] },
  ) {
    this.assigner = options.assigner.create(restored.splits);
    this.processed = new Set(restored.processedPaths);
    this.hasEnumerated = restored.hasEnumerated;
  }

  start(): void {
    const { paths, enumerator, discoveryIntervalMs } = this.options;
    const isContinuous = discoveryIntervalMs !== undefined;
    if (this.hasEnumerated && !isContinuous) return;
    const { files, parallelism } = this.context;
    this.context.callAsync(
      () => enumerator.enumerateSplits(paths, { files, minDesiredSplits: parallelism, isContinuous }),
      (error, splits) => this.onSplits(error, splits),
      discoveryIntervalMs,
    );
  }

  addReader(): void {
    // A reader asks when it wants a split.
  }

  handleSplitRequest(subtaskIndex: number): void {
    this.waiting.add(subtaskIndex);
    this.assign();
  }

  addSplitsBack(splits: readonly FileSplit[], subtaskIndex: number): void {
    // The reader that asked has failed; the one in its place asks anew.
    this.waiting.delete(subtaskIndex);
    this.assigner.addSplits(splits, true);
    this.assign();
  }

  snapshotState(): FileEnumeratorState {
    return {
      hasEnumerated: this.hasEnumerated,
      splits: this.assigner.remainingSplits(),
      processedPaths: [...this.processed],
    };
  }

  close(): void {
    this.waiting.clear();
  }

  private onSplits(error: unknown, splits: readonly FileSplit[] | undefined): void {
    if (splits === undefined) {
      this.onFailure(error);
      return;
    }
    this.isFailing = false;
    this.hasEnumerated = true;
    this.assigner.addSplits(
      splits.filter(({ path }) => !this.processed.has(path)),
      false,
    );
    if (this.options.discoveryIntervalMs !== undefined) for (const { path } of splits) this.processed.add(path);
    this.assign();
  }

  /** A place that was there once, and is not now, may come back; one that never was is a mistake. */
  private onFailure(error: unknown): void {
    if (!this.hasEnumerated) {
      this.context.fail(error);
      return;
    }
    if (!this.isFailing) {
      const reason = error instanceof Error ? error.message : String(error);
      this.context.logger.warn(`Files cannot be looked for; it is tried again: ${reason}`, { reason });
    }
    this.isFailing = true;
  }

  private assign(): void {
    for (const subtaskIndex of [...this.waiting]) {
      const split = this.assigner.getNext(subtaskIndex);
      if (split !== undefined) this.context.assignSplits(subtaskIndex, [split]);
      else if (!this.hasEnumerated || this.options.discoveryIntervalMs !== undefined) continue;
      else this.context.signalNoMoreSplits(subtaskIndex);
      this.waiting.delete(subtaskIndex);
    }
  }
}
