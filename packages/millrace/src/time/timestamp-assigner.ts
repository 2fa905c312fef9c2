import { MillraceError } from '../model/millrace-error.js';
import { describeValue } from '../model/type-mismatch.js';

/**
 * Takes the event time of a record out of it.
 *
 * @example
 * ```ts
 * import { TimestampAssigner } from 'millrace';
 *
 * class SaleTime extends TimestampAssigner<{ soldAt: number }> {
 *   extractTimestamp(sale: { soldAt: number }): number {
 *     return sale.soldAt;
 *   }
 * }
 * console.log(new SaleTime().extractTimestamp({ soldAt: 5 }));
 * ```
 */
export abstract class TimestampAssigner<T> {
  /**
   * The event time of a record, in milliseconds since the epoch.
   *
   * @param recordTimestamp the time that the record has already, from its source; `-Infinity` when it has none.
   */
  abstract extractTimestamp(value: T, recordTimestamp: number): number | bigint;
}

/** A timestamp assigner as a plain function. */
export type TimestampFunction<T> = (value: T, recordTimestamp: number) => number | bigint;

/** What is accepted as a timestamp assigner. */
export type TimestampAssignerLike<T> = TimestampFunction<T> | Pick<TimestampAssigner<T>, 'extractTimestamp'>;

/**
 * A function that gives whole milliseconds or `-Infinity` (no timestamp), whatever form the assigner has.
 *
 * @throws MillraceError `TIMESTAMP_ASSIGNER_INVALID` for anything that is no assigner; what it returns throws
 * `TIMESTAMP_INVALID` when the assigner gives something else than whole milliseconds.
 */
export function checkedTimestamps<T>(
  assigner: TimestampAssignerLike<T>,
): (value: T, recordTimestamp: number) => number {
  const extract = toFunction(assigner);
  return (value, recordTimestamp) => {
    const timestamp = extract(value, recordTimestamp);
    return Number.isSafeInteger(timestamp) ? (timestamp as number) : toTimestamp(timestamp);
  };
}

function toFunction<T>(assigner: TimestampAssignerLike<T>): TimestampFunction<T> {
  if (typeof assigner === 'object' && assigner !== null && typeof assigner.extractTimestamp === 'function') {
    return (value, recordTimestamp) => assigner.extractTimestamp(value, recordTimestamp);
  }
  if (typeof assigner === 'function' && !(assigner.prototype instanceof TimestampAssigner)) return assigner;
  throw new MillraceError('TIMESTAMP_ASSIGNER_INVALID', 'A timestamp assigner is neither a function nor an object.', {
    facts: { seen: describeValue(assigner) },
    hint: 'Pass (value, recordTimestamp) => milliseconds, or an object with extractTimestamp; of a class, an instance.',
  });
}

function toTimestamp(timestamp: unknown): number {
  if (timestamp === Number.NEGATIVE_INFINITY) return timestamp;
  if (typeof timestamp === 'bigint' && BigInt(Number(timestamp)) === timestamp) return Number(timestamp);
  const seen = describeValue(timestamp);
  throw new MillraceError('TIMESTAMP_INVALID', `A timestamp assigner returned ${seen}.`, {
    facts: { seen },
    hint: hint(timestamp),
  });
}

function hint(value: unknown): string {
  if (value instanceof Date) return 'Return date.getTime().';
  if (typeof value === 'string')
    return 'Return milliseconds since the epoch as a number: Date.parse(text) for ISO text.';
  if (value === undefined || value === null || Number.isNaN(value)) {
    return 'Is the name of the field right, and is it there in every record?';
  }
  return 'Return whole milliseconds since the epoch as a number.';
}
