import type { StateTtlConfig } from './state-ttl-config.js';

/** A state's time to live with the clock it is measured by. */
export interface TimeToLive {
  readonly ttlMs: number;
  readonly now: () => number;
  /** Reading starts the time again, as writing does. */
  readonly renewedByRead: boolean;
  /** What has expired may be seen once more. */
  readonly returnsExpired: boolean;
  readonly leftOutOfSnapshots: boolean;
  /** To be called at each access to the state, before it: the cleanup in the background goes on. */
  readonly onAccess: () => void;
}

export function timeToLive(config: StateTtlConfig, now: () => number, onAccess: () => void): TimeToLive {
  return {
    ttlMs: config.getTtl().toMillis(),
    now,
    renewedByRead: config.getUpdateType() === 'OnReadAndWrite',
    returnsExpired: config.getStateVisibility() === 'ReturnExpiredIfNotCleanedUp',
    leftOutOfSnapshots: config.getCleanupStrategies().inFullSnapshot(),
    onAccess,
  };
}

/** True at the very millisecond in which the time to live ends, as in Flink. */
export function isExpired(time: number, now: number, ttlMs: number): boolean {
  return time + ttlMs <= now;
}
