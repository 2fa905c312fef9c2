import { daysFromCivil, daysOfMonth, isCivil } from '../model/calendar.js';
import type { TimeZone } from '../model/time-zone.js';
import { timeZone } from '../model/time-zone.js';
import { readTimestamp } from './cast/text-to-time.js';
import { dateTimePattern } from './datetime-pattern.js';
import type { ParsedFields } from './datetime-pattern-parser.js';
import { DAY_MS } from './temporal-units.js';

/** A local date and time, or a moment when the text itself said its zone. */
export interface ReadTimestamp {
  readonly ms: number;
  readonly nanos: number;
  /** True when `ms` counts from the epoch, not from a local one. */
  readonly isMoment: boolean;
}

export const DEFAULT_PATTERN = 'yyyy-MM-dd HH:mm:ss';

/**
 * Reads a text by a pattern of `java.time`; a text that is not of the pattern may still be `2026-1-31 10:00:00.5` or
 * `2026-1-31`, as in Flink. Undefined for other text.
 */
export function readByPattern(text: string, pattern: string): ReadTimestamp | undefined {
  const fields = dateTimePattern(pattern, 'java-time')?.parse(text);
  const strict = fields && strictTimestamp(fields);
  if (strict !== undefined) return strict;
  const plain = readTimestamp(text.trim());
  return plain && { ...plain, isMoment: false };
}

/** Reads a text by a pattern of `SimpleDateFormat`, which carries what is too large into the next field. */
export function readBySimplePattern(text: string, pattern: string): ReadTimestamp | undefined {
  const fields = dateTimePattern(pattern, 'simple')?.parse(text);
  if (fields === undefined) return undefined;
  const month = (fields.month ?? 1) - 1;
  const year = (fields.year ?? 1970) + Math.floor(month / 12);
  const days = daysFromCivil(year, (((month % 12) + 12) % 12) + 1, 1) + (fields.day ?? 1) - 1;
  return momentOf(fields, days * DAY_MS + timeOf(fields));
}

function strictTimestamp(fields: ParsedFields): ReadTimestamp | undefined {
  const { year = 1970, month = 1, day = 1 } = fields;
  const hours = hoursOf(fields);
  const { minute = 0, second = 0 } = fields;
  if (month < 1 || month > 12 || day < 1 || day > 31 || hours > 23 || minute > 59 || second > 59) return undefined;
  // A day that a short month lacks is its last one, as `java.time` resolves it.
  const date = isCivil(year, month, day) ? day : daysOfMonth(year, month);
  const days =
    fields.dayOfYear === undefined ? daysFromCivil(year, month, date) : daysFromCivil(year, 1, fields.dayOfYear);
  return momentOf(fields, days * DAY_MS + timeOf(fields));
}

function hoursOf({ hour, hourOfHalf, afternoon }: ParsedFields): number {
  return hour ?? (hourOfHalf ?? 0) + (afternoon === true ? 12 : 0);
}

function timeOf(fields: ParsedFields): number {
  const { minute = 0, second = 0, nanoOfSecond = 0 } = fields;
  return hoursOf(fields) * 3_600_000 + minute * 60_000 + second * 1000 + Math.floor(nanoOfSecond / 1_000_000);
}

function momentOf(fields: ParsedFields, localMs: number): ReadTimestamp {
  const nanos = (fields.nanoOfSecond ?? 0) % 1_000_000;
  if (fields.offsetMs !== undefined) return { ms: localMs - fields.offsetMs, nanos, isMoment: true };
  const zone = fields.zoneId === undefined ? undefined : knownZone(fields.zoneId);
  return zone === undefined
    ? { ms: localMs, nanos, isMoment: false }
    : { ms: zone.epochOf(localMs), nanos, isMoment: true };
}

/** The zone with an id; undefined when there is none. */
export function knownZone(id: string): TimeZone | undefined {
  try {
    return timeZone(id);
  } catch {
    return undefined;
  }
}
