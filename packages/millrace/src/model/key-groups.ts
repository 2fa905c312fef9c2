/** The default number of key groups, as in Flink when nothing is set and the parallelism is small. */
export const DEFAULT_MAX_PARALLELISM = 128;

/** An inclusive range of key groups. */
export interface KeyGroupRange {
  readonly start: number;
  readonly end: number;
}
