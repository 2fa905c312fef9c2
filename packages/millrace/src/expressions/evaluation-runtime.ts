import type { TimeZone } from '../model/time-zone.js';
import type { Random } from '../ports/random.js';

/** What functions may know beside their arguments. */
export interface EvaluationRuntime {
  /** The zone of the session, in which TIMESTAMP_LTZ is read and printed. */
  readonly timeZone: TimeZone;
  /** Streaming: CURRENT_TIMESTAMP and its like are read for each record. Batch: once for the query. */
  readonly mode: 'streaming' | 'batch';
  /** When the query began, in milliseconds since the epoch. */
  readonly queryStartMs: number;
  readonly random: Random;
  readonly currentDatabase: string;
  /** Milliseconds since the epoch. */
  currentTimeMs(): number;
  /** The watermark of the operator in milliseconds; null before the first. */
  currentWatermarkMs(): number | null;
  /** The event time of the record in milliseconds; null when it has none. */
  recordTimestampMs(): number | null;
}
