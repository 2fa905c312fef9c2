import type { SourceEvent } from '../source.js';

/** What a reader tells the enumerator. */
export type HybridReaderEvent =
  /** The reader has read all of a source (-1: it begins), and is ready for a later one: the next, or any. */
  | { readonly kind: 'finished'; readonly source: number; readonly wants: 'next' | 'any' }
  /** A message of the reader of a source to its enumerator. */
  | { readonly kind: 'inner'; readonly source: number; readonly event: SourceEvent };

/** What the enumerator tells a reader. */
export type HybridEnumeratorEvent =
  | { readonly kind: 'switch'; readonly source: number; readonly switchPoint: unknown }
  /** There is no further split of this source. */
  | { readonly kind: 'noMoreSplits'; readonly source: number }
  | { readonly kind: 'inner'; readonly source: number; readonly event: SourceEvent };
