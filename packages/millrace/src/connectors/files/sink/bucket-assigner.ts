import { MillraceError } from '../../../model/millrace-error.js';
import { describeValue } from '../../../model/type-mismatch.js';
import { dateTimeWriter } from './date-time-pattern.js';

/** What stands beside a record that is put into a bucket. */
export interface BucketContext {
  /** Milliseconds since the epoch. */
  readonly currentProcessingTime: number;
  readonly currentWatermark: number;
  /** Event time in milliseconds, or undefined. */
  readonly timestamp: number | undefined;
}

/** Says in which directory below the base path a record is written. */
export interface BucketAssigner<T = unknown> {
  /** Its name in plans. */
  readonly name: string;
  /** A relative path such as `2026-01-31--12` or `country=de/city=ulm`; the base path itself when it is empty. */
  getBucketId(element: T, context: BucketContext): string;
}

/** The built-in bucket assigners, as PyFlink's `BucketAssigner`. For one of your own, give an object of this type. */
export const BucketAssigner = {
  /** Everything stands at the base path. */
  basePathBucketAssigner(): BucketAssigner {
    return { name: 'base path', getBucketId: () => '' };
  },

  /**
   * A directory for each span of processing time.
   *
   * @param formatStr a pattern of Java's `DateTimeFormatter`. Default `yyyy-MM-dd--HH`.
   * @param timezoneId such as `Europe/Berlin` or `UTC`. Default: the time zone of the host.
   * @throws MillraceError `CONFIG_INVALID_VALUE`.
   */
  dateTimeBucketAssigner(formatStr = 'yyyy-MM-dd--HH', timezoneId?: string): BucketAssigner {
    const write = dateTimeWriter(formatStr, timezoneId);
    let lastMs = Number.NaN;
    let last = '';
    return {
      name: `date and time (${formatStr}${timezoneId === undefined ? '' : `, ${timezoneId}`})`,
      getBucketId(_element, { currentProcessingTime }) {
        if (currentProcessingTime !== lastMs) {
          lastMs = currentProcessingTime;
          last = write(currentProcessingTime);
        }
        return last;
      },
    };
  },
};

/**
 * The id of a bucket, if it is a path below the base path.
 *
 * @throws MillraceError `SINK_BUCKET_INVALID`.
 */
export function checkBucketId(bucketId: unknown): string {
  if (bucketId === '') return bucketId;
  const isBelow =
    typeof bucketId === 'string' &&
    !/[\\\0]/.test(bucketId) &&
    bucketId.split('/').every((part) => part !== '' && part !== '.' && part !== '..');
  if (isBelow) return bucketId;
  throw new MillraceError('SINK_BUCKET_INVALID', `A bucket cannot be ${describeValue(bucketId)}.`, {
    facts: { bucket: String(bucketId) },
    hint: "Give a relative path such as 'country=de/2026-01-31', without . and .., or '' for the base path.",
  });
}
