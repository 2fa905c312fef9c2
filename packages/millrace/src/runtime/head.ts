/** Where a task takes records from: a source that is chained into it, or the channels of an exchange. */
export interface Head {
  /** Takes up to `limit` records, or fewer when it must stop or has none. True when it took any. */
  run(limit: number): boolean;
  /** True when `run` could take something, were nothing shut. */
  readonly hasMore: boolean;
  readonly isEnded: boolean;
  /** Where its end goes. */
  readonly feeds: Feeds;
  /** Lets go of what the head holds, at whatever point it is. Never rejects. */
  close?(): Promise<void>;
}

/** What a head feeds: edges of an operator, by their places among the operator's edges; a source has none. */
export interface Feeds {
  readonly node: number;
  readonly edges: readonly number[];
}
