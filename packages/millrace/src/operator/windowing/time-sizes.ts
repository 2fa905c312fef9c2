import { Duration, type DurationLike, durationMs } from '../../model/duration.js';
import { Time } from '../../model/legacy-time.js';
import { windowInvalid } from './window-error.js';

/** A size, slide or gap in milliseconds. @throws MillraceError `WINDOW_INVALID` unless it is above 0. */
export function sizeMs(size: DurationLike, what: string): number {
  const ms = durationMs(size, what);
  if (ms > 0) return ms;
  throw windowInvalid(`${what} must be above 0.`, { seen: String(size) }, "Give a length such as '5 s'.");
}

/** An offset in milliseconds, which may be below 0. @throws MillraceError `WINDOW_INVALID` unless it is within the slide. */
export function offsetMs(offset: DurationLike, slideMs: number, what: string): number {
  const ms = signedMs(offset, what);
  if (Math.abs(ms) < slideMs) return ms;
  throw windowInvalid(
    `${what} must be less than ${slideMs} ms, after which windows begin again.`,
    { seen: String(offset) },
    'Take away whole windows: offsets that differ by one are the same.',
  );
}

/** Where windows of a day begin in a zone east of Greenwich is an offset below 0, which no duration has. */
function signedMs(offset: DurationLike, what: string): number {
  if (typeof offset === 'string' && offset.trimStart().startsWith('-'))
    return -durationMs(offset.trimStart().slice(1), what);
  const ms = offset instanceof Duration ? offset.toMillis() : offset instanceof Time ? offset.toMilliseconds() : offset;
  return typeof ms === 'number' && ms < 0 ? -durationMs(-ms, what) : durationMs(offset, what);
}
