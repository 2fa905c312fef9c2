import { type DurationLike, durationMs } from '../../../model/duration.js';
import { MillraceError } from '../../../model/millrace-error.js';

/** What a rolling policy may look at of a part file that is being written. */
export interface PartFileInfo {
  readonly bucketId: string;
  /** Bytes written so far. */
  readonly sizeBytes: number;
  /** When it was begun, in milliseconds since the epoch. */
  readonly createdMs: number;
  /** When the last record was written. */
  readonly updatedMs: number;
}

/** Decides when a part file is ended. What it says of a file that is ended at once means nothing. */
export interface RollingPolicy<T = unknown> {
  /** Its name in plans. */
  readonly name: string;
  shouldRollOnCheckpoint(part: PartFileInfo): boolean;
  /** Asked before each record. */
  shouldRollOnEvent(part: PartFileInfo, element: T): boolean;
  /** Asked at each check of the buckets. */
  shouldRollOnProcessingTime(part: PartFileInfo, nowMs: number): boolean;
}

const DEFAULT_PART_BYTES = 128 * 1024 * 1024;
const DEFAULT_INTERVAL_MS = 60_000;

/** The built-in rolling policies, as PyFlink's `RollingPolicy`. For one of your own, give an object of this type. */
export const RollingPolicy = {
  /**
   * Ends a part file when it is larger than `partSize`, `rolloverInterval` old, or without records for
   * `inactivityInterval`.
   *
   * @param partSize bytes, default 128 MiB.
   * @param rolloverInterval default one minute; looked at in each check of the buckets.
   * @param inactivityInterval default one minute.
   * @throws MillraceError `CONFIG_INVALID_VALUE` for a size or interval that is not above 0.
   */
  defaultRollingPolicy(
    partSize: number = DEFAULT_PART_BYTES,
    rolloverInterval: DurationLike = DEFAULT_INTERVAL_MS,
    inactivityInterval: DurationLike = DEFAULT_INTERVAL_MS,
  ): RollingPolicy {
    const rolloverMs = aboveZero('rolloverInterval', durationMs(rolloverInterval, 'The rollover interval'));
    const inactivityMs = aboveZero('inactivityInterval', durationMs(inactivityInterval, 'The inactivity interval'));
    aboveZero('partSize', partSize);
    return {
      name: `default (${partSize} bytes, ${rolloverMs} ms, inactive ${inactivityMs} ms)`,
      shouldRollOnCheckpoint: ({ sizeBytes }) => sizeBytes > partSize,
      shouldRollOnEvent: ({ sizeBytes }) => sizeBytes > partSize,
      shouldRollOnProcessingTime: ({ createdMs, updatedMs }, nowMs) =>
        nowMs - createdMs >= rolloverMs || nowMs - updatedMs >= inactivityMs,
    };
  },

  /** Ends part files at each checkpoint, and only then. */
  onCheckpointRollingPolicy(): RollingPolicy {
    return {
      name: 'on checkpoint',
      shouldRollOnCheckpoint: () => true,
      shouldRollOnEvent: () => false,
      shouldRollOnProcessingTime: () => false,
    };
  },
};

function aboveZero(name: string, value: number): number {
  if (Number.isFinite(value) && value > 0) return value;
  throw new MillraceError('CONFIG_INVALID_VALUE', `'${name}' cannot be ${String(value)}.`, {
    facts: { key: name, value: String(value) },
    hint: 'Give more than 0.',
  });
}
