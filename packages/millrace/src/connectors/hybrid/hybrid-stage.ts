import type { Clock } from '../../ports/clock.js';
import type { Boundedness, Source, SourceSplit, SplitEnumerator } from '../source.js';

/** What is known when one source has been read to its end and the next one is taken up. */
export interface SourceSwitchContext {
  /** The enumerator of the source that has ended; it is closed afterwards. */
  getPreviousEnumerator(): SplitEnumerator<SourceSplit, unknown>;
  readonly clock: Clock;
}

/** One of several sources that are read one after the other. */
export interface HybridStage<T> {
  readonly boundedness: Boundedness;
  /** The source itself, unless it is made when its turn comes. */
  readonly source?: Source<T>;
  /** Decides where it is taken up, in the enumerator and once: JSON, kept in snapshots. */
  switchPoint?(context: SourceSwitchContext): unknown;
  /** Makes the source, in the enumerator and in each reader. */
  create(switchPoint: unknown): Source<T>;
}
