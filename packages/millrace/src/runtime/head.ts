/** Where a task takes records from: a source that is chained into it, or the channels of an exchange. */
export interface Head {
  /** Takes up to `limit` records, or fewer when it must stop or has none. True when it took any. */
  run(limit: number): boolean;
  /** True when `run` could take something, were nothing shut. */
  readonly hasMore: boolean;
  readonly isEnded: boolean;
  /** The operator input, or the source, that this head feeds: where its end goes. */
  readonly feeds: { readonly node: number; readonly input: number };
  /** Lets go of what the head holds, at whatever point it is. Never rejects. */
  close?(): Promise<void>;
}
