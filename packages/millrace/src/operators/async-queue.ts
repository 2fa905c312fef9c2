import type { RowKind } from '../model/row-kind.js';

/** A record whose answer is awaited, or not yet emitted. */
export interface AsyncEntry {
  readonly kind: 'entry';
  readonly value: unknown;
  readonly timestamp: number;
  readonly rowKind: RowKind;
  /** How many calls have been made for it. */
  attempts: number;
  /** The time at which it has waited long enough. */
  deadlineMs: number;
  /** Stops the pause before the next call. */
  cancelRetry: (() => void) | undefined;
  /** What is emitted; undefined as long as it is not known. */
  results: readonly unknown[] | undefined;
}

/** What came between records, and must not be overtaken by those before it. */
export type AsyncFence =
  | { readonly kind: 'watermark'; readonly time: number }
  | { readonly kind: 'status'; readonly idle: boolean };

/** The records between two fences. */
interface Segment {
  /** In the order in which they came. */
  readonly entries: Set<AsyncEntry>;
  /** Those of them that have results, in the order in which these came. */
  readonly answered: AsyncEntry[];
  /** What stands behind them; undefined for the last segment. */
  fence: AsyncFence | undefined;
}

/**
 * Records in flight and the fences between them.
 *
 * In order, a record leaves when those before it have left. Unordered, as soon as it has results; but none leaves before
 * the fences that came before it, and no fence before the records that came before it.
 */
export class AsyncQueue {
  private readonly segments: Segment[] = [emptySegment()];
  private entryCount = 0;

  constructor(private readonly isOrdered: boolean) {}

  /** The number of records. */
  get size(): number {
    return this.entryCount;
  }

  get isEmpty(): boolean {
    return this.entryCount === 0 && this.segments.length === 1;
  }

  add(entry: AsyncEntry): void {
    this.last().entries.add(entry);
    this.entryCount++;
    if (entry.results !== undefined) this.answered(entry);
  }

  /** A watermark takes the place of one that no record has come behind. */
  addFence(fence: AsyncFence): void {
    const before = this.segments[this.segments.length - 2];
    const last = this.last();
    if (last.entries.size === 0 && before?.fence?.kind === 'watermark' && fence.kind === 'watermark') {
      before.fence = fence;
      return;
    }
    last.fence = fence;
    this.segments.push(emptySegment());
  }

  /** The entry has got its results. */
  answered(entry: AsyncEntry): void {
    if (this.isOrdered) return;
    for (const segment of this.segments) {
      if (!segment.entries.has(entry)) continue;
      segment.answered.push(entry);
      return;
    }
  }

  /** Removes what may leave next; undefined when that is still awaited. */
  take(): AsyncEntry | AsyncFence | undefined {
    const first = this.segments[0] as Segment;
    const entry = this.isOrdered ? firstAnswered(first) : first.answered.shift();
    if (entry !== undefined) {
      first.entries.delete(entry);
      this.entryCount--;
      return entry;
    }
    if (first.entries.size > 0 || first.fence === undefined) return undefined;
    this.segments.shift();
    return first.fence;
  }

  /** Is there something that `take` would give? */
  get hasNext(): boolean {
    const first = this.segments[0] as Segment;
    if (this.isOrdered ? firstAnswered(first) !== undefined : first.answered.length > 0) return true;
    return first.entries.size === 0 && first.fence !== undefined;
  }

  /** Everything, in the order in which it came. */
  *items(): Generator<AsyncEntry | AsyncFence> {
    for (const { entries, fence } of this.segments) {
      yield* entries;
      if (fence !== undefined) yield fence;
    }
  }

  private last(): Segment {
    return this.segments[this.segments.length - 1] as Segment;
  }
}

function emptySegment(): Segment {
  return { entries: new Set(), answered: [], fence: undefined };
}

function firstAnswered({ entries }: Segment): AsyncEntry | undefined {
  for (const entry of entries) return entry.results === undefined ? undefined : entry;
  return undefined;
}
