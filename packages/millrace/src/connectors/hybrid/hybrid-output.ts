import type { RowKind } from '../../model/row-kind.js';
import type { ReaderOutput, SplitOutput } from '../source.js';
import { hybridSplitId } from './hybrid-split.js';

/** The output of one of several sources: its splits go by the ids that they have among all of them. */
export class HybridOutput<T> implements ReaderOutput<T> {
  private readonly splits = new Map<string, SplitOutput<T>>();
  /** Splits that were given to the reader and not released. */
  private readonly open = new Set<string>();

  constructor(
    private readonly source: number,
    private readonly target: ReaderOutput<T>,
  ) {}

  /** The reader has got a split: by its end, that must be released. */
  add(splitId: string): void {
    this.open.add(splitId);
  }

  collect(value: T, timestamp?: number, kind?: RowKind): boolean {
    return this.target.collect(value, timestamp, kind);
  }

  split(splitId: string): SplitOutput<T> {
    const known = this.splits.get(splitId);
    if (known !== undefined) return known;
    const output = this.target.split(hybridSplitId(this.source, splitId));
    this.open.add(splitId);
    const split: SplitOutput<T> = {
      collect: (value, timestamp, kind) => output.collect(value, timestamp, kind),
      markIdle: () => output.markIdle(),
      release: () => {
        this.open.delete(splitId);
        this.splits.delete(splitId);
        output.release();
      },
    };
    this.splits.set(splitId, split);
    return split;
  }

  /** The source has ended: none of its splits holds event time back any more. */
  releaseAll(): void {
    for (const splitId of this.open) this.split(splitId).release();
  }
}
