import type { Configuration } from '../model/configuration.js';
import { type DurationLike, durationMs } from '../model/duration.js';
import { BUFFER_TIMEOUT, BUFFER_TIMEOUT_ENABLED } from './execution-options.js';

/** Records leave when a buffer of them is full, and no earlier. */
const UNTIL_FULL = -1;

/**
 * How long records may wait for others, in milliseconds; −1 until enough have come.
 *
 * @throws MillraceError `DURATION_INVALID`
 */
export function checkedBufferTimeout(timeout: DurationLike): number {
  return timeout === UNTIL_FULL ? UNTIL_FULL : durationMs(timeout, 'The buffer timeout');
}

export function bufferTimeoutOf(configuration: Configuration): number {
  return configuration.get(BUFFER_TIMEOUT_ENABLED) ? configuration.get(BUFFER_TIMEOUT) : UNTIL_FULL;
}

export function setBufferTimeout(configuration: Configuration, timeout: DurationLike): void {
  const timeoutMs = checkedBufferTimeout(timeout);
  configuration.set(BUFFER_TIMEOUT_ENABLED, timeoutMs !== UNTIL_FULL);
  if (timeoutMs !== UNTIL_FULL) configuration.set(BUFFER_TIMEOUT, timeoutMs);
}
