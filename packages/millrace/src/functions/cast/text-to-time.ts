import { daysFromCivil, isCivil } from '../../model/calendar.js';
import { castFailure } from './cast-failure.js';
import { javaTrim } from './text-to-number.js';

const DAY_MS = 86_400_000;

const DATE = /^(\d{1,4})(?:-(\d{1,2})(?:-(\d{1,2}))?)?$/;

/** The days of `2021-09-07`, `2021-9`, `2021`; what follows a space is left out. Undefined for other text. */
export function readDate(text: string): number | undefined {
  const trimmed = javaTrim(text);
  const space = trimmed.indexOf(' ');
  const match = DATE.exec(space === -1 ? trimmed : trimmed.slice(0, space));
  if (match === null) return undefined;
  const [year, month, day] = [Number(match[1]), Number(match[2] ?? 1), Number(match[3] ?? 1)];
  return isCivil(year, month, day) ? daysFromCivil(year, month, day) : undefined;
}

const TIME = /^(\d{1,2})(?::(\d{1,2})(?::(\d{1,2})(?:\.(\d*))?)?)?$/;

/** The milliseconds of `12:34:56.789`, `12:34`, `12`. Undefined for other text. */
export function readTime(text: string): number | undefined {
  const match = TIME.exec(javaTrim(text));
  if (match === null) return undefined;
  const [hours, minutes, seconds] = [Number(match[1]), Number(match[2] ?? 0), Number(match[3] ?? 0)];
  if (hours > 23 || minutes > 59 || seconds > 59) return undefined;
  return timeOfDay(hours, minutes, seconds) + Number((match[4] ?? '').padEnd(3, '0').slice(0, 3));
}

/** A date and a time as they are read: milliseconds and nanoseconds of the millisecond. */
export interface LocalTimestamp {
  readonly ms: number;
  readonly nanos: number;
}

const TIMESTAMP = /^(\d{1,4})-(\d{1,2})-(\d{1,2})(?: (\d{1,2}):(\d{1,2}):(\d{1,2})(?:\.(\d{0,9}))?)?$/;

/** `2021-09-07 12:34:56.123456789` or `2021-09-07`; 24:00:00 is the next midnight. Undefined for other text. */
export function readTimestamp(text: string): LocalTimestamp | undefined {
  const match = TIMESTAMP.exec(text);
  if (match === null) return undefined;
  const [year, month, day] = [Number(match[1]), Number(match[2]), Number(match[3])];
  const [hours, minutes, seconds] = [Number(match[4] ?? 0), Number(match[5] ?? 0), Number(match[6] ?? 0)];
  const nanos = Number((match[7] ?? '').padEnd(9, '0'));
  const midnight = hours === 24 && minutes === 0 && seconds === 0 && nanos === 0;
  if (!isCivil(year, month, day) || (hours > 23 && !midnight) || minutes > 59 || seconds > 59) return undefined;
  const ms = Math.floor(nanos / 1_000_000);
  return {
    ms: daysFromCivil(year, month, day) * DAY_MS + timeOfDay(hours, minutes, seconds) + ms,
    nanos: nanos - ms * 1_000_000,
  };
}

function timeOfDay(hours: number, minutes: number, seconds: number): number {
  return hours * 3_600_000 + minutes * 60_000 + seconds * 1000;
}

export function parseDateOf(text: string): number {
  const days = readDate(text);
  if (days === undefined) throw castFailure(text, 'DATE', 'A date such as 2021-09-07 is expected.');
  return days;
}

export function parseTimeOf(text: string): number {
  const ms = readTime(text);
  if (ms === undefined) throw castFailure(text, 'TIME', 'A time such as 12:34:56.789 is expected.');
  return ms;
}

export function parseTimestampOf(text: string, type: string): LocalTimestamp {
  const value = readTimestamp(text);
  if (value === undefined) throw castFailure(text, type, 'A timestamp such as 2021-09-07 12:34:56.789 is expected.');
  return value;
}
