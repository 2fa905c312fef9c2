import type { SourceEvent, SourceSplit } from './source.js';

/**
 * How the source operator of one subtask speaks to the coordinator of its source, which runs in the supervisor.
 *
 * None of these calls waits or answers: what comes back is a call of {@link SourceControl}, later, as a mail.
 */
export interface SourceCoordinatorLink {
  /** The reader is there and takes splits. Called once, before any other call. */
  registerReader(): void;
  requestSplit(): void;
  sendEvent(event: SourceEvent): void;
  /**
   * The watermark of this subtask, for alignment; called only when its strategy has alignment.
   *
   * @param time milliseconds; `Infinity` when the subtask is idle or has ended, so that nobody waits for it.
   */
  reportWatermark(time: number): void;
}

/** What a source operator takes from outside. Each call comes as a mail of its task, after `open`. */
export interface SourceControl {
  /** New splits. The restored ones of this subtask were given to the reader before. */
  addSplits(splits: readonly SourceSplit[]): void;
  noMoreSplits(): void;
  /** A message of the enumerator for the reader. */
  handleEvent(event: SourceEvent): void;
  /** Watermark alignment: this subtask may not go on while its watermark is above `time`. */
  setMaxAllowedWatermark(time: number): void;
  /** Stop with drain: read no further, and end as if the source were exhausted. */
  drain(): void;
}
